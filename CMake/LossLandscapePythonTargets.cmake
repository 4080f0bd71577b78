# SPDX-License-Identifier: BSD-3-Clause
# To be included before find_package(ParaView), here and by those who use the installed package.

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
