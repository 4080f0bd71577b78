// SPDX-License-Identifier: BSD-3-Clause
// Options of every kind that a recipe holds survive being written and read.
#include "Core/Engine/Evaluation/DerivativeJson.h"
#include "Core/Engine/Plane/DirectionJson.h"
#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Engine/Studies/Connectivity/ConnectivityJson.h"
#include "Core/Engine/Studies/Decision/InputPlaneJson.h"
#include "Core/Engine/Studies/Sharpness/SharpnessJson.h"
#include "Core/Engine/Studies/Spectrum/SpectrumJson.h"
#include "Core/Engine/Studies/Training/TrainingJson.h"

#include <gtest/gtest.h>

#include <random>

namespace losslandscape
{
namespace
{

constexpr int Trials = 200;

/// Draws options: any numbers, texts with characters that JSON escapes.
class Draws
{
public:
  explicit Draws(unsigned seed) : Engine(seed) {}

  std::int64_t Integer() { return std::uniform_int_distribution<std::int64_t>()(this->Engine); }
  std::uint64_t Seed() { return std::uniform_int_distribution<std::uint64_t>()(this->Engine); }
  int Int() { return std::uniform_int_distribution<int>()(this->Engine); }
  bool Flag() { return this->Below(2) == 1; }
  /// Any exponent, no NaN.
  double Real() { return std::ldexp(this->Unit() - 0.5, this->Below(200) - 100); }

  template <typename Enumeration>
  Enumeration OneOf(int count)
  {
    return static_cast<Enumeration>(this->Below(count));
  }

  std::string Text()
  {
    const std::string texts[] = { "", "weights.pt", "/a b/\"c\"\\d", "h\xc3\xa4user/\n", "{}",
      "cuda:3" };
    return texts[this->Below(6)];
  }

  std::vector<std::string> Texts()
  {
    std::vector<std::string> texts(this->Below(4));
    for (auto& text : texts)
    {
      text = this->Text();
    }
    return texts;
  }

  std::vector<std::int64_t> Integers()
  {
    std::vector<std::int64_t> numbers(this->Below(4));
    for (auto& number : numbers)
    {
      number = this->Integer();
    }
    return numbers;
  }

  std::vector<double> Reals()
  {
    std::vector<double> numbers(this->Below(4));
    for (auto& number : numbers)
    {
      number = this->Real();
    }
    return numbers;
  }

  double Unit() { return std::uniform_real_distribution<double>()(this->Engine); }

private:
  int Below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(this->Engine); }

  std::mt19937_64 Engine;
};

NetworkOptions DrawNetwork(Draws& draws)
{
  NetworkOptions options;
  options.WeightsFile = draws.Text();
  options.AdapterFiles = draws.Texts();
  options.MovingParameters = draws.Texts();
  if (draws.Flag())
  {
    options.NetworkFile = "network.pt";
    options.Output = draws.Text();
    return options;
  }
  const char* names[] = { "resnet20", "mlp", "vit-tiny" };
  options.Architecture = names[draws.OneOf<int>(3)];
  if (options.Architecture == "mlp")
  {
    options.HiddenWidths = draws.Integers();
  }
  if (options.Architecture == "vit-tiny")
  {
    options.Transformer = { draws.Integer(), draws.Integer(), draws.Integer() };
  }
  return options;
}

DatasetOptions DrawData(Draws& draws)
{
  return { draws.OneOf<DatasetKind>(8), draws.Text(), draws.OneOf<DatasetSplit>(2), draws.Integer(),
    draws.Seed(), draws.Reals(), draws.Reals() };
}

LossOptions DrawLoss(Draws& draws)
{
  LossOptions options = draws.OneOf<LossKind>(7);
  if (TakesLabels(options.Kind))
  {
    options.IgnoredLabel = draws.Integer();
    options.ClassWeights = draws.Reals();
  }
  options.LabelSmoothing = options.Kind == LossKind::CrossEntropy ? draws.Unit() : 0.0;
  return options;
}

ProblemOptions DrawProblem(Draws& draws)
{
  ProblemOptions options;
  options.Network = DrawNetwork(draws);
  options.Data = DrawData(draws);
  options.Loss = DrawLoss(draws);
  options.Device = draws.Text();
  options.BatchSize = draws.Integer();
  options.Precision = draws.OneOf<Precision>(3);
  options.BatchNorm.Mode = draws.OneOf<BatchNormMode>(3);
  if (options.BatchNorm.Mode == BatchNormMode::Recalibrated)
  {
    options.BatchNorm.RecalibrationSamples = draws.Integer();
  }
  return options;
}

DirectionOptions DrawDirections(Draws& draws)
{
  DirectionOptions options;
  options.Method = draws.OneOf<DirectionMethod>(5);
  options.CheckpointFiles = draws.Texts();
  switch (options.Method)
  {
    case DirectionMethod::Random:
      options.Seed = draws.Seed();
      options.Normalization = draws.OneOf<Normalization>(4);
      options.IgnoreBiasAndNorm = draws.Flag();
      options.Orthogonalize = draws.Flag();
      break;
    case DirectionMethod::PCA:
      options.IgnoreBiasAndNorm = draws.Flag();
      options.CenterPca = draws.Flag();
      break;
    case DirectionMethod::BetweenCheckpoints:
      options.Orthogonalize = draws.Flag();
      break;
    case DirectionMethod::HessianEigenvectors:
      options.Eigenvectors = draws.OneOf<EigenvectorChoice>(2);
      options.IgnoreBiasAndNorm = draws.Flag();
      break;
    case DirectionMethod::File:
      options.Files = draws.Texts();
      break;
  }
  return options;
}

LearningRateOptions DrawLearningRate(Draws& draws)
{
  LearningRateOptions options;
  options.Initial = draws.Real();
  options.Schedule = draws.OneOf<LearningRateSchedule>(4);
  if (options.Schedule == LearningRateSchedule::Steps)
  {
    options.Milestones = draws.Integers();
    options.Factor = draws.Real();
  }
  return options;
}

// Equality member by member: a structured binding names them all, so that a new member must be
// compared too.

bool Same(const TransformerOptions& a, const TransformerOptions& b)
{
  const auto& [a1, a2, a3] = a;
  const auto& [b1, b2, b3] = b;
  return std::tie(a1, a2, a3) == std::tie(b1, b2, b3);
}

bool Same(const NetworkOptions& a, const NetworkOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return std::tie(a1, a2, a4, a5, a6, a7, a8) == std::tie(b1, b2, b4, b5, b6, b7, b8) &&
    Same(a3, b3);
}

bool Same(const LossOptions& a, const LossOptions& b)
{
  const auto& [a1, a2, a3, a4] = a;
  const auto& [b1, b2, b3, b4] = b;
  return std::tie(a1, a2, a3, a4) == std::tie(b1, b2, b3, b4);
}

bool Same(const DatasetOptions& a, const DatasetOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7] = b;
  return std::tie(a1, a2, a3, a4, a5, a6, a7) == std::tie(b1, b2, b3, b4, b5, b6, b7);
}

