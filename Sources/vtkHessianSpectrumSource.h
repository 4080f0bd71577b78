// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkHessianSpectrumSource
 * @brief   eigenvalues of the Hessian of a network's loss: the outermost ones and their density
 *
 * Studies the Hessian of the loss by all weights, at the weights: its outermost eigenvalues with
 * residuals (Lanczos method), the density of all of them (stochastic Lanczos quadrature; Ubaru,
 * Chen and Saad 2017, Ghorbani, Krishnan and Xiao 2019, Yao et al. 2020) and its trace, whole and
 * parameter by parameter (Hutchinson 1990). The Hessian itself is never formed: products with
 * vectors are taken by automatic differentiation, exact for the piece of a piecewise smooth network
 * (ReLU) that the weights lie in.
 *
 * @par Output port 0: Density, vtkTable
 * A row per point of the grid of eigenvalues; all columns are double:
 * - `eigenvalue`: the point;
 * - `density`: share of all eigenvalues per unit of eigenvalue, smoothed by a Gaussian (see
 *   Smoothing); integrates to 1;
 * - `density_standard_error`: standard error over the probes; NaN for a single probe;
 * - `cumulative`: share of the eigenvalues below the point;
 * - with PerLayer `density_NAME` for each parameter NAME: density of the Hessian's block of it.
 *
 * @par Output port 1: Eigenvalues, vtkTable
 * A row per eigenvalue; columns:
 * - `rank` (integer): 1 for the outermost on its side;
 * - `eigenvalue`;
 * - `residual`: |H u - lambda u|, by one more product; the eigenvalue is at most that far from a
 *   true one;
 * - `side` (string): largest or smallest.
 *
 * @par Output port 2: Layers, vtkTable
 * A row per parameter: `name`, `weights` (their number), `trace` of the Hessian's block with
 * `trace_standard_error`; with PerLayer the block's `largest_eigenvalue` and its
 * `largest_eigenvalue_residual`.
 *
 * @par Field data of all ports
 * `LossLandscapeRecipe` (JSON), `loss`, `gradient_norm`, `number_of_weights`, `trace` and
 * `trace_standard_error` of the whole Hessian, `spectral_moments` (tr H^k / n for k = 1 to 4) and
 * `spectral_moments_standard_error`, `smoothing` (the Gaussian's standard deviation in the unit of
 * eigenvalues), `hessian_products` (number of products of Hessian and vector computed).
 *
 * @par Parallelism
 * With BatchSize 0 batches have 50 samples, which threads share (all samples for NETWORK_OUTPUT).
 * With several ranks all of them compute: one the outermost eigenvalues, the others probes, so that
 * each has about the same work. All rows are in the tables of the first rank. Values are the same
 * to the bit for any number of ranks and threads.
 *
 * @par Cost
 * 20 to MaximumProducts products of Hessian and vector for the eigenvalues and Probes x
 * LanczosSteps for the density, of about 6 forward passes over the data each; with PerLayer as many
 * again for each parameter. Memory: weights x max(LanczosSteps + 4, twice the number of eigenvalues
 * + 35) x 8 bytes. A change of Points or Smoothing costs nothing.
 *
 * @par Errors
 * A loss that is not finite or cannot be differentiated, and a Hessian that is not finite, are
 * errors. An eigenvalue less accurate than asked for gives a warning.
 *
 * @sa vtkNetworkSharpnessSource vtkLossLandscapeSource
 */
#ifndef vtkHessianSpectrumSource_h
#define vtkHessianSpectrumSource_h

#include "vtkEvaluationAlgorithm.h"

#include <memory> // for std::unique_ptr
#include <string> // for recipes

