// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_ScriptClasses_h
#define losslandscape_Files_Checkpoints_ScriptClasses_h

#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// The modules in the code of a TorchScript archive: for each class, by its full name such as
/// `__torch__.torch.nn.modules.linear.Linear`, which of its attributes are in its state dict, the
/// parameters first.
using ScriptClasses = std::map<std::string, std::vector<std::string>>;

/// Adds the modules in a source file of the archive. `file` is its name below the folder of the
/// code. Of the text only the lines that begin a class and those that name its parameters and
/// buffers are looked at. Source: torch/csrc/jit/serialization/python_print.cpp of PyTorch.
void AddScriptClasses(const std::string& file, const std::string& text, ScriptClasses& classes);

} // namespace losslandscape

#endif
