// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Network_Machine_h
#define losslandscape_Network_Machine_h

#include <string>

namespace losslandscape
{

/// Empty if LibTorch multiplies matrices with an optimised BLAS; otherwise what to install. With
/// the reference BLAS, networks run up to forty times slower.
std::string SlowBlasAdvice();

/// Version of the LibTorch in use.
std::string LibTorchVersion();

} // namespace losslandscape

#endif
