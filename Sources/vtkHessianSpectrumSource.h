// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkHessianSpectrumSource
 * @brief   eigenvalues of the Hessian of a network's loss: the outermost ones and their density
 *
 * The Hessian of the loss by all weights, at the weights: its outermost eigenvalues with residuals
 * (Lanczos method), the density of all of them (stochastic Lanczos quadrature; Ubaru, Chen and Saad
 * 2017, Ghorbani, Krishnan and Xiao 2019, Yao et al. 2020) and its trace, whole and parameter by
 * parameter (Hutchinson 1990). The Hessian itself is never formed: products with vectors are taken
 * by automatic differentiation, exact for the piece of a piecewise smooth network (ReLU) that the
 * weights lie in.
 *
 * Output port 0, `Density`, vtkTable, a row per point of the grid of eigenvalues, all double:
 * - `eigenvalue`;
 * - `density`: share of all eigenvalues per unit of eigenvalue, smoothed by a Gaussian (see
 *   Smoothing); integrates to 1;
 * - `density_standard_error`: over the probes; NaN for a single one;
 * - `cumulative`: share of the eigenvalues below;
 * - with PerLayer `density_NAME` for each parameter: of the Hessian's block of it.
 *
 * Output port 1, `Eigenvalues`, vtkTable, a row per eigenvalue: `rank` (integer, 1 for the
 * outermost), `eigenvalue`, `residual` (|H u - lambda u|, by one more product; the eigenvalue is at
 * most that far from a true one), `side` (largest or smallest).
 *
 * Output port 2, `Layers`, vtkTable, a row per parameter: `name`, `weights` (their number), `trace`
 * of the Hessian's block with `trace_standard_error`; with PerLayer the block's
 * `largest_eigenvalue` and its `largest_eigenvalue_residual`.
 *
 * Field data of all ports: `LossLandscapeRecipe` (JSON), `loss`, `gradient_norm`,
 * `number_of_weights`, `trace` and `trace_standard_error` of the whole Hessian, `spectral_moments`
 * (tr H^k / n for k = 1 to 4) and `spectral_moments_standard_error`, `smoothing` (the Gaussian's
 * standard deviation as an eigenvalue), `hessian_products` (what it cost).
 *
 * With BatchSize 0 batches have 50 samples, which threads share (all samples for NETWORK_OUTPUT).
 * With several ranks all of them compute: one the outermost eigenvalues, the others probes, as it
 * comes out even; all rows are in the tables of the first one. Values are the same to the bit for
 * any number of ranks and threads.
 *
 * Cost: 20 to MaximumProducts and Probes x LanczosSteps products, of about 6 forward passes over
 * the data each; with PerLayer as many again for each parameter. Memory: weights x max(LanczosSteps
 * + 4, twice the number of eigenvalues + 35) x 8 bytes. A change of Points or Smoothing costs
 * nothing.
 *
 * Errors: a loss that is not finite or cannot be differentiated, a Hessian that is not finite.
 * Warning: an eigenvalue less accurate than asked for.
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

  /// Order of the SmoothingMode property.
  enum SmoothingType
  {
    RELATIVE_TO_RANGE = 0,
    ABSOLUTE
  };

  ///@{
  /**
   * How many eigenvalues from the upper and from the lower end. Default 5, 2.
   */
  vtkSetVector2Macro(NumberOfEigenvalues, int);
  vtkGetVector2Macro(NumberOfEigenvalues, int);
  ///@}

  ///@{
  /**
   * An eigenvalue is taken once its residual is at most this share of the largest |eigenvalue|.
   * Default 1e-3.
   */
  vtkSetMacro(EigenvalueTolerance, double);
  vtkGetMacro(EigenvalueTolerance, double);
  ///@}

  ///@{
  /**
   * Products of Hessian and vector after which the eigenvalues are taken as they are. Default 200.
   */
  vtkSetMacro(MaximumProducts, int);
  vtkGetMacro(MaximumProducts, int);
  ///@}

  ///@{
  /**
   * Random vectors that density and traces are estimated from. Default 4.
   */
  vtkSetMacro(Probes, int);
  vtkGetMacro(Probes, int);
  ///@}

  ///@{
  /**
   * Products from each probe, the most points of the spectrum that it can tell apart. Default 25.
   */
  vtkSetMacro(LanczosSteps, int);
  vtkGetMacro(LanczosSteps, int);
  ///@}

  ///@{
  /**
   * Standard deviation of the Gaussian that smooths the density, as SmoothingMode (SmoothingType)
   * says: a share of the range of eigenvalues, or an eigenvalue. Default 0.01 of the range.
   */
  vtkSetMacro(Smoothing, double);
  vtkGetMacro(Smoothing, double);
  vtkSetMacro(SmoothingMode, int);
  vtkGetMacro(SmoothingMode, int);
  ///@}

  ///@{
  /**
   * Rows of the density. Default 500.
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
   * Whether all is computed in double precision. Default off: in the network's own.
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

  /// Computed anew if something changed that it depends on. To be called by all ranks.
  const losslandscape::HessianSpectrum& CurrentSpectrum(const losslandscape::RankGroup& ranks);

  void FillPorts(const losslandscape::HessianSpectrum& spectrum,
    const losslandscape::DensityOptions& density, vtkInformationVector* outputs);

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
