// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch and oneDNN.
#ifndef losslandscape_Engine_Execution_Scratchpad_h
#define losslandscape_Engine_Execution_Scratchpad_h

#include "Core/Engine/Execution/OneDnn.h"
#include "Core/Engine/Torch/Tensors.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace losslandscape
{

/// Memory that the kernels of one network use one after the other while they run. oneDNN's own
/// scratch memory belongs to the thread that made a kernel, but a network goes from worker to
/// worker.
class Scratchpad
{
public:
  using Arguments = std::unordered_map<int, dnnl::memory>;

  explicit Scratchpad(const dnnl::engine& engine) : Engine(engine) {}

  const dnnl::engine& GetEngine() const { return this->Engine; }

  /// Attributes of a primitive that is to use this memory.
  static dnnl::primitive_attr Attributes()
  {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
  }

  /// Gives a primitive with these Attributes the memory that it asks for; it can run after
  /// Allocate.
  template <typename Description>
  void Serve(const Description& primitive, Arguments& arguments)
  {
    const dnnl::memory::desc wanted = primitive.scratchpad_desc();
    if (wanted.get_size() > 0)
    {
      this->Bytes = std::max(this->Bytes, wanted.get_size());
      this->Views.push_back(dnnl::memory(wanted, this->Engine, DNNL_MEMORY_NONE));
      // Copies of a memory object are the same object, so Allocate sets this argument too.
      arguments[DNNL_ARG_SCRATCHPAD] = this->Views.back();
    }
  }

  /// Takes as much memory as the most demanding primitive asked for. To be called once all are
  /// served.
  void Allocate()
  {
    this->Memory = torch::empty({ static_cast<std::int64_t>(this->Bytes) }, torch::kUInt8);
    for (auto& view : this->Views)
    {
      view.set_data_handle(this->Memory.data_ptr());
    }
  }

private:
  dnnl::engine Engine;
  std::size_t Bytes = 0;
  std::vector<dnnl::memory> Views;
  torch::Tensor Memory;
};

} // namespace losslandscape

#endif
