// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <array>
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

struct NamePair
{
  const char* Inputs;
  const char* Targets;
};

constexpr std::array<NamePair, 7> UsualNames = { { { "inputs", "targets" }, { "x", "y" },
  { "images", "labels" }, { "data", "targets" }, { "data", "labels" }, { "X_train", "y_train" },
  { "0", "1" } } };

struct TensorPair
{
  DenseArray Inputs;
  DenseArray Targets;
};

const DenseArray* FindTensor(const NamedArrays& tensors, const std::string& name)
{
  const auto found = std::find_if(
    tensors.begin(), tensors.end(), [&](const auto& tensor) { return tensor.first == name; });
  return found == tensors.end() ? nullptr : &found->second;
}

std::string Listing(const NamedArrays& tensors)
{
  constexpr std::size_t longest = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(longest, tensors.size()); ++i)
  {
    text += (i == 0 ? "" : ", ") + tensors[i].first + " " + ShapeText(tensors[i].second.Shape);
  }
  return tensors.empty() ? "no tensor" : text + (tensors.size() > longest ? ", ..." : "");
}

std::optional<TensorPair> PairByName(const NamedArrays& tensors)
{
  for (const NamePair& names : UsualNames)
  {
    const DenseArray* inputs = FindTensor(tensors, names.Inputs);
    const DenseArray* targets = FindTensor(tensors, names.Targets);
    if (inputs && targets)
    {
      return TensorPair{ *inputs, *targets };
    }
  }
  return std::nullopt;
}

std::optional<TensorPair> PairByShape(const NamedArrays& tensors)
{
  if (tensors.size() != 2)
  {
    return std::nullopt;
  }
  const DenseArray& first = tensors[0].second;
  const DenseArray& second = tensors[1].second;
  return first.Shape.size() >= second.Shape.size() ? TensorPair{ first, second }
                                                   : TensorPair{ second, first };
}

/// True if both have samples along the first axis and equally many.
bool FitsTogether(const TensorPair& pair)
{
  return !pair.Inputs.Shape.empty() && !pair.Targets.Shape.empty() &&
    pair.Inputs.Shape[0] == pair.Targets.Shape[0];
}

NamedArrays ReadTensors(const std::string& path)
{
  return std::filesystem::path(path).extension() == ".npz" ? ReadNpz(path) : ReadTensorFile(path);
}

TensorPair ReadPair(const std::string& path)
{
  const NamedArrays tensors = ReadTensors(path);
  std::optional<TensorPair> pair = PairByName(tensors);
  if (!pair)
  {
    pair = PairByShape(tensors);
  }
  if (!pair || !FitsTogether(*pair))
  {
    throw Error("cannot find inputs and targets")
      .Where(path)
      .Expected("two tensors with one entry per sample each")
      .Found(Listing(tensors))
      .Advice("save them as a tuple (inputs, targets) or under the names inputs and targets");
  }
  return std::move(*pair);
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

/// Whether the targets are class labels: integers, one per sample.
bool AreLabels(const DenseArray& targets)
{
  const std::vector<std::int64_t> shape = EntryShape(targets);
  return !IsFloating(targets.Type) &&
    std::all_of(shape.begin(), shape.end(), [](std::int64_t length) { return length == 1; });
}

void CheckLabels(const std::string& path, const std::vector<std::int64_t>& labels)
{
  const auto wrong = std::find_if(labels.begin(), labels.end(),
    [](std::int64_t label) { return label < 0 || label >= MaximumClasses; });
  if (wrong != labels.end())
  {
    throw Error("label out of range")
      .Where(path + ", sample " + std::to_string(wrong - labels.begin()))
      .Expected("0 to " + std::to_string(MaximumClasses - 1))
      .Found(std::to_string(*wrong))
      .Advice("store targets that are no classes as floating-point numbers");
  }
}

void ReadSamples(const std::string& path, const TensorPair& pair, bool hasLabels,
  const std::vector<std::int64_t>& chosen, Dataset& result)
{
  result.SampleShape = EntryShape(pair.Inputs);
  result.Inputs = Chosen(path, pair.Inputs, chosen).ToFloat();
  if (!hasLabels)
  {
    result.TargetShape = EntryShape(pair.Targets);
    result.Targets = Chosen(path, pair.Targets, chosen).ToFloat();
  }
  result.Mean = { 0.0 };
  result.StandardDeviation = { 1.0 };
}

bool HasWideTargets(const TensorPair& pair, bool hasLabels)
{
  return !hasLabels && IsWide(pair.Targets.Type);
}

void ReadDoubles(const std::string& path, const TensorPair& pair, bool hasLabels,
  const std::vector<std::int64_t>& chosen, Dataset& result)
{
  if (IsWide(pair.Inputs.Type))
  {
    result.DoubleInputs = Chosen(path, pair.Inputs, chosen).ToDouble();
  }
  if (HasWideTargets(pair, hasLabels))
  {
    result.DoubleTargets = Chosen(path, pair.Targets, chosen).ToDouble();
  }
}

std::vector<std::string> TensorFileSources(const DatasetOptions& options)
{
  return { options.Path };
}

SampleCatalog OpenTensorFile(const DatasetOptions& options, const Progress&)
{
  const auto stored = std::make_shared<const TensorPair>(ReadPair(options.Path));
  const TensorPair& pair = *stored;
  SampleCatalog catalog;
  catalog.NumberOfSamples = pair.Inputs.Shape[0];
  const bool hasLabels = AreLabels(pair.Targets);
  if (hasLabels && catalog.NumberOfSamples > 0)
  {
    catalog.Labels = pair.Targets.ToInt64();
    CheckLabels(options.Path, catalog.Labels);
    catalog.NumberOfClasses = *std::max_element(catalog.Labels.begin(), catalog.Labels.end()) + 1;
    catalog.ClassNames = NumberNames(catalog.NumberOfClasses);
  }
  catalog.Read = [path = options.Path, stored, hasLabels](
                   const std::vector<std::int64_t>& chosen, const Progress&, Dataset& result)
  { ReadSamples(path, *stored, hasLabels, chosen, result); };
  if (IsWide(pair.Inputs.Type) || HasWideTargets(pair, hasLabels))
  {
    catalog.ReadDoubles = [path = options.Path, stored, hasLabels](
                            const std::vector<std::int64_t>& chosen, Dataset& result)
    { ReadDoubles(path, *stored, hasLabels, chosen, result); };
  }
  return catalog;
}

} // namespace

DatasetFormat TensorFileFormat()
{
  return { "Tensor File", true, TensorFileSources, OpenTensorFile };
}

} // namespace losslandscape
