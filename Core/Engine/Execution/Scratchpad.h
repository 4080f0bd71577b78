// SPDX-License-Identifier: BSD-3-Clause
// Shows types of Torch and oneDNN.
#ifndef losslandscape_Engine_Execution_Scratchpad_h
#define losslandscape_Engine_Execution_Scratchpad_h

#include "Core/Engine/Torch/Tensors.h"

#include <dnnl.hpp>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace losslandscape
{

/// Memory that the kernels of one network use one after the other while they run. oneDNN's own
/// belongs to the thread that made a kernel, but a network goes from worker to worker.
class Scratchpad
{
public:
  using Arguments = std::unordered_map<int, dnnl::memory>;

  explicit Scratchpad(const dnnl::engine& engine) : Engine(engine) {}

  const dnnl::engine& GetEngine() const { return this->Engine; }

  /// Attributes of a primitive that uses this memory.
  static dnnl::primitive_attr Attributes()
  {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
  }

  /// Gives a primitive with such attributes the memory that it asks for.
  template <typename Description>
  void Serve(const Description& primitive, Arguments& arguments)
  {
    const dnnl::memory::desc wanted = primitive.scratchpad_desc();
    if (wanted.get_size() > 0)
    {
      this->Bytes = std::max(this->Bytes, wanted.get_size());
      this->Views.push_back(dnnl::memory(wanted, this->Engine, DNNL_MEMORY_NONE));
      // Copies of a memory object are the same object.
      arguments[DNNL_ARG_SCRATCHPAD] = this->Views.back();
    }
  }

  /// Takes the memory, as much as the most demanding of them asked for, once all were served.
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
