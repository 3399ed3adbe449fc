# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Imported target gatoscope::hdf5: libhdf5's C API, by pkg-config (Debian, Ubuntu) or by CMake's own module.
if(GATOSCOPE_HDF5)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_search_module(HDF5PC QUIET IMPORTED_TARGET GLOBAL hdf5-serial hdf5)
  endif()
  if(TARGET PkgConfig::HDF5PC)
    add_library(gatoscope::hdf5 ALIAS PkgConfig::HDF5PC)
  else()
    find_package(HDF5 QUIET COMPONENTS C)
    if(HDF5_FOUND)
      add_library(gatoscope_hdf5 INTERFACE)
      target_include_directories(gatoscope_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
      target_link_libraries(gatoscope_hdf5 INTERFACE ${HDF5_C_LIBRARIES})
      add_library(gatoscope::hdf5 ALIAS gatoscope_hdf5)
    else()
      message(WARNING "libhdf5 was looked for by pkg-config (hdf5-serial, hdf5) and by CMake and not found; "
                      "run packaging/setup.sh. Building without the HDF5 readers.")
      set(GATOSCOPE_HDF5 OFF)
    endif()
  endif()
endif()
