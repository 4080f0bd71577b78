// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_KernelCheck_h
#define losslandscape_Engine_Torch_KernelCheck_h

#include <string>

namespace losslandscape
{

/// Compares LibTorch's convolutions, their gradients and recurrent layers in single precision with
/// double precision, on the first call in this process, and lets LibTorch do without oneDNN if they
/// differ. The oneDNN 3.7 of Debian 13 is wrong on processors with AVX-512: it misplaces weights of
/// layers whose channels do not fill its blocks, for every program that uses PyTorch. Takes less
/// than a second. Returns what to tell the user; empty if all is well.
std::string AvoidWrongKernels();

} // namespace losslandscape

#endif
