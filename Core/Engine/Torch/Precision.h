// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_Precision_h
#define losslandscape_Engine_Torch_Precision_h

namespace losslandscape
{

/// The precision that a network is evaluated in: the choices of the `Precision` property, in its
/// order. Losses are computed from the outputs in double precision with each of them.
enum class Precision
{
  /// The type of the network's parameters. A GPU computes in no less either: TF32 is off.
  NetworksOwn,
  /// Weights and activations have 8 significant bits, sums are in single precision. Outputs are in
  /// single precision on the processor; on a GPU they have the type that LibTorch's autocast gives
  /// them.
  BFloat16,
  /// On an NVIDIA GPU alone: factors of products have 11 significant bits, everything else is in
  /// single precision.
  TensorFloat32
};

/// The precision's name in the property: "Network's Own", "bfloat16" or "TF32".
const char* PrecisionName(Precision precision);

/// What network, device and build have to offer, for RequirePrecision to decide by.
struct PrecisionMeans
{
  /// Whether the network's parameters are single-precision numbers.
  bool IsSinglePrecision = false;
  /// Whether the network runs on a GPU.
  bool IsOnGpu = false;
  /// Whether the GPU computes in bfloat16 and TF32.
  bool GpuHasReducedPrecision = false;
  /// Whether the suite was built with oneDNN, whose kernels compute in bfloat16 on the processor.
  bool HasFusedKernels = false;
  /// Whether the processor has instructions for bfloat16 that oneDNN uses.
  bool ProcessorHasBFloat16 = false;
  /// Whether these kernels can compute the whole network from its inputs.
  bool HasKernelsAlone = false;
};

/// Throws Error, with the reason and what to do instead, if the precision cannot be had by these
/// means.
void RequirePrecision(Precision precision, const PrecisionMeans& means);

} // namespace losslandscape

#endif
