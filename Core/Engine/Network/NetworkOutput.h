// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_NetworkOutput_h
#define losslandscape_Engine_Network_NetworkOutput_h

#include "Core/Engine/Torch/Tensors.h"

#include <ATen/core/ivalue.h>

#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Which outputs of a network count: the chosen one alone, or the others behind it.
enum class OutputSet
{
  Chosen,
  All
};

/// Whether a value is a number or a dense tensor of real numbers.
bool IsNumbers(const c10::IValue& value);

/// The place among outputs of the one that is called `output`, or has that number; the first if the
/// text is empty. `names`: those of all outputs. Throws Error that names the file `path` if there
/// is none.
std::size_t PlaceOfOutput(
  const std::vector<std::string>& names, const std::string& output, const std::string& path);

/// The tensor that a network returns, or the one called `output` (see PlaceOfOutput) of those in a
/// tuple, a list or a dict; a number becomes a tensor. Throws Error that names the file `path` if
/// it is anything else.
torch::Tensor ChosenTensor(
  const c10::IValue& result, const std::string& output, const std::string& path);

/// That tensor, and behind it all others that a network returns, by their names.
std::vector<std::pair<std::string, torch::Tensor>> ChosenTensorAndOthers(
  const c10::IValue& result, const std::string& output, const std::string& path);

} // namespace losslandscape

#endif
