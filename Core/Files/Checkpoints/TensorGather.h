// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_TensorGather_h
#define losslandscape_Files_Checkpoints_TensorGather_h

#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Checkpoints/TorchTensor.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Limits the memory that decoding one file may use. Tensors may overlap or be expanded from one
/// element, so a small file can describe far more than it holds.
class MemoryBudget
{
public:
  explicit MemoryBudget(std::uint64_t fileSize);

  /// Takes bytes from the budget. Throws Error if it does not suffice.
  void Take(std::uint64_t bytes);

  std::uint64_t Total() const { return this->Whole; }

private:
  std::uint64_t Whole;
  std::uint64_t Left;
};

/// Bytes of one storage in the order of the file; `Owner` keeps them alive.
struct StorageBytes
{
  std::shared_ptr<const std::vector<std::uint8_t>> Owner;
  ByteView Bytes;
  bool BigEndian = false;
};

/// Gives access to the storages of a file.
class StorageSource
{
public:
  virtual ~StorageSource() = default;

  /// Reads a storage. Throws Error if it is missing or shorter than declared. Memory that is newly
  /// allocated is taken from the budget.
  virtual StorageBytes Read(const TorchStorage& storage, MemoryBudget& budget) = 0;
};

/// Copies the elements of a strided tensor out of its storage. Throws Error for negative lengths,
/// strides or offsets and for elements outside of the storage.
DenseArray GatherTensor(
  const TorchTensor& tensor, const StorageBytes& storage, MemoryBudget& budget);

/// Gathers all tensors, with their names, reading each storage once and keeping it no longer than
/// needed.
NamedArrays GatherTensors(const std::vector<std::pair<std::string, TorchTensor>>& tensors,
  StorageSource& source, MemoryBudget& budget);

} // namespace losslandscape

#endif
