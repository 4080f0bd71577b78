// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Network_ModuleState_h
#define losslandscape_Engine_Network_ModuleState_h

#include <torch/script.h>

#include <string>
#include <vector>

namespace losslandscape
{

/// What a TorchScript module may take with it from one call to the next: buffers and all other
/// attributes, but for weights, running statistics and the switch of training.
class ModuleState
{
public:
  /// Keeps copies of all values.
  explicit ModuleState(const torch::jit::Module& module);

  /// Gives the attributes new copies of these: tensors are other ones than before.
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

/// A text that changes with anything that a call writes to a module, its weights included: names
/// the tensors themselves and how often they were written to. Running statistics are left out.
std::string StateTrace(const torch::jit::Module& module);

} // namespace losslandscape

#endif
