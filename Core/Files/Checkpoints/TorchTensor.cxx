// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/TorchTensor.h"

#include "Core/Common/Error.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace losslandscape
{
namespace
{

struct StorageType
{
  std::string_view Name;
  std::size_t Size;
  std::optional<ElementType> Type;
};

const std::array<StorageType, 19> StorageTypes = { { { "DoubleStorage", 8, ElementType::Float64 },
  { "FloatStorage", 4, ElementType::Float32 }, { "HalfStorage", 2, ElementType::Float16 },
  { "BFloat16Storage", 2, ElementType::BFloat16 }, { "LongStorage", 8, ElementType::Int64 },
  { "IntStorage", 4, ElementType::Int32 }, { "ShortStorage", 2, ElementType::Int16 },
  { "CharStorage", 1, ElementType::Int8 }, { "ByteStorage", 1, ElementType::UInt8 },
  { "BoolStorage", 1, ElementType::Bool }, { "UntypedStorage", 1, ElementType::UInt8 },
  { "_UntypedStorage", 1, ElementType::UInt8 }, { "ComplexDoubleStorage", 16, std::nullopt },
  { "ComplexFloatStorage", 8, std::nullopt }, { "QInt32Storage", 4, std::nullopt },
  { "QInt8Storage", 1, std::nullopt }, { "QUInt8Storage", 1, std::nullopt },
  { "QUInt4x2Storage", 1, std::nullopt }, { "QUInt2x4Storage", 1, std::nullopt } } };

const StorageType* FindStorageType(const std::string& name)
{
  const auto found = std::find_if(StorageTypes.begin(), StorageTypes.end(),
    [&name](const StorageType& type) { return type.Name == name; });
  return found == StorageTypes.end() ? nullptr : &*found;
}

/// The element type that a global such as torch.float32 names. Tensors of newer PyTorch name their
/// type this way.
std::optional<ElementType> TypeOfDtype(const std::string& global)
{
  constexpr std::array<ElementType, 10> all = { ElementType::Float64, ElementType::Float32,
    ElementType::Float16, ElementType::BFloat16, ElementType::Int64, ElementType::Int32,
    ElementType::Int16, ElementType::Int8, ElementType::UInt8, ElementType::Bool };
  for (const ElementType type : all)
  {
    if (global == std::string("torch.") + ElementName(type))
    {
      return type;
    }
  }
  return std::nullopt;
}

Error Malformed(const std::string& expected)
{
  return Error("malformed tensor in pickle")
    .Expected(expected)
    .Advice("save the file again with torch.save");
}

std::int64_t Integer(const PickleTree& tree, PickleId id, const char* what)
{
  if (id == NoPickle || tree[id].Kind != PickleKind::Integer)
  {
    throw Malformed(std::string("an integer ") + what);
  }
  return tree[id].Integer;
}

std::vector<std::int64_t> Integers(const PickleTree& tree, PickleId id, const char* what)
{
  constexpr std::size_t mostAxes = 64;
  if (tree.IsCall(id, "torch", "Size", 1))
  {
    id = tree.Argument(id, 0);
  }
  const PickleNode& node = tree[id];
  if ((node.Kind != PickleKind::Tuple && node.Kind != PickleKind::List) ||
    node.Items.size() > mostAxes)
  {
    throw Malformed(std::string("a tuple of at most 64 integers as ") + what);
  }
  std::vector<std::int64_t> values;
  for (const PickleId item : node.Items)
  {
    values.push_back(Integer(tree, item, what));
  }
  return values;
}

const std::string& Text(const PickleTree& tree, PickleId id, const char* what)
{
  if (tree[id].Kind != PickleKind::Text)
  {
    throw Malformed(std::string("text as ") + what);
  }
  return tree[id].Text;
}

/// A call that rebuilds a tensor: the name of the function and the tuple of its arguments.
struct Rebuild
{
  std::string Function;
  const std::vector<PickleId>* Arguments = nullptr;
  bool IsFrozen = false;
};

std::string RebuildName(const PickleTree& tree, PickleId callable)
{
  const std::string name = tree.GlobalName(callable);
  for (const std::string_view prefix : { "torch._utils.", "torch._tensor." })
  {
    if (name.compare(0, prefix.size(), prefix) == 0)
    {
      return name.substr(prefix.size());
    }
  }
  return "";
}

Rebuild FindRebuild(const PickleTree& tree, PickleId id)
{
  if (id == NoPickle || tree[id].Kind != PickleKind::Call)
  {
    return {};
  }
  Rebuild rebuild;
  rebuild.Function = RebuildName(tree, tree[id].Items[0]);
  rebuild.Arguments = &tree[tree[id].Items[1]].Items;
  return rebuild;
}

/// Whether the second argument, requires_grad of a parameter, is False.
bool IsFalse(const PickleTree& tree, const std::vector<PickleId>& arguments)
{
  return arguments.size() > 1 && tree[arguments[1]].Kind == PickleKind::Bool &&
    tree[arguments[1]].Integer == 0;
}

/// Follows parameters and tensors of derived classes to the plain tensor they wrap.
Rebuild Unwrap(const PickleTree& tree, PickleId id)
{
  constexpr int deepest = 8;
  Rebuild rebuild = FindRebuild(tree, id);
  for (int depth = 0; depth < deepest; ++depth)
  {
    if (rebuild.Function.compare(0, 18, "_rebuild_parameter") == 0)
    {
      if (rebuild.Arguments->empty())
      {
        throw Malformed("a parameter with data");
      }
      const bool isFrozen = IsFalse(tree, *rebuild.Arguments);
      rebuild = FindRebuild(tree, rebuild.Arguments->front());
      rebuild.IsFrozen = isFrozen;
    }
    else if (rebuild.Function == "_rebuild_from_type_v2" ||
      rebuild.Function == "_rebuild_from_type")
    {
      if (rebuild.Arguments->size() < 3 || tree[(*rebuild.Arguments)[2]].Kind != PickleKind::Tuple)
      {
        throw Malformed("arguments of a derived tensor");
      }
      const std::vector<PickleId>& outer = *rebuild.Arguments;
      rebuild.Function = RebuildName(tree, outer[0]);
      rebuild.Arguments = &tree[outer[2]].Items;
    }
    else
    {
      break;
    }
  }
  return rebuild;
}

/// Whether the tensor has metadata, by which newer PyTorch marks data that are yet to be negated or
/// conjugated.
bool HasMetadata(const PickleTree& tree, const Rebuild& rebuild)
{
  const std::size_t place = rebuild.Function == "_rebuild_tensor_v3" ? 7 : 6;
  if (rebuild.Arguments->size() <= place)
  {
    return false;
  }
  const PickleNode& metadata = tree[(*rebuild.Arguments)[place]];
  return metadata.Kind != PickleKind::None && !metadata.Items.empty();
}

std::optional<ElementType> TypeOf(
  const PickleTree& tree, const Rebuild& rebuild, const TorchStorage& storage, std::string& name)
{
  if (rebuild.Function == "_rebuild_tensor_v3" && rebuild.Arguments->size() > 6)
  {
    name = tree.GlobalName((*rebuild.Arguments)[6]);
    return TypeOfDtype(name);
  }
  name = storage.TypeName;
  const StorageType* type = FindStorageType(storage.TypeName);
  return type ? type->Type : std::nullopt;
}

} // namespace

std::size_t TorchStorageElementSize(const std::string& typeName)
{
  const StorageType* type = FindStorageType(typeName);
  return type ? type->Size : 0;
}

std::optional<TorchStorage> ParseTorchStorage(const PickleTree& tree, PickleId id)
{
  if (id == NoPickle || tree[id].Kind != PickleKind::Persistent)
  {
    return std::nullopt;
  }
  const std::vector<PickleId>& parts = tree[tree[id].Items[0]].Items;
  if (tree[tree[id].Items[0]].Kind != PickleKind::Tuple || parts.size() < 5 ||
    tree[parts[0]].Text != "storage")
  {
    return std::nullopt;
  }
  TorchStorage storage;
  const std::string type = tree.GlobalName(parts[1]);
  storage.TypeName = type.substr(type.rfind('.') + 1);
  storage.Key = Text(tree, parts[2], "the key of a storage");
  storage.ElementCount = Integer(tree, parts[4], "as length of a storage");
  if (parts.size() > 5 && tree[parts[5]].Kind == PickleKind::Tuple)
  {
    const std::vector<PickleId>& view = tree[parts[5]].Items;
    if (view.size() != 3)
    {
      throw Malformed("key, offset and length of a storage view");
    }
    storage.IsView = true;
    storage.ViewOffset = Integer(tree, view[1], "as offset of a storage view");
    storage.ViewCount = Integer(tree, view[2], "as length of a storage view");
  }
  return storage;
}

bool IsTorchTensor(const PickleTree& tree, PickleId id)
{
  return FindRebuild(tree, id).Function.compare(0, 9, "_rebuild_") == 0;
}

std::optional<TorchTensor> ParseTorchTensor(
  const PickleTree& tree, PickleId id, std::string& unsupported)
{
  const Rebuild rebuild = Unwrap(tree, id);
  if (rebuild.Function != "_rebuild_tensor" && rebuild.Function != "_rebuild_tensor_v2" &&
    rebuild.Function != "_rebuild_tensor_v3")
  {
    unsupported = "tensor made by " + (rebuild.Function.empty() ? "other code" : rebuild.Function) +
      " is not dense";
    return std::nullopt;
  }
  if (rebuild.Arguments->size() < 4)
  {
    throw Malformed("storage, offset, shape and strides");
  }
  const auto storage = ParseTorchStorage(tree, (*rebuild.Arguments)[0]);
  if (!storage)
  {
    throw Malformed("a reference to a storage");
  }
  std::string typeName;
  const auto type = TypeOf(tree, rebuild, *storage, typeName);
  if (!type || HasMetadata(tree, rebuild))
  {
    unsupported = type ? "tensor with pending conjugation or negation"
                       : "tensor of the unsupported type " + typeName;
    return std::nullopt;
  }
  TorchTensor tensor;
  tensor.Storage = *storage;
  tensor.Type = *type;
  tensor.Offset = Integer(tree, (*rebuild.Arguments)[1], "as offset");
  tensor.Shape = Integers(tree, (*rebuild.Arguments)[2], "shape");
  tensor.Strides = Integers(tree, (*rebuild.Arguments)[3], "strides");
  tensor.IsFrozen = rebuild.IsFrozen;
  return tensor;
}

} // namespace losslandscape
