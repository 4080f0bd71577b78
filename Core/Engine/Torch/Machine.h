// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_Machine_h
#define losslandscape_Engine_Torch_Machine_h

#include <string>
#include <vector>

namespace losslandscape
{

/// Empty if LibTorch multiplies matrices with an optimised BLAS; otherwise what to install. With
/// the reference BLAS, networks run up to forty times slower.
std::string SlowBlasAdvice();

/// Version of the LibTorch in use.
std::string LibTorchVersion();

/// What else decides the last bits of a result; empty where it cannot be told.
struct MachineInfo
{
  /// File of the BLAS library; OpenBLAS adds its version and the processor it is tuned for.
  std::string Blas;
  /// Model of the processor, and its vector instructions, which libraries choose their code by.
  std::string Processor;
  std::vector<std::string> Instructions;
  /// Models of NVIDIA GPUs.
  std::vector<std::string> Graphics;
  /// SHA-256 of LibTorch's description of how it was built and which instructions it uses.
  std::string LibTorchHash;
};
MachineInfo DescribeMachine();

} // namespace losslandscape

#endif
