// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Script_TrainingSwitches_h
#define losslandscape_Engine_Network_Script_TrainingSwitches_h

#include <torch/script.h>

namespace losslandscape
{

/// Whether forward, or a method that it calls, assigns to attributes of the module.
bool AssignsAttributes(const torch::jit::Module& module);

/// Makes operators that were told for good to behave as in training (by tracing a network in
/// training mode, or by F.dropout without `training`) follow the module's attribute `training`, as
/// those of scripted layers do: dropout, recurrent layers, and normalisation that has running
/// statistics to go by in evaluation. To be called before the module is run.
void ConnectTrainingSwitches(const torch::jit::Module& module);

} // namespace losslandscape

#endif
