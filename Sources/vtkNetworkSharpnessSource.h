// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkNetworkSharpnessSource
 * @brief   numbers that say how sharp a network's loss is around its weights
 *
 * Measures sharpness in the full space of weights, at the weights w (L: mean loss, g: its gradient,
 * H: its Hessian), each measure by its published definition. How such numbers relate to
 * generalisation is an open question (Andriushchenko et al. 2023): compare them only between
 * networks on the same data. Sizes of flat regions (Hochreiter and Schmidhuber 1997) are measured
 * on a landscape: see vtkLandscapeFlatRegions.
 *
 * @par Output port 0: vtkTable
 * A row per measure; columns `measure`, `value`, `standard_error` (NaN except for estimates),
 * `radius` (how far from the weights the measure looks; NaN if it does not), `definition`. The
 * measures are:
 * - `epsilon_sharpness`: 100 (max L(w + z) - L(w)) / (1 + L(w)) over the box |z_i| <= Epsilon
 *   (|w_i| + 1), percent (Keskar et al. 2017, "On Large-Batch Training for Deep Learning", with A =
 *   I). The maximum is searched by AscentSteps steps of automatic projected gradient ascent from
 *   the centre (Croce and Hein 2020) in place of L-BFGS-B, so the value is a lower bound;
 * - `sam_sharpness`: L(w + e) - L(w) with e = SamRadius g / |g| (Foret et al. 2021);
 * - `sam_first_order`: SamRadius |g|, what `sam_sharpness` would be if the loss were linear;
 * - `asam_sharpness`: L(w + e) - L(w) with e = AsamRadius T^2 g / |T g|, T = diag(|w|) (Kwon et al.
 *   2021, element-wise);
 * - `asam_first_order`: AsamRadius |T g|;
 * - `filter_normalized_curvature`: the mean of d' H d over random filter-normalised directions d
 *   (Li et al. 2018), that is the sum over all filters f of |w_f|^2 / n_f tr H_ff: the mean
 *   curvature at the centre of random landscapes.
 *
 * @par
 * The measures of ASAM and `filter_normalized_curvature`, unlike the others, do not change when a
 * layer before a ReLU is multiplied by a number and the next layer divided by it. Those of ASAM
 * take all parameters, biases included.
 *
 * @par Field data
 * One number of the same name for each measure, `filter_normalized_curvature_standard_error`,
 * `loss`, `gradient_norm`, `LossLandscapeRecipe` (JSON).
 *
 * @par Parallelism
 * With BatchSize 0 batches have 50 samples, which threads share (all samples for NETWORK_OUTPUT).
 * Values are the same to the bit for any number of threads. With several ranks the first one
 * computes; the others give tables without rows.
 *
 * @par Cost
 * 4 x AscentSteps + 6 x NumberOfDirections forward passes over the data. Memory: some 12 vectors of
 * all weights in double precision.
 *
 * @par Errors
 * A loss that is not finite or cannot be differentiated at the weights is an error. Infinite or NaN
 * losses around them stay in the measures, with a warning.
 *
 * @sa vtkHessianSpectrumSource vtkLandscapeFlatRegions
 */
#ifndef vtkNetworkSharpnessSource_h
#define vtkNetworkSharpnessSource_h

#include "vtkEvaluationAlgorithm.h"

#include <memory> // for std::unique_ptr

namespace losslandscape
{
struct NetworkSharpness;
struct SharpnessOptions;
} // namespace losslandscape

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkNetworkSharpnessSource : public vtkEvaluationAlgorithm
{
public:
  static vtkNetworkSharpnessSource* New();
  vtkTypeMacro(vtkNetworkSharpnessSource, vtkEvaluationAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * Size of the box of `epsilon_sharpness`, Keskar et al.'s epsilon. Default 1e-3.
   */
  vtkSetMacro(Epsilon, double);
  vtkGetMacro(Epsilon, double);
  ///@}

  ///@{
  /**
   * Steps of the search for the largest loss in the box of `epsilon_sharpness`. Default 20.
   */
  vtkSetMacro(AscentSteps, int);
  vtkGetMacro(AscentSteps, int);
  ///@}

  ///@{
  /**
   * Radius rho of SAM (default 0.05) and of ASAM (default 0.5).
   */
  vtkSetMacro(SamRadius, double);
  vtkGetMacro(SamRadius, double);
  vtkSetMacro(AsamRadius, double);
  vtkGetMacro(AsamRadius, double);
  ///@}

  ///@{
  /**
   * Number of random directions that `filter_normalized_curvature` is estimated from. Default 10.
   */
  vtkSetMacro(NumberOfDirections, int);
  vtkGetMacro(NumberOfDirections, int);
  ///@}

  ///@{
  /**
   * Whether one-dimensional parameters (biases, scales and shifts of norm layers) stay where they
   * are along the random directions. Default on.
   */
  vtkSetMacro(IgnoreBiasAndNorm, vtkTypeBool);
  vtkGetMacro(IgnoreBiasAndNorm, vtkTypeBool);
  vtkBooleanMacro(IgnoreBiasAndNorm, vtkTypeBool);
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
   * Seed of the random directions and of the ascent (used where the gradient is zero). Default 0.
   */
  vtkSetMacro(Seed, int);
  vtkGetMacro(Seed, int);
  ///@}

protected:
  vtkNetworkSharpnessSource();
  ~vtkNetworkSharpnessSource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  double Epsilon = 1e-3;
  int AscentSteps = 20;
  double SamRadius = 0.05;
  double AsamRadius = 0.5;
  int NumberOfDirections = 10;
  vtkTypeBool IgnoreBiasAndNorm = 1;
  vtkTypeBool DoublePrecision = 0;
  int Seed = 0;

private:
  vtkNetworkSharpnessSource(const vtkNetworkSharpnessSource&) = delete;
  void operator=(const vtkNetworkSharpnessSource&) = delete;

  losslandscape::SharpnessOptions MakeSharpnessOptions() const;

  std::shared_ptr<const losslandscape::Problem> CurrentProblem();

  /// The measures for the present settings, computed anew if something changed that they depend on.
  const losslandscape::NetworkSharpness& CurrentSharpness();
  void WarnOfMeasuresThatAreNotFinite(const losslandscape::NetworkSharpness& sharpness);

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
