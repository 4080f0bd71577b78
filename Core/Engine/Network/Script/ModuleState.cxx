// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Script/ModuleState.h"

#include "Core/Engine/Torch/TorchVersion.h"

#include <set>
#include <sstream>

namespace losslandscape
{
namespace
{

using Object = c10::intrusive_ptr<c10::ivalue::Object>;

/// Whether an attribute of this name holds running statistics, or no state at all.
bool IsKept(const std::string& name)
{
  static const std::set<std::string> names = { "training", "running_mean", "running_var",
    "num_batches_tracked" };
  return names.count(name) > 0;
}

/// Whether an attribute contains weights of the module, as a recurrent layer's lists of them do.
bool Contains(const c10::IValue& value, const std::set<const void*>& weights)
{
  bool contains = false;
  value.visit(
    [&](const c10::IValue& part)
    {
      contains =
        contains || (part.isTensor() && weights.count(part.toTensor().unsafeGetTensorImpl()) > 0);
      return contains;
    });
  return contains;
}

class Tracer
{
public:
  void Add(const c10::IValue& value)
  {
    if (value.isTensor())
    {
      this->AddTensor(value.toTensor());
    }
    else if (value.isObject())
    {
      this->AddObject(value.toObject());
    }
    else if (value.isList())
    {
      this->AddAll(value.toListRef());
    }
    else if (value.isTuple())
    {
      this->AddAll(value.toTupleRef().elements());
    }
    else if (value.isGenericDict())
    {
      for (const auto& entry : value.toGenericDict())
      {
        this->Add(entry.key());
        this->Add(entry.value());
      }
    }
    else
    {
      this->Text << value << ';';
    }
  }

  std::string Result() const { return this->Text.str(); }

private:
  template <typename Values>
  void AddAll(const Values& values)
  {
    this->Text << values.size() << ':';
    for (const c10::IValue& value : values)
    {
      this->Add(value);
    }
  }

  void AddTensor(const torch::Tensor& tensor)
  {
    const bool isCounted = tensor.defined() && !tensor.is_inference();
    this->Text << static_cast<const void*>(tensor.unsafeGetTensorImpl()) << ' '
               << (isCounted ? tensor._version() : 0) << ';';
  }

  void AddObject(const Object& object)
  {
    if (!this->Seen.insert(object.get()).second)
    {
      return;
    }
    for (std::size_t i = 0; i < object->slots().size(); ++i)
    {
      if (!IsKept(object->type()->getAttributeName(i)))
      {
        this->Add(object->getSlot(i));
      }
    }
  }

  std::ostringstream Text;
  std::set<const void*> Seen;
};

} // namespace

ModuleState::ModuleState(const torch::jit::Module& module)
{
  const torch::NoGradGuard noGradient;
  std::set<const void*> weights;
  for (const torch::Tensor& weight : module.parameters())
  {
    weights.insert(weight.unsafeGetTensorImpl());
  }
  CopiedValues copies;
  for (const auto& submodule : module.modules())
  {
    const Object object = submodule._ivalue();
    for (std::size_t i = 0; i < object->slots().size(); ++i)
    {
      const c10::IValue& value = object->getSlot(i);
      if (!value.isModule() && !IsKept(object->type()->getAttributeName(i)) &&
        !Contains(value, weights))
      {
        this->Attributes.push_back({ object, i, value.deepcopy(copies) });
      }
    }
  }
}

void ModuleState::PutBack() const
{
  const torch::NoGradGuard noGradient;
  CopiedValues copies;
  for (const Attribute& attribute : this->Attributes)
  {
    attribute.Owner->setSlot(attribute.Slot, attribute.Value.deepcopy(copies));
  }
}

std::string StateTrace(const torch::jit::Module& module)
{
  Tracer tracer;
  tracer.Add(module._ivalue());
  return tracer.Result();
}

} // namespace losslandscape
