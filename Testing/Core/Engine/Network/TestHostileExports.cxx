// SPDX-License-Identifier: BSD-3-Clause
// Files that a network comes in may be damaged, or made to do harm. Each has to be refused with an
// error that names the file and the reason.
#include "Testing/Core/Engine/Network/ExportWriting.h"
#include "Testing/Core/Engine/NetworkTesting.h"

#include <limits>

using namespace losslandscape;

namespace
{

using Write = ExportWriting;
using Json = nlohmann::json;

ProblemOptions OptionsOf(const std::string& network)
{
  static const std::string data = []
  {
    const std::string path = TestOutput("export-data.pt");
    std::vector<float> values(6 * 20);
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      values[i] = 0.1F * static_cast<float>(i % 7);
    }
    WriteCheckpoint(path,
      { { "inputs", DenseArray::FromFloat({ 6, 5, 4 }, values) },
        { "targets", DenseArray::FromInt64({ 6 }, { 0, 1, 2, 3, 4, 0 }) } });
    return path;
  }();
  ProblemOptions options;
  options.Network.NetworkFile = network;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = data;
  options.Device = "cpu";
  return options;
}

/// Loss where the weights are as the file has them.
double LossOf(const std::string& network)
{
  const Plane plane(std::make_shared<const Problem>(OptionsOf(network)), 1, {});
  return EvaluateAll(plane, Grid(1, { 1, 1, 1 }, { 0, 0, 0, 0, 0, 0 })).Loss[0];
}

void ExpectRefusal(
  const ExportWriting& network, const std::string& name, const std::vector<std::string>& parts)
{
  const std::string path = network.Write(name);
  const std::string message = ErrorText([&] { LossOf(path); });
  ExpectContains(message, path);
  for (const std::string& part : parts)
  {
    ExpectContains(message, part);
  }
}

/// An operator of Python's numbers: `name` of integers, which `size` may name among.
Json NumberNode(
  const std::string& name, const std::vector<Json>& arguments, const std::string& result)
{
  Write::Arguments all;
  for (const Json& argument : arguments)
  {
    all.emplace_back("", argument);
  }
  return Write::Node(
    name, all, Json::array({ Json{ { "as_sym_int", { { "as_name", result } } } } }));
}

} // namespace

TEST(HostileExports, TheNetworkThatTheyAreMadeOfIsEvaluated)
{
  // All rows of w are the same: the loss is that of five equal outputs.
  EXPECT_NEAR(LossOf(ExportWriting().Write("plain")), std::log(5.0), 1e-6);
}

TEST(HostileExports, OperatorsOutsideOfTheAllowedSetAreNamed)
{
  const Write::Arguments self = { { "self", Write::Value("x") } };
  const std::vector<std::pair<std::string, Write::Arguments>> operators = {
    { "torch.ops.mylib.steal.default", self },
    { "os.system", self },
    { "torch.ops.aten.no_such_operator.default", self },
    { "torch.ops.aten.from_file.default",
      { { "filename", { { "as_string", "/etc/passwd" } } }, { "size", Write::Integer(100) } } },
    { "torch.ops.aten.set_.source_Tensor",
      { { "self", Write::Value("x") }, { "source", Write::Value("p_w") } } },
    { "torch.ops.aten.resize_.default",
      { { "self", Write::Value("x") }, { "size", { { "as_ints", { 1000 } } } } } },
    { "torch.ops.aten._standard_gamma_grad.default",
      { { "self", Write::Value("x") }, { "output", Write::Value("x") } } },
    { "torch.ops.aten.add.out",
      { { "self", Write::Value("x") }, { "other", Write::Value("x") },
        { "out", Write::Value("p_w") } } },
    { "torch.ops.higher_order.cond", self },
  };
  for (const auto& [name, arguments] : operators)
  {
    const Json node = Write::Node(name, arguments, Json::array({ Write::Value("y") }));
    ExpectRefusal(ExportWriting(Json::array({ node }), "y"), "operator", { name });
  }
}