namespace losslandscape
{
struct DensityOptions;
struct HessianSpectrum;
struct HessianSpectrumOptions;
class Problem;
class RankGroup;
} // namespace losslandscape

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkHessianSpectrumSource : public vtkEvaluationAlgorithm
{
public:
  static vtkHessianSpectrumSource* New();
  vtkTypeMacro(vtkHessianSpectrumSource, vtkEvaluationAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the SmoothingMode property.
  enum SmoothingType
  {
    RELATIVE_TO_RANGE = 0,
    ABSOLUTE
  };

  ///@{
  /**
   * How many eigenvalues to compute from the upper and from the lower end. Default 5, 2.
   */
  vtkSetVector2Macro(NumberOfEigenvalues, int);
  vtkGetVector2Macro(NumberOfEigenvalues, int);
  ///@}

  ///@{
  /**
   * Accuracy of the eigenvalues: an eigenvalue is accepted once its residual is at most this share
   * of the largest |eigenvalue|. Default 1e-3.
   */
  vtkSetMacro(EigenvalueTolerance, double);
  vtkGetMacro(EigenvalueTolerance, double);
  ///@}

  ///@{
  /**
   * Number of products of Hessian and vector after which the eigenvalues are taken as they are.
   * Default 200.
   */
  vtkSetMacro(MaximumProducts, int);
  vtkGetMacro(MaximumProducts, int);
  ///@}

  ///@{
  /**
   * Number of random vectors that density and traces are estimated from. Default 4.
   */
  vtkSetMacro(Probes, int);
  vtkGetMacro(Probes, int);
  ///@}

  ///@{
  /**
   * Products of Hessian and vector for each probe, which is also the largest number of points of
   * the spectrum that a probe can tell apart. Default 25.
   */
  vtkSetMacro(LanczosSteps, int);
  vtkGetMacro(LanczosSteps, int);
  ///@}

  ///@{
  /**
   * Standard deviation of the Gaussian that smooths the density. SmoothingMode (SmoothingType)
   * tells whether it is a share of the range of eigenvalues or in their unit. Default 0.01 of the
   * range.
   */
  vtkSetMacro(Smoothing, double);
  vtkGetMacro(Smoothing, double);
  vtkSetMacro(SmoothingMode, int);
  vtkGetMacro(SmoothingMode, int);
  ///@}

  ///@{
  /**
   * Number of rows of the density. Default 500.
   */
  vtkSetMacro(Points, int);
  vtkGetMacro(Points, int);
  ///@}

  ///@{
  /**
   * Whether each parameter gets a density and a largest eigenvalue of its own. Default off.
   */
  vtkSetMacro(PerLayer, vtkTypeBool);
  vtkGetMacro(PerLayer, vtkTypeBool);
  vtkBooleanMacro(PerLayer, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether all is computed in double precision, not in the network's own. Default off.
   */
  vtkSetMacro(DoublePrecision, vtkTypeBool);
  vtkGetMacro(DoublePrecision, vtkTypeBool);
  vtkBooleanMacro(DoublePrecision, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Seed of the random vectors. Default 0.
   */
  vtkSetMacro(Seed, int);
  vtkGetMacro(Seed, int);
  ///@}

protected:
  vtkHessianSpectrumSource();
  ~vtkHessianSpectrumSource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  std::vector<MemorySetting> MemorySettings() const override;

  int NumberOfEigenvalues[2] = { 5, 2 };
  double EigenvalueTolerance = 1e-3;
  int MaximumProducts = 200;
  int Probes = 4;
  int LanczosSteps = 25;
  double Smoothing = 0.01;
  int SmoothingMode = RELATIVE_TO_RANGE;
  int Points = 500;
  vtkTypeBool PerLayer = 0;
  vtkTypeBool DoublePrecision = 0;
  int Seed = 0;

private:
  vtkHessianSpectrumSource(const vtkHessianSpectrumSource&) = delete;
  void operator=(const vtkHessianSpectrumSource&) = delete;

  losslandscape::HessianSpectrumOptions MakeSpectrumOptions() const;

  std::shared_ptr<const losslandscape::Problem> CurrentProblem();
  bool IsKnown(const std::shared_ptr<const losslandscape::Problem>& problem,
    const std::string& recipe, const losslandscape::RankGroup& ranks) const;

  /// The spectrum of the present settings, computed anew if something changed that it depends on.
  /// All ranks must call it.
  const losslandscape::HessianSpectrum& CurrentSpectrum(const losslandscape::RankGroup& ranks);

  void FillPorts(const losslandscape::HessianSpectrum& spectrum,
    const losslandscape::DensityOptions& density, vtkInformationVector* outputs);

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
