# SPDX-License-Identifier: BSD-3-Clause
# Installed package: find_package(LossLandscape) gives LossLandscape::Network, LossLandscape::Analytic,
# LossLandscape::Topology, LossLandscape::Trajectory, LossLandscape::Sampling and, if built, the VTK modules LossLandscape::Pipeline,
# LossLandscape::Readers, LossLandscape::Sources, LossLandscape::FiltersNetwork, LossLandscape::FiltersTopology and
# LossLandscape::FiltersTrajectory.

include(CMakePackageConfigHelpers)
set(losslandscape_cmake_destination "${CMAKE_INSTALL_LIBDIR}/cmake/losslandscape")

get_property(core_targets GLOBAL PROPERTY losslandscape_core_targets)
install(TARGETS ${core_targets}
  EXPORT LossLandscapeCore
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT LossLandscapeCore
  NAMESPACE LossLandscape::
  FILE LossLandscapeCore-targets.cmake
  DESTINATION "${losslandscape_cmake_destination}")
export(EXPORT LossLandscapeCore
  NAMESPACE LossLandscape::
  FILE "${CMAKE_BINARY_DIR}/${losslandscape_cmake_destination}/LossLandscapeCore-targets.cmake")

# Only headers that show neither Torch nor other private types.
set(public_headers
  Core/Analytic/AnalyticFunction.h
  Core/Common/DenseArray.h
  Core/Common/Error.h
  Core/Common/Grid.h
  Core/Common/Parallel.h
  Core/Common/Progress.h
  Core/Curvature/ExtremeEigenvalues.h
  Core/Curvature/SymmetricOperator.h
  Core/Data/Dataset.h
  Core/Files/Checkpoint.h
  Core/Network/Certification.h
  Core/Network/DerivativeEvaluation.h
  Core/Network/Direction.h
  Core/Network/GridEvaluation.h
  Core/Network/LearningRate.h
  Core/Network/Loss.h
  Core/Network/Network.h
  Core/Network/NetworkDescription.h
  Core/Network/ParameterSpaceLoss.h
  Core/Network/Plane.h
  Core/Network/PlaneDirections.h
  Core/Network/PointCache.h
  Core/Network/PointEvaluation.h
  Core/Network/PrincipalComponents.h
  Core/Network/Problem.h
  Core/Network/PlaneCache.h
  Core/Network/Recipe.h
  Core/Network/RecipeReading.h
  Core/Network/Training.h
  Core/Network/Trajectory.h
  Core/Sampling/AdaptiveSampling.h
  Core/Topology/CriticalPoints.h
  Core/Topology/CriticalVertices.h
  Core/Topology/Derivatives.h
  Core/Topology/FlatRegions.h
  Core/Topology/MorseComplex.h
  Core/Topology/Persistence.h
  Core/Topology/ScalarField.h
  Core/Topology/Triangulation.h
  Core/Trajectory/TrajectoryDescent.h)
foreach (header IN LISTS public_headers)
  get_filename_component(folder "${header}" DIRECTORY)
  install(FILES "${PROJECT_SOURCE_DIR}/${header}"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/losslandscape/${folder}")
endforeach ()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/CMake/LossLandscapeConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfig.cmake"
  INSTALL_DESTINATION "${losslandscape_cmake_destination}")
write_basic_package_version_file(
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/LossLandscapeConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/CMake/FindOneDNN.cmake"
  DESTINATION "${losslandscape_cmake_destination}")
install(FILES LICENSE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
