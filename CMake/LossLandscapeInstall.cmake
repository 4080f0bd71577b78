# SPDX-License-Identifier: BSD-3-Clause
# Installed package: find_package(LossLandscape) gives LossLandscape::Engine, LossLandscape::Analytic,
# LossLandscape::Topology, LossLandscape::Descent, LossLandscape::Sampling and, if built, the VTK modules
# LossLandscape::Pipeline, LossLandscape::Readers, LossLandscape::Sources, LossLandscape::FiltersNetwork, LossLandscape::FiltersTopology and
# LossLandscape::FiltersTrajectory. find_package(LossLandscape COMPONENTS Engine) looks for no ParaView.

include(CMakePackageConfigHelpers)
set(losslandscape_cmake_destination "${CMAKE_INSTALL_LIBDIR}/cmake/losslandscape")

get_property(core_targets GLOBAL PROPERTY losslandscape_core_targets)
install(TARGETS ${core_targets}
  EXPORT LossLandscapeCore
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/losslandscape")
install(EXPORT LossLandscapeCore
  NAMESPACE LossLandscape::
  FILE LossLandscapeCore-targets.cmake
  DESTINATION "${losslandscape_cmake_destination}")
export(EXPORT LossLandscapeCore
  NAMESPACE LossLandscape::
  FILE "${CMAKE_BINARY_DIR}/${losslandscape_cmake_destination}/LossLandscapeCore-targets.cmake")

set(losslandscape_core_components "${core_targets}")
list(TRANSFORM losslandscape_core_components REPLACE "^losslandscape_" "")
set(losslandscape_vtk_components "${losslandscape_modules}")
list(TRANSFORM losslandscape_vtk_components REPLACE "^LossLandscape::" "")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/CMake/LossLandscapeConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfig.cmake"
  INSTALL_DESTINATION "${losslandscape_cmake_destination}"
  PATH_VARS LOSSLANDSCAPE_SHARE)
write_basic_package_version_file(
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/CMake/FindOneDNN.cmake"
  "${PROJECT_SOURCE_DIR}/CMake/LossLandscapePythonTargets.cmake"
  DESTINATION "${losslandscape_cmake_destination}")
install(FILES LICENSE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
