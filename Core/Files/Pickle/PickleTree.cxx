// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Pickle/PickleTree.h"

namespace losslandscape
{
namespace
{

void ForEachEntry(const PickleTree& tree, const PickleNode& dict,
  const std::function<bool(std::string_view, PickleId)>& visit)
{
  for (std::size_t i = 0; i + 1 < dict.Items.size(); i += 2)
  {
    const PickleNode& key = tree[dict.Items[i]];
    bool goOn = true;
    if (key.Kind == PickleKind::Text)
    {
      goOn = visit(key.Text, dict.Items[i + 1]);
    }
    else if (key.Kind == PickleKind::Integer)
    {
      goOn = visit(std::to_string(key.Integer), dict.Items[i + 1]);
    }
    if (!goOn)
    {
      return;
    }
  }
}

/// The dict of an object's attributes: its state, or the first part of a state with slots.
const PickleNode* Attributes(const PickleTree& tree, const PickleNode& object)
{
  PickleId state = object.State;
  if (state != NoPickle && tree[state].Kind == PickleKind::Tuple && !tree[state].Items.empty())
  {
    state = tree[state].Items[0];
  }
  const bool isDict = state != NoPickle && tree[state].Kind == PickleKind::Dict;
  return isDict ? &tree[state] : nullptr;
}

std::string CountText(const char* what, std::size_t count, const char* unit)
{
  return std::string(what) + " of " + std::to_string(count) + " " + unit;
}

} // namespace

bool PickleTree::IsGlobal(PickleId id, std::string_view module, std::string_view name) const
{
  if (id == NoPickle || this->Nodes[id].Kind != PickleKind::Global)
  {
    return false;
  }
  const std::vector<PickleId>& names = this->Nodes[id].Items;
  return this->Nodes[names[0]].Text == module && this->Nodes[names[1]].Text == name;
}

std::string PickleTree::GlobalName(PickleId id) const
{
  if (id == NoPickle || this->Nodes[id].Kind != PickleKind::Global)
  {
    return "";
  }
  constexpr std::size_t longest = 120;
  const std::vector<PickleId>& names = this->Nodes[id].Items;
  return this->Nodes[names[0]].Text.substr(0, longest) + "." +
    this->Nodes[names[1]].Text.substr(0, longest);
}

bool PickleTree::IsCall(
  PickleId id, std::string_view module, std::string_view name, std::size_t argumentCount) const
{
  return id != NoPickle && this->Nodes[id].Kind == PickleKind::Call &&
    this->IsGlobal(this->Nodes[id].Items[0], module, name) &&
    this->Nodes[this->Nodes[id].Items[1]].Items.size() >= argumentCount;
}

PickleId PickleTree::Argument(PickleId call, std::size_t index) const
{
  const std::vector<PickleId>& arguments = this->Nodes[this->Nodes[call].Items[1]].Items;
  return index < arguments.size() ? arguments[index] : NoPickle;
}

PickleId PickleTree::Lookup(PickleId dict, std::string_view key) const
{
  PickleId found = NoPickle;
  if (dict != NoPickle && this->Nodes[dict].Kind == PickleKind::Dict)
  {
    ForEachEntry(*this, this->Nodes[dict],
      [&](std::string_view name, PickleId value)
      {
        found = name == key ? value : found;
        return true;
      });
  }
  return found;
}

std::string PickleTree::Describe(PickleId id) const
{
  const PickleNode& node = this->Nodes[id];
  switch (node.Kind)
  {
    case PickleKind::None:
      return "None";
    case PickleKind::Bool:
    case PickleKind::Integer:
    case PickleKind::BigInteger:
    case PickleKind::Real:
      return "number";
    case PickleKind::Text:
      return "text";
    case PickleKind::Bytes:
      return CountText("bytes", node.Text.size(), "bytes");
    case PickleKind::List:
      return CountText("list", node.Items.size(), "items");
    case PickleKind::Tuple:
      return CountText("tuple", node.Items.size(), "items");
    case PickleKind::Set:
      return CountText("set", node.Items.size(), "items");
    case PickleKind::Dict:
      return CountText("dict", node.Items.size() / 2, "entries");
    case PickleKind::Global:
      return "reference to Python's " + this->GlobalName(id);
    case PickleKind::Call:
      return "Python object made by " + this->GlobalName(node.Items[0]);
    case PickleKind::Persistent:
      return "reference to a storage or class";
  }
  return "unknown";
}

void ForEachChild(const PickleTree& tree, PickleId id,
  const std::function<bool(std::string_view name, PickleId value)>& visit)
{
  const PickleNode& node = tree[id];
  if (node.Kind == PickleKind::Dict)
  {
    ForEachEntry(tree, node, visit);
  }
  else if (node.Kind == PickleKind::List || node.Kind == PickleKind::Tuple)
  {
    for (std::size_t i = 0; i < node.Items.size(); ++i)
    {
      if (!visit(std::to_string(i), node.Items[i]))
      {
        return;
      }
    }
  }
  else if (node.Kind == PickleKind::Call)
  {
    const PickleNode* attributes = Attributes(tree, node);
    if (attributes)
    {
      ForEachEntry(tree, *attributes, visit);
    }
  }
}

} // namespace losslandscape
