// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_TensorArrangement_h
#define losslandscape_Data_TensorArrangement_h

#include "Core/Common/DenseArray.h"

#include <optional>
#include <string>

namespace losslandscape
{

/// The tensors of a file by what they are to a network.
struct TensorArrangement
{
  /// The inputs with their names, at least one; the first axis of all is the samples.
  NamedArrays Inputs;
  /// None if the file has inputs alone.
  std::optional<DenseArray> Targets;
};

/// Whether a tensor or an argument of this name is the targets.
bool IsNameOfTargets(const std::string& name);

/// Finds inputs and targets by the rules of DatasetKind::TensorFile. Throws Error naming the file
/// `path` if they cannot be told apart.
TensorArrangement ArrangeTensors(const std::string& path, NamedArrays tensors);

} // namespace losslandscape

#endif
