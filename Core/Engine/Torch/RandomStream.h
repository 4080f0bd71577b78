// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Torch_RandomStream_h
#define losslandscape_Engine_Torch_RandomStream_h

#include "Core/Engine/Torch/Tensors.h"

#include <c10/core/impl/LocalDispatchKeySet.h>

#include <map>
#include <set>
#include <string>

namespace losslandscape
{

/// Random numbers for LibTorch's operators that depend on nothing but how many of them were drawn
/// since the last restart. LibTorch's own generators cannot give that: there is one for each
/// device, from which threads draw as they come, and it belongs to the program around the suite. On
/// the processor the numbers are those that follow torch.manual_seed(0). For one thread at a time.
class RandomStream
{
public:
  RandomStream() = default;
  RandomStream(const RandomStream&) = delete;
  RandomStream& operator=(const RandomStream&) = delete;

  void Restart() { this->Generators.clear(); }

  /// The operators that have drawn from the stream since it was made, such as "aten::bernoulli_".
  const std::set<std::string>& Operators() const { return this->Drawing; }

  /// While alive, operators that the calling thread calls without a generator of their own draw
  /// from the stream. Uses may be nested; the innermost counts.
  class Use
  {
  public:
    explicit Use(RandomStream& stream);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

  private:
    RandomStream* Previous;
    c10::impl::IncludeDispatchKeyGuard Key;
  };

  /// The generator that the operator `name`, which is noted, draws from on this device.
  const at::Generator& Draw(const std::string& name, torch::Device device);

private:
  std::map<std::string, at::Generator> Generators;
  std::set<std::string> Drawing;
};

} // namespace losslandscape

#endif
