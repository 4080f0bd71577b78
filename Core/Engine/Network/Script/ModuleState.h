// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ModuleState_h
#define losslandscape_Engine_Network_Script_ModuleState_h

#include <torch/script.h>

#include <string>
#include <vector>

namespace losslandscape
{

/// What a TorchScript module may carry from one call to the next: its buffers and all other
/// attributes, except for weights, running statistics and the switch `training`.
class ModuleState
{
public:
  /// Keeps copies of all values.
  explicit ModuleState(const torch::jit::Module& module);

  /// Sets the attributes to new copies of the values kept; tensors are other objects than before.
  void PutBack() const;

private:
  struct Attribute
  {
    c10::intrusive_ptr<c10::ivalue::Object> Owner;
    std::size_t Slot;
    c10::IValue Value;
  };
  std::vector<Attribute> Attributes;
};

/// A text that changes once a call has written to the module, its weights included: it names the
/// tensor objects and how often they were written to. Running statistics are left out.
std::string StateTrace(const torch::jit::Module& module);

} // namespace losslandscape

#endif
