// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_AllowedOperators_h
#define losslandscape_Engine_Network_Graph_AllowedOperators_h

#include <ATen/core/dispatch/Dispatcher.h>

#include <string>

namespace losslandscape
{

/// LibTorch's operator that torch.export writes as torch.ops.aten.NAME.OVERLOAD. A file decides
/// what is run, so only operators that compute tensors from tensors are allowed: none that reads
/// files or prints, that changes what a tensor's memory is, that writes into a given result, or
/// that is known to rely on its caller to check arguments (parts of backward passes); and of
/// LibTorch's internal ones (`_name`) those alone that torch.export and torch.jit write. LibTorch
/// does not promise that the others check everything. Throws Error that names any that is not
/// allowed.
c10::OperatorHandle FindAllowedOperator(const std::string& written);

} // namespace losslandscape

#endif