TEST(HostileExports, WritesToWeightsAreRefused)
{
  const auto write = [](const std::string& to)
  {
    return Write::Call(
      "add_.Tensor", { { "self", Write::Value(to) }, { "other", Write::Integer(1) } }, "written");
  };
  const Json transposed = Write::Call("transpose.int",
    { { "self", Write::Value("p_w") }, { "dim0", Write::Integer(0) },
      { "dim1", Write::Integer(1) } },
    "view");
  const Json split = Write::Node("torch.ops.aten.split.Tensor",
    { { "self", Write::Value("p_w") }, { "split_size", Write::Integer(2) } },
    Json::array({ Json{ { "as_tensors",
      { { { "name", "view" } }, { { "name", "second" } }, { { "name", "third" } } } } } }));
  const Json scope = Write::Node("torch.ops.higher_order.wrap_with_set_grad_enabled",
    { { "", { { "as_bool", false } } },
      { "",
        { { "as_graph",
          { { "name", "inner" }, { "graph", Write::Graph({ "a" }, Json::array(), { "a" }) } } } } },
      { "", Write::Value("p_w") } },
    Json::array({ Write::Value("view") }));
  const std::string reason = "writes to its own weights";
  ExpectRefusal(ExportWriting(Json::array({ write("p_w") })), "writes", { reason });
  for (const Json& view : { transposed, split, scope })
  {
    ExpectRefusal(ExportWriting(Json::array({ view, write("view") })), "writes", { reason });
  }
}

TEST(HostileExports, WritesToBuffersAreForgotten)
{
  const Json write = Write::Call(
    "add_.Tensor", { { "self", Write::Value("b_b") }, { "other", Write::Value("b_b") } }, "twice");
  const std::string path = ExportWriting(Json::array({ write })).Write("buffer");
  const auto problem = std::make_shared<const Problem>(OptionsOf(path));
  const Grid line(1, { 3, 1, 1 }, { 0, 1, 0, 0, 0, 0 });
  const Surface first = EvaluateAll(Plane(problem, 1, {}), line);
  const Surface second = EvaluateAll(Plane(problem, 1, {}), line);
  EXPECT_EQ(first.Loss, second.Loss);
}

TEST(HostileExports, TensorsThatNoMachineHoldsAreRefused)
{
  const auto sizes = [](const std::vector<std::int64_t>& numbers) {
    return Json{ { "as_ints", numbers } };
  };
  const std::int64_t many = std::int64_t(1) << 42;
  const std::vector<Json> factories = {
    Write::Call("zeros.default", { { "size", sizes({ many }) } }, "y"),
    Write::Call("full.default",
      { { "size", sizes({ many, many }) }, { "fill_value", Write::Integer(1) } }, "y"),
    Write::Call("ones.default", { { "size", sizes({ -4 }) } }, "y"),
    Write::Call("arange.default", { { "end", Write::Integer(many) } }, "y"),
    Write::Call("repeat.default",
      { { "self", Write::Value("x") }, { "repeats", sizes({ many, 1, 1 }) } }, "y"),
    Write::Call("eye.default", { { "n", Write::Integer(std::int64_t(1) << 22) } }, "y"),
  };
  for (const Json& factory : factories)
  {
    ExpectRefusal(ExportWriting(Json::array({ factory })), "factory", {});
  }
  const Json expanded = Write::Call("expand.default",
    { { "self", Write::Value("p_w") }, { "size", sizes({ many, 5, 4 }) } }, "wide");
  const Json sum = Write::Call(
    "add.Tensor", { { "self", Write::Value("wide") }, { "other", Write::Integer(1) } }, "y");
  ExpectRefusal(ExportWriting(Json::array({ expanded, sum })), "factory", { "too large" });
}

TEST(HostileExports, SizesBeyond64BitsAreRefused)
{
  const Json most = Write::Integer(std::numeric_limits<std::int64_t>::max());
  const Json least = Write::Integer(std::numeric_limits<std::int64_t>::min());
  const Json one = Write::Integer(1), minus = Write::Integer(-1), zero = Write::Integer(0);
  const std::vector<Json> nodes = { NumberNode("_operator.add", { most, one }, "n"),
    NumberNode("_operator.sub", { least, one }, "n"),
    NumberNode("_operator.mul", { most, most }, "n"), NumberNode("_operator.neg", { least }, "n"),
    NumberNode("_operator.floordiv", { least, minus }, "n"),
    NumberNode("_operator.pow", { most, Write::Integer(2) }, "n") };
  for (const Json& node : nodes)
  {
    ExpectRefusal(ExportWriting(Json::array({ node })), "number", { "too large" });
  }
  for (const char* name : { "_operator.floordiv", "_operator.mod", "_operator.truediv" })
  {
    ExpectRefusal(
      ExportWriting(Json::array({ NumberNode(name, { one, zero }, "n") })), "number", { "zero" });
  }
  ExpectRefusal(ExportWriting(Json::array({ NumberNode("_operator.add", { one }, "n") })), "number",
    { "2 arguments", "_operator.add" });
}

