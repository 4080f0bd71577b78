// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Network/Script/ScriptedNetwork.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Testing/Core/Engine/NetworkTesting.h"

#include <nlohmann/json.hpp>
#include <torch/script.h>

#include <algorithm>
#include <fstream>
#include <map>

using namespace losslandscape;

namespace
{

std::unique_ptr<NetworkModule> Mlp()
{
  return MakeBuiltInNetwork({ "mlp", { 4 }, { 2 }, 2 });
}

NamedTensors Prefixed(const NamedTensors& tensors, const std::string& prefix)
{
  NamedTensors result;
  for (const auto& [name, tensor] : tensors)
  {
    result.emplace_back(prefix + name, tensor);
  }
  return result;
}

/// Tensors of the network's shapes that hold 1, 2, ...
NamedTensors Numbered(const NetworkModule& network)
{
  NamedTensors values;
  for (const auto& [name, tensor] : network.State())
  {
    values.emplace_back(
      name, torch::full(tensor.sizes(), static_cast<double>(values.size() + 1), tensor.options()));
  }
  return values;
}

void ExpectNumbered(const NetworkModule& network)
{
  double number = 0.0;
  for (const auto& [name, tensor] : network.State())
  {
    number += 1.0;
    EXPECT_TRUE(tensor.eq(number).all().item<bool>()) << name;
  }
}

void ExpectNote(const std::vector<std::string>& notes, const std::string& part)
{
  std::string all;
  for (const auto& note : notes)
  {
    all += note + "\n";
  }
  ExpectContains(all, part);
}

/// One 2x2 tensor under two names.
std::unique_ptr<NetworkModule> Tied()
{
  torch::jit::Module module("Tied");
  const auto shared = torch::ones({ 2, 2 });
  module.register_parameter("first", shared, false);
  module.register_parameter("second", shared, false);
  module.define("def forward(self, x):\n  return torch.mm(torch.mm(x, self.first), self.second)\n");
  const auto path = TestOutput("matching-tied.pt");
  module.save(path);
  return LoadScriptedNetwork(path);
}

/// (1, 1) through two 2x2 matrices of v: each row sum is 2 v, so that the outputs add up to 8 v^2.
float SumThrough(NetworkModule& network)
{
  return network.Forward(torch::ones({ 1, 2 })).sum().item<float>();
}

/// Its only weight is "w", two numbers.
std::string PairNetwork()
{
  torch::jit::Module module("Pair");
  module.register_parameter("w", torch::full({ 2 }, 9.0f), false);
  module.define("def forward(self, x):\n  return x * self.w\n");
  const auto path = TestOutput("matching-pair.pt");
  module.save(path);
  return path;
}

std::string CheckpointFixture(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_DATA) + "/files/" + name;
}

} // namespace

TEST(WeightMatching, PrefixesOfWrappersInTheFileAreTakenOff)
{
  for (const char* prefix :
    { "model.", "net.", "network.", "backbone.", "base_model.model.", "module.model." })
  {
    const auto network = Mlp();
    const auto notes = network->Assign(Prefixed(Numbered(*network), prefix), "wrapped.pt");
    ExpectNumbered(*network);
    ExpectNote(notes, std::string(prefix) + ": prefix of the names in the file");
  }
}

TEST(WeightMatching, WhatAWrapperHoldsBesideTheNetworkIsPassedOver)
{
  const auto network = Mlp();
  auto values = Prefixed(Numbered(*network), "model.");
  values.emplace_back("criterion.weight", torch::ones({ 10 }));
  values.emplace_back("train_acc.total", torch::ones({}));
  const auto notes = network->Assign(values, "lightning.ckpt");
  ExpectNumbered(*network);
  ExpectNote(notes, "criterion.weight: no tensor of the network");
  ExpectNote(notes, "train_acc.total");
}

TEST(WeightMatching, PrefixesOfAWrappingNetworkAreAddedToo)
{
  torch::jit::Module inner("Inner");
  inner.register_parameter("weight", torch::zeros({ 3, 2 }), false);
  inner.register_parameter("bias", torch::zeros({ 3 }), false);
  torch::jit::Module outer("Outer");
  outer.register_module("net", inner);
  outer.define("def forward(self, x):\n  return torch.linear(x, self.net.weight, self.net.bias)\n");
  const auto path = TestOutput("matching-outer.pt");
  outer.save(path);
  const auto network = LoadScriptedNetwork(path);
  const auto notes = network->Assign(
    { { "weight", torch::full({ 3, 2 }, 1.0f) }, { "bias", torch::full({ 3 }, 2.0f) } }, "plain");
  ExpectNumbered(*network);
  ExpectNote(notes, "net.: prefix of the network's names");
}

