// SPDX-License-Identifier: BSD-3-Clause
#ifndef NetworkTesting_h
#define NetworkTesting_h

#include "Core/Common/Error.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Engine/Plane/Plane.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/TestOutput.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace losslandscape
{

/// A file made by Testing/Python/reference.
inline std::string Reference(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_REFERENCE) + "/" + name;
}

/// Text of the Error that `work` throws; a test failure if it throws none.
template <typename Work>
std::string ErrorText(Work&& work)
{
  try
  {
    work();
  }
  catch (const Error& error)
  {
    return error.what();
  }
  ADD_FAILURE() << "no losslandscape::Error was thrown";
  return "";
}

inline void ExpectContains(const std::string& text, const std::string& part)
{
  EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
}

/// Path of a copy of a checkpoint with other tensors: `change` is given each name and array.
template <typename Change>
std::string AlteredCheckpoint(const std::string& original, const std::string& name, Change&& change)
{
  auto tensors = ReadCheckpoint(original).Tensors;
  for (auto& [tensor, array] : tensors)
  {
    change(tensor, array);
  }
  const auto path = TestOutput(name);
  WriteCheckpoint(path, tensors);
  return path;
}

/// Evaluates all points, without a file.
inline void EvaluatePoints(
  const Plane& plane, const PlanePoints& points, int threads, const ValueSink& sink)
{
  EvaluationStore nowhere;
  EvaluatePoints(nowhere, plane, points, threads, sink);
}

/// Arrays of a whole grid or of an extent of it.
struct Surface
{
  std::vector<double> Loss;
  std::vector<double> Accuracy;
  std::vector<double> StandardError;
};

inline Surface EvaluateExtent(const Plane& plane, const Grid& grid, const Extent& extent,
  int threads = 0, const Progress& progress = {})
{
  const auto points = static_cast<std::size_t>(NumberOfPoints(extent));
  Surface surface{ std::vector<double>(points), std::vector<double>(points),
    std::vector<double>(points) };
  EvaluateGrid(plane, grid, extent, threads,
    { surface.Loss.data(), surface.Accuracy.data(), surface.StandardError.data() }, progress);
  return surface;
}

inline Surface EvaluateAll(const Plane& plane, const Grid& grid, int threads = 0)
{
  return EvaluateExtent(plane, grid, grid.WholeExtent(), threads);
}

/// Derivatives at all points, without a file.
inline std::vector<PointDerivatives> DerivativesAt(const Plane& plane, const PlanePoints& points,
  const DerivativeOptions& options, int threads = 1, const Progress& progress = {})
{
  EvaluationStore nowhere;
  std::vector<PointDerivatives> derivatives;
  EvaluateDerivatives(nowhere, plane, points, options, threads, derivatives, progress);
  return derivatives;
}

} // namespace losslandscape

#endif
