# SPDX-License-Identifier: BSD-3-Clause
# Before Core, which uses the HDF5 library of ParaView.

# ParaView's package files stop where a file of one of their targets is missing. Those of Debian 13 name
# Python modules X.so that are installed as X.cpython-313-x86_64-linux-gnu.so. Nothing here links to
# them: their targets are taken as they are. (CMake 3.28 and later look at this variable first.)
function (losslandscape_take_python_targets)
  set(prefixes ${CMAKE_PREFIX_PATH} ${CMAKE_SYSTEM_PREFIX_PATH})
  list(TRANSFORM prefixes APPEND "/lib*/${CMAKE_LIBRARY_ARCHITECTURE}/cmake/paraview-*" OUTPUT_VARIABLE folders)
  file(GLOB files "${ParaView_DIR}/*Python*-targets-*.cmake" "${ParaView_DIR}/vtk/*Python*-targets-*.cmake")
  foreach (folder IN LISTS folders)
    file(GLOB more "${folder}/*Python*-targets-*.cmake" "${folder}/vtk/*Python*-targets-*.cmake")
    list(APPEND files ${more})
  endforeach ()
  foreach (file IN LISTS files)
    file(STRINGS "${file}" lines REGEX "_cmake_import_check_targets ")
    foreach (line IN LISTS lines)
      string(REGEX REPLACE ".*_cmake_import_check_targets ([^ )]+).*" "\\1" target "${line}")
      set("_cmake_import_check_xcframework_for_${target}" "${CMAKE_CURRENT_LIST_DIR}" PARENT_SCOPE)
    endforeach ()
  endforeach ()
endfunction ()
losslandscape_take_python_targets()

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
