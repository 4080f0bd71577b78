// SPDX-License-Identifier: BSD-3-Clause
// Truth: TorchScript and outputs of Testing/Python/reference/networks.py.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Network/Script/ScriptedNetwork.h"
#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Torch/DenseTensor.h"
#include "Core/Files/NumPy/Npz.h"

#include <torch/script.h>

using namespace losslandscape;

namespace
{

struct ReferenceOutput
{
  torch::Tensor Inputs;
  torch::Tensor Outputs;
};

ReferenceOutput ReadOutput(const std::string& name)
{
  ReferenceOutput output;
  for (const auto& [key, array] : ReadNpz(Reference(name + "_output.npz")))
  {
    if (key == "inputs")
    {
      output.Inputs = ToTensor(array);
    }
    else if (key == "outputs")
    {
      output.Outputs = ToTensor(array);
    }
  }
  return output;
}

void ExpectEqual(const torch::Tensor& outputs, const torch::Tensor& expected)
{
  ASSERT_EQ(outputs.sizes(), expected.sizes());
  const double scale = expected.abs().max().item<double>();
  EXPECT_GT(scale, 0.0);
  EXPECT_LT((outputs - expected).abs().max().item<double>(), 1e-5 * scale);
}

std::unique_ptr<NetworkModule> MakeReferenceNetwork(
  const std::string& name, const torch::Tensor& inputs)
{
  BuiltInOptions options;
  options.Architecture = name;
  options.HiddenWidths = { 32, 16 };
  options.SampleShape = inputs.sizes().slice(1).vec();
  options.Outputs = 10;
  auto network = MakeBuiltInNetwork(options);
  network->Assign(ReadWeights(Reference(name + "_state_dict.pt")), name);
  network->SetTraining(false);
  return network;
}

} // namespace

class Architecture : public testing::TestWithParam<const char*>
{
};

TEST_P(Architecture, EqualsTheTorchScriptOfTheSameWeights)
{
  const torch::NoGradGuard noGradient;
  const std::string name = GetParam();
  const auto reference = ReadOutput(name);
  const auto builtIn = MakeReferenceNetwork(name, reference.Inputs);
  ExpectEqual(builtIn->Forward(reference.Inputs), reference.Outputs);
  const auto scripted = LoadScriptedNetwork(Reference(name + "_scripted.pt"));
  scripted->SetTraining(false);
  ExpectEqual(scripted->Forward(reference.Inputs), reference.Outputs);
  ExpectEqual(builtIn->Clone()->Forward(reference.Inputs), reference.Outputs);
}

TEST_P(Architecture, HasTheParameterNamesOfTheTorchScript)
{
  const std::string name = GetParam();
  const auto builtIn = MakeReferenceNetwork(name, ReadOutput(name).Inputs)->Parameters();
  const auto scripted = LoadScriptedNetwork(Reference(name + "_scripted.pt"))->Parameters();
  ASSERT_EQ(builtIn.size(), scripted.size());
  for (std::size_t i = 0; i < builtIn.size(); ++i)
  {
    EXPECT_EQ(builtIn[i].first, scripted[i].first);
    EXPECT_EQ(builtIn[i].second.sizes(), scripted[i].second.sizes());
  }
}

INSTANTIATE_TEST_SUITE_P(Zoo, Architecture,
  testing::Values("resnet8", "resnet8-noskip", "resnet20", "resnet20-noskip", "resnet56",
    "resnet56-noskip", "resnet110", "mlp"),
  [](const auto& info)
  {
    std::string name = info.param;
    name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    return name;
  });

// Parameter counts of He et al. 2016, Table 6, to the two digits given there (0.27M, 0.46M, 0.66M,
// 0.85M, 1.7M).
TEST(Networks, HaveThePublishedNumberOfParameters)
{
  const std::pair<const char*, double> published[] = { { "resnet20", 0.27e6 },
    { "resnet32", 0.46e6 }, { "resnet44", 0.66e6 }, { "resnet56", 0.85e6 },
    { "resnet110", 1.7e6 } };
  for (const auto& [name, count] : published)
  {
    std::int64_t total = 0;
    for (const auto& [parameter, tensor] :
      MakeBuiltInNetwork({ name, {}, { 3, 32, 32 }, 10 })->Parameters())
    {
      total += tensor.numel();
    }
    EXPECT_NEAR(static_cast<double>(total), count, 0.03 * count) << name;
  }
}

TEST(Networks, ClonesShareNothing)
{
  const torch::NoGradGuard noGradient;
  for (const bool scripted : { false, true })
  {
    const auto reference = ReadOutput("resnet8");
    const auto network = scripted ? LoadScriptedNetwork(Reference("resnet8_scripted.pt"))
                                  : MakeReferenceNetwork("resnet8", reference.Inputs);
    network->SetTraining(false);
    const auto clone = network->Clone();
    for (auto& [name, tensor] : clone->State())
    {
      torch::Tensor(tensor).zero_();
    }
    ExpectEqual(network->Forward(reference.Inputs), reference.Outputs);
  }
}

// Two names of one 2x2 tensor: four weights, and a checkpoint may name both.
TEST(Networks, CountSharedParametersOnce)
{
  torch::jit::Module module("Tied");
  const auto shared = torch::ones({ 2, 2 });
  module.register_parameter("first", shared, false);
  module.register_parameter("second", shared, false);
  module.define("def forward(self, x):\n  return torch.mm(torch.mm(x, self.first), self.second)\n");
  const auto path = TestOutput("tied.pt");
  module.save(path);
  const auto network = LoadScriptedNetwork(path);
  ASSERT_EQ(network->Parameters().size(), 1u);
  EXPECT_EQ(network->Clone()->Parameters().size(), 1u);
  network->Assign({ { "first", 2 * shared }, { "second", 2 * shared } }, "both");
  EXPECT_EQ(network->Forward(torch::ones({ 1, 2 })).sum().item<float>(), 32.0f);
}

TEST(Networks, NameWhatDoesNotFit)
{
  auto network = MakeBuiltInNetwork({ "mlp", { 4 }, { 2 }, 2 });
  auto state = network->State();
  state[0].second = torch::zeros({ 5, 2 });
  state[1].first = "stranger";
  const auto text = ErrorText([&] { network->Assign(state, "weights.pt"); });
  for (const char* part : { "weights.pt", "missing (1): layers.0.bias", "unexpected (1): stranger",
         "layers.0.weight (5, 2) instead of (4, 2)" })
  {
    ExpectContains(text, part);
  }
}

TEST(Networks, ListTheKnownArchitectures)
{
  const auto text = ErrorText([] { MakeBuiltInNetwork({ "resnet21", {}, { 3, 32, 32 }, 10 }); });
  ExpectContains(text, "'resnet21'");
  ExpectContains(text, "resnet56-noskip");
}

TEST(Networks, ResNetsRefusePoints)
{
  ExpectContains(ErrorText([] { MakeBuiltInNetwork({ "resnet20", {}, { 2 }, 2 }); }), "images");
}
