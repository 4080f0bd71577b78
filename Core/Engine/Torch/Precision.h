// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_Precision_h
#define losslandscape_Engine_Torch_Precision_h

namespace losslandscape
{

/// The numbers that a network is evaluated in: the settings of the `Precision` property, in its
/// order. Losses are computed from the outputs in double precision with all of them.
enum class Precision
{
  /// The type of its parameters, whatever that is; no less on a GPU (no TF32).
  NetworksOwn,
  /// Weights and activations with 8 significant bits, sums and outputs in single precision.
  BFloat16,
  /// On an NVIDIA GPU: factors of products with 11 significant bits, everything else in single
  /// precision.
  TensorFloat32
};

/// "Network's Own", "bfloat16", "TF32".
const char* PrecisionName(Precision precision);

/// What there is to evaluate a network with.
struct PrecisionMeans
{
  /// The network's parameters are single-precision numbers.
  bool IsSinglePrecision = false;
  /// A GPU, and whether that computes in bfloat16 and TF32.
  bool IsOnGpu = false;
  bool GpuHasReducedPrecision = false;
  /// On the processor: the suite was built with oneDNN, whose kernels compute in bfloat16 here, and
  /// the network can be run by them.
  bool HasFusedKernels = false;
  bool ProcessorHasBFloat16 = false;
  bool IsLayerList = false;
};

/// Throws Error, saying why and what to do instead, if the precision cannot be had by these means.
void RequirePrecision(Precision precision, const PrecisionMeans& means);

} // namespace losslandscape

#endif
