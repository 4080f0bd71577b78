// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/PlacedStorages.h"
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

/// Finds the storages of a file. `cursor` must stand behind the list of keys, where the count of
/// elements and the elements of each storage follow.
StoragePlaces FindStorages(ByteCursor& cursor, const PickleTree& keys,
  const std::unordered_map<std::string, std::string>& types)
{
  StoragePlaces places;
  for (const PickleId key : keys[keys.Root].Items)
  {
    const auto type = types.find(keys[key].Text);
    if (type == types.end())
    {
      throw Malformed()
        .Expected("storages of known types")
        .Found("a storage that nothing refers to");
    }
    places[keys[key].Text] = TakeStorage(cursor, type->second);
  }
  return places;
}

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
  file.Storages =
    std::make_unique<PlacedStorages>(bytes, FindStorages(cursor, keys, StorageTypes(file.Tree)));
  return file;
}

} // namespace losslandscape