bool Same(const BatchNormOptions& a, const BatchNormOptions& b)
{
  const auto& [a1, a2] = a;
  const auto& [b1, b2] = b;
  return std::tie(a1, a2) == std::tie(b1, b2);
}

bool Same(const ProblemOptions& a, const ProblemOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7] = b;
  return Same(a1, b1) && Same(a2, b2) && Same(a3, b3) && Same(a7, b7) &&
    std::tie(a4, a5, a6) == std::tie(b4, b5, b6);
}

bool Same(const DirectionOptions& a, const DirectionOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10] = b;
  return std::tie(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) ==
    std::tie(b1, b2, b3, b4, b5, b6, b7, b8, b9, b10);
}

bool Same(const DerivativeOptions& a, const DerivativeOptions& b)
{
  const auto& [a1, a2, a3, a4, a5] = a;
  const auto& [b1, b2, b3, b4, b5] = b;
  return std::tie(a1, a2, a3, a4, a5) == std::tie(b1, b2, b3, b4, b5);
}

bool Same(const HessianSpectrumOptions& a, const HessianSpectrumOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9] = b;
  return std::tie(a1, a2, a3, a4, a5, a6, a7, a8, a9) ==
    std::tie(b1, b2, b3, b4, b5, b6, b7, b8, b9);
}

bool Same(const SharpnessOptions& a, const SharpnessOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return std::tie(a1, a2, a3, a4, a5, a6, a7, a8) == std::tie(b1, b2, b3, b4, b5, b6, b7, b8);
}

bool Same(const InputPlaneOptions& a, const InputPlaneOptions& b)
{
  const auto& [a1, a2] = a;
  const auto& [b1, b2] = b;
  return std::tie(a1, a2) == std::tie(b1, b2);
}

bool Same(const LearningRateOptions& a, const LearningRateOptions& b)
{
  const auto& [a1, a2, a3, a4] = a;
  const auto& [b1, b2, b3, b4] = b;
  return std::tie(a1, a2, a3, a4) == std::tie(b1, b2, b3, b4);
}

bool Same(const BendOptions& a, const BendOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6] = a;
  const auto& [b1, b2, b3, b4, b5, b6] = b;
  return Same(a1, b1) && std::tie(a2, a3, a4, a5, a6) == std::tie(b2, b3, b4, b5, b6);
}

bool Same(const PathOptions& a, const PathOptions& b)
{
  const auto& [a1, a2] = a;
  const auto& [b1, b2] = b;
  return std::tie(a1, a2) == std::tie(b1, b2);
}

