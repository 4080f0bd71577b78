// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_SpectrumOutput_h
#define losslandscape_Sources_SpectrumOutput_h

#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

class vtkTable;

namespace losslandscape
{

/// How the density is shown.
struct DensityOptions
{
  /// Standard deviation of the Gaussian: a share of the range of eigenvalues, or an eigenvalue.
  double Smoothing = 0.01;
  bool Relative = true;
  int Points = 500;
};

/// Throws Error if options are out of range.
void CheckDensityOptions(const DensityOptions& options);

/// The Gaussian's standard deviation as an eigenvalue.
double SmoothingWidth(const HessianSpectrum& spectrum, const DensityOptions& options);

/// Whether the rows of the density lie so close that no Gaussian is missed between them: no farther
/// than twice the width (then a sum over them is its integral to 1.5 %).
bool IsResolved(const HessianSpectrum& spectrum, const DensityOptions& options);

/// The columns of each port; see vtkHessianSpectrumSource. `spectrum` may be empty: then they have
/// no rows.
void FillDensity(const HessianSpectrum& spectrum, const DensityOptions& options, vtkTable* table);
void FillEigenvalues(const HessianSpectrum& spectrum, vtkTable* table);
void FillLayers(const HessianSpectrum& spectrum, bool perLayer, vtkTable* table);

/// Field data that all ports have, but for the recipe.
void AddSpectrumData(const HessianSpectrum& spectrum, double smoothingWidth, vtkTable* table);

} // namespace losslandscape

#endif
