// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_MemoryGuard_h
#define losslandscape_Engine_Torch_MemoryGuard_h

#include <cstdint>

namespace losslandscape
{

/// From the first call on, a tensor of this process that needs more memory than the machine, or the
/// container that it runs in, has left is refused with an Error. (Each thread looks whenever it has
/// taken 16 MB; memory that another one was given and has not touched yet still counts as left.)
/// Linux grants such memory and ends the process when it is used, which takes ParaView and all that
/// is open in it along: a batch that is too large must not, nor a file that asks for any size.
void GuardMemory();

/// The memory in bytes that this process may still use, as Linux tells it: what is available on the
/// machine, or less where a control group (version 2) has a limit. The largest number if unknown.
std::uint64_t AvailableMemory();

} // namespace losslandscape

#endif
