// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkLoading.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/ScriptedNetwork.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <algorithm>
#include <cctype>

namespace losslandscape
{
namespace
{

std::int64_t OutputsFor(const Dataset& data)
{
  if (data.HasLabels())
  {
    return data.NumberOfClasses;
  }
  std::int64_t outputs = 1;
  for (const std::int64_t length : data.TargetShape)
  {
    outputs *= length;
  }
  return outputs;
}

std::string WeightsPath(const NetworkOptions& options, const DatasetOptions& dataOptions)
{
  if (!options.WeightsFile.empty())
  {
    return options.WeightsFile;
  }
  const auto name = ShippedWeightsName(options.Architecture, dataOptions.Kind);
  const auto path = FindShippedFile(name);
  if (path.empty())
  {
    throw Error("no weights are shipped for this network and data set")
      .Where(options.Architecture + " on " + DatasetName(dataOptions.Kind))
      .Expected("a WeightsFile")
      .Found("none")
      .Advice("give a checkpoint, or train one with Train Network; with weights come resnet20, "
              "resnet56 and resnet56-noskip on Digits");
  }
  return path;
}

NamedTensors ToTensors(const Checkpoint& checkpoint)
{
  NamedTensors tensors;
  for (const auto& [name, array] : checkpoint.Tensors)
  {
    tensors.emplace_back(name, ToTensor(array));
  }
  return tensors;
}

/// Assigns the weights of a file and notes where they stood in it.
void AssignWeights(LoadedNetwork& loaded, const std::string& path)
{
  StoredWeights stored = ReadStoredWeights(path);
  loaded.WeightsSource = path;
  loaded.Key = std::move(stored.Key);
  loaded.Skipped = std::move(stored.Skipped);
  loaded.Module->Assign(stored.Tensors, path);
}

} // namespace

const std::string& NetworkLabel(const NetworkOptions& options)
{
  return options.NetworkFile.empty() ? options.Architecture : options.NetworkFile;
}

std::string ShippedWeightsName(const std::string& architecture, DatasetKind kind)
{
  std::string data = DatasetName(kind);
  for (char& c : data)
  {
    c = c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return "weights/" + data + "-" + architecture + ".pt";
}

StoredWeights ReadStoredWeights(const std::string& path)
{
  StoredWeights stored;
  if (IsTorchScriptFile(path))
  {
    stored.Tensors = LoadScriptedNetwork(path)->State();
    return stored;
  }
  Checkpoint checkpoint = ReadCheckpoint(path);
  stored.Tensors = ToTensors(checkpoint);
  stored.Key = std::move(checkpoint.Key);
  stored.Skipped = std::move(checkpoint.Skipped);
  stored.Numbers = std::move(checkpoint.Numbers);
  return stored;
}

NamedTensors ReadWeights(const std::string& path)
{
  return ReadStoredWeights(path).Tensors;
}

LoadedNetwork LoadUntrainedNetwork(const NetworkOptions& options, const Dataset& data)
{
  LoadedNetwork loaded;
  if (!options.NetworkFile.empty())
  {
    loaded.Module = LoadScriptedNetwork(options.NetworkFile);
    loaded.WeightsSource = options.NetworkFile;
    return loaded;
  }
  BuiltInOptions builtIn;
  builtIn.Architecture = options.Architecture;
  builtIn.HiddenWidths = options.HiddenWidths;
  builtIn.Transformer = options.Transformer;
  builtIn.SampleShape = data.SampleShape;
  builtIn.Outputs = OutputsFor(data);
  loaded.Module = MakeBuiltInNetwork(builtIn);
  return loaded;
}

LoadedNetwork LoadNetwork(
  const NetworkOptions& options, const Dataset& data, const DatasetOptions& dataOptions)
{
  LoadedNetwork loaded = LoadUntrainedNetwork(options, data);
  if (options.NetworkFile.empty() || !options.WeightsFile.empty())
  {
    AssignWeights(loaded, WeightsPath(options, dataOptions));
  }
  return loaded;
}

} // namespace losslandscape
