// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_PlacedStorages_h
#define losslandscape_Files_Checkpoints_PlacedStorages_h

#include "Core/Files/Checkpoints/TensorGather.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Where the elements of storages are in the bytes of a file, by key.
using StoragePlaces = std::unordered_map<std::string, ByteView>;

/// Takes a storage from the cursor as PyTorch before 1.6 wrote it: the number of its elements in 8
/// bytes, then the elements. Throws Error for an unknown type, and if the bytes end before.
ByteView TakeStorage(ByteCursor& cursor, const std::string& typeName);

/// Storages that lie in a file that is held in memory.
class PlacedStorages : public StorageSource
{
public:
  PlacedStorages(std::shared_ptr<const std::vector<std::uint8_t>> file, StoragePlaces places)
    : File(std::move(file)), Places(std::move(places))
  {
  }

  StorageBytes Read(const TorchStorage& storage, MemoryBudget& budget) override;

private:
  std::shared_ptr<const std::vector<std::uint8_t>> File;
  StoragePlaces Places;
};

} // namespace losslandscape

#endif