TEST(HostileExports, GraphsThatAreNoneAreRefused)
{
  const auto relu = [](const std::string& from, const std::string& to) {
    return Write::Call("relu.default", { { "self", Write::Value(from) } }, to);
  };
  // A value that needs itself, one that is made twice, one too few and one too many.
  ExpectRefusal(ExportWriting(Json::array({ relu("b", "a"), relu("a", "b") })), "graph", { "'b'" });
  ExpectRefusal(ExportWriting(Json::array({ relu("x", "a"), relu("x", "a") })), "graph", { "'a'" });
  ExpectRefusal(
    ExportWriting(Json::array({ Write::Call("relu.default", {}, "a") })), "graph", { "self" });
  const Json two = Write::Node("torch.ops.aten.relu.default", { { "self", Write::Value("x") } },
    Json::array({ Write::Value("a"), Write::Value("b") }));
  ExpectRefusal(ExportWriting(Json::array({ two })), "graph", { "2 results" });
  ExpectRefusal(ExportWriting(Json::array({ Write::Call("relu.default",
                  { { "self", Write::Value("x") }, { "strength", Write::Integer(1) } }, "a") })),
    "graph", { "strength" });
  ExpectRefusal(ExportWriting(Json::array(
                  { Write::Call("relu.default", { { "self", { { "as_float", "abc" } } } }, "a") })),
    "graph", { "abc" });
  ExportWriting none;
  none.Graph()["outputs"] = Json::array();
  ExpectRefusal(none, "graph", { "outputs" });
}

TEST(HostileExports, GraphsInsideOfOthersAreChecked)
{
  const auto scope = [](const Json& graph, const Json& extra)
  {
    Write::Arguments arguments = { { "", { { "as_bool", false } } },
      { "", { { "as_graph", { { "name", "inner" }, { "graph", graph } } } } },
      { "", Write::Value("x") } };
    for (const Json& each : extra)
    {
      arguments.emplace_back("", each);
    }
    return Write::Node("torch.ops.higher_order.wrap_with_set_grad_enabled", arguments,
      Json::array({ Write::Value("y") }));
  };
  const Json two = Write::Graph({ "a", "b" }, Json::array(), { "a" });
  ExpectRefusal(
    ExportWriting(Json::array({ scope(two, Json::array()) })), "inner", { "each of its inputs" });
  Json nested = Write::Graph({ "a" }, Json::array(), { "a" });
  for (int level = 0; level < 40; ++level)
  {
    nested = Write::Graph({ "x" }, Json::array({ scope(nested, Json::array()) }), { "y" });
  }
  ExpectRefusal(
    ExportWriting(Json::array({ scope(nested, Json::array()) })), "inner", { "64 levels" });
}

TEST(HostileExports, MemoryThatIsSharedUnannouncedIsFollowed)
{
  const auto write = [](const std::string& to)
  {
    return Write::Call(
      "add_.Tensor", { { "self", Write::Value(to) }, { "other", Write::Integer(1) } }, "written");
  };
  const Json data = Write::Call("data.default", { { "self", Write::Value("p_w") } }, "same");
  ExpectRefusal(ExportWriting(Json::array({ data, write("same") })), "shared", { "operator" });
  const Json cast = Write::Call(
    "type_as.default", { { "self", Write::Value("p_w") }, { "other", Write::Value("x") } }, "same");
  const Json dropout = Write::Call("dropout.default",
    { { "input", Write::Value("p_w") }, { "p", { { "as_float", 0.5 } } },
      { "train", { { "as_bool", false } } } },
    "same");
  for (const Json& node : { cast, dropout })
  {
    ExpectRefusal(ExportWriting(Json::array({ node, write("same") })), "shared",
      { "writes to its own weights" });
  }
  // The data stay as they are, whatever is done to the samples.
  const Json samples = Write::Call("dropout.default",
    { { "input", Write::Value("x") }, { "p", { { "as_float", 0.5 } } },
      { "train", { { "as_bool", false } } } },
    "same");
  const std::string path = ExportWriting(Json::array({ samples, write("same") })).Write("samples");
  const auto problem = std::make_shared<const Problem>(OptionsOf(path));
  const Grid line(1, { 3, 1, 1 }, { 0, 1, 0, 0, 0, 0 });
  const Surface first = EvaluateAll(Plane(problem, 1, {}), line);
  EXPECT_EQ(EvaluateAll(Plane(problem, 1, {}), line).Loss, first.Loss);
}

