// SPDX-License-Identifier: BSD-3-Clause
// Networks, data and losses of many kinds against PyTorch itself:
// Testing/Python/reference/make_tasks.py.
#include "Testing/Core/Engine/TruthTesting.h"

#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <tuple>

using namespace losslandscape;

namespace
{

/// The task's settings, as recipes name them.
ProblemOptions OptionsIn(const std::string& folder, const std::string& network)
{
  std::ifstream file(folder + "options.json");
  const Json json = Json::parse(file);
  ProblemOptions options;
  options.Network.NetworkFile = folder + network;
  options.Network.Output = json.value("output", "");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = folder + "data.npz";
  options.Loss = OptionsFromJson<LossOptions>(json);
  options.Device = "cpu";
  return options;
}

class Tasks : public testing::TestWithParam<std::tuple<const char*, const char*>>
{
protected:
  /// Where the task is that was written by a version of PyTorch; "installed" is the one here, which
  /// writes TorchScript.
  std::string Folder(const char* precision) const
  {
    const std::string task = std::string(std::get<1>(GetParam())) + precision + "/";
    return this->IsScripted() ? Reference("tasks/" + task)
                              : std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/exported/tasks-" +
        std::get<0>(GetParam()) + "/" + task;
  }

  ProblemOptions Options(const char* precision) const
  {
    return OptionsIn(this->Folder(precision), this->IsScripted() ? "network.ts" : "network.pt2");
  }

private:
  bool IsScripted() const { return std::string(std::get<0>(GetParam())) == "installed"; }
};

} // namespace

TEST_P(Tasks, HaveTheLossesOfPyTorchInBatchesOfAnySize)
{
  const std::string folder = this->Folder("-float");
  ProblemOptions options = this->Options("-float");
  for (const int batch : { 0, 10, 4, 3 })
  {
    options.BatchSize = batch;
    const Surface surface = EvaluateAll(*PlaneIn(folder, options), TruthGrid());
    ExpectClose(surface.Loss, ArrayIn(folder + "truth.npz", "loss"), 1e-5);
  }
}

TEST_P(Tasks, HaveTheGradientsOfPyTorch)
{
  const std::string folder = this->Folder("-double");
  ProblemOptions problem = this->Options("-double");
  problem.BatchSize = 4;
  DerivativeOptions options;
  options.Gradient = true;
  std::vector<double> gradient;
  for (const PointDerivatives& point :
    DerivativesAt(*PlaneIn(folder, problem), TruthPoints(), options))
  {
    gradient.insert(gradient.end(), { point.Gradient[0], point.Gradient[1] });
  }
  ExpectClose(gradient, ArrayIn(folder + "truth.npz", "gradient"), 1e-6);
}

TEST_P(Tasks, HaveTheSameBitsForAnyExtentAndNumberOfThreads)
{
  ProblemOptions options = this->Options("-float");
  options.BatchSize = 4;
  const auto plane = PlaneIn(this->Folder("-float"), options);
  const Surface one = EvaluateAll(*plane, TruthGrid(), 1);
  EXPECT_EQ(EvaluateAll(*plane, TruthGrid(), 3).Loss, one.Loss);
  const Surface part = EvaluateExtent(*plane, TruthGrid(), { 1, 2, 1, 1, 0, 0 }, 2);
  EXPECT_EQ(part.Loss, (std::vector<double>{ one.Loss[4], one.Loss[5] }));
}

class Metrics : public testing::TestWithParam<const char*>
{
};

TEST_P(Metrics, AreThoseOfPyTorchWhateverTheBatches)
{
  const std::string folder = GetParam();
  const bool isScripted = folder.find("exported") == std::string::npos;
  ProblemOptions options = OptionsIn(folder, isScripted ? "network.ts" : "network.pt2");
  for (const int batch : { 0, 4, 3 })
  {
    options.BatchSize = batch;
    const auto plane = PlaneIn(folder, options);
    EXPECT_EQ(plane->GetProblem().Metrics(), (std::vector<std::string>{ "1", "2" }));
    std::vector<double> metrics(12);
    EvaluatePoints(*plane, TruthPoints(), 2,
      [&](std::int64_t point, const LossValue& value)
      { std::copy_n(value.Metrics.begin(), 2, metrics.begin() + 2 * point); });
    ExpectClose(metrics, ArrayIn(folder + "truth.npz", "metrics"), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, Metrics,
  testing::Values(LOSSLANDSCAPE_REFERENCE "/tasks/own_loss-float/",
    LOSSLANDSCAPE_TEST_OUTPUT "/exported/tasks-2.6/own_loss-float/",
    LOSSLANDSCAPE_TEST_OUTPUT "/exported/tasks-2.14/own_loss-float/"));

class Adapters : public testing::TestWithParam<const char*>
{
};

TEST_P(Adapters, FrozenWeightsNeitherMoveNorCount)
{
  const std::string folder = GetParam();
  const bool isScripted = folder.find("exported") == std::string::npos;
  const ProblemOptions options = OptionsIn(folder, isScripted ? "network.ts" : "network.pt2");
  std::ifstream file(folder + "options.json");
  const Problem problem(options);
  EXPECT_EQ(problem.NumberOfWeights(), Json::parse(file).at("weights"));
  for (const ParameterInfo& parameter : problem.Parameters())
  {
    EXPECT_EQ(parameter.Name.find("base"), std::string::npos);
  }
  ProblemOptions base = options;
  base.Network.MovingParameters = { "base", "*lora_A*" };
  EXPECT_EQ(Problem(base).NumberOfWeights(), 5 * 8 + 8 + 5 * 2);
}

INSTANTIATE_TEST_SUITE_P(Sources, Adapters,
  testing::Values(LOSSLANDSCAPE_REFERENCE "/tasks/adapters-float/",
    LOSSLANDSCAPE_TEST_OUTPUT "/exported/tasks-2.6/adapters-float/",
    LOSSLANDSCAPE_TEST_OUTPUT "/exported/tasks-2.14/adapters-float/"));

INSTANTIATE_TEST_SUITE_P(Kinds, Tasks,
  testing::Combine(testing::Values("installed", "2.6", "2.14"),
    testing::Values("gpt", "weighted_tokens", "token_lstm", "pixels", "two_inputs", "graph",
      "masked", "recommender", "multi_label", "yes_or_no", "log_softmax", "smoothed", "ignored",
      "soft_labels", "adapters", "tuple_output", "dict_output", "own_loss", "numbers", "residual",
      "absolute", "huber")),
  [](const auto& info)
  {
    std::string name = std::string(std::get<1>(info.param)) + "_" + std::get<0>(info.param);
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
  });
