// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Network_Graph_ExportCodes_h
#define losslandscape_Engine_Network_Graph_ExportCodes_h

#include "Core/Engine/Torch/Tensors.h"

#include <cstdint>

namespace losslandscape
{

// LibTorch's values of what torch.export counts in its own way (torch/_export/serde/schema.py).
// Each throws Error for a number that is none of them.

torch::ScalarType ScalarTypeOf(std::int64_t code);
c10::MemoryFormat MemoryFormatOf(std::int64_t code);
c10::Layout LayoutOf(std::int64_t code);

/// The other way round. 0 for a type that torch.export does not count.
std::int64_t CodeOf(torch::ScalarType type);

} // namespace losslandscape

#endif