TEST(HostileExports, WeightsAreNoRunningStatistics)
{
  const Json vector = Write::Call("select.int",
    { { "self", Write::Value("p_w") }, { "dim", Write::Integer(1) },
      { "index", Write::Integer(0) } },
    "row");
  for (const char* mean : { "p_w", "row" })
  {
    const Json norm = Write::Call("batch_norm.default",
      { { "input", Write::Value("x") }, { "weight", { { "as_none", nullptr } } },
        { "bias", { { "as_none", nullptr } } }, { "running_mean", Write::Value(mean) },
        { "running_var", Write::Value("b_b") }, { "training", { { "as_bool", true } } },
        { "momentum", { { "as_float", 1.0 } } }, { "eps", { { "as_float", 1e-5 } } },
        { "cudnn_enabled", { { "as_bool", false } } } },
      "y");
    ExpectRefusal(
      ExportWriting(Json::array({ vector, norm }), "y"), "statistics", { "running_mean" });
  }
}

TEST(HostileExports, TypesThatAreNoneAreRefused)
{
  for (const std::int64_t code : { std::int64_t(-1), std::int64_t(65535) })
  {
    const Json zeros = Write::Call("zeros.default",
      { { "size", { { "as_ints", { 2 } } } }, { "dtype", Write::Integer(code) } }, "y");
    ExpectRefusal(ExportWriting(Json::array({ zeros })), "type", { std::to_string(code) });
  }
}

TEST(HostileExports, InputsWithoutSizeAreRefused)
{
  for (const int size : { 0, -1 })
  {
    ExportWriting network;
    network.Graph()["tensor_values"]["x"]["sizes"][0] = Write::Integer(size);
    ExpectRefusal(network, "size", { "at least 1" });
  }
  ExportWriting none;
  none.Program["graph_module"]["signature"]["input_specs"].erase(2);
  ExpectRefusal(none, "size", { "no tensor" });
}

/// LibTorch repeats a bias of any shape that fits; kernels take one number for each output.
TEST(HostileExports, BiasesOfOtherShapesGiveLibTorchsLosses)
{
  ExportWriting network;
  auto& meta = network.Weights["config"]["b"]["tensor_meta"];
  meta["sizes"] = Json::array({ Write::Integer(1) });
  EXPECT_NEAR(LossOf(network.Write("bias-one")), std::log(5.0), 1e-6);
}

/// As the classifiers of MobileNetV3 and MnasNet have it.
TEST(HostileExports, DropoutInPlaceIsNoHarm)
{
  const Json negative = Write::Call("neg.default", { { "self", Write::Value("x") } }, "a");
  const Json relu = Write::Call("hardtanh_.default", { { "self", Write::Value("a") } }, "b");
  const Json dropout = Write::Call("dropout_.default",
    { { "self", Write::Value("b") }, { "p", { { "as_float", 0.5 } } },
      { "train", { { "as_bool", false } } } },
    "c");
  const std::string path =
    ExportWriting(Json::array({ negative, relu, dropout }), "c").Write("drop");
  EXPECT_NEAR(LossOf(path), std::log(5.0), 1e-6);
}

