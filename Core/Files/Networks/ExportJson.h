// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Files/Networks.
#ifndef losslandscape_Files_Networks_ExportJson_h
#define losslandscape_Files_Networks_ExportJson_h

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Files/Networks/NetworkGraph.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace losslandscape
{

/// Reads JSON as Python writes it, which has numbers Infinity, -Infinity and NaN: they become
/// texts. What torch.export notes for people (entries `metadata`, `guards_code`)
/// is left out. Throws Error for anything else, and for more than 64 levels.
nlohmann::json ParseExportJson(std::string text);

/// Runs `read`, which takes values out of JSON, and turns what nlohmann::json throws into Error.
template <typename Read>
auto ReadExportJson(const Read& read)
{
  try
  {
    return read();
  }
  catch (const nlohmann::json::exception& error)
  {
    throw Error("malformed exported network")
      .Expected("JSON as torch.export writes it")
      .Found(std::string(error.what()).substr(0, 200));
  }
}

/// The only entry of an object that stands for one of several kinds of values.
struct UnionEntry
{
  std::string Kind;
  const nlohmann::json& Value;
};
UnionEntry EntryOf(const nlohmann::json& value);

/// The element type that torch.export counts so. Throws Error for types that have no numbers that
/// can be moved (complex, quantised, 8 bits).
ElementType TypeOfCode(std::int64_t code);

/// An argument or a result of a node.
GraphArgument ParseArgument(const nlohmann::json& argument);

/// Inputs' names and targets are left to the signature; outputs are all that the graph returns.
NetworkGraph ParseGraph(const nlohmann::json& graph);

} // namespace losslandscape

#endif
