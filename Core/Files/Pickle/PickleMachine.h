// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Pickle_PickleMachine_h
#define losslandscape_Files_Pickle_PickleMachine_h

#include "Core/Files/Pickle/PickleTree.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace losslandscape
{

/// The stack, memo and nodes of an unpickler, with the operations that opcodes are made of. Every
/// misuse (empty stack, missing mark, unknown memo entry, wrong kind of target) throws Error.
class PickleMachine
{
public:
  PickleTree& Tree() { return this->Result; }

  // Values.
  void Push(PickleId id);
  PickleId Pop();
  PickleId Top() const;
  void PushNode(PickleKind kind);
  void PushInteger(std::int64_t value);
  void PushBool(bool value);
  void PushReal(double value);
  void PushText(PickleKind kind, std::string text);
  /// Pushes an integer of any length, in two's complement with the least significant byte first.
  void PushLittleEndian(std::string bytes);

  // Marks.
  void Mark();
  std::vector<PickleId> PopToMark();

  // Memo.
  void Memoize(std::uint64_t slot);
  void MemoizeNext() { this->Memoize(this->Memo.size()); }
  void Recall(std::uint64_t slot);

  // Containers.
  void PushItems(PickleKind kind, std::vector<PickleId> items);
  void PushTuple(std::size_t count);
  /// Adds to the list or set on top of the stack.
  void Append(const std::vector<PickleId>& items);
  /// Adds key, value, ... to the dict on top of the stack.
  void SetItems(const std::vector<PickleId>& keysAndValues);

  // Objects.
  void PushGlobal(PickleId module, PickleId name);
  void PushCall(PickleId callable, PickleId arguments);
  void SetState(PickleId state);

  PickleId Add(PickleNode node);

private:
  bool MakesOrderedDict(PickleId callable, PickleId arguments) const;
  void CountCopies(std::size_t count);

  PickleTree Result;
  std::vector<PickleId> Stack;
  std::vector<std::size_t> Marks;
  std::unordered_map<std::uint64_t, PickleId> Memo;
  std::size_t Copies = 0;
};

} // namespace losslandscape

#endif
