// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkLoading.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/ExportedNetwork.h"
#include "Core/Engine/Network/Movement.h"
#include "Core/Engine/Network/Script/ScriptedNetwork.h"
#include "Core/Engine/Network/WeightOrder.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Engine/Torch/KernelCheck.h"
#include "Core/Engine/Torch/MemoryGuard.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Networks/ExportedProgram.h"

#include <cctype>

namespace losslandscape
{
namespace
{

std::int64_t OutputsFor(const Dataset& data)
{
  if (!data.HasTargets())
  {
    throw Error("the data have no targets")
      .Where(data.Name)
      .Expected("targets, whose number is that of a built-in network's outputs")
      .Found("inputs alone");
  }
  return data.HasLabels() ? data.NumberOfClasses : ElementCount(data.TargetShape);
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

NamedShapes ShapesOf(const NamedArrays& arrays)
{
  NamedShapes shapes;
  for (const auto& [name, array] : arrays)
  {
    shapes.emplace_back(name, array.Shape);
  }
  return shapes;
}

/// The state dict that the path names, or else the one that fits the network, if there is one.
Checkpoint ReadCheckpointFor(
  const NetworkModule* network, const CheckpointPlace& place, const MayLack& mayLack)
{
  if (!network || !place.Key.empty())
  {
    return ReadCheckpoint(place.Path, place.Key);
  }
  return ReadFittingCheckpoint(place.Path,
    [&](const NamedArrays& arrays)
    { return MatchWeights(*network, ShapesOf(arrays), mayLack).Fits(); });
}

StoredWeights ReadStored(
  const NetworkModule* network, const std::string& path, const MayLack& mayLack = {})
{
  Checkpoint checkpoint = IsExportedProgramFile(path)
    ? ReadExportedState(path)
    : ReadCheckpointFor(network, SplitCheckpointPath(path), mayLack);
  return { ToTensors(checkpoint), std::move(checkpoint.Key), std::move(checkpoint.Skipped),
    std::move(checkpoint.Numbers) };
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

StoredWeights AssignStoredWeights(
  NetworkModule& network, const std::string& path, const MayLack& mayLack)
{
  StoredWeights stored = ReadStored(&network, path, mayLack);
  const std::vector<std::string> notes = network.Assign(stored.Tensors, path, mayLack);
  stored.Skipped.insert(stored.Skipped.end(), notes.begin(), notes.end());
  return stored;
}

std::string LeaveHalfPrecision(NetworkModule& network, torch::Device device)
{
  if (!device.is_cpu() || network.ParameterType() != torch::kHalf)
  {
    return "";
  }
  network.ConvertTo(torch::kFloat32);
  return "the network is in float16 and was computed in float32, as it runs on the processor";
}

NamedTensors ReadWeights(const std::string& path)
{
  return ReadStored(nullptr, path).Tensors;
}

void WriteWeights(const NetworkModule& network, const std::string& path)
{
  NamedArrays arrays;
  for (const auto& [name, tensor] : network.State())
  {
    arrays.emplace_back(name, ToDenseArray(tensor));
  }
  WriteCheckpoint(path, arrays);
}

LoadedNetwork LoadUntrainedNetwork(
  const NetworkOptions& options, const Dataset& data, OutputSet outputs)
{
  GuardMemory();
  AvoidWrongKernels();
  LoadedNetwork loaded;
  if (!options.NetworkFile.empty())
  {
    loaded.WeightsSource = options.NetworkFile;
    if (IsExportedProgramFile(options.NetworkFile))
    {
      LoadedExport exported = LoadExportedNetwork(options.NetworkFile, options.Output, outputs);
      loaded.Module = std::move(exported.Module);
      loaded.HasWeights = exported.HasWeights;
      return loaded;
    }
    const auto dimensions = static_cast<std::int64_t>(data.SampleShape.size()) + 1;
    loaded.Module = LoadScriptedNetwork(options.NetworkFile, dimensions, options.Output);
    return loaded;
  }
  loaded.Module = MakeBuiltInNetwork({ options.Architecture, options.HiddenWidths, data.SampleShape,
    OutputsFor(data), options.Transformer });
  return loaded;
}

std::shared_ptr<const Dataset> InPrecisionOf(const NetworkModule& network,
  const std::shared_ptr<const Dataset>& data, const DatasetOptions& options,
  const Progress& progress)
{
  const bool isDouble = network.ParameterType() == torch::kFloat64;
  return isDouble && data->IsRounded ? LoadDoubleDataset(options, progress) : data;
}

void AssignAdapters(LoadedNetwork& loaded, const NetworkOptions& options)
{
  for (const std::string& file : options.AdapterFiles)
  {
    for (const auto& note : AssignStoredWeights(*loaded.Module, file, Anything).Skipped)
    {
      loaded.Skipped.push_back(file + ": " + note);
    }
  }
}

NetworkOptions AtCheckpoint(
  const NetworkModule& network, NetworkOptions options, const std::string& checkpoint)
{
  const MayLack mayLack = AllButMoving(network, network.FixedNames());
  const bool isPart = mayLack &&
    !MatchWeights(network, ShapesOf(ReadStored(&network, checkpoint, mayLack).Tensors)).Fits();
  if (!isPart)
  {
    options.WeightsFile = checkpoint;
    options.AdapterFiles.clear();
    return options;
  }
  options.AdapterFiles.push_back(checkpoint);
  return options;
}

LoadedNetwork LoadNetwork(const NetworkOptions& options, const Dataset& data,
  const DatasetOptions& dataOptions, OutputSet outputs)
{
  LoadedNetwork loaded = LoadUntrainedNetwork(options, data, outputs);
  if (options.NetworkFile.empty() || !options.WeightsFile.empty())
  {
    const bool hasOwn = !options.NetworkFile.empty() && loaded.HasWeights;
    const std::string label = NetworkLabel(options);
    loaded.WeightsSource = WeightsPath(options, dataOptions);
    StoredWeights stored = AssignStoredWeights(*loaded.Module, loaded.WeightsSource,
      hasOwn ? AllButMoving(
                 *loaded.Module, FixedParameters(*loaded.Module, options.MovingParameters, label))
             : MayLack());
    loaded.Key = std::move(stored.Key);
    loaded.Skipped = std::move(stored.Skipped);
    loaded.LacksStatistics = LeavesInitialStatistics(*loaded.Module, stored.Tensors);
  }
  else if (!loaded.HasWeights)
  {
    throw Error("the network was exported without weights")
      .Where(options.NetworkFile)
      .Expected("a WeightsFile")
      .Found("none");
  }
  AssignAdapters(loaded, options);
  return loaded;
}

} // namespace losslandscape
