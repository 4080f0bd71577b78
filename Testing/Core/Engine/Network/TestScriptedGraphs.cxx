// SPDX-License-Identifier: BSD-3-Clause
// Truth: the modules' own forward as LibTorch runs it, and outputs and gradients of
// Testing/Python/reference/make_scripts.py.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Network/Graph/GraphNetwork.h"
#include "Core/Engine/Network/Script/ScriptGraph.h"
#include "Core/Engine/Network/Script/ScriptedNetwork.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <map>

using namespace losslandscape;

namespace
{

using Arrays = std::map<std::string, torch::Tensor>;

Arrays ReadArrays(const std::string& name)
{
  Arrays arrays;
  for (const auto& [key, array] : ReadNpz(Reference("scripts/" + name + ".npz")))
  {
    arrays[key] = ToTensor(array);
  }
  return arrays;
}

torch::jit::Module Load(const std::string& name)
{
  return torch::jit::load(Reference("scripts/" + name + ".pt"));
}

/// The module as a graph, and as LibTorch runs it. They share no tensor.
struct Pair
{
  std::unique_ptr<NetworkModule> Graph;
  std::unique_ptr<NetworkModule> Scripted;
};

Pair LoadPair(const std::string& name)
{
  const std::int64_t dimensions = ReadArrays(name).at("inputs").dim();
  ScriptGraph graph = ImportScript(Load(name), name, dimensions);
  EXPECT_EQ(graph.Obstacle, "");
  if (!graph.Code)
  {
    throw std::runtime_error("no graph");
  }
  return { MakeGraphNetwork(graph.Code, graph.Tensors), MakeScriptedNetwork(Load(name), name) };
}

/// What a call of the suite gives, from the same random numbers each time.
torch::Tensor Call(NetworkModule& network, const Arrays& arrays)
{
  torch::manual_seed(5);
  network.BeginPass();
  const auto targets = arrays.find("targets");
  return targets == arrays.end()
    ? network.Forward(arrays.at("inputs"))
    : network.Objective(arrays.at("inputs"), targets->second).front().second;
}

std::vector<torch::Tensor> GradientOf(NetworkModule& network, const Arrays& arrays)
{
  std::vector<torch::Tensor> parameters;
  for (const auto& [name, tensor] : network.Parameters())
  {
    parameters.push_back(torch::Tensor(tensor).set_requires_grad(true));
  }
  return torch::autograd::grad(
    { Call(network, arrays).square().sum() }, parameters, {}, {}, false, true);
}

void ExpectSame(
  const torch::Tensor& a, const torch::Tensor& b, const std::string& what, double tolerance = 0.0)
{
  ASSERT_EQ(a.defined(), b.defined()) << what;
  if (a.defined())
  {
    ASSERT_EQ(a.scalar_type(), b.scalar_type()) << what;
    EXPECT_TRUE(tolerance > 0.0 ? torch::allclose(a, b, tolerance, tolerance) : a.equal(b))
      << what << " by " << (a - b).abs().max();
  }
}

void ExpectSameState(const NamedTensors& a, const NamedTensors& b)
{
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
  {
    EXPECT_EQ(a[i].first, b[i].first);
    ExpectSame(a[i].second, b[i].second, a[i].first);
  }
}

void ExpectSameCalls(const Pair& pair, const Arrays& arrays)
{
  // Graphs have attention spelled out, which LibTorch 2 has a kernel for.
  const auto code = pair.Graph->GetCode();
  const auto& nodes = code->Written.Graph.Nodes;
  const bool attends = std::any_of(nodes.begin(), nodes.end(),
    [](const GraphNode& node)
    { return node.Operator.find("scaled_dot_product_attention") != std::string::npos; });
  const double tolerance = attends ? 1e-5 : 0.0;
  ExpectSame(Call(*pair.Graph, arrays), Call(*pair.Scripted, arrays), "outputs", tolerance);
  const auto found = GradientOf(*pair.Graph, arrays);
  const auto right = GradientOf(*pair.Scripted, arrays);
  ASSERT_EQ(found.size(), right.size());
  for (std::size_t i = 0; i < found.size(); ++i)
  {
    ExpectSame(found[i], right[i], "gradient " + std::to_string(i), tolerance);
  }
  ExpectSameState(pair.Graph->Buffers(), pair.Scripted->Buffers());
}

void ExpectClose(const torch::Tensor& found, const torch::Tensor& right)
{
  ASSERT_EQ(found.sizes(), right.sizes());
  EXPECT_LE((found - right).abs().max().item<double>(), 1e-5 * right.abs().max().item<double>());
}

} // namespace

class ScriptedGraph : public testing::TestWithParam<const char*>
{
protected:
  std::string Name = std::string("graphs/") + GetParam();
};

TEST_P(ScriptedGraph, DoesInEvaluationWhatTheModuleDoes)
{
  const Pair pair = LoadPair(this->Name);
  const Arrays arrays = ReadArrays(this->Name);
  pair.Graph->SetTraining(false);
  pair.Scripted->SetTraining(false);
  ExpectSameCalls(pair, arrays);
  ExpectClose(Call(*pair.Graph, arrays), arrays.at("outputs"));
}

TEST_P(ScriptedGraph, DoesInTrainingWhatTheModuleDoes)
{
  const Pair pair = LoadPair(this->Name);
  pair.Graph->SetTraining(true);
  pair.Scripted->SetTraining(true);
  ExpectSameCalls(pair, ReadArrays(this->Name));
}

TEST_P(ScriptedGraph, SwitchesItsNormsAlone)
{
  const Pair pair = LoadPair(this->Name);
  for (NetworkModule* network : { pair.Graph.get(), pair.Scripted.get() })
  {
    network->SetTraining(false);
    network->SetNormTraining(true);
  }
  ExpectSameCalls(pair, ReadArrays(this->Name));
}

