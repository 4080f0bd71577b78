// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_SpectrumOutput_h
#define losslandscape_Sources_SpectrumOutput_h

#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

class vtkTable;

namespace losslandscape
{

/// How the density is smoothed and sampled.
struct DensityOptions
{
  /// Standard deviation of the Gaussian, positive: a share of the range of eigenvalues, or with
  /// `Relative` off in the unit of eigenvalues.
  double Smoothing = 0.01;
  bool Relative = true;
  /// Rows of the density, 2 or more.
  int Points = 500;
};

/// Throws Error if options are out of range.
void CheckDensityOptions(const DensityOptions& options);

/// The Gaussian's standard deviation in the unit of eigenvalues.
double SmoothingWidth(const HessianSpectrum& spectrum, const DensityOptions& options);

/// Whether the rows of the density lie so close that no Gaussian is missed between them: at most
/// two standard deviations apart. The sum over the rows is then the integral to 1.5 %.
bool IsResolved(const HessianSpectrum& spectrum, const DensityOptions& options);

/// Adds the columns of the port Density, see vtkHessianSpectrumSource. An empty spectrum gives
/// columns without rows, here and in the other ports.
void FillDensity(const HessianSpectrum& spectrum, const DensityOptions& options, vtkTable* table);

/// Adds the columns of the port Eigenvalues.
void FillEigenvalues(const HessianSpectrum& spectrum, vtkTable* table);

/// Adds the columns of the port Layers; with `perLayer` also those of the largest eigenvalues.
void FillLayers(const HessianSpectrum& spectrum, bool perLayer, vtkTable* table);

/// Adds the field data that all ports have, except the recipe.
void AddSpectrumData(const HessianSpectrum& spectrum, double smoothingWidth, vtkTable* table);

} // namespace losslandscape

#endif
