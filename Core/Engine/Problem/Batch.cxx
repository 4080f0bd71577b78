// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/Batch.h"

#include "Core/Common/DenseArray.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// A view of `count` entries from `begin` on.
template <typename Number>
torch::Tensor Entries(const std::vector<Number>& values,
  const std::vector<std::int64_t>& entryShape, std::int64_t begin, std::int64_t count)
{
  // from_blob wants a mutable pointer; nothing writes to it.
  auto* first = const_cast<Number*>(values.data()) + begin * ElementCount(entryShape);
  std::vector<std::int64_t> shape = entryShape;
  shape.insert(shape.begin(), count);
  return torch::from_blob(first, shape, c10::CppTypeToScalarType<Number>::value);
}

bool IsFloating(const DenseArray& array)
{
  return array.Type == ElementType::Float64 || array.Type == ElementType::Float32 ||
    array.Type == ElementType::Float16 || array.Type == ElementType::BFloat16;
}

/// A copy of the whole array as a network takes it: booleans stay such, other integers have 64
/// bits.
torch::Tensor AsStored(const DenseArray& array)
{
  const torch::Tensor tensor = ToTensor(array);
  return tensor.is_floating_point() || tensor.scalar_type() == torch::kBool
    ? tensor
    : tensor.to(torch::kInt64);
}

torch::Tensor Part(const torch::Tensor& whole, std::int64_t begin, std::int64_t count)
{
  return whole.narrow(0, begin, count);
}

/// Gives parts of a data set's tensors. Only what has to be converted is copied, once.
class TensorsOf
{
public:
  TensorsOf(const Dataset& data, const BatchForm& form) : Data(data), Form(form)
  {
    for (const std::size_t input : form.Inputs)
    {
      this->Wholes.push_back(this->Whole(input));
    }
    if (!data.IntegerTargets.Bytes.empty())
    {
      this->IntegerTargets = ToTensor(data.IntegerTargets).to(torch::kInt64);
    }
  }

  Batch Samples(std::int64_t begin, std::int64_t count) const
  {
    Batch batch{ this->Inputs(begin, count), this->Targets(begin, count) };
    for (torch::Tensor& input : batch.Inputs)
    {
      input = input.is_floating_point() ? input.to(this->Form.Type) : input;
    }
    return batch;
  }

private:
  std::vector<torch::Tensor> Inputs(std::int64_t begin, std::int64_t count) const
  {
    std::vector<torch::Tensor> parts;
    for (const torch::Tensor& whole : this->Wholes)
    {
      parts.push_back(whole.defined() ? Part(whole, begin, count) : this->FirstInput(begin, count));
    }
    return parts;
  }

  torch::Tensor Targets(std::int64_t begin, std::int64_t count) const
  {
    if (this->Data.HasLabels())
    {
      return Entries(this->Data.Labels, {}, begin, count);
    }
    if (this->IntegerTargets.defined())
    {
      return Part(this->IntegerTargets, begin, count);
    }
    if (!this->Data.HasTargets())
    {
      return {};
    }
    return this->InRank(this->Data.TargetsAreNumbers,
      this->Form.Type == torch::kFloat64 && !this->Data.DoubleTargets.empty()
        ? Entries(this->Data.DoubleTargets, this->Data.TargetShape, begin, count)
        : Entries(this->Data.Targets, this->Data.TargetShape, begin, count));
  }

  /// An input that is no view of the data set's memory; undefined for the first one as numbers.
  torch::Tensor Whole(std::size_t input) const
  {
    if (input == 0)
    {
      const bool isInteger = this->Form.KeepsIntegers && !this->Form.IsNormalised &&
        !this->Data.IntegerInputs.Bytes.empty();
      return isInteger ? AsStored(this->Data.IntegerInputs) : torch::Tensor();
    }
    const DenseArray& array = this->Data.FurtherInputs.at(input - 1).second;
    return this->Form.KeepsIntegers || IsFloating(array) ? AsStored(array)
                                                         : ToTensor(array).to(this->Form.Type);
  }

  /// In double precision if the network computes in it and the data set has it so. All other
  /// networks get the floats.
  torch::Tensor FirstInput(std::int64_t begin, std::int64_t count) const
  {
    return this->InRank(this->Data.InputsAreNumbers,
      this->Form.Type == torch::kFloat64 && !this->Data.DoubleInputs.empty()
        ? Entries(this->Data.DoubleInputs, this->Data.SampleShape, begin, count)
        : Entries(this->Data.Inputs, this->Data.SampleShape, begin, count));
  }

  torch::Tensor InRank(bool areNumbers, const torch::Tensor& entries) const
  {
    return areNumbers && this->Form.KeepsFlat ? entries.flatten() : entries;
  }

  const Dataset& Data;
  const BatchForm& Form;
  std::vector<torch::Tensor> Wholes;
  torch::Tensor IntegerTargets;
};

} // namespace

std::vector<Batch> MakeBatches(
  const Dataset& data, std::int64_t batchSize, torch::Device device, const BatchForm& form)
{
  const TensorsOf tensors(data, form);
  std::vector<Batch> batches;
  for (std::int64_t begin = 0; begin < data.NumberOfSamples; begin += batchSize)
  {
    const std::int64_t count = std::min(batchSize, data.NumberOfSamples - begin);
    batches.push_back(OnDevice(tensors.Samples(begin, count), device));
  }
  return batches;
}

Batch FirstBatch(
  const Dataset& data, std::int64_t batchSize, torch::Device device, const BatchForm& form)
{
  return OnDevice(
    TensorsOf(data, form).Samples(0, std::min(batchSize, data.NumberOfSamples)), device);
}

Batch OnDevice(const Batch& batch, torch::Device device)
{
  Batch moved;
  for (const torch::Tensor& input : batch.Inputs)
  {
    moved.Inputs.push_back(input.to(device));
  }
  moved.Targets = batch.Targets.defined() ? batch.Targets.to(device) : torch::Tensor();
  return moved;
}

Batch ChooseSamples(const Batch& batch, const torch::Tensor& places)
{
  Batch chosen;
  for (const torch::Tensor& input : batch.Inputs)
  {
    chosen.Inputs.push_back(input.index_select(0, places));
  }
  chosen.Targets =
    batch.Targets.defined() ? batch.Targets.index_select(0, places) : torch::Tensor();
  return chosen;
}

} // namespace losslandscape
