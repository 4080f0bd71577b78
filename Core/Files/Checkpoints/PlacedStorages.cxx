// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/PlacedStorages.h"

#include "Core/Common/Error.h"

namespace losslandscape
{
namespace
{

Error Malformed()
{
  return Error("malformed legacy checkpoint");
}

ByteView ViewOf(const TorchStorage& storage, ByteView whole)
{
  const std::size_t size = TorchStorageElementSize(storage.TypeName);
  const auto present = static_cast<std::int64_t>(size ? whole.Size / size : 0);
  if (storage.ViewOffset < 0 || storage.ViewOffset > present || storage.ViewCount < 0 ||
    storage.ViewCount > present - storage.ViewOffset)
  {
    throw Malformed()
      .Expected("a view within " + std::to_string(present) + " elements")
      .Found(std::to_string(storage.ViewCount) + " from " + std::to_string(storage.ViewOffset));
  }
  return { whole.Data + static_cast<std::size_t>(storage.ViewOffset) * size,
    static_cast<std::size_t>(storage.ViewCount) * size };
}

} // namespace

ByteView TakeStorage(ByteCursor& cursor, const std::string& typeName)
{
  const std::size_t size = TorchStorageElementSize(typeName);
  if (size == 0)
  {
    throw Malformed().Expected("storages of known types").Found(typeName);
  }
  const std::uint64_t count = cursor.Little(8);
  if (count > cursor.Remaining() / size)
  {
    throw Malformed()
      .Expected(std::to_string(count) + " elements of " + typeName)
      .Found(std::to_string(cursor.Remaining()) + " bytes")
      .Advice("the file is truncated or damaged; copy or save it again");
  }
  const auto length = static_cast<std::size_t>(count) * size;
  return { cursor.Take(length), length };
}

StorageBytes PlacedStorages::Read(const TorchStorage& storage, MemoryBudget&)
{
  const auto place = this->Places.find(storage.Key);
  if (place == this->Places.end())
  {
    throw Malformed().Expected("a storage named " + storage.Key.substr(0, 80));
  }
  StorageBytes result;
  result.Owner = this->File;
  result.Bytes = storage.IsView ? ViewOf(storage, place->second) : place->second;
  return result;
}

} // namespace losslandscape
