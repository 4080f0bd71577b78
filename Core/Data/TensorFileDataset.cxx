// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/DenseArray.h"
#include "Core/Data/TensorArrangement.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

/// The largest accepted number of classes, which no network has as outputs. It bounds the memory
/// that a stray integer among the labels takes.
constexpr std::int64_t MaximumClasses = 1000000;

NamedArrays ReadTensors(const std::string& path)
{
  return std::filesystem::path(path).extension() == ".npz" ? ReadNpz(path) : ReadTensorFile(path);
}

/// The shape of one sample, that is without the first axis; a single number is one feature.
std::vector<std::int64_t> EntryShape(const DenseArray& array)
{
  if (array.Shape.size() == 1)
  {
    return { 1 };
  }
  return { array.Shape.begin() + 1, array.Shape.end() };
}

/// The chosen entries along the first axis, copied before anything is converted, so that the rest
/// never is.
DenseArray Chosen(
  const std::string& path, const DenseArray& array, const std::vector<std::int64_t>& chosen)
{
  const std::vector<std::int64_t> shape = EntryShape(array);
  CountValues(path, static_cast<std::int64_t>(chosen.size()), shape);
  const std::size_t entryBytes = CountValues(path, 1, shape) * ElementSize(array.Type);
  DenseArray part;
  part.Type = array.Type;
  part.Shape = array.Shape;
  part.Shape[0] = static_cast<std::int64_t>(chosen.size());
  part.Bytes.reserve(chosen.size() * entryBytes);
  for (const std::int64_t sample : chosen)
  {
    const auto begin = array.Bytes.begin() + static_cast<std::ptrdiff_t>(sample * entryBytes);
    part.Bytes.insert(part.Bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(entryBytes));
  }
  return part;
}

/// Whether the type has numbers that floats do not hold.
bool IsWide(ElementType type)
{
  return type == ElementType::Float64 || type == ElementType::Int64 || type == ElementType::Int32;
}

bool IsFloating(ElementType type)
{
  return type == ElementType::Float64 || type == ElementType::Float32 ||
    type == ElementType::Float16 || type == ElementType::BFloat16;
}

bool IsOnePerSample(const DenseArray& targets)
{
  const std::vector<std::int64_t> shape = EntryShape(targets);
  return std::all_of(shape.begin(), shape.end(), [](std::int64_t length) { return length == 1; });
}

/// The targets as classes; empty if they are none. Other integers than classes are given targets,
/// among them labels that do not count.
std::vector<std::int64_t> ClassesAmong(const std::optional<DenseArray>& targets)
{
  if (!targets || IsFloating(targets->Type) || !IsOnePerSample(*targets))
  {
    return {};
  }
  std::vector<std::int64_t> labels = targets->ToInt64();
  const bool areClasses = std::all_of(labels.begin(), labels.end(),
    [](std::int64_t label) { return label >= 0 && label < MaximumClasses; });
  return areClasses ? std::move(labels) : std::vector<std::int64_t>();
}

/// A file's tensors, and which of the targets are given values.
struct StoredTensors
{
  std::string Path;
  NamedArrays Inputs;
  std::optional<DenseArray> GivenTargets;

  const DenseArray& FirstInput() const { return this->Inputs.front().second; }
};

void ReadInputs(
  const StoredTensors& stored, const std::vector<std::int64_t>& chosen, Dataset& result)
{
  const DenseArray& first = stored.FirstInput();
  DenseArray inputs = Chosen(stored.Path, first, chosen);
  result.InputName = stored.Inputs.front().first;
  result.SampleShape = EntryShape(first);
  result.InputsAreNumbers = first.Shape.size() == 1;
  result.Inputs = inputs.ToFloat();
  if (!IsFloating(first.Type))
  {
    result.IntegerInputs = std::move(inputs);
  }
  for (std::size_t i = 1; i < stored.Inputs.size(); ++i)
  {
    const auto& [name, array] = stored.Inputs[i];
    result.FurtherInputs.emplace_back(name, Chosen(stored.Path, array, chosen));
  }
  result.Mean = { 0.0 };
  result.StandardDeviation = { 1.0 };
}

void ReadTargets(
  const StoredTensors& stored, const std::vector<std::int64_t>& chosen, Dataset& result)
{
  if (!stored.GivenTargets)
  {
    return;
  }
  DenseArray targets = Chosen(stored.Path, *stored.GivenTargets, chosen);
  result.TargetShape = EntryShape(targets);
  result.TargetsAreNumbers = targets.Shape.size() == 1;
  result.Targets = targets.ToFloat();
  if (!IsFloating(targets.Type))
  {
    result.IntegerTargets = std::move(targets);
  }
}

bool HasWideTargets(const StoredTensors& stored)
{
  return stored.GivenTargets && IsWide(stored.GivenTargets->Type);
}

void ReadDoubles(
  const StoredTensors& stored, const std::vector<std::int64_t>& chosen, Dataset& result)
{
  if (IsWide(stored.FirstInput().Type))
  {
    result.DoubleInputs = Chosen(stored.Path, stored.FirstInput(), chosen).ToDouble();
  }
  if (HasWideTargets(stored))
  {
    result.DoubleTargets = Chosen(stored.Path, *stored.GivenTargets, chosen).ToDouble();
  }
}

std::vector<std::string> TensorFileSources(const DatasetOptions& options)
{
  return { options.Path };
}

SampleCatalog OpenTensorFile(const DatasetOptions& options, const Progress&)
{
  TensorArrangement found = ArrangeTensors(options.Path, ReadTensors(options.Path));
  SampleCatalog catalog;
  catalog.NumberOfSamples = found.Inputs.front().second.Shape[0];
  catalog.Labels = ClassesAmong(found.Targets);
  if (!catalog.Labels.empty())
  {
    found.Targets.reset();
    catalog.NumberOfClasses = *std::max_element(catalog.Labels.begin(), catalog.Labels.end()) + 1;
    catalog.ClassNames = NumberNames(catalog.NumberOfClasses);
  }
  const auto stored = std::make_shared<const StoredTensors>(
    StoredTensors{ options.Path, std::move(found.Inputs), std::move(found.Targets) });
  catalog.Read = [stored](const std::vector<std::int64_t>& chosen, const Progress&, Dataset& result)
  {
    ReadInputs(*stored, chosen, result);
    ReadTargets(*stored, chosen, result);
  };
  if (IsWide(stored->FirstInput().Type) || HasWideTargets(*stored))
  {
    catalog.ReadDoubles = [stored](const std::vector<std::int64_t>& chosen, Dataset& result)
    { ReadDoubles(*stored, chosen, result); };
  }
  return catalog;
}

} // namespace

DatasetFormat TensorFileFormat()
{
  return { "Tensor File", true, TensorFileSources, OpenTensorFile };
}

} // namespace losslandscape
