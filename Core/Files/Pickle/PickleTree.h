// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Pickle_PickleTree_h
#define losslandscape_Files_Pickle_PickleTree_h

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace losslandscape
{

enum class PickleKind
{
  None,
  Bool,       ///< Integer is 0 or 1
  Integer,    ///< Integer
  BigInteger, ///< Text: two's complement, least significant byte first
  Real,       ///< Real
  Text,       ///< Text
  Bytes,      ///< Text
  List,       ///< Items
  Tuple,      ///< Items
  Set,        ///< Items
  Dict,       ///< Items: key, value, key, value, ...
  Global,     ///< a name that Python would import; Items: module, name (both Text)
  Call,       ///< a call that Python would make; Items: callable, arguments (a Tuple)
  Persistent  ///< a reference to something outside the pickle; Items: its identification
};

/// Index of a node in its tree.
using PickleId = std::uint32_t;
constexpr PickleId NoPickle = UINT32_MAX;

struct PickleNode
{
  PickleKind Kind = PickleKind::None;
  std::int64_t Integer = 0;
  double Real = 0.0;
  std::string Text;
  std::vector<PickleId> Items;
  /// The argument that Python would pass to __setstate__; NoPickle if there is none.
  PickleId State = NoPickle;
};

/// What a pickle describes, as inert data: calls are recorded, never made. Nodes refer to each
/// other by index and may form cycles, so walk with a bound on depth and number of steps.
struct PickleTree
{
  std::vector<PickleNode> Nodes;
  PickleId Root = NoPickle;

  const PickleNode& operator[](PickleId id) const { return this->Nodes[id]; }

  /// True for the global `module`.`name`.
  bool IsGlobal(PickleId id, std::string_view module, std::string_view name) const;

  /// "module.name" of a global, "" for anything else; long names are cut.
  std::string GlobalName(PickleId id) const;

  /// True for a call of the global `module`.`name` with at least `argumentCount` arguments.
  bool IsCall(
    PickleId id, std::string_view module, std::string_view name, std::size_t argumentCount) const;

  /// The argument of a call at that index; NoPickle if it has fewer.
  PickleId Argument(PickleId call, std::size_t index) const;

  /// The value of a text key in a dict (the last one if it is repeated, as in Python); NoPickle if
  /// there is none.
  PickleId Lookup(PickleId dict, std::string_view key) const;

  /// Describes a node for messages: "dict of 3 entries", "text", "call of os.system".
  std::string Describe(PickleId id) const;
};

/// Calls `visit` with name and value of everything directly inside a node: entries of a dict (with
/// keys that are text or integers), members of a list or tuple (named by index), attributes of an
/// object. `visit` returns false to stop.
void ForEachChild(const PickleTree& tree, PickleId id,
  const std::function<bool(std::string_view name, PickleId value)>& visit);

} // namespace losslandscape

#endif
