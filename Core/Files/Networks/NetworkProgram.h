// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Networks_NetworkProgram_h
#define losslandscape_Files_Networks_NetworkProgram_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Networks/NetworkGraph.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// What forward takes: a tensor's element type (see ElementTypeCode; 0 if it is not known), and its
/// sizes. A size that may vary is empty.
struct InputShape
{
  std::int64_t ElementCode = 0;
  std::vector<std::optional<std::int64_t>> Sizes;
};

/// A network: its graph, and the tensors that the graph names.
struct NetworkProgram
{
  NetworkGraph Graph;
  /// Shapes of the graph's user inputs, by value. An input that is not listed may have any.
  std::map<std::string, InputShape> UserShapes;
  /// What the graph's outputs are called ("logits", "0", "1.loss"), in order; empty if that is not
  /// known.
  std::vector<std::string> OutputNames;
  /// What forward calls the graph's user inputs, in order; empty if values have these names.
  std::vector<std::string> ArgumentNames;
  /// Parameters, buffers and constants by the targets of the graph's inputs, in the graph's order.
  /// A tensor that has a shape and no bytes has no numbers yet.
  NamedArrays Tensors;
  /// Targets whose tensor is the same as an earlier one's, each followed by that one's.
  std::vector<std::pair<std::string, std::string>> Aliases;

  /// The parameters in Tensors that training did not change (requires_grad is False).
  std::set<std::string> Frozen;

  /// The name under which Tensors has what is called `target`.
  const std::string& NameOf(const std::string& target) const
  {
    for (const auto& [alias, name] : this->Aliases)
    {
      if (alias == target)
      {
        return name;
      }
    }
    return target;
  }
};

} // namespace losslandscape

#endif
