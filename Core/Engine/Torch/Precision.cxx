// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/Precision.h"

#include "Core/Common/EnumName.h"

#include <string>

namespace losslandscape
{
namespace
{

void Require(bool fulfilled, Precision precision, const char* expected, const char* found,
  const char* advice = "")
{
  if (!fulfilled)
  {
    const std::string otherwise = "choose Precision = Network's Own";
    throw Error("the network cannot be evaluated in this precision")
      .Where(std::string("Precision = ") + PrecisionName(precision))
      .Expected(expected)
      .Found(found)
      .Advice(*advice ? otherwise + ", or " + advice : otherwise);
  }
}

} // namespace

const char* PrecisionName(Precision precision)
{
  return EnumName(precision, { "Network's Own", "bfloat16", "TF32" }, Error("unknown precision"));
}

void RequirePrecision(Precision precision, const PrecisionMeans& means)
{
  if (precision == Precision::NetworksOwn)
  {
    return;
  }
  Require(means.IsSinglePrecision, precision, "a network in single precision",
    "parameters of another type", "store its weights in single precision");
  if (means.IsOnGpu)
  {
    Require(means.GpuHasReducedPrecision, precision,
      "a GPU that computes in bfloat16 and TF32 (compute capability 8.0, cuDNN 8)",
      "an older one, or LibTorch without cuDNN");
    return;
  }
  Require(precision != Precision::TensorFloat32, precision, "an NVIDIA GPU", "the processor",
    "Device = cuda on a machine with such a GPU");
  Require(means.HasFusedKernels, precision, "a build of the suite with oneDNN", "one without it",
    "build it where oneDNN is installed");
  Require(means.ProcessorHasBFloat16, precision,
    "a processor with AVX512-BF16 or AMX instructions (that oneDNN may use)",
    "a processor without them", "Device = cuda on a machine with a GPU");
  Require(means.HasKernelsAlone, precision,
    "a network of convolutions, linear layers and poolings, evaluated from its outputs",
    "one with operators that have no such kernel, or that computes its own loss",
    "Device = cuda on a machine with a GPU");
}

} // namespace losslandscape
