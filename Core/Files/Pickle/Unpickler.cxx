// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Pickle/Unpickler.h"

#include "Core/Common/Error.h"
#include "Core/Files/Pickle/UnpicklerInternals.h"

#include <cstring>

namespace losslandscape
{

PickleTree Unpickler::Run()
{
  for (int opcode = this->Cursor.Byte(); opcode != '.'; opcode = this->Cursor.Byte())
  {
    if (!this->Step(opcode))
    {
      throw Error("malformed pickle")
        .Expected("an opcode of protocols 0 to 5")
        .Found(std::to_string(opcode) + " at offset " + std::to_string(this->Cursor.Position() - 1))
        .Advice("save the file again with torch.save");
    }
  }
  this->Machine.Tree().Root = this->Machine.Pop();
  return std::move(this->Machine.Tree());
}

bool Unpickler::Step(int opcode)
{
  return this->StepMemo(opcode) || this->StepNumber(opcode) || this->StepText(opcode) ||
    this->StepContainer(opcode) || this->StepObject(opcode) || this->StepOldText(opcode);
}

bool Unpickler::StepNumber(int opcode)
{
  switch (opcode)
  {
    case 'N':
      this->Machine.PushNode(PickleKind::None);
      return true;
    case 0x88:
    case 0x89:
      this->Machine.PushBool(opcode == 0x88);
      return true;
    case 'J':
      this->Machine.PushLittleEndian(this->Cursor.Text(4));
      return true;
    case 'K':
    case 'M':
      this->Machine.PushInteger(
        static_cast<std::int64_t>(this->Cursor.Little(opcode == 'K' ? 1 : 2)));
      return true;
    case 0x8a: // LONG1
    case 0x8b: // LONG4
      this->Machine.PushLittleEndian(this->Sized(opcode == 0x8a ? 1 : 4));
      return true;
    case 'G':
      this->PushReal();
      return true;
    default:
      return false;
  }
}

bool Unpickler::StepText(int opcode)
{
  switch (opcode)
  {
    case 0x8c: // SHORT_BINUNICODE
    case 'U':
      this->Machine.PushText(PickleKind::Text, this->Sized(1));
      return true;
    case 'X':
    case 'T':
      this->Machine.PushText(PickleKind::Text, this->Sized(4));
      return true;
    case 0x8d: // BINUNICODE8
      this->Machine.PushText(PickleKind::Text, this->Sized(8));
      return true;
    case 'C':
      this->Machine.PushText(PickleKind::Bytes, this->Sized(1));
      return true;
    case 'B':
      this->Machine.PushText(PickleKind::Bytes, this->Sized(4));
      return true;
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      this->Machine.PushText(PickleKind::Bytes, this->Sized(8));
      return true;
    default:
      return false;
  }
}

/// Handles the opcodes of protocol 0, whose operands are lines of text.
bool Unpickler::StepOldText(int opcode)
{
  switch (opcode)
  {
    case 'F':
      this->Machine.PushReal(std::strtod(this->Cursor.Line().c_str(), nullptr));
      return true;
    case 'I':
    case 'L':
      this->PushInteger(this->Cursor.Line());
      return true;
    case 'V':
      this->Machine.PushText(PickleKind::Text, this->Cursor.Line());
      return true;
    case 'S':
    {
      const std::string quoted = this->Cursor.Line();
      this->Machine.PushText(
        PickleKind::Text, quoted.size() < 2 ? quoted : quoted.substr(1, quoted.size() - 2));
      return true;
    }
    case 'P':
      this->Machine.PushItems(PickleKind::Persistent, { this->TextNode(this->Cursor.Line()) });
      return true;
    default:
      return false;
  }
}

bool Unpickler::StepMemo(int opcode)
{
  switch (opcode)
  {
    case 'q':
    case 'r':
      this->Machine.Memoize(this->Cursor.Little(opcode == 'q' ? 1 : 4));
      return true;
    case 'p':
      this->Machine.Memoize(this->Slot());
      return true;
    case 0x94: // MEMOIZE
      this->Machine.MemoizeNext();
      return true;
    case 'h':
    case 'j':
      this->Machine.Recall(this->Cursor.Little(opcode == 'h' ? 1 : 4));
      return true;
    case 'g':
      this->Machine.Recall(this->Slot());
      return true;
    default:
      return false;
  }
}

void Unpickler::PushInteger(const std::string& line)
{
  if (line == "00" || line == "01")
  {
    this->Machine.PushBool(line == "01");
  }
  else
  {
    this->Machine.PushInteger(std::strtoll(line.c_str(), nullptr, 10));
  }
}

void Unpickler::PushReal()
{
  const std::uint64_t bits = this->Cursor.Big(8);
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  this->Machine.PushReal(value);
}

PickleTree ReadPickle(ByteCursor& cursor)
{
  return Unpickler(cursor).Run();
}

} // namespace losslandscape
