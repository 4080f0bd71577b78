# SPDX-License-Identifier: BSD-3-Clause
# The VTK modules, their Python wrappers and the ParaView plugin itself.

set(losslandscape_module_files
  "${PROJECT_SOURCE_DIR}/Pipeline/vtk.module"
  "${PROJECT_SOURCE_DIR}/Filters/Network/vtk.module"
  "${PROJECT_SOURCE_DIR}/Filters/Topology/vtk.module"
  "${PROJECT_SOURCE_DIR}/Filters/Trajectory/vtk.module"
  "${PROJECT_SOURCE_DIR}/Readers/vtk.module"
  "${PROJECT_SOURCE_DIR}/Sources/vtk.module")
vtk_module_scan(
  MODULE_FILES            ${losslandscape_module_files}
  PROVIDES_MODULES        losslandscape_modules
  REQUIRES_MODULES        losslandscape_required_modules
  WANT_BY_DEFAULT         ON
  HIDE_MODULES_FROM_CACHE ON)
foreach (module IN LISTS losslandscape_required_modules)
  if (NOT TARGET "${module}")
    message(FATAL_ERROR "ParaView at ${ParaView_DIR} lacks the module ${module}")
  endif ()
endforeach ()

set(losslandscape_cmake_destination "${CMAKE_INSTALL_LIBDIR}/cmake/losslandscape")
vtk_module_build(
  MODULES             ${losslandscape_modules}
  PACKAGE             LossLandscapeModules
  INSTALL_EXPORT      LossLandscapeModules
  INSTALL_HEADERS     ON
  HEADERS_DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/losslandscape"
  CMAKE_DESTINATION   "${losslandscape_cmake_destination}"
  ARCHIVE_DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY_DESTINATION "${CMAKE_INSTALL_LIBDIR}")

foreach (module IN LISTS losslandscape_modules)
  # VTK's error messages name the source file: by its path from the top, wherever that was built.
  vtk_module_compile_options("${module}"
    PRIVATE -Wall -Wextra $<$<BOOL:${LOSSLANDSCAPE_WARNINGS_AS_ERRORS}>:-Werror>
      "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")
endforeach ()

paraview_plugin_scan(
  PLUGIN_FILES     "${PROJECT_SOURCE_DIR}/Plugin/paraview.plugin"
  PROVIDES_PLUGINS losslandscape_plugins
  ENABLE_BY_DEFAULT ON
  HIDE_PLUGINS_FROM_CACHE ON)
if (PARAVIEW_USE_PYTHON)
  include(LossLandscapePython)
endif ()

set(losslandscape_plugin_folder "${PARAVIEW_PLUGIN_SUBDIR}/LossLandscape")
file(RELATIVE_PATH libraries "/${losslandscape_plugin_folder}" "/")
set(CMAKE_INSTALL_RPATH "$ORIGIN/${libraries}")
paraview_plugin_build(
  PLUGINS              ${losslandscape_plugins}
  PLUGINS_FILE_NAME    "losslandscape.plugins.xml"
  LIBRARY_SUBDIRECTORY "${PARAVIEW_PLUGIN_SUBDIR}")

set(LOSSLANDSCAPE_PLUGIN
  "${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR}/${losslandscape_plugin_folder}/LossLandscape.so")
