// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/MatchingParts.h"

#include <map>

namespace losslandscape
{

std::vector<Nonlinearity> MatchNonlinearity(const GraphNode& node)
{
  using Function = Nonlinearity::Kind;
  const std::string name = Stem(node);
  const auto number = [&](const char* argument, double otherwise)
  { return NumberOf(node, argument, otherwise).value_or(otherwise); };
  const std::map<std::string, Nonlinearity> functions = {
    { "relu", { Function::ReLU } },
    { "relu6", { Function::Clip, 0.0, 6.0 } },
    { "hardtanh", { Function::Clip, number("min_val", -1.0), number("max_val", 1.0) } },
    { "silu", { Function::Swish, 1.0 } },
    { "hardswish", { Function::HardSwish } },
    { "hardsigmoid", { Function::HardSigmoid } },
    { "sigmoid", { Function::Sigmoid } },
    { "tanh", { Function::Tanh } },
    { "leaky_relu", { Function::ReLU, number("negative_slope", 0.01) } },
  };
  if (name == "gelu")
  {
    const auto* approximation = ValueOf<std::string>(node, "approximate");
    const bool byTanh = approximation && *approximation == "tanh";
    return { { byTanh ? Function::GeluTanh : Function::GeluErf } };
  }
  if (name == "elu" && number("scale", 1.0) == 1.0 && number("input_scale", 1.0) == 1.0)
  {
    return { { Function::Elu, number("alpha", 1.0) } };
  }
  const auto found = functions.find(name);
  return found == functions.end() ? std::vector<Nonlinearity>()
                                  : std::vector<Nonlinearity>{ found->second };
}

} // namespace losslandscape
