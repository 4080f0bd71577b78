// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Pickle/PickleMachine.h"

#include "Core/Common/Error.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr std::size_t MostNodes = std::size_t(1) << 23;

Error Malformed(const std::string& found)
{
  return Error("malformed pickle").Found(found).Advice("save the file again with torch.save");
}

std::int64_t DecodeLittleEndian(const std::string& bytes)
{
  const bool negative = !bytes.empty() && (static_cast<std::uint8_t>(bytes.back()) & 0x80u);
  std::uint64_t value = negative ? ~std::uint64_t(0) : 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
  {
    value = (value << 8) | static_cast<std::uint8_t>(*byte);
  }
  return static_cast<std::int64_t>(value);
}

} // namespace

PickleId PickleMachine::Add(PickleNode node)
{
  if (this->Result.Nodes.size() >= MostNodes)
  {
    throw Malformed("more than " + std::to_string(MostNodes) + " values");
  }
  this->Result.Nodes.push_back(std::move(node));
  return static_cast<PickleId>(this->Result.Nodes.size() - 1);
}

void PickleMachine::Push(PickleId id)
{
  this->Stack.push_back(id);
}

PickleId PickleMachine::Top() const
{
  const std::size_t floor = this->Marks.empty() ? 0 : this->Marks.back();
  if (this->Stack.size() <= floor)
  {
    throw Malformed("an operation on an empty stack");
  }
  return this->Stack.back();
}

PickleId PickleMachine::Pop()
{
  const PickleId top = this->Top();
  this->Stack.pop_back();
  return top;
}

void PickleMachine::PushNode(PickleKind kind)
{
  PickleNode node;
  node.Kind = kind;
  this->Push(this->Add(std::move(node)));
}

void PickleMachine::PushInteger(std::int64_t value)
{
  this->PushNode(PickleKind::Integer);
  this->Result.Nodes.back().Integer = value;
}

void PickleMachine::PushBool(bool value)
{
  this->PushNode(PickleKind::Bool);
  this->Result.Nodes.back().Integer = value ? 1 : 0;
}

void PickleMachine::PushReal(double value)
{
  this->PushNode(PickleKind::Real);
  this->Result.Nodes.back().Real = value;
}

void PickleMachine::PushText(PickleKind kind, std::string text)
{
  this->PushNode(kind);
  this->Result.Nodes.back().Text = std::move(text);
}

void PickleMachine::PushLittleEndian(std::string bytes)
{
  if (bytes.size() <= sizeof(std::int64_t))
  {
    this->PushInteger(DecodeLittleEndian(bytes));
  }
  else
  {
    this->PushText(PickleKind::BigInteger, std::move(bytes));
  }
}

void PickleMachine::Mark()
{
  this->Marks.push_back(this->Stack.size());
}

std::vector<PickleId> PickleMachine::PopToMark()
{
  if (this->Marks.empty())
  {
    throw Malformed("a missing mark");
  }
  const auto first = this->Stack.begin() + static_cast<std::ptrdiff_t>(this->Marks.back());
  std::vector<PickleId> items(first, this->Stack.end());
  this->Stack.erase(first, this->Stack.end());
  this->Marks.pop_back();
  return items;
}

void PickleMachine::Memoize(std::uint64_t slot)
{
  this->Memo[slot] = this->Top();
}

void PickleMachine::Recall(std::uint64_t slot)
{
  const auto found = this->Memo.find(slot);
  if (found == this->Memo.end())
  {
    throw Malformed("a reference to the unknown memo entry " + std::to_string(slot));
  }
  this->Push(found->second);
}

void PickleMachine::PushItems(PickleKind kind, std::vector<PickleId> items)
{
  this->PushNode(kind);
  this->Result.Nodes.back().Items = std::move(items);
}

void PickleMachine::PushTuple(std::size_t count)
{
  std::vector<PickleId> items(count);
  std::generate(items.rbegin(), items.rend(), [this]() { return this->Pop(); });
  this->PushItems(PickleKind::Tuple, std::move(items));
}

void PickleMachine::Append(const std::vector<PickleId>& items)
{
  PickleNode& target = this->Result.Nodes[this->Top()];
  if (target.Kind == PickleKind::Call)
  {
    // An object that receives items is one of a class derived from list.
    target.Kind = PickleKind::List;
    target.Items.clear();
  }
  if (target.Kind != PickleKind::List && target.Kind != PickleKind::Set)
  {
    throw Malformed("items appended to something that is no list");
  }
  target.Items.insert(target.Items.end(), items.begin(), items.end());
}

void PickleMachine::SetItems(const std::vector<PickleId>& keysAndValues)
{
  if (keysAndValues.size() % 2 != 0)
  {
    throw Malformed("a dict key without value");
  }
  PickleNode& target = this->Result.Nodes[this->Top()];
  if (target.Kind == PickleKind::Call)
  {
    // An object that receives keyed items is one of a class derived from dict.
    target.Kind = PickleKind::Dict;
    target.Items.clear();
  }
  if (target.Kind != PickleKind::Dict)
  {
    throw Malformed("entries set in something that is no dict");
  }
  target.Items.insert(target.Items.end(), keysAndValues.begin(), keysAndValues.end());
}

void PickleMachine::PushGlobal(PickleId module, PickleId name)
{
  if (this->Result[module].Kind != PickleKind::Text || this->Result[name].Kind != PickleKind::Text)
  {
    throw Malformed("a global whose name is no text");
  }
  this->PushItems(PickleKind::Global, { module, name });
}

bool PickleMachine::MakesOrderedDict(PickleId callable, PickleId arguments) const
{
  return this->Result.IsGlobal(callable, "collections", "OrderedDict") &&
    this->Result[arguments].Items.size() <= 1;
}

void PickleMachine::CountCopies(std::size_t count)
{
  // Copies are limited, since a short pickle may ask for the same long list again and again.
  this->Copies += count;
  if (this->Copies > MostNodes)
  {
    throw Malformed("more than " + std::to_string(MostNodes) + " copied values");
  }
}

void PickleMachine::PushCall(PickleId callable, PickleId arguments)
{
  if (this->Result[arguments].Kind != PickleKind::Tuple)
  {
    throw Malformed("a call whose arguments are no tuple");
  }
  if (!this->MakesOrderedDict(callable, arguments))
  {
    this->PushItems(PickleKind::Call, { callable, arguments });
    return;
  }
  // Python 2 passes the entries of an OrderedDict as one list of pairs; Python 3 sets them
  // afterwards.
  std::vector<PickleId> entries;
  const std::vector<PickleId>& given = this->Result[arguments].Items;
  if (!given.empty())
  {
    const std::vector<PickleId>& pairs = this->Result[given[0]].Items;
    this->CountCopies(pairs.size());
    for (const PickleId pair : pairs)
    {
      const std::vector<PickleId>& keyAndValue = this->Result[pair].Items;
      if (keyAndValue.size() != 2)
      {
        throw Malformed("an OrderedDict made of something else than pairs");
      }
      entries.insert(entries.end(), keyAndValue.begin(), keyAndValue.end());
    }
  }
  this->PushItems(PickleKind::Dict, std::move(entries));
}

void PickleMachine::SetState(PickleId state)
{
  this->Result.Nodes[this->Top()].State = state;
}

} // namespace losslandscape
