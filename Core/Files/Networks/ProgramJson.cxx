// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Networks/ProgramJson.h"

#include "Core/Files/Networks/ExportJson.h"
#include "Core/Files/Networks/OutputNames.h"

#include <optional>

namespace losslandscape
{
namespace
{

using Json = nlohmann::json;

constexpr std::int64_t MajorVersion = 8;

void RequireVersion(const Json& program)
{
  const auto version = program.at("schema_version").at("major").get<std::int64_t>();
  if (version != MajorVersion)
  {
    throw Error("the exported network is of another version")
      .Expected("version " + std::to_string(MajorVersion) + " of torch.export's graphs")
      .Found("version " + std::to_string(version))
      .Advice(version < MajorVersion ? "export it with PyTorch 2.5 or later"
                                     : "export it with PyTorch 2.15 or earlier");
  }
}

std::string NameOf(const Json& argument)
{
  return argument.at("name").get<std::string>();
}

/// The only user inputs that move are tensors: numbers and None are part of the graph.
GraphInput UserInput(const Json& argument)
{
  const GraphArgument value = ParseArgument(argument);
  const auto* name = std::get_if<ValueName>(&value.Value);
  return { GraphInput::Kind::User, name ? name->Name : "", "" };
}

GraphInput ParseInput(const Json& spec)
{
  const auto& [kind, value] = EntryOf(spec);
  if (kind == "user_input")
  {
    return UserInput(value.at("arg"));
  }
  if (kind == "parameter")
  {
    return { GraphInput::Kind::Parameter, NameOf(value.at("arg")),
      value.at("parameter_name").get<std::string>() };
  }
  if (kind == "buffer")
  {
    // Buffers that a state dict does not have are constants.
    return { value.value("persistent", true) ? GraphInput::Kind::Buffer
                                             : GraphInput::Kind::Constant,
      NameOf(value.at("arg")), value.at("buffer_name").get<std::string>() };
  }
  if (kind == "tensor_constant")
  {
    return { GraphInput::Kind::Constant, NameOf(value.at("arg")),
      value.at("tensor_constant_name").get<std::string>() };
  }
  if (kind == "constant_input")
  {
    return {};
  }
  throw Error("the exported network needs what cannot be given to it")
    .Expected("tensors: samples, parameters, buffers, constants")
    .Found("an input of kind " + kind.substr(0, 80));
}

/// Whether the output is one that forward returns. Others are new values of buffers, which an
/// evaluation does not keep.
bool IsReturned(const Json& spec)
{
  const std::string kind = EntryOf(spec).Kind;
  if (kind == "parameter_mutation")
  {
    throw Error("the exported network writes to its own weights")
      .Expected("a network that reads them alone");
  }
  return kind == "user_output" || kind == "loss_output";
}

InputShape ShapeOf(const Json& meta)
{
  InputShape shape;
  shape.ElementCode = meta.at("dtype").get<std::int64_t>();
  for (const Json& size : meta.at("sizes"))
  {
    const auto& [kind, value] = EntryOf(size);
    shape.Sizes.push_back(
      kind == "as_int" ? std::optional<std::int64_t>(value.get<std::int64_t>()) : std::nullopt);
    if (shape.Sizes.back().value_or(1) < 1)
    {
      throw Error("malformed exported network")
        .Expected("an input with sizes of at least 1")
        .Found(std::to_string(*shape.Sizes.back()));
    }
  }
  return shape;
}

std::vector<GraphInput> ParseInputs(const Json& signature)
{
  std::vector<GraphInput> inputs;
  for (const Json& spec : signature.at("input_specs"))
  {
    inputs.push_back(ParseInput(spec));
  }
  return inputs;
}

std::vector<GraphArgument> ReturnedOf(
  const std::vector<GraphArgument>& outputs, const Json& signature)
{
  const Json& specs = signature.at("output_specs");
  if (specs.size() != outputs.size())
  {
    throw Error("malformed exported network")
      .Expected(std::to_string(specs.size()) + " outputs, as its signature says")
      .Found(std::to_string(outputs.size()));
  }
  std::vector<GraphArgument> returned;
  for (std::size_t i = 0; i < outputs.size(); ++i)
  {
    if (IsReturned(specs[i]))
    {
      returned.push_back(outputs[i]);
    }
  }
  return returned;
}

NetworkProgram ParseProgramJson(const Json& json)
{
  RequireVersion(json);
  const Json& module = json.at("graph_module");
  const Json& graph = module.at("graph");
  const Json& signature = module.at("signature");
  NetworkProgram program;
  program.Graph = ParseGraph(graph);
  program.Graph.Inputs = ParseInputs(signature);
  program.Graph.Outputs = ReturnedOf(program.Graph.Outputs, signature);
  if (module.contains("module_call_graph"))
  {
    program.OutputNames = OutputNames(module.at("module_call_graph"));
  }
  for (const GraphInput& input : program.Graph.Inputs)
  {
    if (input.Type == GraphInput::Kind::User && !input.Value.empty())
    {
      program.UserShapes[input.Value] = ShapeOf(graph.at("tensor_values").at(input.Value));
    }
  }
  if (program.UserShapes.empty())
  {
    throw Error("the exported network takes no tensor").Expected("one for the samples");
  }
  return program;
}

std::vector<std::int64_t> Integers(const Json& sizes)
{
  std::vector<std::int64_t> numbers;
  for (const Json& size : sizes)
  {
    numbers.push_back(size.at("as_int").get<std::int64_t>());
  }
  return numbers;
}

TorchTensor ParseMeta(const Json& meta)
{
  TorchTensor tensor;
  tensor.Type = TypeOfCode(meta.at("dtype").get<std::int64_t>());
  tensor.Offset = meta.at("storage_offset").at("as_int").get<std::int64_t>();
  tensor.Shape = Integers(meta.at("sizes"));
  tensor.Strides = Integers(meta.at("strides"));
  return tensor;
}

TorchTensor ParseDescription(const std::string& name, const Json& payload)
{
  if (payload.at("use_pickle").get<bool>())
  {
    throw Error("a tensor of the exported network cannot be used")
      .Expected("plain numbers for '" + name.substr(0, 200) + "'")
      .Found("a Python object (a tensor of a class of its own)");
  }
  TorchTensor tensor = ParseMeta(payload.at("tensor_meta"));
  tensor.Storage.Key = payload.at("path_name").get<std::string>();
  tensor.IsFrozen =
    payload.value("is_param", false) && !payload.at("tensor_meta").value("requires_grad", true);
  return tensor;
}

} // namespace

NetworkProgram ParseProgram(const std::string& text)
{
  return ReadExportJson([&] { return ParseProgramJson(ParseExportJson(text)); });
}

TorchTensor ParseTensorDescription(const std::string& text)
{
  return ReadExportJson([&] { return ParseMeta(ParseExportJson(text)); });
}

std::vector<std::pair<std::string, TorchTensor>> ParseTensorDescriptions(const std::string& text)
{
  return ReadExportJson(
    [&]
    {
      std::vector<std::pair<std::string, TorchTensor>> tensors;
      const Json json = ParseExportJson(text);
      for (const auto& [name, payload] : json.at("config").items())
      {
        tensors.emplace_back(name, ParseDescription(name, payload));
      }
      return tensors;
    });
}

} // namespace losslandscape
