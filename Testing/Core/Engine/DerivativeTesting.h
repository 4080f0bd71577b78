// SPDX-License-Identifier: BSD-3-Clause
// Networks with known derivatives, made by Testing/Python/reference/make_derivatives.py.
#ifndef DerivativeTesting_h
#define DerivativeTesting_h

#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Files/NumPy/Npz.h"

#include <Eigen/Core>

#include <cmath>
#include <memory>

namespace losslandscape
{

inline std::vector<double> ReferenceArray(const std::string& network, const std::string& array)
{
  for (const auto& [name, values] :
    ReadNpz(Reference("derivatives_" + network + "/derivatives.npz")))
  {
    if (name == array)
    {
      return values.ToDouble();
    }
  }
  ADD_FAILURE() << "no array " << array;
  return {};
}

inline ProblemOptions ProblemOf(const std::string& network)
{
  ProblemOptions options;
  options.Network.NetworkFile = Reference("derivatives_" + network + "/scripted.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("derivatives_" + network + "/data.npz");
  options.Loss = network == "quadratic" ? LossKind::NetworkOutput : LossKind::CrossEntropy;
  options.Device = "cpu";
  options.BatchSize = 7;
  if (network == "recalibrated")
  {
    options.BatchNorm.Mode = BatchNormMode::Recalibrated;
    options.BatchNorm.RecalibrationSamples = 0;
  }
  return options;
}

inline std::shared_ptr<const Problem> LoadProblem(const std::string& network)
{
  return std::make_shared<Problem>(ProblemOf(network));
}

/// Along its stored directions.
inline std::unique_ptr<Plane> LoadPlane(const std::string& network)
{
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  options.Files = { Reference("derivatives_" + network + "/direction1.pt"),
    Reference("derivatives_" + network + "/direction2.pt") };
  return std::make_unique<Plane>(LoadProblem(network), 2, options);
}

inline Eigen::Map<const Eigen::VectorXd> VectorOf(const std::vector<double>& values)
{
  return { values.data(), static_cast<Eigen::Index>(values.size()) };
}

/// By all weights, at the centre.
inline Eigen::MatrixXd ReferenceHessian(const std::string& network)
{
  const auto values = ReferenceArray(network, "full_hessian");
  const auto size = static_cast<Eigen::Index>(std::sqrt(static_cast<double>(values.size())) + 0.5);
  return Eigen::Map<const Eigen::MatrixXd>(values.data(), size, size);
}

} // namespace losslandscape

#endif
