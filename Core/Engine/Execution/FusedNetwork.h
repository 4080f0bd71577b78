// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_FusedNetwork_h
#define losslandscape_Engine_Execution_FusedNetwork_h

#include "Core/Engine/Execution/FusionPlan.h"
#include "Core/Engine/Execution/KernelMemory.h"
#include "Core/Engine/Execution/LayerKernel.h"

#include <memory>
#include <optional>
#include <vector>

namespace losslandscape
{

/// A network in evaluation mode, run step by step: kernels of oneDNN in memory that is taken once,
/// and LibTorch's operators for what there is no kernel for. LibTorch alone passes over the data
/// anew for batch norm, addition and ReLU, and takes fresh memory each time.
class FusedNetwork
{
public:
  /// For batches of the size that the plan was made for, or smaller ones if it separates samples.
  /// Kernels use as many threads as the calling thread may; once made, the network may be used by
  /// any thread, one at a time. `network`: names, shapes and constants. `type`: that of weights and
  /// values, float32 or, in a plan that separates samples, bfloat16; sums, biases and outputs are
  /// float32 with both. `block`: see KernelMemory.
  FusedNetwork(std::shared_ptr<const FusionPlan> plan, const NetworkModule& network,
    torch::ScalarType type, std::int64_t block = ChannelBlock());

  /// Takes all weights from `read`.
  void Load(const StateReader& read);

  /// The outputs for a batch, (batch, ...), in memory that the next call overwrites.
  torch::Tensor Forward(const torch::Tensor& inputs);

private:
  struct Step
  {
    const PlannedStep* Planned = nullptr;
    std::unique_ptr<LayerKernel> Kernel;
    /// Whether the kernel's input is a tensor that LibTorch gives anew each time.
    bool ReadsTensor = false;
    /// Whether what the layer adds has to be copied into the output first.
    bool CopiesAdded = false;
    /// Values that LibTorch made and that nobody needs after the step.
    std::vector<std::size_t> Finished;
  };

  /// A tensor of the state that LibTorch's operators read.
  struct LoadedTensor
  {
    StateTensor Source;
    torch::Tensor Target;
  };

  void TakeTensors(const NetworkModule& network);
  Step MakeStep(std::size_t step, const NamedTensors& state);
  void NoteFinished();
  torch::Tensor TensorOf(std::size_t value) const;
  torch::Tensor TensorAsPlanned(std::size_t value) const;
  void Run(const Step& step);
  void CopyAdded(const Step& step);
  torch::Tensor FullBatch(const torch::Tensor& inputs);

  std::shared_ptr<const FusionPlan> Plan;
  KernelMemory Memory;
  dnnl::engine Engine;
  dnnl::stream Stream;
  Scratchpad Scratch;
  GraphMode Mode;
  /// The program's values. Those that kernels give as numbers are views of their memory.
  std::vector<c10::IValue> Values;
  std::vector<LoadedTensor> Loaded;
  std::vector<Step> Steps;
  /// A full batch, whose first samples a smaller one takes the place of.
  torch::Tensor Batch;
};

} // namespace losslandscape

#endif
