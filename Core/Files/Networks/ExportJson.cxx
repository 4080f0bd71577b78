// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Networks/ExportJson.h"

#include <array>
#include <cstdlib>
#include <set>

namespace losslandscape
{
namespace
{

using Json = nlohmann::json;

constexpr int MostLevels = 64;

/// Puts the bare words Infinity and NaN, with or without a sign, into quotes. In text they stay.
std::string QuoteNumbers(const std::string& text)
{
  std::string quoted;
  quoted.reserve(text.size() + text.size() / 64);
  bool inText = false;
  for (std::size_t i = 0; i < text.size(); ++i)
  {
    const char c = text[i];
    if (inText && c == '\\' && i + 1 < text.size())
    {
      quoted += c;
      quoted += text[++i];
      continue;
    }
    inText = c == '"' ? !inText : inText;
    const std::size_t sign = c == '-' ? 1 : 0;
    const bool isWord =
      !inText && (text.compare(i + sign, 8, "Infinity") == 0 || text.compare(i, 3, "NaN") == 0);
    if (!isWord)
    {
      quoted += c;
      continue;
    }
    const std::size_t length = text.compare(i, 3, "NaN") == 0 ? 3 : 8 + sign;
    quoted += '"' + text.substr(i, length) + '"';
    i += length - 1;
  }
  return quoted;
}

/// Whether an entry is for people alone.
bool IsNote(const std::string& key)
{
  static const std::set<std::string> notes = { "metadata", "guards_code", "verifiers",
    "treespec_namedtuple_fields" };
  return notes.count(key) > 0;
}

GraphArgument ListOf(const Json& values, GraphArgument (*parse)(const Json&))
{
  GraphArgument::List list;
  for (const Json& value : values)
  {
    list.push_back(parse(value));
  }
  return { list };
}

GraphArgument Tensor(const Json& value)
{
  return { ValueName{ value.at("name").get<std::string>() } };
}

GraphArgument Integer(const Json& value)
{
  return { value.get<std::int64_t>() };
}

/// JSON knows no infinite numbers: torch.export writes them as words.
double ParseReal(const std::string& word)
{
  char* end = nullptr;
  const double number = std::strtod(word.c_str(), &end);
  if (word.empty() || *end != '\0')
  {
    throw Error("malformed exported network").Expected("a number").Found(word.substr(0, 80));
  }
  return number;
}

GraphArgument Real(const Json& value)
{
  return { value.is_string() ? ParseReal(value.get<std::string>()) : value.get<double>() };
}

GraphArgument Truth(const Json& value)
{
  return { value.get<bool>() };
}

GraphArgument Text(const Json& value)
{
  return { value.get<std::string>() };
}

/// A number that is known, or the name of one that is computed.
GraphArgument Symbol(const Json& value)
{
  const UnionEntry entry = EntryOf(value);
  if (entry.Kind == "as_name")
  {
    return { ValueName{ entry.Value.get<std::string>() } };
  }
  if (entry.Kind == "as_bool")
  {
    return Truth(entry.Value);
  }
  return entry.Kind == "as_float" ? Real(entry.Value) : Integer(entry.Value);
}

GraphArgument Integers(const Json& value)
{
  return ListOf(value, Integer);
}

GraphArgument Subgraph(const Json& value)
{
  return { std::make_shared<const NetworkGraph>(ParseGraph(value.at("graph"))) };
}

struct ArgumentKind
{
  const char* Name;
  GraphArgument (*Parse)(const Json&);
};

constexpr std::array<ArgumentKind, 26> Kinds = { {
  { "as_none", [](const Json&) { return GraphArgument(); } },
  { "as_tensor", Tensor },
  { "as_tensors", [](const Json& value) { return ListOf(value, Tensor); } },
  { "as_optional_tensor", ParseArgument },
  { "as_optional_tensors", [](const Json& value) { return ListOf(value, ParseArgument); } },
  { "as_nested_tensors",
    [](const Json& value)
    { return ListOf(value, [](const Json& inner) { return ListOf(inner, Tensor); }); } },
  { "as_int", Integer },
  { "as_ints", Integers },
  { "as_int_lists", [](const Json& value) { return ListOf(value, Integers); } },
  { "as_float", Real },
  { "as_floats", [](const Json& value) { return ListOf(value, Real); } },
  { "as_bool", Truth },
  { "as_bools", [](const Json& value) { return ListOf(value, Truth); } },
  { "as_string", Text },
  { "as_strings", [](const Json& value) { return ListOf(value, Text); } },
  { "as_sym_int", Symbol },
  { "as_sym_ints", [](const Json& value) { return ListOf(value, Symbol); } },
  { "as_sym_float", Symbol },
  { "as_sym_floats", [](const Json& value) { return ListOf(value, Symbol); } },
  { "as_sym_bool", Symbol },
  { "as_sym_bools", [](const Json& value) { return ListOf(value, Symbol); } },
  { "as_scalar_type",
    [](const Json& value)
    { return GraphArgument{ ElementTypeCode{ value.get<std::int64_t>() } }; } },
  { "as_memory_format",
    [](const Json& value)
    { return GraphArgument{ MemoryFormatCode{ value.get<std::int64_t>() } }; } },
  { "as_layout",
    [](const Json& value) { return GraphArgument{ LayoutCode{ value.get<std::int64_t>() } }; } },
  { "as_device", [](const Json&) { return GraphArgument{ WrittenDevice() }; } },
  { "as_graph", Subgraph },
} };

GraphNode ParseNode(const Json& node)
{
  GraphNode parsed;
  parsed.Operator = node.at("target").get<std::string>();
  for (const Json& input : node.at("inputs"))
  {
    parsed.Arguments.push_back(
      { input.at("name").get<std::string>(), ParseArgument(input.at("arg")) });
  }
  for (const Json& output : node.at("outputs"))
  {
    parsed.Results.push_back(ParseArgument(output));
  }
  return parsed;
}

} // namespace

Json ParseExportJson(std::string text)
{
  const auto filter = [](int depth, Json::parse_event_t event, Json& parsed)
  {
    if (depth > MostLevels)
    {
      throw Error("malformed exported network")
        .Expected("at most " + std::to_string(MostLevels) + " levels of JSON");
    }
    return event != Json::parse_event_t::key || !IsNote(parsed.get_ref<const std::string&>());
  };
  return ReadExportJson([&] { return Json::parse(QuoteNumbers(text), filter); });
}

UnionEntry EntryOf(const Json& value)
{
  if (!value.is_object() || value.size() != 1)
  {
    throw Error("malformed exported network")
      .Expected("an object with one entry that names its kind")
      .Found(std::string(value.type_name()) + " of " + std::to_string(value.size()));
  }
  return { value.begin().key(), value.begin().value() };
}

ElementType TypeOfCode(std::int64_t code)
{
  switch (code)
  {
    case 1:
      return ElementType::UInt8;
    case 2:
      return ElementType::Int8;
    case 3:
      return ElementType::Int16;
    case 4:
      return ElementType::Int32;
    case 5:
      return ElementType::Int64;
    case 6:
      return ElementType::Float16;
    case 7:
      return ElementType::Float32;
    case 8:
      return ElementType::Float64;
    case 12:
      return ElementType::Bool;
    case 13:
      return ElementType::BFloat16;
    default:
      throw Error("a tensor of the exported network has a type that cannot be used")
        .Expected("integers, truth values or floating-point numbers of 16 to 64 bits")
        .Found("type " + std::to_string(code) + " of torch.export (complex, quantised or 8 bits)");
  }
}

GraphArgument ParseArgument(const Json& argument)
{
  const UnionEntry entry = EntryOf(argument);
  for (const ArgumentKind& kind : Kinds)
  {
    if (entry.Kind == kind.Name)
    {
      return kind.Parse(entry.Value);
    }
  }
  throw Error("an argument in the exported network cannot be used")
    .Expected("tensors, numbers, texts, types or graphs")
    .Found(entry.Kind.substr(0, 80));
}

NetworkGraph ParseGraph(const Json& graph)
{
  NetworkGraph parsed;
  for (const Json& input : graph.at("inputs"))
  {
    const GraphArgument argument = ParseArgument(input);
    const auto* name = std::get_if<ValueName>(&argument.Value);
    parsed.Inputs.push_back({ GraphInput::Kind::User, name ? name->Name : "", "" });
  }
  for (const Json& node : graph.at("nodes"))
  {
    parsed.Nodes.push_back(ParseNode(node));
  }
  for (const Json& output : graph.at("outputs"))
  {
    parsed.Outputs.push_back(ParseArgument(output));
  }
  return parsed;
}

} // namespace losslandscape