// As where a network was exported together with a loss that has weights of classes.
TEST(WeightMatching, BuffersBesideAWrappedNetworkStay)
{
  torch::jit::Module inner("Inner");
  inner.register_parameter("weight", torch::zeros({ 3, 2 }), false);
  inner.register_buffer("running_mean", torch::zeros({ 3 }));
  torch::jit::Module loss("Loss");
  loss.register_buffer("class_weights", torch::full({ 3 }, 5.0f));
  torch::jit::Module outer("Outer");
  outer.register_module("model", inner);
  outer.register_module("loss", loss);
  outer.define("def forward(self, x):\n  return x\n");
  const auto path = TestOutput("matching-loss.pt");
  outer.save(path);
  const auto network = LoadScriptedNetwork(path);
  const NamedTensors values = { { "weight", torch::ones({ 3, 2 }) },
    { "running_mean", torch::ones({ 3 }) } };
  ExpectNote(network->Assign(values, "plain"), "1 of 3 tensors of the network are not in the file");
  for (const auto& [name, tensor] : network->State())
  {
    EXPECT_EQ(tensor.mean().item<double>(), name == "loss.class_weights" ? 5.0 : 1.0) << name;
  }
  ExpectContains(ErrorText([&] { network->Assign({ values.front() }, "short"); }), "missing (3)");
}

TEST(WeightMatching, SeveralPrefixesThatFitAreRefused)
{
  const auto network = Mlp();
  auto values = Prefixed(Numbered(*network), "model.");
  for (auto& value : Prefixed(Numbered(*network), "ema_model."))
  {
    values.push_back(std::move(value));
  }
  const auto text = ErrorText([&] { network->Assign(values, "ema.ckpt"); });
  ExpectContains(text, "several sets of weights fit");
  ExpectContains(text, "ema_model.");
}

TEST(WeightMatching, APrefixDoesNotExcuseWhatIsMissing)
{
  const auto network = Mlp();
  auto values = Prefixed(Numbered(*network), "model.");
  values.pop_back();
  ExpectContains(ErrorText([&] { network->Assign(values, "short.pt"); }), "missing (4)");
  values = Prefixed(Numbered(*network), "model.");
  values.emplace_back("model.extra", torch::ones({ 1 }));
  ExpectContains(ErrorText([&] { network->Assign(values, "long.pt"); }), "model.extra");
}

TEST(WeightMatching, SharedParametersComeUnderEitherName)
{
  for (const char* name : { "first", "second" })
  {
    const auto network = Tied();
    EXPECT_TRUE(network->Assign({ { name, torch::full({ 2, 2 }, 3.0f) } }, "one").empty());
    EXPECT_EQ(SumThrough(*network), 72.0f) << name;
  }
}

// PyTorch's load_state_dict copies name by name into the same tensor.
TEST(WeightMatching, OfDifferentValuesForOneParameterTheLastNameWins)
{
  const auto network = Tied();
  const auto notes = network->Assign(
    { { "second", torch::full({ 2, 2 }, 3.0f) }, { "first", torch::full({ 2, 2 }, 2.0f) } }, "two");
  EXPECT_EQ(SumThrough(*network), 72.0f);
  ExpectNote(notes, "first: the same parameter of the network as second");
}

TEST(WeightMatching, WeightsOfATiedNetworkFitAnUntiedOne)
{
  Tied();
  torch::jit::Module module("Untied");
  module.register_parameter("first", torch::zeros({ 2, 2 }), false);
  module.register_parameter("second", torch::zeros({ 2, 2 }), false);
  module.define("def forward(self, x):\n  return torch.mm(torch.mm(x, self.first), self.second)\n");
  const auto path = TestOutput("matching-untied.pt");
  module.save(path);
  const auto network = LoadScriptedNetwork(path);
  AssignStoredWeights(*network, TestOutput("matching-tied.pt"));
  EXPECT_EQ(SumThrough(*network), 8.0f);
}

TEST(WeightMatching, TheNetworkOfACheckpointThatFitsIsTaken)
{
  const auto network = LoadScriptedNetwork(PairNetwork());
  EXPECT_EQ(AssignStoredWeights(*network, CheckpointFixture("networks.pt")).Key, "sampler");
  EXPECT_TRUE(network->State()[0].second.eq(0).all().item<bool>());
}

TEST(WeightMatching, OfNetworksThatFitEquallyOneMustBeNamed)
{
  const auto network = LoadScriptedNetwork(PairNetwork());
  const auto path = CheckpointFixture("equal-networks.pt");
  ExpectContains(ErrorText([&] { AssignStoredWeights(*network, path); }), "target, policy");
  EXPECT_TRUE(network->State()[0].second.eq(9).all().item<bool>());
  EXPECT_EQ(AssignStoredWeights(*network, path + ":policy").Key, "policy");
  EXPECT_TRUE(network->State()[0].second.eq(0).all().item<bool>());
  AssignStoredWeights(*network, path + ":target");
  EXPECT_TRUE(network->State()[0].second.eq(1).all().item<bool>());
}

