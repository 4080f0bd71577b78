// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Networks_ProgramJson_h
#define losslandscape_Files_Networks_ProgramJson_h

#include "Core/Files/Checkpoints/TorchTensor.h"
#include "Core/Files/Networks/NetworkProgram.h"

#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// The graph, the shapes of its user inputs and the version of PyTorch from the JSON of
/// torch.export; the tensors are left empty. Source: torch/_export/serde/schema.py, major
/// version 8. Throws Error for another major version, for what this suite cannot run (custom
/// objects, outputs that are no tensors) and for damage.
NetworkProgram ParseProgram(const std::string& text);

/// The tensors that a file NAME_weights_config.json of PyTorch 2.9 and later describes, by their
/// names in the state dict. The key of a storage is the name of the entry with its numbers.
std::vector<std::pair<std::string, TorchTensor>> ParseTensorDescriptions(const std::string& text);

/// A tensor from such a description alone, without a storage.
TorchTensor ParseTensorDescription(const std::string& text);

} // namespace losslandscape

#endif
