// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_ScriptTranslation_h
#define losslandscape_Engine_Network_Script_ScriptTranslation_h

#include "Core/Engine/Network/Script/FlatScript.h"

#include <cstdint>

namespace losslandscape
{

/// A flat script as torch.export would write it. Two scripts that do the same have the same names.
struct TranslatedScript
{
  NetworkGraph Graph;
  /// Parameters, buffers and constants by their targets.
  std::map<std::string, torch::Tensor> Tensors;
  /// How often each counter of batches (num_batches_tracked) is raised, which no node does.
  std::map<std::string, std::int64_t> Counts;
};

/// `type`: the floating-point type of the module's weights. A momentum of batch norm that follows
/// from the number of batches is None. Throws Error that names what cannot be translated.
TranslatedScript Translate(const FlatScript& script, torch::ScalarType type);

} // namespace losslandscape

#endif
