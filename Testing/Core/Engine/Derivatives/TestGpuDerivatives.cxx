// SPDX-License-Identifier: BSD-3-Clause
// Truth: derivatives of the same problem in double precision on the processor. Single precision on
// the processor tells how close to them a network can come.
#include "Testing/Core/Engine/GpuTesting.h"

#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <array>
#include <cmath>

using namespace losslandscape;

namespace
{

using Pointer = std::shared_ptr<const Problem>;

/// A vector of all weights.
Eigen::VectorXd Wave(Eigen::Index size, double length, double frequency)
{
  Eigen::VectorXd wave(size);
  for (Eigen::Index i = 0; i < size; ++i)
  {
    wave[i] = length * std::sin(frequency * static_cast<double>(i + 1));
  }
  return wave;
}

/// Loss, gradient and a product of the Hessian near the centre.
using Vectors = std::array<Eigen::VectorXd, 3>;
constexpr std::array<const char*, 3> Names = { "loss", "gradient", "product of the Hessian" };

Vectors DerivativesOf(const Pointer& problem)
{
  ParameterSpaceLoss loss(problem, 1);
  const Eigen::VectorXd offset = Wave(loss.Size(), 1e-3, 0.7);
  const Eigen::VectorXd along = Wave(loss.Size(), 1.0, 1.3);
  return { Eigen::VectorXd::Constant(1, loss.Value(offset)), loss.Gradient(offset),
    loss.HessianProducts(offset, along) };
}

std::array<double, 3> ErrorsOf(const Vectors& found, const Vectors& right)
{
  std::array<double, 3> errors = {};
  for (std::size_t i = 0; i < errors.size(); ++i)
  {
    errors[i] = (found[i] - right[i]).norm() / right[i].norm();
  }
  return errors;
}

/// With TF32 in any pass, errors are more than a hundred times those of single precision.
void ExpectAsExactAsOnTheProcessor(
  const Vectors& found, const Vectors& single, const Vectors& right)
{
  const auto errors = ErrorsOf(found, right);
  const auto usual = ErrorsOf(single, right);
  for (std::size_t i = 0; i < errors.size(); ++i)
  {
    NoteError(Names[i], errors[i]);
    NoteError(std::string(Names[i]) + " on the processor", usual[i]);
    EXPECT_LT(errors[i], 1e-5 + 8.0 * usual[i]) << Names[i] << ", on the processor " << usual[i];
  }
}

} // namespace

class GpuDerivatives : public OnGpu, public testing::WithParamInterface<RandomCase>
{
};

TEST_P(GpuDerivatives, AreAsExactAsOnTheProcessor)
{
  const ProgramAllowsTF32 program(true);
  const ProblemOptions options = GetParam().Make();
  const auto cpu = std::make_shared<const Problem>(options);
  ExpectAsExactAsOnTheProcessor(DerivativesOf(GpuProblem(options)), DerivativesOf(cpu),
    DerivativesOf(Problem::InDoublePrecision(cpu)));
  EXPECT_TRUE(ProgramAllowsTF32::Now());
}

/// What was evaluated before is taken from a file only because it would come out the same.
TEST_P(GpuDerivatives, HaveTheSameBitsEachTime)
{
  const auto problem = GpuProblem(GetParam().Make());
  const Vectors first = DerivativesOf(problem);
  for (int i = 0; i < 3; ++i)
  {
    const Vectors again = DerivativesOf(problem);
    for (std::size_t j = 0; j < first.size(); ++j)
    {
      EXPECT_TRUE(again[j] == first[j]) << Names[j];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, GpuDerivatives, testing::ValuesIn(RandomCasesForDerivatives()),
  [](const auto& info) { return info.param.Name; });

class GpuEigenvalues : public OnGpu, public testing::WithParamInterface<RandomCase>
{
};

TEST_P(GpuEigenvalues, AreThoseOfTheProcessor)
{
  const ProblemOptions options = GetParam().Make();
  DerivativeOptions wanted;
  wanted.Gradient = wanted.Hessian = wanted.ExtremeEigenvalues = true;
  wanted.MaximumProducts = 100;
  const PlanePoints points = { 1, [](std::int64_t) {
                                return std::array<double, 3>{ 0.1, -0.2, 0.0 };
                              } };
  const auto cpu = std::make_shared<const Problem>(options);
  const Plane exact = WholePlane(Problem::InDoublePrecision(cpu));
  const auto found = DerivativesAt(WholePlane(GpuProblem(options)), points, wanted)[0];
  const auto right = DerivativesAt(exact, points, wanted)[0];
  const double largest =
    std::max(std::fabs(right.SmallestEigenvalue), std::fabs(right.LargestEigenvalue));
  NoteError("smallest eigenvalue",
    std::fabs(found.SmallestEigenvalue - right.SmallestEigenvalue) / largest);
  NoteError(
    "largest eigenvalue", std::fabs(found.LargestEigenvalue - right.LargestEigenvalue) / largest);
  EXPECT_NEAR(found.SmallestEigenvalue, right.SmallestEigenvalue, 2e-3 * largest);
  EXPECT_NEAR(found.LargestEigenvalue, right.LargestEigenvalue, 2e-3 * largest);
  EXPECT_LT(found.LargestResidual, 2e-3 * largest);
  EXPECT_NEAR(
    found.NetworkGradientNorm, right.NetworkGradientNorm, 1e-4 * right.NetworkGradientNorm);
  const Eigen::Map<const Eigen::Matrix3d> foundHessian(found.Hessian.data());
  const Eigen::Map<const Eigen::Matrix3d> rightHessian(right.Hessian.data());
  EXPECT_LT((foundHessian - rightHessian).norm(), 1e-3 * rightHessian.norm());
}

// Each takes up to a hundred products on both devices.
INSTANTIATE_TEST_SUITE_P(First, GpuEigenvalues,
  testing::ValuesIn(FirstOf(RandomCasesForDerivatives(), 4)),
  [](const auto& info) { return info.param.Name; });

class GpuAttention : public OnGpu
{
};

/// LibTorch's own operator for attention has several kernels, some of which cannot be
/// differentiated twice.
TEST_F(GpuAttention, OfOneOperatorHasSecondDerivatives)
{
  if (!c10::Dispatcher::singleton().findSchema({ "aten::scaled_dot_product_attention", "" }))
  {
    GTEST_SKIP() << "this LibTorch has no operator for attention";
  }
  const auto plain =
    std::make_shared<const Problem>(ScriptedProblem(ScriptedPart::PlainAttention, 16));
  const Vectors single = DerivativesOf(plain);
  const Vectors right = DerivativesOf(Problem::InDoublePrecision(plain));
  const ProblemOptions fused = ScriptedProblem(ScriptedPart::FusedAttention, 16);
  ExpectAsExactAsOnTheProcessor(
    DerivativesOf(std::make_shared<const Problem>(fused)), single, right);
  ExpectAsExactAsOnTheProcessor(DerivativesOf(GpuProblem(fused)), single, right);
}
