// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_WeightMatching_h
#define losslandscape_Engine_Network_WeightMatching_h

#include "Core/Engine/Network/NetworkModule.h"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace losslandscape
{

/// Names and shapes of the tensors that a file holds.
using NamedShapes = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

NamedShapes ShapesOf(const NamedTensors& tensors);

/// Whether a file may be without the tensor of the network that has this name, as adapters are
/// without the weights that they are laid over. None: it must have all.
using MayLack = std::function<bool(const std::string& name)>;

/// What an adapter may lack: anything.
inline bool Anything(const std::string&)
{
  return true;
}

/// What a checkpoint may lack that is laid over weights which the network has: everything but the
/// parameters that move, if there are `fixed` ones (see FixedParameters), else nothing.
MayLack AllButMoving(const NetworkModule& network, const std::set<std::string>& fixed);

/// Which of a file's tensors go into which of the network's.
struct WeightMatch
{
  /// For each tensor of NetworkModule::State, the places in the file of what goes into it. There
  /// are none for a counter that is missing, and several for a parameter that the file has under
  /// several of its names; the last one counts then, as in PyTorch's load_state_dict.
  std::vector<std::vector<std::size_t>> Sources;
  std::vector<std::string> Missing;
  std::vector<std::string> Misshaped;
  std::vector<std::string> Unexpected;
  /// What was passed over or changed so that they match, in words. If they do not fit because
  /// several prefixes would do, these prefixes.
  std::vector<std::string> Notes;

  bool Fits() const
  {
    return this->Missing.empty() && this->Misshaped.empty() && this->Unexpected.empty();
  }
};

/// Matches by name. If that fails, one prefix that a wrapper module put in front of the names
/// (`model.`, `net.`, `base_model.model.`, ...) is taken off on either side, provided that
/// everything matches then and that a single prefix does it. What else the file holds is passed
/// over. A file that may lack something, and does, must match as a whole, and `lora_A.weight` is
/// the network's `lora_A.default.weight` too, since PEFT leaves the adapter's name out in its
/// files. Tensors of a list have no names and are matched by their order (see MatchByOrder).
WeightMatch MatchWeights(
  const NetworkModule& network, const NamedShapes& given, const MayLack& mayLack = {});

} // namespace losslandscape

#endif