TEST(WeightMatching, PartsOfACheckpointInSeveralFilesAreTold)
{
  const auto network = Mlp();
  auto values = Numbered(*network);
  values.pop_back();
  ExpectContains(ErrorText([&] { network->Assign(values, "model-00001-of-00002.safetensors"); }),
    "one of several parts");
}

TEST(WeightMatching, APartIsLaidOverWhatTheNetworkHas)
{
  const auto network = Mlp();
  network->Assign(Numbered(*network), "base.pt");
  const auto notes =
    network->Assign({ { "layers.1.bias", torch::full({ 2 }, 7.0f) } }, "head.pt", Anything);
  ExpectNote(notes, "3 of 4 tensors of the network are not in the file");
  const NamedTensors state = network->State();
  EXPECT_EQ(state[0].second.mean().item<double>(), 1.0);
  EXPECT_EQ(state[3].second.mean().item<double>(), 7.0);
}

// As those of Lightning, for a network of which a part is frozen.
TEST(WeightMatching, AWholeFileThatMayLackSomethingMayAlsoHoldMore)
{
  const auto network = Mlp();
  auto values = Prefixed(Numbered(*network), "model.");
  values.emplace_back("criterion.weight", torch::ones({ 10 }));
  ExpectNote(network->Assign(values, "lightning.ckpt", AllButMoving(*network, { "layers.0.bias" })),
    "criterion.weight: no tensor of the network");
  ExpectNumbered(*network);
}

TEST(WeightMatching, APartMustBelongToTheNetworkAsAWhole)
{
  const auto network = Mlp();
  const auto refuse = [&](const NamedTensors& values)
  { return ErrorText([&] { network->Assign(values, "part.pt", Anything); }); };
  const auto bias = std::pair("layers.1.bias", torch::ones({ 2 }));
  ExpectContains(refuse({ bias, { "other.bias", torch::ones({ 2 }) } }), "other.bias");
  ExpectContains(refuse({ { "layers.1.bias", torch::ones({ 3 }) } }), "(3) instead of (2)");
  ExpectContains(refuse({ { "other.bias", torch::ones({ 2 }) } }), "unexpected (1): other.bias");
  ExpectContains(refuse({}), "missing (4)");
}

TEST(WeightMatching, PrefixesOfAPartAreTakenOff)
{
  const auto network = Mlp();
  ExpectNote(
    network->Assign({ { "model.layers.1.bias", torch::ones({ 2 }) } }, "part.pt", Anything),
    "model.: prefix of the names in the file");
  const auto square = MakeBuiltInNetwork({ "mlp", { 2 }, { 2 }, 2 });
  ExpectContains(ErrorText(
                   [&] {
                     square->Assign({ { "bias", torch::ones({ 2 }) } }, "part.pt", Anything);
                   }),
    "several sets of weights fit");
}

// The layout of adapters in PEFT: the name `default` is in the module, not in the file.
TEST(WeightMatching, AdaptersOfPeftAreFound)
{
  torch::jit::Module module("Adapted");
  module.register_parameter("base", torch::ones({ 2 }), false);
  torch::jit::Module adapter("Adapter");
  torch::jit::Module standard("Default");
  standard.register_parameter("weight", torch::zeros({ 2 }), false);
  adapter.register_module("default", standard);
  module.register_module("lora_A", adapter);
  module.define("def forward(self, x):\n  return x * self.base\n");
  const auto path = TestOutput("matching-peft.pt");
  module.save(path);
  const auto network = LoadScriptedNetwork(path);
  network->Assign(
    { { "base_model.lora_A.weight", torch::full({ 2 }, 3.0f) } }, "adapter", Anything);
  for (const auto& [name, tensor] : network->State())
  {
    EXPECT_EQ(tensor.mean().item<double>(), name == "base" ? 1.0 : 3.0) << name;
  }
}