TEST_P(ScriptedGraph, HasTheModulesTensors)
{
  const Pair pair = LoadPair(this->Name);
  ExpectSameState(pair.Graph->State(), pair.Scripted->State());
  EXPECT_EQ(pair.Graph->Aliases(), pair.Scripted->Aliases());
  const auto found = pair.Graph->FilterLayouts();
  const auto right = pair.Scripted->FilterLayouts();
  ASSERT_EQ(found.size(), right.size());
  for (std::size_t i = 0; i < found.size(); ++i)
  {
    EXPECT_EQ(found[i].OutputDimension, right[i].OutputDimension) << i;
    EXPECT_EQ(found[i].Groups, right[i].Groups) << i;
  }
}

TEST_P(ScriptedGraph, HasPyTorchsGradient)
{
  const Pair pair = LoadPair(this->Name);
  const Arrays arrays = ReadArrays(this->Name);
  if (this->Name.find("noise") != std::string::npos)
  {
    GTEST_SKIP() << "draws other random numbers";
  }
  pair.Graph->SetTraining(false);
  std::vector<torch::Tensor> parts;
  for (const auto& part : GradientOf(*pair.Graph, arrays))
  {
    parts.push_back(part.flatten());
  }
  ExpectClose(torch::cat(parts), arrays.at("gradient"));
}

TEST_P(ScriptedGraph, RunsInDoublePrecision)
{
  const Pair pair = LoadPair(this->Name);
  Arrays arrays = ReadArrays(this->Name);
  pair.Graph->SetTraining(false);
  const torch::Tensor single = Call(*pair.Graph, arrays).detach();
  pair.Graph->ConvertTo(torch::kFloat64);
  arrays["inputs"] = arrays["inputs"].to(torch::kFloat64);
  const torch::Tensor twice = Call(*pair.Graph->Clone(), arrays).detach();
  EXPECT_EQ(twice.scalar_type(), torch::kFloat64);
  if (this->Name.find("noise") == std::string::npos)
  {
    ExpectClose(twice.to(torch::kFloat32), single);
  }
}

INSTANTIATE_TEST_SUITE_P(Scripts, ScriptedGraph,
  testing::Values("resnet_scripted", "resnet_traced", "attention_scripted", "attention_traced",
    "tied_scripted", "tied_traced", "transposed_scripted", "transposed_traced", "dropouts_scripted",
    "dropouts_traced", "dropouts_traced_training", "views_scripted", "views_traced",
    "lists_scripted", "lists_traced", "einsum_scripted", "einsum_traced", "optionals_scripted",
    "optionals_traced", "casts_scripted", "casts_traced", "norms_scripted", "lstm_scripted",
    "gru_scripted", "objective_scripted", "objective_traced", "noise_scripted", "noise_traced",
    "lstm_traced", "gru_traced", "encoder_traced", "recurrent_traced_training"),
  [](const auto& info) { return std::string(info.param); });

// What a graph cannot do stays a module, and the message for developers tells why.
TEST(ScriptedGraphs, LeaveControlFlowAndStateToTheModule)
{
  const std::pair<const char*, const char*> obstacles[] = {
    { "branch", "prim::If" },
    { "loop", "prim::Loop" },
    { "datacheck", "a check that looks at the numbers in a tensor" },
    { "trainingbranch", "code that is run in training alone" },
    { "memory", "forward writes to the module's own tensors" },
    { "history", "a collection of the module may be changed" },
    { "twooutputs", "prim::TupleConstruct" },
    { "optionaltargets", "calls of forward differ in their arguments" },
    { "counting", "batches are counted in evaluation" },
    { "encoder_scripted", "a check" },
    { "norms_traced", "instance_norm" },
  };
  for (const auto& [name, obstacle] : obstacles)
  {
    SCOPED_TRACE(name);
    const std::string file = std::string("opaque/") + name;
    const ScriptGraph graph = ImportScript(Load(file), file);
    EXPECT_EQ(graph.Code, nullptr);
    ExpectContains(graph.Obstacle, obstacle);
    const auto network = LoadScriptedNetwork(Reference("scripts/" + file + ".pt"));
    EXPECT_EQ(network->GetCode(), nullptr);
    EXPECT_EQ(network->TakeOrigin(), nullptr);
  }
}

TEST(ScriptedGraphs, MayNeedToKnowHowManyDimensionsInputsHave)
{
  const torch::NoGradGuard noGradient;
  const std::string name = "graphs/lstm_scripted";
  ExpectContains(ImportScript(Load(name), name).Obstacle, "prim::If");
  const Pair pair = LoadPair(name);
  ExpectContains(ErrorText([&] { pair.Graph->Forward(torch::zeros({ 5, 4 })); }), "another shape");
}

TEST(ScriptedGraphs, SayFromWhatTheyWereMade)
{
  const torch::NoGradGuard noGradient;
  const auto network = LoadScriptedNetwork(Reference("scripts/graphs/lists_scripted.pt"));
  ASSERT_NE(network->GetCode(), nullptr);
  EXPECT_EQ(network->Clone()->TakeOrigin(), nullptr);
  const auto origin = network->TakeOrigin();
  ASSERT_NE(origin, nullptr);
  EXPECT_EQ(network->TakeOrigin(), nullptr);
  // Both have the same tensors.
  for (auto& [name, tensor] : network->Parameters())
  {
    torch::Tensor(tensor).zero_();
  }
  for (const auto& [name, tensor] : origin->Parameters())
  {
    EXPECT_EQ(tensor.abs().sum().item<double>(), 0.0) << name;
  }
}
