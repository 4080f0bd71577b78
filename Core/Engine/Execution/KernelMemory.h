// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_KernelMemory_h
#define losslandscape_Engine_Execution_KernelMemory_h

#include "Core/Engine/Execution/Activation.h"
#include "Core/Engine/Execution/FusionPlan.h"

#include <cstdint>
#include <map>
#include <vector>

namespace losslandscape
{

/// The memory that the kernels of a plan read and write. Values share memory where one is no longer
/// read, and a sum stands where its addend stood if nothing reads the addend any more.
class KernelMemory
{
public:
  /// `type`: float32 or bfloat16, that of all values but the network's own output, which is
  /// float32. `block`: how many channels convolutions want beside each other, where the number of
  /// their outputs is a multiple of it; 0: all. Convolutions can make blocks of channels from
  /// planes (Block 1).
  KernelMemory(const FusionPlan& plan, torch::ScalarType type, std::int64_t block);

  /// A value as an image, and as numbers one after the other. Null where no kernel gives it so.
  const Activation* Image(std::size_t value) const { return Find(this->Images, value); }
  const Activation* Numbers(std::size_t value) const { return Find(this->Rows, value); }

  /// What the output of a kernel's step is: an image, or else numbers.
  const Activation& OutputOf(const PlannedStep& step) const;

  /// Whether what a step's layer adds stands in the layer's output already.
  bool AddsInPlace(std::size_t step) const { return this->InPlace.at(step); }

private:
  using Values = std::map<std::size_t, Activation>;
  static const Activation* Find(const Values& values, std::size_t value);

  Activation Shaped(std::size_t step) const;
  Activation ShapedImage(std::size_t step) const;
  std::int64_t ImportedBlock(std::size_t step) const;
  const Activation* Added(const PlannedStep& step) const;
  bool CanAddInPlace(std::size_t step, const Activation& output) const;
  void TakeMemory(std::size_t step, Activation& output);
  void Keep(const PlannedStep& step, Activation output);
  void GiveBack(std::size_t step);

  const FusionPlan& Plan;
  const torch::ScalarType Type;
  const std::int64_t Block;
  Values Images;
  Values Rows;
  std::vector<bool> InPlace;
  /// Memory in use, and the last step that it is used in.
  struct Use
  {
    torch::Tensor Memory;
    std::size_t Last;
  };
  std::vector<Use> Used;
  std::vector<torch::Tensor> Free;
};

} // namespace losslandscape

#endif
