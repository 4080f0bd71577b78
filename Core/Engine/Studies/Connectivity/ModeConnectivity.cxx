// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Connectivity/ModeConnectivity.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/ParameterVector.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <filesystem>

namespace losslandscape
{
namespace
{

ParameterVector FiniteWeights(const Problem& problem)
{
  ParameterVector weights = WeightsOf(*problem.GetInternals().Network);
  CheckFinite(weights, "checkpoint", problem.WeightsSource());
  return weights;
}

void CheckEnds(const Problem& first, const Problem& second)
{
  ParameterVector difference = FiniteWeights(first);
  Subtract(difference, FiniteWeights(second));
  if (Norm(difference) == 0.0)
  {
    throw Error("both ends of the path are the same weights")
      .Where("EndWeightsFile: " + second.WeightsSource())
      .Expected("weights other than those of " + first.WeightsSource())
      .Found("the same numbers");
  }
}

std::vector<std::string> FilesOfWeights(const Problem& problem)
{
  std::vector<std::string> files = problem.Options().Network.AdapterFiles;
  files.push_back(problem.WeightsSource());
  return files;
}

std::shared_ptr<const Dataset> LoadTrainingData(const Problem& problem, const Progress& progress)
{
  DatasetOptions data = problem.Options().Data;
  data.Split = DatasetSplit::Train;
  return InPrecisionOf(
    *problem.GetInternals().Network, LoadDataset(data, progress), data, progress);
}

} // namespace

Modes LoadModes(
  const ProblemOptions& options, const std::string& secondWeights, const Progress& progress)
{
  if (secondWeights.empty())
  {
    throw Error("the weights of the second end are missing")
      .Where("EndWeightsFile")
      .Expected("a checkpoint of the same network as WeightsFile")
      .Found("none");
  }
  Modes modes;
  modes.First = std::make_shared<const Problem>(options, progress);
  modes.Second = std::make_shared<const Problem>(*modes.First, secondWeights);
  CheckEnds(*modes.First, *modes.Second);
  modes.TrainingData = LoadTrainingData(*modes.First, progress);
  return modes;
}

void CheckBendFile(const Modes& modes, const std::string& path)
{
  for (const auto& end : { modes.First, modes.Second })
  {
    for (const std::string& file : FilesOfWeights(*end))
    {
      std::error_code ignored;
      if (std::filesystem::equivalent(path, file, ignored))
      {
        throw Error("the bend would replace the weights of an end")
          .Where("OutputFile: " + path)
          .Expected("another file than that of an end")
          .Found(file)
          .Advice("choose another OutputFile");
      }
    }
  }
}

void WriteBend(const Bend& bend, const std::string& path)
{
  WriteWeights(*bend.Network, path);
}

} // namespace losslandscape
