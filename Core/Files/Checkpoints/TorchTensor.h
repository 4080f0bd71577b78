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
  /// Legacy files: the storage is part of another one; first element of that part, and its length.
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
};

/// Bytes of one element of a storage type; 0 if the type is unknown.
std::size_t TorchStorageElementSize(const std::string& typeName);

/// The storage that a persistent reference of torch.save names; nothing for other references.
/// Throws Error if it is malformed.
std::optional<TorchStorage> ParseTorchStorage(const PickleTree& tree, PickleId id);

/// True for what rebuilds a tensor or parameter of any kind.
bool IsTorchTensor(const PickleTree& tree, PickleId id);

/// Describes the tensor. Nothing, with the reason in `unsupported`, for kinds that have no dense
/// array: complex, quantised, sparse. Throws Error if it is malformed.
std::optional<TorchTensor> ParseTorchTensor(
  const PickleTree& tree, PickleId id, std::string& unsupported);

} // namespace losslandscape

#endif
