// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Pickle_UnpicklerInternals_h
#define losslandscape_Files_Pickle_UnpicklerInternals_h

#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Pickle/PickleMachine.h"

#include <cstdlib>
#include <string>

namespace losslandscape
{

/// Reads one pickle: decodes the operands of each opcode and drives the machine. Python's
/// Lib/pickletools.py describes the opcodes. The members Step... handle one opcode each and return
/// false if it is not of their kind.
class Unpickler
{
public:
  explicit Unpickler(ByteCursor& cursor) : Cursor(cursor) {}

  PickleTree Run();

private:
  bool Step(int opcode);
  bool StepNumber(int opcode);
  bool StepText(int opcode);
  bool StepOldText(int opcode);
  bool StepMemo(int opcode);
  bool StepContainer(int opcode);
  bool StepObject(int opcode);

  void PushInteger(const std::string& line);
  void PushReal();
  void PushInstance();
  void PushObject();

  std::string Sized(int lengthBytes) { return this->Cursor.Text(this->Cursor.Little(lengthBytes)); }
  std::uint64_t Slot() { return std::strtoull(this->Cursor.Line().c_str(), nullptr, 10); }

  PickleId TextNode(std::string text);

  ByteCursor& Cursor;
  PickleMachine Machine;
};

} // namespace losslandscape

#endif
