// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Network_Machine_h
#define losslandscape_Network_Machine_h

#include <string>
#include <vector>

namespace losslandscape
{

/// Empty if LibTorch multiplies matrices with an optimised BLAS; otherwise what to install. With
/// the reference BLAS, networks run up to forty times slower.
std::string SlowBlasAdvice();

/// Version of the LibTorch in use.
std::string LibTorchVersion();

/// What else decides the last bits of a result. File and size of the BLAS library, empty if it
/// cannot be told; model of the processor and those of NVIDIA GPUs, as Linux names them, empty
/// where it does not; SHA-256 of LibTorch's own description of how it was built and which
/// instructions it uses.
std::string BlasName();
std::string ProcessorName();
std::vector<std::string> GraphicsNames();
std::string LibTorchConfigurationHash();

} // namespace losslandscape

#endif
