// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/TensorGather.h"

#include "Core/Common/Error.h"

#include <cstring>
#include <map>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t SmallFile = std::uint64_t(1) << 26;
constexpr std::uint64_t LargestExpansion = 64;
constexpr std::uint64_t MostElements = std::uint64_t(1) << 33;

[[noreturn]] void RefuseLayout(const TorchTensor& tensor, std::uint64_t present)
{
  throw Error("tensor lies outside of its storage")
    .Expected("offset, shape and strides within " + std::to_string(present) + " elements")
    .Found("offset " + std::to_string(tensor.Offset) + ", shape " + ShapeText(tensor.Shape) +
      ", strides " + ShapeText(tensor.Strides))
    .Advice("the file is truncated or damaged; copy or save it again");
}

/// Checks that every element lies within the storage, without overflow on the way.
void CheckLayout(const TorchTensor& tensor, std::uint64_t present)
{
  if (tensor.Shape.size() != tensor.Strides.size() || tensor.Offset < 0)
  {
    RefuseLayout(tensor, present);
  }
  std::uint64_t last = static_cast<std::uint64_t>(tensor.Offset);
  for (std::size_t axis = 0; axis < tensor.Shape.size(); ++axis)
  {
    if (tensor.Shape[axis] < 1 || tensor.Strides[axis] < 0 || last >= present)
    {
      RefuseLayout(tensor, present);
    }
    const auto steps = static_cast<std::uint64_t>(tensor.Shape[axis] - 1);
    const auto stride = static_cast<std::uint64_t>(tensor.Strides[axis]);
    if (steps > 0 && stride > (present - 1 - last) / steps)
    {
      RefuseLayout(tensor, present);
    }
    last += steps * stride;
  }
  if (last >= present)
  {
    RefuseLayout(tensor, present);
  }
}

bool IsRowMajor(const TorchTensor& tensor)
{
  std::int64_t expected = 1;
  for (std::size_t axis = tensor.Shape.size(); axis-- > 0;)
  {
    if (tensor.Shape[axis] != 1 && tensor.Strides[axis] != expected)
    {
      return false;
    }
    expected *= tensor.Shape[axis];
  }
  return true;
}

void CopyStrided(
  const TorchTensor& tensor, const std::uint8_t* source, std::size_t size, DenseArray& target)
{
  // The stride of an axis of length 1 is never used and may be any number.
  std::vector<std::int64_t> strides = tensor.Strides;
  for (std::size_t axis = 0; axis < strides.size(); ++axis)
  {
    strides[axis] = tensor.Shape[axis] == 1 ? 0 : strides[axis];
  }
  std::vector<std::int64_t> index(tensor.Shape.size(), 0);
  std::int64_t position = tensor.Offset;
  for (std::size_t done = 0; done < target.Bytes.size(); done += size)
  {
    std::memcpy(
      target.Bytes.data() + done, source + static_cast<std::size_t>(position) * size, size);
    for (std::size_t axis = index.size(); axis-- > 0;)
    {
      position += strides[axis];
      if (++index[axis] < tensor.Shape[axis])
      {
        break;
      }
      position -= strides[axis] * tensor.Shape[axis];
      index[axis] = 0;
    }
  }
}

/// A name that is unique also among the parts of one storage, which legacy files have.
std::string StorageName(const TorchStorage& storage)
{
  return storage.IsView ? storage.Key + "[" + std::to_string(storage.ViewOffset) + "+" +
      std::to_string(storage.ViewCount) + "]"
                        : storage.Key;
}

/// Makes all bytes of bools 0 or 1. Files may hold any byte but 0 for true.
void NormaliseBools(DenseArray& array)
{
  for (std::byte& value : array.Bytes)
  {
    value = value == std::byte(0) ? std::byte(0) : std::byte(1);
  }
}

} // namespace

MemoryBudget::MemoryBudget(std::uint64_t fileSize)
  : Whole(SmallFile + LargestExpansion * fileSize), Left(Whole)
{
}

void MemoryBudget::Take(std::uint64_t bytes)
{
  if (bytes > this->Left)
  {
    throw Error("file describes more data than it can hold")
      .Expected("at most " + std::to_string(this->Whole) + " bytes of tensors")
      .Advice("the file is damaged, or holds expanded tensors: save them with .contiguous()");
  }
  this->Left -= bytes;
}

DenseArray GatherTensor(
  const TorchTensor& tensor, const StorageBytes& storage, MemoryBudget& budget)
{
  const std::size_t size = ElementSize(tensor.Type);
  const std::uint64_t present = storage.Bytes.Size / size;
  const auto count = CountElements(tensor.Shape, MostElements);
  if (!count)
  {
    RefuseLayout(tensor, present);
  }
  budget.Take(*count * size);
  DenseArray array;
  array.Type = tensor.Type;
  array.Shape = tensor.Shape;
  if (*count == 0)
  {
    return array;
  }
  CheckLayout(tensor, present);
  array.Bytes.resize(static_cast<std::size_t>(*count) * size);
  if (IsRowMajor(tensor))
  {
    std::memcpy(array.Bytes.data(),
      storage.Bytes.Data + static_cast<std::size_t>(tensor.Offset) * size, array.Bytes.size());
  }
  else
  {
    CopyStrided(tensor, storage.Bytes.Data, size, array);
  }
  if (storage.BigEndian != HostIsBigEndian())
  {
    SwapElements(array.Bytes, size);
  }
  if (array.Type == ElementType::Bool)
  {
    NormaliseBools(array);
  }
  return array;
}

NamedArrays GatherTensors(const std::vector<std::pair<std::string, TorchTensor>>& tensors,
  StorageSource& source, MemoryBudget& budget)
{
  std::map<std::string, std::size_t> uses;
  for (const auto& [name, tensor] : tensors)
  {
    ++uses[StorageName(tensor.Storage)];
  }
  NamedArrays arrays;
  std::map<std::string, StorageBytes> open;
  for (const auto& [name, tensor] : tensors)
  {
    const std::string storage = StorageName(tensor.Storage);
    auto found = open.find(storage);
    if (found == open.end())
    {
      found = open.emplace(storage, source.Read(tensor.Storage, budget)).first;
    }
    budget.Take(name.size());
    arrays.emplace_back(name, GatherTensor(tensor, found->second, budget));
    if (--uses[storage] == 0)
    {
      open.erase(found);
    }
  }
  return arrays;
}

} // namespace losslandscape
