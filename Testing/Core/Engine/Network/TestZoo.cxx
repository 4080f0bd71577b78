// SPDX-License-Identifier: BSD-3-Clause
// Truth: TorchScript networks of definitions written in Python for the purpose, in numbers:
// Testing/Data/make_zoo.py.
#include "Testing/Core/Engine/NetworkTesting.h"
#include "ZooTesting.h"

#include "Core/Engine/Network/MultiplyAddCount.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

using namespace losslandscape;

namespace
{

bool IsBuffer(const std::string& name)
{
  return name.find(".running_") != std::string::npos ||
    name.find("num_batches_tracked") != std::string::npos;
}

std::int64_t NumberOfParameters(const BuiltInOptions& options)
{
  std::int64_t total = 0;
  for (const auto& [name, tensor] : MakeBuiltInNetwork(options)->Parameters())
  {
    total += tensor.numel();
  }
  return total;
}

BuiltInOptions Cifar(const std::string& architecture)
{
  return { architecture, {}, { 3, 32, 32 }, 10 };
}

std::string ErrorOf(const BuiltInOptions& options)
{
  return ErrorText([&] { MakeBuiltInNetwork(options); });
}

} // namespace

class ZooNetwork : public testing::TestWithParam<ZooCase>
{
};

TEST_P(ZooNetwork, HasTheParametersAndBuffersOfThePythonDefinition)
{
  const auto network = MakeBuiltInNetwork(GetParam().Options);
  for (const bool buffers : { false, true })
  {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> found, expected;
    for (const auto& [name, tensor] : buffers ? network->Buffers() : network->Parameters())
    {
      found.emplace_back(name, tensor.sizes().vec());
    }
    for (const auto& tensor : GetParam().Tensors)
    {
      if (IsBuffer(tensor.first) == buffers)
      {
        expected.push_back(tensor);
      }
    }
    EXPECT_EQ(found, expected);
  }
  EXPECT_EQ(NumberOfParameters(GetParam().Options), GetParam().Parameters);
}

TEST_P(ZooNetwork, AnswersAsThePythonDefinition)
{
  const torch::NoGradGuard noGradient;
  const auto network = MakeZooNetwork(GetParam().Options);
  const MultiplyAddCount count;
  const auto outputs = network->Forward(ZooInputs(GetParam().Options.SampleShape));
  EXPECT_EQ(count.Value(), 2 * GetParam().MultiplyAdds);
  ASSERT_EQ(outputs.sizes(), GetParam().Outputs.sizes());
  EXPECT_LT(RelativeDifference(outputs, GetParam().Outputs), 1e-5);
}