namespace
{

NamedTensors WithoutNames(const NamedTensors& tensors)
{
  NamedTensors list;
  for (const auto& [name, tensor] : tensors)
  {
    list.emplace_back(std::to_string(list.size()), tensor);
  }
  return list;
}

std::unique_ptr<NetworkModule> ResNet()
{
  return MakeBuiltInNetwork({ "resnet8", {}, { 1, 8, 8 }, 10 });
}

/// The tensors of ResNet() in the order of the state dict of its Python definition, whose names are
/// in zoo.json; each holds the number of its name in NetworkModule::State.
NamedTensors InStateOrder(const NetworkModule& network)
{
  const auto numbered = Numbered(network);
  const std::map<std::string, torch::Tensor> byName(numbered.begin(), numbered.end());
  std::ifstream file(std::string(LOSSLANDSCAPE_TEST_DATA) + "/zoo.json");
  const auto zoo = nlohmann::json::parse(file);
  EXPECT_EQ(zoo.at(0).at("name"), "resnet8");
  NamedTensors ordered;
  for (const auto& tensor : zoo.at(0).at("tensors"))
  {
    const auto name = tensor.at(0).get<std::string>();
    ordered.emplace_back(name, byName.at(name));
  }
  EXPECT_EQ(ordered.size(), numbered.size());
  return ordered;
}

/// A module that has nothing but statistics stands between two matrices.
std::unique_ptr<NetworkModule> StatisticsAlone()
{
  torch::jit::Module norm("Norm");
  norm.register_buffer("running_mean", torch::zeros({ 2 }));
  norm.register_buffer("running_var", torch::ones({ 2 }));
  norm.register_buffer("num_batches_tracked", torch::zeros({}, torch::kInt64));
  torch::jit::Module module("Outer");
  module.register_parameter("first", torch::zeros({ 2, 2 }), false);
  module.register_module("norm", norm);
  torch::jit::Module last("Last");
  last.register_parameter("weight", torch::zeros({ 2, 2 }), false);
  module.register_module("last", last);
  module.define("def forward(self, x):\n  return torch.mm(torch.mm(x, self.first) - "
                "self.norm.running_mean, self.last.weight)\n");
  const auto path = TestOutput("matching-statistics.pt");
  module.save(path);
  return LoadScriptedNetwork(path);
}

} // namespace

TEST(WeightMatching, AListOfParametersIsTakenInTheirOrder)
{
  const auto network = ResNet();
  for (auto& [name, buffer] : network->Buffers())
  {
    buffer.fill_(5);
  }
  auto values = Numbered(*network);
  values.resize(network->Parameters().size());
  const auto notes = network->Assign(WithoutNames(values), "list.pt");
  double number = 0.0;
  for (const auto& [name, tensor] : network->Parameters())
  {
    number += 1.0;
    EXPECT_TRUE(tensor.eq(number).all().item<bool>()) << name;
  }
  for (const auto& [name, tensor] : network->Buffers())
  {
    EXPECT_TRUE(tensor.eq(5).all().item<bool>()) << name;
  }
  ExpectNote(notes, "a list without names");
  ExpectNote(notes, "the network's own were kept");
}

TEST(WeightMatching, AListOfAllEntriesIsTakenInTheOrderOfTheStateDict)
{
  const auto network = ResNet();
  const auto values = InStateOrder(*network);
  EXPECT_EQ(network->Assign(WithoutNames(values), "list.pt").size(), 1u);
  ExpectNumbered(*network);
}

// As PyTorch before 0.4.1 saved them.
TEST(WeightMatching, CountersMayBeMissingFromAList)
{
  const auto network = ResNet();
  auto values = InStateOrder(*network);
  values.erase(
    std::remove_if(values.begin(), values.end(),
      [](const auto& value) { return value.first.find("num_batches") != std::string::npos; }),
    values.end());
  network->Assign(WithoutNames(values), "list.pt");
  double number = 0.0;
  for (const auto& [name, tensor] : network->State())
  {
    number += 1.0;
    const bool isCounter = name.find("num_batches") != std::string::npos;
    EXPECT_TRUE(tensor.eq(isCounter ? 0.0 : number).all().item<bool>()) << name;
  }
}

TEST(WeightMatching, StatisticsOfAModuleWithoutParametersStandWhereTheirShapesDo)
{
  const auto network = StatisticsAlone();
  const auto numbered = Numbered(*network);
  const std::map<std::string, torch::Tensor> byName(numbered.begin(), numbered.end());
  NamedTensors values;
  for (const char* name :
    { "first", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked", "last.weight" })
  {
    values.emplace_back(name, byName.at(name));
  }
  network->Assign(WithoutNames(values), "list.pt");
  ExpectNumbered(*network);
}

TEST(WeightMatching, TheFirstPositionOfAListThatDiffersIsTold)
{
  const auto network = Mlp();
  auto values = WithoutNames(Numbered(*network));
  const auto before = network->State()[0].second.clone();
  std::swap(values[2].second, values[3].second);
  const auto text = ErrorText([&] { network->Assign(values, "list.pt"); });
  ExpectContains(text, "wrong shape (1): position 2 of the list, " + network->State()[2].first);
  ExpectContains(text, ": (2) instead of (2, 4)");
  EXPECT_TRUE(network->State()[0].second.equal(before));
  values = WithoutNames(Numbered(*network));
  values.pop_back();
  ExpectContains(ErrorText([&] { network->Assign(values, "list.pt"); }),
    "missing (1): " + network->State()[3].first);
}