/// A product with the weights is no view of them.
TEST(HostileExports, WritesToProductsAreNoHarm)
{
  const Json product = Write::Call("einsum.default",
    { { "equation", { { "as_string", "nri,oi->nro" } } },
      { "tensors", { { "as_tensors", { { { "name", "x" } }, { { "name", "p_w" } } } } } } },
    "product");
  const Json relu =
    Write::Call("relu_.default", { { "self", Write::Value("product") } }, "positive");
  const Json first = Write::Call("slice.Tensor",
    { { "self", Write::Value("positive") }, { "dim", Write::Integer(2) },
      { "start", Write::Integer(0) }, { "end", Write::Integer(4) } },
    "y");
  const std::string path =
    ExportWriting(Json::array({ product, relu, first }), "y").Write("product");
  EXPECT_NEAR(LossOf(path), std::log(5.0), 1e-6);
}

TEST(HostileExports, ViewsWithoutEndAreRefused)
{
  const Json sizes = { { "as_ints", { std::int64_t(1) << 42, 5, 4 } } };
  const Json wide =
    Write::Call("expand.default", { { "self", Write::Value("p_w") }, { "size", sizes } }, "wide");
  const Json sum = Write::Call("sum.default", { { "self", Write::Value("wide") } }, "y");
  ExpectRefusal(ExportWriting(Json::array({ wide, sum })), "view", { "too large" });
}

TEST(HostileExports, AutocastIsTakenWhereItIsOff)
{
  const auto autocast = [](bool isOn)
  {
    const Json inner = Write::Graph({ "a" },
      Json::array({ Write::Call("neg.default", { { "self", Write::Value("a") } }, "b") }), { "b" });
    return Json::array({ Write::Node("torch.ops.higher_order.wrap_with_autocast",
      { { "", { { "as_string", "cpu" } } }, { "", { { "as_none", nullptr } } },
        { "", { { "as_bool", isOn } } }, { "", { { "as_none", nullptr } } },
        { "", { { "as_graph", { { "name", "inner" }, { "graph", inner } } } } },
        { "", Write::Value("x") } },
      Json::array({ Write::Value("y") })) });
  };
  EXPECT_NEAR(LossOf(ExportWriting(autocast(false), "y").Write("autocast")), std::log(5.0), 1e-6);
  ExpectRefusal(ExportWriting(autocast(true), "y"), "autocast", { "torch.autocast" });
}

TEST(HostileExports, AttentionWithoutHeadsIsRefused)
{
  const Json sizes = { { "as_ints", { 1, 0, 5, 4 } } }, four = { { "as_ints", { 1, 2, 5, 4 } } };
  const Json query = Write::Call("ones.default", { { "size", four } }, "q");
  const Json key = Write::Call("ones.default", { { "size", sizes } }, "k");
  const Json attention = Write::Call("scaled_dot_product_attention.default",
    { { "query", Write::Value("q") }, { "key", Write::Value("k") }, { "value", Write::Value("k") },
      { "enable_gqa", { { "as_bool", true } } } },
    "y");
  ExpectRefusal(ExportWriting(Json::array({ query, key, attention })), "heads", { "heads" });
}

TEST(HostileExports, WeightsOutsideOfTheirStorageAreRefused)
{
  const auto change = [](const std::string& key, const Json& value)
  {
    ExportWriting network;
    network.Weights["config"]["w"]["tensor_meta"][key] = value;
    return network;
  };
  const std::int64_t many = std::int64_t(1) << 40;
  const auto pair = [](std::int64_t a, std::int64_t b) {
    return Json::array({ Write::Integer(a), Write::Integer(b) });
  };
  ExpectRefusal(change("sizes", pair(many, 4)), "weights", {});
  ExpectRefusal(change("sizes", pair(-5, 4)), "weights", {});
  ExpectRefusal(change("strides", pair(many, 1)), "weights", { "outside of its storage" });
  ExpectRefusal(
    change("storage_offset", Write::Integer(1)), "weights", { "outside of its storage" });
  ExpectRefusal(
    change("storage_offset", Write::Integer(-1)), "weights", { "outside of its storage" });
  ExpectRefusal(change("dtype", 99), "weights", { "99" });
  ExportWriting missing;
  missing.Storages.erase("weight_0");
  ExpectRefusal(missing, "weights", { "weight_0" });
  ExportWriting empty = change("sizes", pair(many, many));
  empty.Storages["weight_0"].clear();
  ExpectRefusal(empty, "weights", { "without numbers" });
}