// From zeros, the same batch leaves m b and then (2 - m) m b, b being its own means.
TEST_P(ZooNetwork, SaysTheMomentumOfItsNormLayers)
{
  const torch::NoGradGuard noGradient;
  const auto network = MakeZooNetwork(GetParam().Options);
  const auto inputs = ZooInputs(GetParam().Options.SampleShape);
  const auto layers = network->NormLayers();
  std::vector<torch::Tensor> once;
  network->SetNormTraining(true);
  for (const auto& layer : layers)
  {
    layer.Mean.zero_();
  }
  network->Forward(inputs);
  for (const auto& layer : layers)
  {
    once.push_back(layer.Mean.clone());
  }
  network->Forward(inputs);
  for (std::size_t i = 0; i < layers.size(); ++i)
  {
    ASSERT_TRUE(layers[i].Momentum) << layers[i].Name;
    EXPECT_LT(RelativeDifference(layers[i].Mean, (2.0 - *layers[i].Momentum) * once[i]), 1e-5)
      << layers[i].Name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ZooNetwork, testing::ValuesIn(ZooCases()),
  [](const auto& info) { return ZooCaseName(info.param) + "_" + std::to_string(info.index); });

// By hand: outputs times weights of a filter (4 channels of 5 x 5 pixels, each from 3 x 3 of one
// channel), inputs times weights of a filter (2 x 4 x 4 by 3 x 3 x 3), and m k n for each product.
TEST(MultiplyAddCount, CountsConvolutionsAndProducts)
{
  const torch::NoGradGuard noGradient;
  const auto countOf = [](auto&& work)
  {
    const MultiplyAddCount count;
    work();
    return count.Value();
  };
  const auto ones = [](std::vector<std::int64_t> shape) { return torch::ones(shape); };
  EXPECT_EQ(countOf(
              [&] {
                torch::conv2d(ones({ 1, 4, 5, 5 }), ones({ 4, 1, 3, 3 }), {}, 1, 1, 1, 4);
              }),
    4 * 25 * 9);
  EXPECT_EQ(countOf(
              [&] {
                torch::conv_transpose2d(ones({ 1, 2, 4, 4 }), ones({ 2, 3, 3, 3 }));
              }),
    2 * 16 * 27);
  EXPECT_EQ(countOf([&] { torch::matmul(ones({ 2, 3, 4 }), ones({ 2, 4, 5 })); }), 2 * 3 * 4 * 5);
  EXPECT_EQ(countOf(
              [&] {
                torch::linear(ones({ 7, 4 }), ones({ 5, 4 }), ones({ 5 }));
              }),
    7 * 4 * 5);
  EXPECT_EQ(countOf([&] { torch::relu(ones({ 9 })); }), 0);
}

// 10 classes, 3 x 32 x 32 pixels.
TEST(Zoo, HasThePublishedNumbersOfParameters)
{
  const std::pair<const char*, std::int64_t> exact[] = {
    // Readme of akamaster/pytorch_resnet_cifar10 (0.27M, 0.46M, 0.66M, 0.85M, 1.7M), whose
    // program prints:
    { "resnet20", 269722 }, { "resnet32", 464154 }, { "resnet44", 658586 }, { "resnet56", 853018 },
    { "resnet110", 1727962 },
    // Counts of kuangliu/pytorch-cifar as often quoted.
    { "resnet18", 11173962 }, { "resnet34", 21282122 }, { "resnet50", 23520842 },
    { "densenet121", 6956298 }, { "vgg11-bn", 9231114 }, { "vgg13-bn", 9416010 },
    { "vgg16-bn", 14728266 }, { "vgg19-bn", 20040522 },
    // The wide ResNet of the paper's title page: 36.5M.
    { "wrn28-10", 36479194 },
    // PyTorch's tutorial "Training a Classifier".
    { "lenet5", 62006 }
  };
  for (const auto& [name, count] : exact)
  {
    EXPECT_EQ(NumberOfParameters(Cifar(name)), count) << name;
  }
  // Zagoruyko and Komodakis 2016, tables 4 and 5, to the digits given there.
  EXPECT_NEAR(static_cast<double>(NumberOfParameters(Cifar("wrn40-4"))), 8.9e6, 0.05e6);
  EXPECT_NEAR(static_cast<double>(NumberOfParameters(Cifar("wrn16-4"))), 2.75e6, 0.05e6);
  // LeNet-5 on one channel, as counted in most textbooks.
  EXPECT_EQ(NumberOfParameters({ "lenet5", {}, { 1, 32, 32 }, 10 }), 61706);
}

// timm's vit_tiny_patch16_224 and vit_small_patch16_224 (5.72M and 22.05M in its table of results).
TEST(Zoo, HasTheTransformersOfTimm)
{
  BuiltInOptions options{ "vit-tiny", {}, { 3, 224, 224 }, 1000, { 16, 0, 0 } };
  EXPECT_EQ(NumberOfParameters(options), 5717416);
  options.Architecture = "vit-small";
  EXPECT_EQ(NumberOfParameters(options), 22050664);
}

TEST(Zoo, ListsEachNetworkOnceAndMakesIt)
{
  auto names = ArchitectureNames();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  for (const auto& name : names)
  {
    EXPECT_GT(NumberOfParameters({ name, { 3 }, { 1, 8, 8 }, 10 }), 0) << name;
  }
}

TEST(Zoo, IsWhatTheListInTheWindowOffers)
{
  std::ifstream file(std::string(LOSSLANDSCAPE_TEST_DATA) + "/../../Plugin/NetworkAlgorithm.xml");
  std::stringstream text;
  text << file.rdbuf();
  const auto xml = text.str();
  const auto begin = xml.find("name=\"Architecture\"");
  ASSERT_NE(begin, std::string::npos);
  const auto list = xml.substr(begin, xml.find("</StringListDomain>", begin) - begin);
  const std::regex value("<String value=\"([^\"]*)\"/>");
  std::vector<std::string> offered;
  for (std::sregex_iterator match(list.begin(), list.end(), value), end; match != end; ++match)
  {
    offered.push_back((*match)[1]);
  }
  // Those with shipped weights come first there.
  std::vector<std::string> known = ArchitectureNames();
  std::sort(known.begin(), known.end());
  std::sort(offered.begin(), offered.end());
  EXPECT_EQ(offered, known);
}

TEST(Zoo, KnowsWideResNetsOfAnyDepthAndWidth)
{
  // 16-wide stem, three stages of two blocks: by hand.
  const std::int64_t first = 16 * 9 * 3 + (32 * 16 * 9 + 32 * 32 * 9 + 32 * 16) + 2 * (16 + 32) +
    (32 * 32 * 9 * 2 + 2 * (32 + 32));
  const std::int64_t second =
    (64 * 32 * 9 + 64 * 64 * 9 + 64 * 32) + 2 * (32 + 64) + (64 * 64 * 9 * 2 + 2 * (64 + 64));
  const std::int64_t third = (128 * 64 * 9 + 128 * 128 * 9 + 128 * 64) + 2 * (64 + 128) +
    (128 * 128 * 9 * 2 + 2 * (128 + 128));
  EXPECT_EQ(NumberOfParameters(Cifar("wrn16-2")), first + second + third + 2 * 128 + 128 * 10 + 10);
  for (const char* name : { "wrn17-2", "wrn4-2", "wrn16-0", "wrn16-99" })
  {
    ExpectContains(ErrorOf(Cifar(name)), "no such wide ResNet");
  }
  ExpectContains(ErrorOf(Cifar("wrn16")), "unknown architecture");
}

TEST(Zoo, RefusesWhatTheNetworkCannotTake)
{
  ExpectContains(ErrorOf({ "densenet121", {}, { 3, 7, 32 }, 10 }), "at least 8 x 8 pixels");
  for (const char* name : { "resnet18", "wrn16-4", "vgg9", "lenet5", "vit-tiny", "densenet121" })
  {
    ExpectContains(ErrorOf({ name, {}, { 2 }, 2 }), "images");
  }
  ExpectContains(ErrorOf({ "vit-tiny", {}, { 3, 30, 32 }, 10 }), "multiples of 4");
  ExpectContains(ErrorOf({ "vit-tiny", {}, { 3, 32, 32 }, 10, { 64, 0, 0 } }), "PatchSize");
  ExpectContains(ErrorOf({ "vit-tiny", {}, { 3, 32, 32 }, 10, { 0, 0, 200 } }), "multiple of 3");
  ExpectContains(ErrorOf({ "vit-tiny", {}, { 3, 32, 32 }, 10, { 0, -1, 0 } }), "TransformerDepth");
}

TEST(Zoo, ComputesNoLosses)
{
  const auto network = MakeBuiltInNetwork({ "mlp", {}, { 2 }, 2 });
  const auto inputs = torch::ones({ 1, 2 });
  ExpectContains(ErrorText([&] { network->Objective(inputs, inputs); }), "no loss of its own: mlp");
}
