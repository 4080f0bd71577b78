// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_TorchTensor_h
#define losslandscape_Files_Checkpoints_TorchTensor_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Pickle/PickleTree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// A typed run of elements that a torch pickle refers to.
struct TorchStorage
{
  std::string Key;
  std::string TypeName; ///< "FloatStorage", ...
  std::int64_t ElementCount = 0;
  /// In legacy files a storage may be a part of another one, of ViewCount elements from element
  /// ViewOffset on.
  bool IsView = false;
  std::int64_t ViewOffset = 0;
  std::int64_t ViewCount = 0;
};

/// A strided tensor in a storage; strides and offset in elements.
struct TorchTensor
{
  TorchStorage Storage;
  ElementType Type = ElementType::Float32;
  std::int64_t Offset = 0;
  std::vector<std::int64_t> Shape;
  std::vector<std::int64_t> Strides;
  /// Whether it is a parameter that is not trained (requires_grad is False).
  bool IsFrozen = false;
};

/// The size in bytes of one element of a storage type; 0 if the type is unknown.
std::size_t TorchStorageElementSize(const std::string& typeName);

/// Describes the storage that a persistent reference of torch.save names; no value for other
/// references. Throws Error if the reference is malformed.
std::optional<TorchStorage> ParseTorchStorage(const PickleTree& tree, PickleId id);

/// True if the node is a call that rebuilds a tensor or parameter of any kind.
bool IsTorchTensor(const PickleTree& tree, PickleId id);

/// Describes a tensor. For kinds that have no dense array (complex, quantised, sparse) returns no
/// value, with the reason in `unsupported`. Throws Error if the tensor is malformed.
std::optional<TorchTensor> ParseTorchTensor(
  const PickleTree& tree, PickleId id, std::string& unsupported);

} // namespace losslandscape

#endif
