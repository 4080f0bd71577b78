// SPDX-License-Identifier: BSD-3-Clause
// Writes small networks as torch.export does, from graphs that a test makes up.
#ifndef ExportWriting_h
#define ExportWriting_h

#include "Testing/TestOutput.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <zip.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// A network of a weight matrix `w` (5 x 4, all 0.125) and a buffer `b` (5, all 0.125), for samples
/// of shape (5, 4). It returns the mean over dimension 1 of linear(x, w, b).
class ExportWriting
{
public:
  using Json = nlohmann::json;
  using Arguments = std::vector<std::pair<std::string, Json>>;

  static Json Value(const std::string& name) { return { { "as_tensor", { { "name", name } } } }; }
  static Json Number(const std::string& name)
  {
    return { { "as_sym_int", { { "as_name", name } } } };
  }
  static Json Integer(std::int64_t value) { return { { "as_int", value } }; }

  static Json Node(const std::string& target, const Arguments& arguments, const Json& outputs)
  {
    Json inputs = Json::array();
    for (const auto& [name, argument] : arguments)
    {
      inputs.push_back({ { "name", name }, { "arg", argument }, { "kind", 1 } });
    }
    return { { "target", target }, { "inputs", inputs }, { "outputs", outputs },
      { "metadata", Json::object() } };
  }

  /// A call with one tensor as its result.
  static Json Call(const std::string& name, const Arguments& arguments, const std::string& result)
  {
    return Node("torch.ops.aten." + name, arguments, Json::array({ Value(result) }));
  }

  static Json Graph(const std::vector<std::string>& inputs, const Json& nodes,
    const std::vector<std::string>& outputs)
  {
    Json graph = { { "inputs", Json::array() }, { "outputs", Json::array() }, { "nodes", nodes },
      { "tensor_values", Json::object() } };
    for (const auto& input : inputs)
    {
      graph["inputs"].push_back(Value(input));
    }
    for (const auto& output : outputs)
    {
      graph["outputs"].push_back(Value(output));
    }
    return graph;
  }

  /// `nodes` before the network's own, which read `x`.
  explicit ExportWriting(const Json& nodes = Json::array(), const std::string& x = "x")
  {
    Json all = nodes;
    all.push_back(Call("linear.default",
      { { "input", Value(x) }, { "weight", Value("p_w") }, { "bias", Value("b_b") } }, "rows"));
    all.push_back(
      Call("mean.dim", { { "self", Value("rows") }, { "dim", { { "as_ints", { 1 } } } } }, "mean"));
    Json graph = Graph({ "p_w", "b_b", "x" }, all, { "mean" });
    graph["tensor_values"]["x"] =
      Meta({ Json{ { "as_expr", { { "expr_str", "s" } } } }, Integer(5), Integer(4) });
    const Json signature = {
      { "input_specs",
        { { { "parameter", { { "arg", { { "name", "p_w" } } }, { "parameter_name", "w" } } } },
          { { "buffer",
            { { "arg", { { "name", "b_b" } } }, { "buffer_name", "b" },
              { "persistent", true } } } },
          { { "user_input", { { "arg", Value("x") } } } } } },
      { "output_specs", { { { "user_output", { { "arg", Value("mean") } } } } } }
    };
    this->Program = { { "graph_module", { { "graph", graph }, { "signature", signature } } },
      { "schema_version", { { "major", 8 }, { "minor", 14 } } } };
    this->Weights = { { "config",
      { { "w", Description("weight_0", { 5, 4 }, { 4, 1 }) },
        { "b", Description("weight_1", { 5 }, { 1 }) } } } };
    this->Storages["weight_0"] = std::vector<float>(20, 0.125F);
    this->Storages["weight_1"] = std::vector<float>(5, 0.125F);
  }

  Json& Graph() { return this->Program["graph_module"]["graph"]; }

  /// Path of the file.
  std::string Write(const std::string& name) const
  {
    const std::string path = TestOutput("export-" + name + ".pt2");
    const std::string program = this->Program.dump(), weights = this->Weights.dump();
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    const auto add = [&](const std::string& entry, const void* bytes, std::size_t size)
    {
      zip_file_add(archive, ("network/" + entry).c_str(),
        zip_source_buffer(archive, bytes, size, 0), ZIP_FL_OVERWRITE);
    };
    add("models/model.json", program.data(), program.size());
    add("data/weights/model_weights_config.json", weights.data(), weights.size());
    for (const auto& [key, numbers] : this->Storages)
    {
      add("data/weights/" + key, numbers.data(), numbers.size() * sizeof(float));
    }
    EXPECT_EQ(zip_close(archive), 0);
    return path;
  }

  Json Program;
  Json Weights;
  std::map<std::string, std::vector<float>> Storages;

private:
  static Json Meta(const std::vector<Json>& sizes)
  {
    return { { "dtype", 7 }, { "sizes", sizes } };
  }

  static Json Description(const std::string& key, const std::vector<std::int64_t>& shape,
    const std::vector<std::int64_t>& strides)
  {
    Json sizes = Json::array(), steps = Json::array();
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
    {
      sizes.push_back(Integer(shape[axis]));
      steps.push_back(Integer(strides[axis]));
    }
    return { { "path_name", key }, { "use_pickle", false },
      { "tensor_meta",
        { { "dtype", 7 }, { "sizes", sizes }, { "strides", steps },
          { "storage_offset", Integer(0) } } } };
  }
};

} // namespace losslandscape

#endif
