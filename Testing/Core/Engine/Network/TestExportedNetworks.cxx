// SPDX-License-Identifier: BSD-3-Clause
// Networks of torch.export against PyTorch itself: Testing/Data/exported/make_networks.py and
// make_products.py.
#include "Testing/Core/Engine/TruthTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"
#include "Core/Engine/Network/ExportedNetwork.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

using namespace losslandscape;

namespace
{

std::string Exported(const std::string& version, const std::string& network)
{
  return std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/exported/torch-" + version + "/" + network +
    "/";
}

ProblemOptions ProblemIn(const std::string& folder, const std::string& file = "network.pt2")
{
  ProblemOptions options;
  options.Network.NetworkFile = folder + file;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = folder + "data.npz";
  options.Loss = folder.find("autoencoder") != std::string::npos ? LossKind::MeanSquaredError
                                                                 : LossKind::CrossEntropy;
  options.Device = "cpu";
  return options;
}

void ExpectTrueLosses(const std::string& folder, const ProblemOptions& options)
{
  const Surface surface = EvaluateAll(*PlaneIn(folder, options), TruthGrid());
  ExpectClose(surface.Loss, ArrayIn(folder + "truth.npz", "loss"), 1e-5);
}

/// The numbers of all parameters in the network's order, out of arrays by their names.
Eigen::VectorXd InOrder(const Problem& problem, const NamedArrays& arrays)
{
  const std::map<std::string, DenseArray> byName(arrays.begin(), arrays.end());
  std::vector<double> numbers;
  for (const ParameterInfo& parameter : problem.Parameters())
  {
    const std::vector<double> values = byName.at(parameter.Name).ToDouble();
    numbers.insert(numbers.end(), values.begin(), values.end());
  }
  return Eigen::Map<Eigen::VectorXd>(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
}

class ExportedNetworks : public testing::TestWithParam<std::tuple<const char*, const char*>>
{
protected:
  std::string Folder(const char* precision) const
  {
    return Exported(std::get<0>(GetParam()), std::string(std::get<1>(GetParam())) + precision);
  }
};

} // namespace

TEST_P(ExportedNetworks, HaveTheLossesOfPyTorch)
{
  const std::string folder = this->Folder("-float");
  ExpectTrueLosses(folder, ProblemIn(folder));
}

TEST_P(ExportedNetworks, HaveTheSameLossesInBatchesOfAnySize)
{
  const std::string folder = this->Folder("-float");
  ProblemOptions options = ProblemIn(folder);
  options.BatchSize = 4;
  ExpectTrueLosses(folder, options);
}

TEST_P(ExportedNetworks, HaveTheDerivativesOfPyTorch)
{
  const std::string folder = this->Folder("-double");
  DerivativeOptions options;
  options.Gradient = true;
  options.Hessian = true;
  const auto derivatives =
    DerivativesAt(*PlaneIn(folder, ProblemIn(folder)), TruthPoints(), options);
  std::vector<double> gradient;
  std::vector<double> hessian;
  for (const PointDerivatives& point : derivatives)
  {
    gradient.insert(gradient.end(), { point.Gradient[0], point.Gradient[1] });
    hessian.insert(
      hessian.end(), { point.Hessian[0], point.Hessian[1], point.Hessian[3], point.Hessian[4] });
  }
  ExpectClose(gradient, ArrayIn(folder + "truth.npz", "gradient"), 1e-6);
  ExpectClose(hessian, ArrayIn(folder + "truth.npz", "hessian"), 1e-6);
}

TEST_P(ExportedNetworks, HaveTheHessianProductsOfPyTorch)
{
  const std::string folder = this->Folder("-double");
  const auto problem = std::make_shared<const Problem>(ProblemIn(folder));
  ParameterSpaceLoss loss(problem, 2);
  const std::string products = std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/exported/products-" +
    std::get<0>(GetParam()) + "/" + std::get<1>(GetParam()) + "-double.npz";
  const Eigen::MatrixXd found = loss.HessianProducts(Eigen::VectorXd::Zero(loss.Size()),
    InOrder(*problem, ReadCheckpoint(folder + "direction1.pt").Tensors));
  const Eigen::VectorXd truth = InOrder(*problem, ReadNpz(products));
  EXPECT_GT(truth.norm(), 0.0);
  // The products are stored in single precision.
  EXPECT_LT((found - truth).lpNorm<Eigen::Infinity>(), 1e-6 * truth.lpNorm<Eigen::Infinity>());
}

TEST_P(ExportedNetworks, HaveTheSameBitsForAnyExtentAndNumberOfThreads)
{
  const std::string folder = this->Folder("-float");
  ProblemOptions options = ProblemIn(folder);
  options.BatchSize = 2;
  const auto plane = PlaneIn(folder, options);
  const Surface one = EvaluateAll(*plane, TruthGrid(), 1);
  for (const int threads : { 2, 5 })
  {
    EXPECT_EQ(EvaluateAll(*plane, TruthGrid(), threads).Loss, one.Loss) << threads;
  }
  const Surface part = EvaluateExtent(*plane, TruthGrid(), { 1, 2, 1, 1, 0, 0 }, 2);
  EXPECT_EQ(part.Loss, (std::vector<double>{ one.Loss[4], one.Loss[5] }));
}

TEST_P(ExportedNetworks, TakeTheWeightsOfACheckpoint)
{
  const std::string folder = this->Folder("-float");
  ProblemOptions options = ProblemIn(folder);
  options.Network.WeightsFile = folder + "state_dict.pt";
  ExpectTrueLosses(folder, options);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ExportedNetworks,
  testing::Combine(testing::Values("2.6", "2.14"),
    testing::Values("squeezenet", "mobilenet", "shufflenet", "densenet", "vit", "swin", "convnext",
      "lstm", "gru", "gpt", "encoder", "autoencoder", "rmsnorm")),
  [](const auto& info)
  {
    std::string name = std::string(std::get<1>(info.param)) + "_" + std::get<0>(info.param);
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
  });

class ExportedOf : public testing::TestWithParam<const char*>
{
};

TEST_P(ExportedOf, DecomposedGraphsHaveTheSameLosses)
{
  const std::string folder = Exported(GetParam(), "densenet-float");
  ExpectTrueLosses(folder, ProblemIn(folder, "decomposed.pt2"));
}

TEST_P(ExportedOf, AFixedBatchSizeIsTakenOrExplained)
{
  const std::string folder = Exported(GetParam(), "vit-float");
  ProblemOptions options = ProblemIn(folder, "static.pt2");
  ExpectTrueLosses(folder, options);
  EXPECT_EQ(Problem(options).BatchSize(), 6);
  options.BatchSize = 4;
  ExpectContains(ErrorText([&] { Problem{ options }; }), "batches of one size alone");
}

TEST_P(ExportedOf, BatchNormCanGoByTheBatch)
{
  // The graph was exported in evaluation, and says that stored statistics are used.
  const std::string folder = Exported(GetParam(), "mobilenet-float");
  ProblemOptions options = ProblemIn(folder);
  options.BatchSize = 6;
  const Surface stored = EvaluateAll(*PlaneIn(folder, options), TruthGrid());
  options.BatchNorm.Mode = BatchNormMode::Batch;
  const Surface batch = EvaluateAll(*PlaneIn(folder, options), TruthGrid());
  EXPECT_GT(std::fabs(batch.Loss[0] - stored.Loss[0]), 1e-3);
  options.BatchNorm.Mode = BatchNormMode::Recalibrated;
  options.BatchNorm.RecalibrationSamples = 0;
  const Surface recalibrated = EvaluateAll(*PlaneIn(folder, options), TruthGrid());
  EXPECT_GT(std::fabs(recalibrated.Loss[0] - stored.Loss[0]), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Versions, ExportedOf, testing::Values("2.6", "2.14"),
  [](const auto& info)
  {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '.', '_');
    return "Torch" + name;
  });
