// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/HessianSpectrum.h"

#include "Core/Network/NetworkHessian.h"

#include <algorithm>
#include <limits>

namespace losslandscape
{
namespace
{

using curvature::CoordinateBlock;
using curvature::SymmetricOperator;

void CheckAtLeast(int value, int least, const char* property)
{
  if (value < least)
  {
    throw Error("setting is out of range")
      .Where(property)
      .Expected("at least " + std::to_string(least))
      .Found(std::to_string(value));
  }
}

void Check(const HessianSpectrumOptions& options)
{
  CheckAtLeast(std::min(options.Largest, options.Smallest), 0, "NumberOfEigenvalues");
  CheckAtLeast(options.MaximumProducts, 1, "MaximumProducts");
  CheckAtLeast(options.Probes, 1, "Probes");
  CheckAtLeast(options.Steps, 1, "LanczosSteps");
}

std::int64_t MostProducts(const HessianSpectrumOptions& options, std::size_t blocks)
{
  const std::int64_t each =
    std::int64_t{ options.Probes } * options.Steps + options.MaximumProducts;
  return each * (options.PerLayer ? 1 + static_cast<std::int64_t>(blocks) : 1);
}

curvature::EigenOptions EigenOptionsOf(
  const HessianSpectrumOptions& options, int largest, int smallest)
{
  curvature::EigenOptions eigen;
  eigen.Largest = largest;
  eigen.Smallest = smallest;
  eigen.Tolerance = options.Tolerance;
  eigen.MaximumProducts = options.MaximumProducts;
  eigen.Vectors = true;
  eigen.Seed = options.Seed;
  return eigen;
}

std::vector<HessianEigenvalue> Verified(
  const SymmetricOperator& matrix, const std::vector<curvature::Eigenpair>& pairs)
{
  std::vector<HessianEigenvalue> eigenvalues;
  for (const auto& pair : pairs)
  {
    eigenvalues.push_back(
      { pair.Value, (matrix.Apply(pair.Vector) - pair.Value * pair.Vector).norm() });
  }
  return eigenvalues;
}

void TakeEigenvalues(const SymmetricOperator& hessian, const HessianSpectrumOptions& options,
  HessianSpectrum& spectrum)
{
  spectrum.Converged = true;
  if (options.Largest + options.Smallest > 0)
  {
    const auto found = curvature::FindExtremeEigenpairs(
      hessian, EigenOptionsOf(options, options.Largest, options.Smallest));
    spectrum.Largest = Verified(hessian, found.Largest);
    spectrum.Smallest = Verified(hessian, found.Smallest);
    spectrum.Converged = found.Converged;
  }
}

curvature::QuadratureOptions QuadratureOptionsOf(const HessianSpectrumOptions& options)
{
  return { options.Probes, options.Steps, options.Seed };
}

std::vector<HessianBlock> BlocksOf(const Problem& problem,
  const std::vector<CoordinateBlock>& blocks, const std::vector<curvature::ProbeQuadrature>& probes)
{
  constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
  std::vector<HessianBlock> known;
  for (std::size_t i = 0; i < blocks.size(); ++i)
  {
    HessianBlock block;
    block.Name = problem.Parameters()[i].Name;
    block.Weights = blocks[i].Size;
    block.Trace = curvature::BlockTraceOf(probes, i);
    block.LargestEigenvalue = { NaN, NaN };
    known.push_back(std::move(block));
  }
  return known;
}

/// A block's own probes know its trace better than those of the whole matrix.
void TakeBlock(const SymmetricOperator& hessian, const CoordinateBlock& coordinates,
  const HessianSpectrumOptions& options, HessianBlock& block)
{
  const SymmetricOperator part = curvature::Restrict(hessian, { coordinates });
  const auto found = curvature::FindExtremeEigenpairs(part, EigenOptionsOf(options, 1, 0));
  block.LargestEigenvalue = Verified(part, found.Largest).at(0);
  block.Probes = curvature::QuadratureOfProbes(part, {}, QuadratureOptionsOf(options));
  block.Trace = curvature::TraceOf(block.Probes, part.Size);
}

} // namespace

HessianSpectrum ComputeHessianSpectrum(std::shared_ptr<const Problem> problem,
  const HessianSpectrumOptions& options, int threads, const Progress& progress)
{
  Check(options);
  const auto blocks = ParameterBlocks(*problem);
  NetworkHessian hessian(options.DoublePrecision ? Problem::InDoublePrecision(problem) : problem,
    threads, MostProducts(options, blocks.size()), progress);
  const SymmetricOperator matrix = hessian.Operator();
  HessianSpectrum spectrum;
  const LossAtCentre centre = EvaluateCentre(hessian.GetLoss(), progress);
  spectrum.Loss = centre.Value;
  spectrum.GradientNorm = centre.Gradient.norm();
  spectrum.Weights = matrix.Size;
  TakeEigenvalues(matrix, options, spectrum);
  spectrum.Probes = curvature::QuadratureOfProbes(matrix, blocks, QuadratureOptionsOf(options));
  spectrum.Trace = curvature::TraceOf(spectrum.Probes, matrix.Size);
  spectrum.Blocks = BlocksOf(*problem, blocks, spectrum.Probes);
  for (std::size_t i = 0; options.PerLayer && i < blocks.size(); ++i)
  {
    TakeBlock(matrix, blocks[i], options, spectrum.Blocks[i]);
  }
  spectrum.Products = hessian.Products();
  return spectrum;
}

} // namespace losslandscape
