// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_Machine_h
#define losslandscape_Engine_Torch_Machine_h

#include <string>
#include <vector>

namespace losslandscape
{

/// What to install if LibTorch multiplies matrices by the reference BLAS, with which networks run
/// up to forty times slower than with an optimised one; empty otherwise.
std::string SlowBlasAdvice();

/// The version of LibTorch that the suite was compiled with.
std::string LibTorchVersion();

/// What is wrong, and what to do, if the LibTorch in this process is of another version, by major
/// and minor number, than the suite was compiled with: their classes differ. Empty otherwise.
std::string LibTorchMismatch();
/// The same for a version to compile with, and for LibTorch's description of how it was built.
std::string LibTorchMismatch(const std::string& compiled, const std::string& configuration);

/// What decides the last bits of a result besides the versions of the suite and of LibTorch.
/// Whatever cannot be determined is empty.
struct MachineInfo
{
  /// Path of the BLAS library's file; for OpenBLAS also its version and the processor that it is
  /// tuned for.
  std::string Blas;
  /// Model of the processor.
  std::string Processor;
  /// Linux's names of its vector instructions, by which libraries choose their code.
  std::vector<std::string> Instructions;
  /// Models of the NVIDIA GPUs.
  std::vector<std::string> Graphics;
  /// SHA-256 of LibTorch's description of how it was built and which instructions it uses.
  std::string LibTorchHash;
};
MachineInfo DescribeMachine();

} // namespace losslandscape

#endif
