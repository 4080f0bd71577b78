// SPDX-License-Identifier: BSD-3-Clause
// Opcodes that make containers, globals and objects.
#include "Core/Common/Error.h"
#include "Core/Files/Pickle/UnpicklerInternals.h"

namespace losslandscape
{

bool Unpickler::StepContainer(int opcode)
{
  switch (opcode)
  {
    case '(':
      this->Machine.Mark();
      return true;
    case '0':
      this->Machine.Pop();
      return true;
    case '1':
      this->Machine.PopToMark();
      return true;
    case '2':
      this->Machine.Push(this->Machine.Top());
      return true;
    case '}':
      this->Machine.PushNode(PickleKind::Dict);
      return true;
    case ']':
      this->Machine.PushNode(PickleKind::List);
      return true;
    case ')':
      this->Machine.PushNode(PickleKind::Tuple);
      return true;
    case 0x8f: // EMPTY_SET
      this->Machine.PushNode(PickleKind::Set);
      return true;
    case 0x91: // FROZENSET
      this->Machine.PushItems(PickleKind::Set, this->Machine.PopToMark());
      return true;
    case 'l':
      this->Machine.PushItems(PickleKind::List, this->Machine.PopToMark());
      return true;
    case 't':
      this->Machine.PushItems(PickleKind::Tuple, this->Machine.PopToMark());
      return true;
    case 'd':
    {
      const std::vector<PickleId> entries = this->Machine.PopToMark();
      this->Machine.PushNode(PickleKind::Dict);
      this->Machine.SetItems(entries);
      return true;
    }
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
      this->Machine.PushTuple(static_cast<std::size_t>(opcode - 0x84));
      return true;
    case 'a':
      this->Machine.Append({ this->Machine.Pop() });
      return true;
    case 'e':
    case 0x90: // ADDITEMS
      this->Machine.Append(this->Machine.PopToMark());
      return true;
    case 's':
    {
      const PickleId value = this->Machine.Pop();
      const PickleId key = this->Machine.Pop();
      this->Machine.SetItems({ key, value });
      return true;
    }
    case 'u':
      this->Machine.SetItems(this->Machine.PopToMark());
      return true;
    default:
      return false;
  }
}

bool Unpickler::StepObject(int opcode)
{
  switch (opcode)
  {
    case 0x80: // PROTO
      this->Cursor.Take(1);
      return true;
    case 0x95: // FRAME
      this->Cursor.Take(8);
      return true;
    case 'c':
    {
      const PickleId module = this->TextNode(this->Cursor.Line());
      this->Machine.PushGlobal(module, this->TextNode(this->Cursor.Line()));
      return true;
    }
    case 0x93: // STACK_GLOBAL
    {
      const PickleId name = this->Machine.Pop();
      this->Machine.PushGlobal(this->Machine.Pop(), name);
      return true;
    }
    case 'R':
    case 0x81: // NEWOBJ
    {
      const PickleId arguments = this->Machine.Pop();
      this->Machine.PushCall(this->Machine.Pop(), arguments);
      return true;
    }
    case 0x92: // NEWOBJ_EX, with keyword arguments, which nothing here needs
    {
      this->Machine.Pop();
      const PickleId arguments = this->Machine.Pop();
      this->Machine.PushCall(this->Machine.Pop(), arguments);
      return true;
    }
    case 'b':
      this->Machine.SetState(this->Machine.Pop());
      return true;
    case 'Q':
      this->Machine.PushItems(PickleKind::Persistent, { this->Machine.Pop() });
      return true;
    case 'i':
      this->PushInstance();
      return true;
    case 'o':
      this->PushObject();
      return true;
    default:
      return false;
  }
}

PickleId Unpickler::TextNode(std::string text)
{
  PickleNode node;
  node.Kind = PickleKind::Text;
  node.Text = std::move(text);
  return this->Machine.Add(std::move(node));
}

/// Handles the opcode INST: the arguments are above the mark, two lines name the class.
void Unpickler::PushInstance()
{
  const PickleId module = this->TextNode(this->Cursor.Line());
  const PickleId name = this->TextNode(this->Cursor.Line());
  this->Machine.PushItems(PickleKind::Tuple, this->Machine.PopToMark());
  const PickleId arguments = this->Machine.Pop();
  this->Machine.PushGlobal(module, name);
  this->Machine.PushCall(this->Machine.Pop(), arguments);
}

/// Handles the opcode OBJ: the class and its arguments are above the mark.
void Unpickler::PushObject()
{
  std::vector<PickleId> items = this->Machine.PopToMark();
  if (items.empty())
  {
    throw Error("malformed pickle").Found("an object without class");
  }
  const PickleId callable = items.front();
  items.erase(items.begin());
  this->Machine.PushItems(PickleKind::Tuple, std::move(items));
  this->Machine.PushCall(callable, this->Machine.Pop());
}

} // namespace losslandscape
