// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Graph/AllowedOperators.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"

#include <torch/version.h>

#include <algorithm>
#include <array>
#include <set>

namespace losslandscape
{
namespace
{

const std::string AtenPrefix = "torch.ops.aten.";

c10::OperatorName NameInLibTorch(const std::string& written)
{
  const std::size_t dot = written.rfind('.');
  if (written.rfind(AtenPrefix, 0) != 0 || dot < AtenPrefix.size())
  {
    throw Error("the exported network has an operator that cannot be run")
      .Expected("operators of PyTorch itself (torch.ops.aten)")
      .Found(written.substr(0, 200));
  }
  const std::string overload = written.substr(dot + 1);
  return { "aten::" + written.substr(AtenPrefix.size(), dot - AtenPrefix.size()),
    overload == "default" ? "" : overload };
}

/// Operators that read files, change what a tensor's memory or its derivative is, or print.
bool IsForbidden(const std::string& name)
{
  static const std::set<std::string> names = { "from_file", "set_", "set", "set_data", "resize_",
    "resize", "resize_as_", "resize_as", "resize_as_sparse_", "resize_as_sparse", "save", "warn",
    "data", "record_stream", "pin_memory", "requires_grad_", "retain_grad" };
  return names.count(name) > 0;
}

/// Operators that compute, but take it on trust that indices, offsets or memory formats among their
/// arguments are what another operator made: parts of backward passes, and of other libraries.
bool TrustsItsCaller(const std::string& name)
{
  static const std::array<const char*, 14> starts = { "mkldnn_", "cudnn_", "miopen_", "fbgemm_",
    "quantize", "fake_quantize", "sparse_", "segment_reduce", "ctc_loss", "embedding_bag",
    "batch_norm_", "lu_", "linalg_lu", "linalg_ldl" };
  return name.find("backward") != std::string::npos ||
    std::any_of(
      starts.begin(), starts.end(), [&](const char* start) { return name.rfind(start, 0) == 0; });
}

bool IsInternal(const std::string& name)
{
  return name.rfind('_', 0) == 0;
}

/// Internal operators that graphs have: torch.export's, after decompositions too, and
/// TorchScript's.
bool IsKnownInternal(const std::string& name)
{
  static const std::set<std::string> names = { "_adaptive_avg_pool2d", "_adaptive_avg_pool3d",
    "_batch_norm_impl_index", "_cdist_forward", "_conj", "_convolution", "_euclidean_dist",
    "_fft_c2c", "_fft_c2r", "_fft_r2c", "_local_scalar_dense", "_log_softmax", "_pdist_forward",
    "_prelu_kernel", "_reshape_alias", "_shape_as_tensor", "_softmax", "_stack", "_to_copy",
    "_trilinear", "_unsafe_index", "_unsafe_view", "_upsample_bicubic2d_aa",
    "_upsample_bilinear2d_aa", "_upsample_nearest_exact1d", "_upsample_nearest_exact2d",
    "_upsample_nearest_exact3d", "_weight_norm", "_weight_norm_interface" };
  return names.count(name) > 0;
}

bool IsAllowed(const c10::OperatorName& operation)
{
  const std::string name = operation.name.substr(operation.name.find("::") + 2);
  const std::string& overload = operation.overload_name;
  const bool writesIntoResult = overload == "out" || EndsWith(overload, "_out");
  return !writesIntoResult && !IsForbidden(name) && !TrustsItsCaller(name) &&
    (!IsInternal(name) || IsKnownInternal(name));
}

} // namespace

c10::OperatorHandle FindAllowedOperator(const std::string& written)
{
  const c10::OperatorName name = NameInLibTorch(written);
  if (!IsAllowed(name))
  {
    throw Error("the exported network has an operator that is not run")
      .Expected("operators that compute tensors from tensors")
      .Found(written.substr(0, 200));
  }
  const auto found = c10::Dispatcher::singleton().findSchema(name);
  if (!found)
  {
    throw Error("the exported network has an operator that this LibTorch lacks")
      .Expected("an operator of LibTorch " TORCH_VERSION)
      .Found(written.substr(0, 200))
      .Advice("build the plugin with a newer LibTorch, or replace the layer that needs it");
  }
  return *found;
}

} // namespace losslandscape
