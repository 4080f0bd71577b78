// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/TorchFile.h"
#include "Core/Files/Pickle/Unpickler.h"

#include <array>
#include <fstream>
#include <unordered_map>

namespace losslandscape
{
namespace
{

/// The magic number 0x1950a86a20f9469cfc6c, least significant byte first, as a pickled integer
/// holds it.
constexpr char Magic[] = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::size_t MagicLength = sizeof(Magic) - 1;

Error Malformed()
{
  return Error("malformed legacy checkpoint");
}

/// The types of storages by their keys, found in the object's references to them.
std::unordered_map<std::string, std::string> StorageTypes(const PickleTree& tree)
{
  std::unordered_map<std::string, std::string> types;
  for (PickleId id = 0; id < tree.Nodes.size(); ++id)
  {
    const auto storage = ParseTorchStorage(tree, id);
    if (storage)
    {
      types.emplace(storage->Key, storage->TypeName);
    }
  }
  return types;
}

class LegacyStorages : public StorageSource
{
public:
  /// `cursor` must stand behind the list of keys, where the count of elements and the elements of
  /// each storage follow.
  LegacyStorages(std::shared_ptr<const std::vector<std::uint8_t>> file, ByteCursor& cursor,
    const PickleTree& keys, const std::unordered_map<std::string, std::string>& types)
    : File(std::move(file))
  {
    for (const PickleId key : keys[keys.Root].Items)
    {
      const auto type = types.find(keys[key].Text);
      const std::size_t size = type == types.end() ? 0 : TorchStorageElementSize(type->second);
      if (size == 0)
      {
        throw Malformed()
          .Expected("storages of known types")
          .Found(type == types.end() ? "a storage that nothing refers to" : type->second);
      }
      const std::uint64_t count = cursor.Little(8);
      if (count > cursor.Remaining() / size)
      {
        throw Malformed()
          .Expected(std::to_string(count) + " elements of " + type->second)
          .Found(std::to_string(cursor.Remaining()) + " bytes")
          .Advice("the file is truncated or damaged; copy or save it again");
      }
      const auto length = static_cast<std::size_t>(count) * size;
      this->Places[keys[key].Text] = { cursor.Take(length), length };
    }
  }

  StorageBytes Read(const TorchStorage& storage, MemoryBudget&) override
  {
    const auto place = this->Places.find(storage.Key);
    if (place == this->Places.end())
    {
      throw Malformed().Expected("a storage named " + storage.Key.substr(0, 80));
    }
    StorageBytes result;
    result.Owner = this->File;
    result.Bytes = place->second;
    if (storage.IsView)
    {
      result.Bytes = ViewOf(storage, result.Bytes);
    }
    return result;
  }

private:
  static ByteView ViewOf(const TorchStorage& storage, ByteView whole)
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

  std::shared_ptr<const std::vector<std::uint8_t>> File;
  std::unordered_map<std::string, ByteView> Places;
};

void CheckKeys(const PickleTree& keys)
{
  bool good = keys[keys.Root].Kind == PickleKind::List;
  for (const PickleId key : keys[keys.Root].Items)
  {
    good = good && keys[key].Kind == PickleKind::Text;
  }
  if (!good)
  {
    throw Malformed().Expected("a list of storage keys behind the object");
  }
}

} // namespace

bool IsTorchLegacyFile(const std::string& path)
{
  // The magic number stands near the beginning. How near depends on the protocol of its pickle,
  // since newer ones have a frame.
  std::array<char, 32> start = {};
  std::ifstream stream(path, std::ios::binary);
  stream.read(start.data(), start.size());
  const std::string text(start.data(), static_cast<std::size_t>(stream.gcount()));
  return !text.empty() && text[0] == '\x80' &&
    text.find(std::string(Magic, MagicLength)) != std::string::npos;
}

TorchFile OpenTorchLegacy(const std::string& path)
{
  const auto bytes = std::make_shared<const std::vector<std::uint8_t>>(ReadFileBytes(path));
  ByteCursor cursor({ bytes->data(), bytes->size() });
  const PickleTree magic = ReadPickle(cursor);
  if (magic[magic.Root].Text != std::string(Magic, MagicLength))
  {
    throw Malformed().Expected("its magic number at the start");
  }
  // The version and the description of the machine are not needed: storages are little-endian
  // everywhere.
  ReadPickle(cursor);
  ReadPickle(cursor);
  TorchFile file;
  file.Format = "legacy pickle";
  file.FileSize = bytes->size();
  file.Tree = ReadPickle(cursor);
  const PickleTree keys = ReadPickle(cursor);
  CheckKeys(keys);
  file.Storages = std::make_unique<LegacyStorages>(bytes, cursor, keys, StorageTypes(file.Tree));
  return file;
}

} // namespace losslandscape
