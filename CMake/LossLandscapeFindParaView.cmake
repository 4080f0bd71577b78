# SPDX-License-Identifier: BSD-3-Clause
# Before Core, which uses the HDF5 library of ParaView.

# Of the HDF5 libraries that a machine has, the one that a ParaView with MPI uses: two of them in one
# process would be one too many.
set(HDF5_PREFER_PARALLEL ON)
find_package(ParaView 5.11...<7 REQUIRED)
if (NOT PARAVIEW_USE_PYTHON)
  message(STATUS "This ParaView has no Python: scripts and their tests cannot run with it")
endif ()
