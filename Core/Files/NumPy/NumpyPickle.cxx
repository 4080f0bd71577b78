// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NumPy/NumpyPickle.h"

#include "Core/Common/Error.h"
#include "Core/Files/NumPy/NumpyArray.h"

namespace losslandscape
{
namespace
{

Error Malformed(const std::string& what)
{
  return Error("malformed NumPy value").Expected(what);
}

/// Whether the node is a call of that function of NumPy's private package, which NumPy 2 renamed.
bool IsCoreCall(const PickleTree& tree, PickleId id, const std::string& module,
  std::string_view name, std::size_t arguments)
{
  return tree.IsCall(id, "numpy.core." + module, name, arguments) ||
    tree.IsCall(id, "numpy._core." + module, name, arguments);
}

bool IsScalar(const PickleTree& tree, PickleId id)
{
  return IsCoreCall(tree, id, "multiarray", "scalar", 2);
}

bool IsFromBuffer(const PickleTree& tree, PickleId id)
{
  return IsCoreCall(tree, id, "numeric", "_frombuffer", 4);
}

/// Whether the node is an array of a protocol below 5: an empty array whose state holds version,
/// shape, type, order and data.
bool IsReconstructed(const PickleTree& tree, PickleId id)
{
  if (!IsCoreCall(tree, id, "multiarray", "_reconstruct", 1) || tree[id].State == NoPickle)
  {
    return false;
  }
  const PickleNode& state = tree[tree[id].State];
  return state.Kind == PickleKind::Tuple && state.Items.size() == 5;
}

PickleId DataOf(const PickleTree& tree, PickleId id)
{
  if (IsScalar(tree, id))
  {
    return tree.Argument(id, 1);
  }
  if (IsFromBuffer(tree, id))
  {
    return tree.Argument(id, 0);
  }
  return tree[tree[id].State].Items[4];
}

/// Turns Latin-1 characters that are stored as UTF-8 back into bytes.
std::string Latin1Bytes(const std::string& utf8)
{
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i)
  {
    const auto byte = static_cast<std::uint8_t>(utf8[i]);
    if (byte < 0x80)
    {
      bytes.push_back(utf8[i]);
    }
    else if ((byte == 0xc2 || byte == 0xc3) && i + 1 < utf8.size())
    {
      bytes.push_back(static_cast<char>(((byte & 3u) << 6) | (utf8[++i] & 0x3f)));
    }
    else
    {
      throw Malformed("Latin-1 text");
    }
  }
  return bytes;
}

/// The bytes of a node, however its protocol stores them: as bytes, as a short string (Python 2),
/// or as a text of Latin-1 characters to be encoded (protocol 2 of Python 3).
std::string RawBytes(const PickleTree& tree, PickleId id)
{
  const PickleNode& node = tree[id];
  if (tree.IsCall(id, "_codecs", "encode", 1))
  {
    return Latin1Bytes(tree[tree.Argument(id, 0)].Text);
  }
  const bool isEmptyBytes = tree.IsCall(id, "__builtin__", "bytes", 0);
  if (node.Kind != PickleKind::Bytes && node.Kind != PickleKind::Text && !isEmptyBytes)
  {
    throw Malformed("bytes");
  }
  return node.Text;
}

std::string DescrOf(const PickleTree& tree, PickleId id)
{
  if (!tree.IsCall(id, "numpy", "dtype", 1) || tree[tree.Argument(id, 0)].Kind != PickleKind::Text)
  {
    throw Malformed("a numpy.dtype");
  }
  std::string descr = tree[tree.Argument(id, 0)].Text;
  if (tree[id].State != NoPickle)
  {
    const PickleNode& state = tree[tree[id].State];
    if (state.Items.size() > 1 && tree[state.Items[1]].Kind == PickleKind::Text)
    {
      descr = tree[state.Items[1]].Text + descr;
    }
  }
  return descr;
}

std::vector<std::int64_t> ShapeOf(const PickleTree& tree, PickleId id)
{
  constexpr std::size_t mostAxes = 64;
  const PickleNode& node = tree[id];
  if (node.Kind != PickleKind::Tuple || node.Items.size() > mostAxes)
  {
    throw Malformed("a shape");
  }
  std::vector<std::int64_t> shape;
  for (const PickleId length : node.Items)
  {
    if (tree[length].Kind != PickleKind::Integer)
    {
      throw Malformed("a shape of integers");
    }
    shape.push_back(tree[length].Integer);
  }
  return shape;
}

NumpyLayout LayoutOf(const PickleTree& tree, PickleId id)
{
  NumpyLayout layout;
  if (IsScalar(tree, id))
  {
    layout.Descr = DescrOf(tree, tree.Argument(id, 0));
  }
  else if (IsFromBuffer(tree, id))
  {
    layout.Descr = DescrOf(tree, tree.Argument(id, 1));
    layout.Shape = ShapeOf(tree, tree.Argument(id, 2));
    layout.Fortran = tree[tree.Argument(id, 3)].Text == "F";
  }
  else
  {
    const std::vector<PickleId>& state = tree[tree[id].State].Items;
    layout.Shape = ShapeOf(tree, state[1]);
    layout.Descr = DescrOf(tree, state[2]);
    layout.Fortran = tree[state[3]].Integer != 0;
  }
  return layout;
}

} // namespace

bool IsNumpyValue(const PickleTree& tree, PickleId id)
{
  return IsScalar(tree, id) || IsFromBuffer(tree, id) || IsReconstructed(tree, id);
}

std::size_t NumpyByteCount(const PickleTree& tree, PickleId id)
{
  const PickleId data = DataOf(tree, id);
  const bool isEncoded = tree.IsCall(data, "_codecs", "encode", 1);
  return tree[isEncoded ? tree.Argument(data, 0) : data].Text.size();
}

DenseArray DecodeNumpyValue(const PickleTree& tree, PickleId id)
{
  const NumpyLayout layout = LayoutOf(tree, id);
  const std::string raw = RawBytes(tree, DataOf(tree, id));
  return DecodeNumpy(layout, { reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size() });
}

} // namespace losslandscape
