// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_TorchScript_h
#define losslandscape_Files_Checkpoints_TorchScript_h

#include "Core/Files/Checkpoints/Checkpoint.h"

#include <string>

namespace losslandscape
{

/// Reads parameters and buffers of a file of torch.jit.save (PyTorch 1.4 and later) under the names
/// and in the order of the module's state_dict(). Nothing of its code is run. Throws Error if it is
/// malformed or of an older PyTorch.
Checkpoint ReadTorchScriptState(const std::string& path);

} // namespace losslandscape

#endif
