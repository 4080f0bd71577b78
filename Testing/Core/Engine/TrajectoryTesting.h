// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Data/trajectory, made by Testing/Data/make_trajectory.py with dense linear
// algebra.
#ifndef TrajectoryTesting_h
#define TrajectoryTesting_h

#include "Core/Engine/Evaluation/Trajectory.h"
#include "Testing/Core/Engine/NetworkTesting.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace losslandscape
{

inline std::string TrajectoryFile(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_DATA) + "/trajectory/" + name;
}

inline const nlohmann::json& TrajectoryTruth()
{
  static const nlohmann::json truth = []
  {
    std::ifstream file(TrajectoryFile("trajectory.json"));
    return nlohmann::json::parse(file);
  }();
  return truth;
}

inline std::vector<std::string> TrajectoryCheckpoints()
{
  std::vector<std::string> files;
  for (std::size_t i = 0; i < TrajectoryTruth().at("epochs").size(); ++i)
  {
    files.push_back(TrajectoryFile("checkpoint_" + std::to_string(i) + ".pt"));
  }
  return files;
}

/// Evaluates the losses of a trajectory, without a file.
inline void EvaluateTrajectory(const Plane& plane, int threads,
  std::vector<TrajectoryPoint>& trajectory, const Progress& progress = {})
{
  EvaluationStore nowhere;
  EvaluateTrajectory(nowhere, plane, threads, trajectory, progress);
}

inline ProblemOptions TrajectoryProblem()
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 5 };
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = TrajectoryFile("data.npz");
  options.Device = "cpu";
  return options;
}

inline DirectionOptions TrajectoryDirections(DirectionMethod method)
{
  DirectionOptions options;
  options.Method = method;
  options.IgnoreBiasAndNorm = false;
  options.CheckpointFiles = TrajectoryCheckpoints();
  return options;
}

/// A network with batch norm, at the first checkpoint of ResNetRun.
inline ProblemOptions ResNetProblem()
{
  ProblemOptions options;
  options.Network.Architecture = "resnet8-noskip";
  options.Network.WeightsFile = Reference("resnet8-noskip/state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("resnet8-noskip/data.npz");
  options.Device = "cpu";
  return options;
}

/// Random directions, and a run of two checkpoints with the same weights. The second one, in the
/// file `name`, has other batch norm statistics.
inline DirectionOptions ResNetRun(const std::string& name)
{
  const auto first = ResNetProblem().Network.WeightsFile;
  const auto second = AlteredCheckpoint(first, name,
    [](const std::string& tensor, DenseArray& array)
    {
      if (tensor.find("running_mean") != std::string::npos)
      {
        std::vector<float> values;
        for (const double value : array.ToDouble())
        {
          values.push_back(static_cast<float>(2.0 * value + 0.1));
        }
        array = DenseArray::FromFloat(array.Shape, values);
      }
    });
  DirectionOptions options;
  options.CheckpointFiles = { first, second };
  return options;
}

} // namespace losslandscape

#endif
