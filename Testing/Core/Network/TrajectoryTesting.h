// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Data/trajectory, made by Testing/Data/make_trajectory.py with dense linear
// algebra.
#ifndef TrajectoryTesting_h
#define TrajectoryTesting_h

#include "NetworkTesting.h"

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

} // namespace losslandscape

#endif