bool Same(const TrainingOptions& a, const TrainingOptions& b)
{
  const auto& [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16] = a;
  const auto& [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16] = b;
  return Same(a1, b1) && Same(a2, b2) && Same(a3, b3) && Same(a5, b5) &&
    std::tie(a4, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16) ==
    std::tie(b4, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16);
}

/// Through the text of a file, as users keep recipes.
template <typename Options>
Options WrittenAndRead(const Options& options)
{
  const Options standard;
  return OptionsFromJson<Options>(Json::parse(JsonText(OptionsToJson(options), 2)), standard);
}

template <typename Draw>
void ExpectRoundTrips(Draw&& draw)
{
  for (unsigned trial = 0; trial < Trials; ++trial)
  {
    Draws draws(trial);
    const auto options = draw(draws);
    EXPECT_TRUE(Same(WrittenAndRead(options), options)) << OptionsToJson(options).dump(2);
  }
}

TEST(OptionsJson, Problems)
{
  ExpectRoundTrips(DrawProblem);
}

TEST(OptionsJson, Directions)
{
  ExpectRoundTrips(DrawDirections);
}

TEST(OptionsJson, Derivatives)
{
  ExpectRoundTrips(
    [](Draws& draws)
    {
      DerivativeOptions options;
      options.Gradient = draws.Flag();
      options.Hessian = draws.Flag();
      options.ExtremeEigenvalues = draws.Flag();
      if (options.ExtremeEigenvalues)
      {
        options.EigenvalueTolerance = draws.Real();
        options.MaximumProducts = draws.Int();
      }
      return options;
    });
}

TEST(OptionsJson, Spectra)
{
  ExpectRoundTrips(
    [](Draws& draws)
    {
      return HessianSpectrumOptions{ draws.Int(), draws.Int(), draws.Real(), draws.Int(),
        draws.Int(), draws.Int(), draws.Flag(), draws.Flag(), draws.Seed() };
    });
}

TEST(OptionsJson, Sharpness)
{
  ExpectRoundTrips(
    [](Draws& draws)
    {
      return SharpnessOptions{ draws.Real(), draws.Int(), draws.Real(), draws.Real(), draws.Int(),
        draws.Flag(), draws.Flag(), draws.Seed() };
    });
}

TEST(OptionsJson, PlanesOfInputs)
{
  ExpectRoundTrips(
    [](Draws& draws)
    {
      InputPlaneOptions options;
      options.Kind = draws.OneOf<InputPlaneKind>(3);
      if (options.Kind != InputPlaneKind::AllInputs)
      {
        options.Samples = { draws.Integer(), draws.Integer(), draws.Integer() };
      }
      return options;
    });
}

TEST(OptionsJson, Bends)
{
  ExpectRoundTrips(
    [](Draws& draws)
    {
      return BendOptions{ DrawLearningRate(draws), draws.Real(), draws.Integer(), draws.Integer(),
        draws.Seed(), draws.Int() };
    });
}

TEST(OptionsJson, Paths)
{
  ExpectRoundTrips([](Draws& draws) { return PathOptions{ draws.Integer(), draws.Flag() }; });
}

TEST(OptionsJson, Trainings)
{
  ExpectRoundTrips(
    [](Draws& draws)
    {
      TrainingOptions options;
      options.Network = DrawNetwork(draws);
      options.Data = DrawData(draws);
      options.Loss = DrawLoss(draws);
      options.Optimizer = draws.OneOf<Optimizer>(2);
      options.LearningRate = DrawLearningRate(draws);
      if (options.Optimizer == Optimizer::SGD)
      {
        options.Momentum = draws.Real();
      }
      options.WeightDecay = draws.Real();
      options.Epochs = draws.Integer();
      options.BatchSize = draws.Integer();
      options.Augment = draws.Flag();
      options.Seed = draws.Seed();
      options.OutputDirectory = draws.Text();
      options.EpochsPerCheckpoint = draws.Integer();
      options.StepsPerCheckpoint = draws.Integer();
      options.Device = draws.Text();
      options.Threads = draws.Int();
      return options;
    });
}

TEST(OptionsJson, WhatHasNoEffectIsLeftOut)
{
  NetworkOptions network;
  network.HiddenWidths = { 7 };
  EXPECT_FALSE(OptionsToJson(network).contains("hidden_widths"));
  network.Architecture = "mlp";
  EXPECT_EQ(OptionsToJson(network).at("hidden_widths"), Json::array({ 7 }));
}

TEST(OptionsJson, UnknownNamesAreRefused)
{
  Json json = OptionsToJson(DirectionOptions());
  json["method"] = "Guess";
  try
  {
    OptionsFromJson<DirectionOptions>(json);
    ADD_FAILURE() << "no Error was thrown";
  }
  catch (const Error& error)
  {
    EXPECT_NE(std::string(error.what()).find("'Guess'"), std::string::npos) << error.what();
  }
}

} // namespace
} // namespace losslandscape
