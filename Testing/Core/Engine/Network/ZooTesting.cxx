// SPDX-License-Identifier: BSD-3-Clause
#include "ZooTesting.h"

#include "Core/Common/TextEnds.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace losslandscape
{
namespace
{

using Json = nlohmann::json;

std::uint32_t Fnv1a(const std::string& text)
{
  std::uint32_t value = 2166136261u;
  for (const char c : text)
  {
    value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
  }
  return value;
}

/// Numbers in [-1, 1): MurmurHash3's last steps of name and index.
torch::Tensor Uniform(const std::string& name, const std::vector<std::int64_t>& shape)
{
  auto values = torch::empty(shape, torch::kFloat64);
  auto* out = values.data_ptr<double>();
  const std::uint32_t seed = Fnv1a(name);
  for (std::int64_t i = 0; i < values.numel(); ++i)
  {
    auto x = static_cast<std::uint32_t>(i) * 2654435769u + seed;
    x ^= x >> 16;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13;
    x *= 0xC2B2AE35u;
    x ^= x >> 16;
    out[i] = x / 2147483648.0 - 1.0;
  }
  return values;
}

ZooCase ReadCase(const Json& json)
{
  ZooCase zooCase;
  zooCase.Options.Architecture = json.at("name");
  zooCase.Options.SampleShape = json.at("shape").get<std::vector<std::int64_t>>();
  const Json& settings = json.at("settings");
  zooCase.Options.Transformer = { settings.value("patch_size", 0), settings.value("depth", 0),
    settings.value("width", 0) };
  zooCase.Parameters = json.at("parameters");
  zooCase.MultiplyAdds = json.at("multiply_adds");
  for (const auto& tensor : json.at("tensors"))
  {
    zooCase.Tensors.emplace_back(tensor[0], tensor[1].get<std::vector<std::int64_t>>());
  }
  const auto outputs = json.at("outputs").get<std::vector<double>>();
  zooCase.Outputs = torch::tensor(outputs, torch::kFloat64).view({ 2, -1 });
  return zooCase;
}

} // namespace

std::string ZooCaseName(const ZooCase& zooCase)
{
  std::string name = zooCase.Options.Architecture + "_";
  for (const std::int64_t length : zooCase.Options.SampleShape)
  {
    name += std::to_string(length) + "x";
  }
  name.pop_back();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

const std::vector<ZooCase>& ZooCases()
{
  static const std::vector<ZooCase> cases = []
  {
    std::ifstream file(std::string(LOSSLANDSCAPE_TEST_DATA) + "/zoo.json");
    std::vector<ZooCase> all;
    for (const auto& json : Json::parse(file))
    {
      all.push_back(ReadCase(json));
    }
    return all;
  }();
  return cases;
}

torch::Tensor ZooInputs(const std::vector<std::int64_t>& sampleShape)
{
  std::vector<std::int64_t> shape = sampleShape;
  shape.insert(shape.begin(), 2);
  return Uniform("inputs", shape).to(torch::kFloat32);
}

torch::Tensor ZooValues(const std::string& name, const torch::Tensor& like)
{
  const auto values = Uniform(name, like.sizes().vec());
  if (EndsWith(name, "running_var") || (like.dim() == 1 && EndsWith(name, "weight")))
  {
    return (1.0 + 0.5 * values).to(torch::kFloat32);
  }
  if (like.dim() == 1)
  {
    return (0.1 * values).to(torch::kFloat32);
  }
  const double fanIn = static_cast<double>(like.numel() / like.size(0));
  return (std::sqrt(6.0 / fanIn) * values).to(torch::kFloat32);
}

std::unique_ptr<NetworkModule> MakeZooNetwork(const BuiltInOptions& options)
{
  auto network = MakeBuiltInNetwork(options);
  const torch::NoGradGuard noGradient;
  for (auto& [name, tensor] : network->State())
  {
    if (tensor.is_floating_point())
    {
      torch::Tensor(tensor).copy_(ZooValues(name, tensor));
    }
  }
  network->SetTraining(false);
  return network;
}

double RelativeDifference(const torch::Tensor& found, const torch::Tensor& expected)
{
  const auto difference = (found.to(torch::kFloat64) - expected).abs().max();
  return (difference / expected.abs().max()).item<double>();
}

} // namespace losslandscape
