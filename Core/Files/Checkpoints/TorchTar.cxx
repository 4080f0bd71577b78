// SPDX-License-Identifier: BSD-3-Clause
// The first format of torch.save: a tar archive in which `storages` has the numbers, `tensors` says
// which of them belong to which tensor, and `pickle` is the stored object, which refers to tensors
// by number. Source: torch/serialization.py of PyTorch, which still reads it.
#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/TarArchive.h"
#include "Core/Files/Checkpoints/PlacedStorages.h"
#include "Core/Files/Checkpoints/TorchFile.h"
#include "Core/Files/Pickle/Unpickler.h"

#include <cstdlib>
#include <limits>
#include <map>

namespace losslandscape
{
namespace
{

using Members = std::map<std::string, ByteView>;

Error Malformed()
{
  return Error("malformed tar checkpoint");
}

ByteCursor CursorOf(const Members& members, const std::string& name)
{
  const auto found = members.find(name);
  if (found == members.end())
  {
    throw Malformed().Expected("a file '" + name + "' in the archive");
  }
  return ByteCursor(found->second);
}

std::int64_t IntegerAt(const PickleTree& tree, PickleId id)
{
  if (tree[id].Kind != PickleKind::Integer)
  {
    throw Malformed().Expected("a number").Found(tree.Describe(id));
  }
  return tree[id].Integer;
}

/// The next pickle, which is a number.
std::int64_t TakeInteger(ByteCursor& cursor)
{
  const PickleTree tree = ReadPickle(cursor);
  return IntegerAt(tree, tree.Root);
}

const std::vector<PickleId>& Parts(const PickleTree& tree, PickleId id, std::size_t count)
{
  if (tree[id].Kind != PickleKind::Tuple || tree[id].Items.size() != count)
  {
    throw Malformed()
      .Expected("a tuple of " + std::to_string(count) + " items")
      .Found(tree.Describe(id));
  }
  return tree[id].Items;
}

/// The storages of the archive and their parts that are storages of their own, by number.
class Storages
{
public:
  explicit Storages(ByteCursor cursor)
  {
    for (std::int64_t left = TakeInteger(cursor); left > 0; --left)
    {
      this->AddWhole(cursor);
    }
    const PickleTree views = ReadPickle(cursor);
    for (const PickleId view : views[views.Root].Items)
    {
      this->AddView(views, view);
    }
  }

  const TorchStorage& At(std::int64_t number) const
  {
    const auto found = this->ByNumber.find(number);
    if (found == this->ByNumber.end())
    {
      throw Malformed().Expected("a storage " + std::to_string(number));
    }
    return found->second;
  }

  StoragePlaces Places;

private:
  void AddWhole(ByteCursor& cursor)
  {
    const PickleTree tree = ReadPickle(cursor);
    const std::vector<PickleId>& parts = Parts(tree, tree.Root, 3);
    const std::int64_t number = IntegerAt(tree, parts[0]);
    const std::string type = tree.GlobalName(parts[2]);
    TorchStorage storage;
    storage.Key = std::to_string(number);
    storage.TypeName = type.substr(type.rfind('.') + 1);
    const ByteView place = TakeStorage(cursor, storage.TypeName);
    storage.ElementCount =
      static_cast<std::int64_t>(place.Size / TorchStorageElementSize(storage.TypeName));
    this->Places[storage.Key] = place;
    this->ByNumber[number] = storage;
  }

  void AddView(const PickleTree& tree, PickleId id)
  {
    const std::vector<PickleId>& parts = Parts(tree, id, 4);
    TorchStorage storage = this->At(IntegerAt(tree, parts[1]));
    const std::int64_t offset = IntegerAt(tree, parts[2]);
    if (offset < 0 || offset > std::numeric_limits<std::int64_t>::max() - storage.ViewOffset)
    {
      throw Malformed().Expected("the place of a part in a storage");
    }
    storage.IsView = true;
    storage.ViewOffset += offset;
    storage.ViewCount = IntegerAt(tree, parts[3]);
    this->ByNumber[IntegerAt(tree, parts[0])] = storage;
  }

  std::map<std::int64_t, TorchStorage> ByNumber;
};

std::int64_t TakeInt64(ByteCursor& cursor)
{
  return static_cast<std::int64_t>(cursor.Little(8));
}

std::vector<std::int64_t> TakeInt64s(ByteCursor& cursor, std::uint64_t count)
{
  std::vector<std::int64_t> values;
  for (std::uint64_t i = 0; i < count; ++i)
  {
    values.push_back(TakeInt64(cursor));
  }
  return values;
}

/// All tensors of the archive, by number.
std::map<std::int64_t, TorchTensor> TakeTensors(ByteCursor cursor, const Storages& storages)
{
  constexpr std::uint64_t mostAxes = 64;
  std::map<std::int64_t, TorchTensor> tensors;
  for (std::int64_t left = TakeInteger(cursor); left > 0; --left)
  {
    const PickleTree tree = ReadPickle(cursor);
    const std::vector<PickleId>& parts = Parts(tree, tree.Root, 3);
    TorchTensor tensor;
    tensor.Storage = storages.At(IntegerAt(tree, parts[1]));
    const std::uint64_t axes = cursor.Little(4);
    cursor.Take(4); // No longer used, as the number of axes once had 8 bytes.
    if (axes > mostAxes)
    {
      throw Malformed().Expected("at most 64 axes").Found(std::to_string(axes));
    }
    tensor.Shape = TakeInt64s(cursor, axes);
    tensor.Strides = TakeInt64s(cursor, axes);
    tensor.Offset = TakeInt64(cursor);
    tensors[IntegerAt(tree, parts[0])] = std::move(tensor);
  }
  return tensors;
}

/// Puts tensors in the place of the references to them, as later formats write them.
class TensorInsertion
{
public:
  explicit TensorInsertion(PickleTree& tree) : Tree(tree) {}

