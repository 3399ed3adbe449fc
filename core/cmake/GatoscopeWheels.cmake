# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Imported targets for libraries taken from PyPI wheels: gatoscope::arrow, gatoscope::parquet, gatoscope::torch.
# A system Arrow that CMake finds goes first. packaging/setup.sh unpacks the wheels into the user's cache.
if(NOT GATOSCOPE_WHEELS)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(_cache $ENV{XDG_CACHE_HOME})
  else()
    set(_cache $ENV{HOME}/.cache)
  endif()
  set(GATOSCOPE_WHEELS ${_cache}/gatoscope/unpacked)
endif()

function(gatoscope_wheel_library target file include)
  add_library(${target} SHARED IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${file})
  target_include_directories(${target} SYSTEM INTERFACE ${include})
endfunction()

if(GATOSCOPE_PARQUET)
  find_package(Arrow QUIET)
  find_package(Parquet QUIET)
  if(Arrow_FOUND AND Parquet_FOUND)
    add_library(gatoscope::arrow ALIAS Arrow::arrow_shared)
    add_library(gatoscope::parquet ALIAS Parquet::parquet_shared)
  elseif(EXISTS ${GATOSCOPE_WHEELS}/pyarrow/libarrow.so.2100)
    gatoscope_wheel_library(gatoscope::arrow ${GATOSCOPE_WHEELS}/pyarrow/libarrow.so.2100
                            ${GATOSCOPE_WHEELS}/pyarrow/include)
    gatoscope_wheel_library(gatoscope::parquet ${GATOSCOPE_WHEELS}/pyarrow/libparquet.so.2100
                            ${GATOSCOPE_WHEELS}/pyarrow/include)
  else()
    message(WARNING "Arrow was looked for in CMake's packages and in ${GATOSCOPE_WHEELS}/pyarrow and not found; "
                    "run packaging/setup.sh. Building without Parquet.")
    set(GATOSCOPE_PARQUET OFF)
  endif()
endif()

if(GATOSCOPE_MODEL)
  set(_torch ${GATOSCOPE_WHEELS}/torch)
  if(EXISTS ${_torch}/lib/libtorch_cpu.so)
    gatoscope_wheel_library(gatoscope::c10 ${_torch}/lib/libc10.so ${_torch}/include)
    gatoscope_wheel_library(gatoscope::torch ${_torch}/lib/libtorch_cpu.so ${_torch}/include)
    target_include_directories(gatoscope::torch SYSTEM INTERFACE ${_torch}/include/torch/csrc/api/include)
    target_link_libraries(gatoscope::torch INTERFACE gatoscope::c10)
    set(_nvidia ${GATOSCOPE_WHEELS}/nvidia)
    if(NOT GATOSCOPE_CUDA)
      message(STATUS "GATOSCOPE_CUDA is off: processes of one training run talk through Gloo alone.")
    elseif(EXISTS ${_torch}/lib/libtorch_cuda.so AND EXISTS ${_nvidia}/nccl/include/nccl.h
           AND EXISTS ${_nvidia}/cu13/include/cuda_runtime_api.h)
      gatoscope_wheel_library(gatoscope::c10_cuda ${_torch}/lib/libc10_cuda.so ${_nvidia}/cu13/include)
      gatoscope_wheel_library(gatoscope::torch_cuda ${_torch}/lib/libtorch_cuda.so ${_nvidia}/nccl/include)
      target_link_libraries(gatoscope::torch_cuda INTERFACE gatoscope::c10_cuda gatoscope::torch)
      # What libtorch_cuda itself needs is found through its own run path.
      target_link_options(gatoscope::torch_cuda INTERFACE LINKER:--allow-shlib-undefined)
    else()
      message(STATUS "The CUDA wheels were looked for in ${GATOSCOPE_WHEELS} and not found (packaging/setup.sh --cuda "
                     "fetches them): processes of one training run talk through Gloo alone.")
    endif()
  else()
    message(WARNING "LibTorch was looked for in ${_torch} and not found; run packaging/setup.sh. "
                    "Building without gatoscope-engine.")
    set(GATOSCOPE_MODEL OFF)
  endif()
endif()
