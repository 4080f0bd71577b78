// SPDX-License-Identifier: BSD-3-Clause
#include "SpectrumOutput.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Mathematics/Curvature/SpectralDensity.h"
#include "Pipeline/OutputArrays.h"

#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkIntArray.h"
#include "vtkStringArray.h"
#include "vtkTable.h"

#include <algorithm>
#include <cmath>

namespace losslandscape
{
namespace
{

/// A row of the Eigenvalues port.
struct RankedEigenvalue
{
  int Rank;
  HessianEigenvalue Known;
  const char* Side;
};

void Append(const std::vector<HessianEigenvalue>& eigenvalues, const char* side,
  std::vector<RankedEigenvalue>& rows)
{
  int rank = 0;
  for (const HessianEigenvalue& eigenvalue : eigenvalues)
  {
    rows.push_back({ ++rank, eigenvalue, side });
  }
}

/// The smallest and the largest of all eigenvalues and quadrature nodes that are known of the
/// spectrum.
struct Range
{
  double Smallest;
  double Largest;
};

Range RangeOf(const HessianSpectrum& spectrum)
{
  Range range{ HUGE_VAL, -HUGE_VAL };
  const auto include = [&range](double value)
  {
    range.Smallest = std::min(range.Smallest, value);
    range.Largest = std::max(range.Largest, value);
  };
  for (const auto& probe : spectrum.Probes)
  {
    include(probe.Nodes.minCoeff());
    include(probe.Nodes.maxCoeff());
  }
  for (const auto* side : { &spectrum.Largest, &spectrum.Smallest })
  {
    for (const auto& eigenvalue : *side)
    {
      include(eigenvalue.Value);
    }
  }
  return range;
}

Eigen::VectorXd GridOf(const HessianSpectrum& spectrum, double width, int points)
{
  const Range range = RangeOf(spectrum);
  return curvature::DensityGrid(range.Smallest, range.Largest, width, points);
}

void AddVector(vtkFieldData* columns, const std::string& name, const Eigen::VectorXd& values)
{
  AddValues<vtkDoubleArray>(
    columns, name.c_str(), std::vector<double>(values.begin(), values.end()));
}

void AddNumber(vtkFieldData* fields, const char* name, double value)
{
  AddArray<vtkDoubleArray>(fields, name, 1, 1)->SetValue(0, value);
}

void AddCount(vtkFieldData* fields, const char* name, vtkIdType count)
{
  AddArray<vtkIdTypeArray>(fields, name, 1, 1)->SetValue(0, count);
}

void AddMoments(const HessianSpectrum& spectrum, vtkFieldData* fields)
{
  std::vector<double> values;
  std::vector<double> errors;
  for (int k = 1; k <= 4; ++k)
  {
    const curvature::Estimate moment = curvature::MomentOf(spectrum.Probes, k);
    values.push_back(moment.Value);
    errors.push_back(moment.StandardError);
  }
  AddValues<vtkDoubleArray>(fields, "spectral_moments", values);
  AddValues<vtkDoubleArray>(fields, "spectral_moments_standard_error", errors);
}

} // namespace

void CheckDensityOptions(const DensityOptions& options)
{
  if (!(options.Smoothing > 0.0) || !std::isfinite(options.Smoothing))
  {
    throw Error("smoothing of the density is out of range")
      .Where("Smoothing")
      .Expected("a positive number")
      .Found(NumberText(options.Smoothing));
  }
  if (options.Points < 2)
  {
    throw Error("the density has too few points")
      .Where("Points")
      .Expected("at least 2")
      .Found(std::to_string(options.Points));
  }
}

double SmoothingWidth(const HessianSpectrum& spectrum, const DensityOptions& options)
{
  if (!options.Relative)
  {
    return options.Smoothing;
  }
  const Range range = RangeOf(spectrum);
  const double length = range.Largest - range.Smallest;
  // If all eigenvalues are the same, their range is no unit for the width; their size is.
  const double unit = range.Largest != 0.0 ? std::fabs(range.Largest) : 1.0;
  return options.Smoothing * (length > 0.0 ? length : unit);
}

bool IsResolved(const HessianSpectrum& spectrum, const DensityOptions& options)
{
  const double width = SmoothingWidth(spectrum, options);
  const Eigen::VectorXd grid = GridOf(spectrum, width, options.Points);
  return grid[1] - grid[0] <= 2.0 * width;
}

void FillDensity(const HessianSpectrum& spectrum, const DensityOptions& options, vtkTable* table)
{
  Eigen::VectorXd grid;
  curvature::SpectralDensity density;
  double width = 0.0;
  if (!spectrum.Probes.empty())
  {
    width = SmoothingWidth(spectrum, options);
    grid = GridOf(spectrum, width, options.Points);
    density = curvature::SmoothedDensity(spectrum.Probes, grid, width);
  }
  vtkFieldData* columns = table->GetRowData();
  AddVector(columns, "eigenvalue", grid);
  AddVector(columns, "density", density.Density);
  AddVector(columns, "density_standard_error", density.StandardError);
  AddVector(columns, "cumulative", density.Cumulative);
  for (const HessianBlock& block : spectrum.Blocks)
  {
    if (!block.Probes.empty())
    {
      AddVector(columns, "density_" + block.Name,
        curvature::SmoothedDensity(block.Probes, grid, width).Density);
    }
  }
}

void FillEigenvalues(const HessianSpectrum& spectrum, vtkTable* table)
{
  std::vector<RankedEigenvalue> rows;
  Append(spectrum.Largest, "largest", rows);
  Append(spectrum.Smallest, "smallest", rows);
  vtkFieldData* columns = table->GetRowData();
  AddColumn<vtkIntArray>(columns, "rank", rows, &RankedEigenvalue::Rank);
  AddColumn<vtkDoubleArray>(
    columns, "eigenvalue", rows, [](const RankedEigenvalue& row) { return row.Known.Value; });
  AddColumn<vtkDoubleArray>(
    columns, "residual", rows, [](const RankedEigenvalue& row) { return row.Known.Residual; });
  AddColumn<vtkStringArray>(columns, "side", rows, &RankedEigenvalue::Side);
}

void FillLayers(const HessianSpectrum& spectrum, bool perLayer, vtkTable* table)
{
  const auto& blocks = spectrum.Blocks;
  vtkFieldData* columns = table->GetRowData();
  AddColumn<vtkStringArray>(columns, "name", blocks, &HessianBlock::Name);
  AddColumn<vtkIdTypeArray>(columns, "weights", blocks, &HessianBlock::Weights);
  AddColumn<vtkDoubleArray>(
    columns, "trace", blocks, [](const HessianBlock& block) { return block.Trace.Value; });
  AddColumn<vtkDoubleArray>(columns, "trace_standard_error", blocks,
    [](const HessianBlock& block) { return block.Trace.StandardError; });
  if (perLayer)
  {
    AddColumn<vtkDoubleArray>(columns, "largest_eigenvalue", blocks,
      [](const HessianBlock& block) { return block.LargestEigenvalue.Value; });
    AddColumn<vtkDoubleArray>(columns, "largest_eigenvalue_residual", blocks,
      [](const HessianBlock& block) { return block.LargestEigenvalue.Residual; });
  }
}

void AddSpectrumData(const HessianSpectrum& spectrum, double smoothingWidth, vtkTable* table)
{
  vtkFieldData* fields = table->GetFieldData();
  AddNumber(fields, "loss", spectrum.Loss);
  AddNumber(fields, "gradient_norm", spectrum.GradientNorm);
  AddCount(fields, "number_of_weights", spectrum.Weights);
  AddNumber(fields, "trace", spectrum.Trace.Value);
  AddNumber(fields, "trace_standard_error", spectrum.Trace.StandardError);
  AddMoments(spectrum, fields);
  AddNumber(fields, "smoothing", smoothingWidth);
  AddCount(fields, "hessian_products", spectrum.Products);
}

} // namespace losslandscape
