# SPDX-License-Identifier: BSD-3-Clause
# Before Core, which uses the HDF5 library of ParaView.

include(LossLandscapePythonTargets)

# Of the HDF5 libraries that a machine has, the one that a ParaView with MPI uses: two of them in one
# process would be one too many.
set(HDF5_PREFER_PARALLEL ON)
find_package(ParaView 5.11...<7)
if (NOT ParaView_FOUND)
  list(JOIN ParaView_CONSIDERED_VERSIONS ", " found)
  if (NOT found)
    set(found "none")
  endif ()
  message(FATAL_ERROR
    "ParaView 5.11 or later, before 7, is needed; found ${found}. Let ParaView_DIR name the folder of "
    "paraview-config.cmake, or install ParaView's development files (Debian: CMake/install_packages.sh).")
endif ()
if (NOT PARAVIEW_USE_PYTHON)
  message(STATUS "This ParaView has no Python: scripts and their tests cannot run with it")
endif ()