  void Insert(const std::map<std::int64_t, TorchTensor>& tensors)
  {
    const auto references = static_cast<PickleId>(this->Tree.Nodes.size());
    std::map<std::int64_t, std::vector<PickleId>> calls;
    for (PickleId id = 0; id < references; ++id)
    {
      const auto tensor = this->IsReference(id) ? tensors.find(this->Number(id)) : tensors.end();
      if (tensor == tensors.end())
      {
        continue;
      }
      const auto [call, isNew] = calls.try_emplace(tensor->first);
      if (isNew)
      {
        call->second = this->Call(tensor->second);
      }
      this->Tree.Nodes[id].Kind = PickleKind::Call;
      this->Tree.Nodes[id].Items = call->second;
    }
  }

private:
  bool IsReference(PickleId id) const
  {
    return this->Tree[id].Kind == PickleKind::Persistent &&
      !this->Tree[this->Tree[id].Items[0]].Text.empty();
  }

  std::int64_t Number(PickleId id) const
  {
    return std::strtoll(this->Tree[this->Tree[id].Items[0]].Text.c_str(), nullptr, 10);
  }

  PickleId Add(PickleKind kind, std::vector<PickleId> items)
  {
    PickleNode node;
    node.Kind = kind;
    node.Items = std::move(items);
    this->Tree.Nodes.push_back(std::move(node));
    return static_cast<PickleId>(this->Tree.Nodes.size() - 1);
  }

  PickleId Text(const std::string& text)
  {
    const PickleId id = this->Add(PickleKind::Text, {});
    this->Tree.Nodes[id].Text = text;
    return id;
  }

  PickleId Integer(std::int64_t value)
  {
    const PickleId id = this->Add(PickleKind::Integer, {});
    this->Tree.Nodes[id].Integer = value;
    return id;
  }

  PickleId Integers(const std::vector<std::int64_t>& values)
  {
    std::vector<PickleId> items;
    for (const std::int64_t value : values)
    {
      items.push_back(this->Integer(value));
    }
    return this->Add(PickleKind::Tuple, std::move(items));
  }

  PickleId Global(const std::string& module, const std::string& name)
  {
    const PickleId moduleId = this->Text(module);
    return this->Add(PickleKind::Global, { moduleId, this->Text(name) });
  }

  PickleId Reference(const TorchStorage& storage)
  {
    std::vector<PickleId> parts = { this->Text("storage"), this->Global("torch", storage.TypeName),
      this->Text(storage.Key), this->Text("cpu"), this->Integer(storage.ElementCount) };
    if (storage.IsView)
    {
      const std::vector<PickleId> view = { this->Text(storage.Key),
        this->Integer(storage.ViewOffset), this->Integer(storage.ViewCount) };
      parts.push_back(this->Add(PickleKind::Tuple, view));
    }
    return this->Add(PickleKind::Persistent, { this->Add(PickleKind::Tuple, std::move(parts)) });
  }

  /// Callable and arguments of the call that rebuilds the tensor.
  std::vector<PickleId> Call(const TorchTensor& tensor)
  {
    const std::vector<PickleId> arguments = { this->Reference(tensor.Storage),
      this->Integer(tensor.Offset), this->Integers(tensor.Shape), this->Integers(tensor.Strides) };
    const PickleId callable = this->Global("torch._utils", "_rebuild_tensor");
    return { callable, this->Add(PickleKind::Tuple, arguments) };
  }

  PickleTree& Tree;
};

} // namespace

TorchFile OpenTorchTar(const std::string& path)
{
  const auto bytes = std::make_shared<const std::vector<std::uint8_t>>(ReadFileBytes(path));
  const Members members = TarMembers({ bytes->data(), bytes->size() });
  Storages storages(CursorOf(members, "storages"));
  TorchFile file;
  file.Format = "tar pickle";
  file.FileSize = bytes->size();
  ByteCursor pickle = CursorOf(members, "pickle");
  file.Tree = ReadPickle(pickle);
  TensorInsertion(file.Tree).Insert(TakeTensors(CursorOf(members, "tensors"), storages));
  file.Storages = std::make_unique<PlacedStorages>(bytes, std::move(storages.Places));
  return file;
}

} // namespace losslandscape
