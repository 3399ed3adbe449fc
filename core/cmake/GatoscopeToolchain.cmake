# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# ccache and mold where present; warnings; sanitizers. All targets of ours link gatoscope_options.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

add_library(gatoscope_options INTERFACE)
target_include_directories(gatoscope_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(gatoscope_options INTERFACE -Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(gatoscope_options INTERFACE -Wno-restrict) # GCC 12 warns wrongly about "x" + std::string
endif()
if(GATOSCOPE_WERROR)
  target_compile_options(gatoscope_options INTERFACE -Werror)
endif()
if(GATOSCOPE_SANITIZE)
  add_compile_options(-fsanitize=${GATOSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${GATOSCOPE_SANITIZE})
endif()
