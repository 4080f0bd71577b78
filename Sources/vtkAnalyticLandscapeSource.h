// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkAnalyticLandscapeSource
 * @brief   test functions with known critical points on a grid
 *
 * Samples a function of two or three coordinates whose minima, saddles and maxima are known
 * exactly. It is meant for teaching, and for anybody who wants to see what a filter for landscapes
 * makes of a landscape that is understood. It needs no network and no LibTorch.
 *
 * @par Output port 0: landscape, vtkImageData
 * The point array `loss` (double) is the value of the function. Functions of two coordinates lie in
 * the plane z = 0.
 *
 * @par Output port 1: critical points, vtkPolyData
 * A vertex for each critical point within the bounds, those on the bounds included; they do not
 * depend on the resolution. The point arrays are double except where another type is named:
 * - `value`: the function's value;
 * - `type` (int): 0 minimum, 1 saddle (in three dimensions with one descending direction), 2 saddle
 *   with two descending directions (three dimensions only), 3 maximum, 4 degenerate (singular
 * Hessian);
 * - `morse_index` (int): number of negative eigenvalues of the Hessian;
 * - `hessian_eigenvalues` (3 components): ascending; the third is 0 in two dimensions;
 * - `gradient_magnitude`: length of the gradient at the stored point, zero but for rounding.
 *
 * @par
 * The global minimum of Ackley's function is a cusp, where eigenvalues and gradient are NaN. If
 * there may be more than 2^20 critical points, or bounds reach beyond 1e6, none is listed and a
 * warning says so; otherwise all are. With several pieces all points are in piece 0.
 *
 * @par Field data of both ports
 * `LossLandscapeRecipe`: JSON with everything that made the output.
 *
 * @par Functions
 * Each with its customary bounds and the number of critical points within them, for n coordinates:
 * - Himmelblau: [-5, 5]^2, 9;
 * - Six-Hump Camel: [-3, 3] x [-2, 2], 15;
 * - Mueller-Brown: [-1.5, 1.2] x [-0.2, 2], 5;
 * - Rastrigin: [-5.12, 5.12]^n, 21^n;
 * - Ackley: [-5, 5]^n, 441 for two coordinates and 8733 for three;
 * - Monkey Saddle: [-2, 2]^2, 1, degenerate;
 * - Rosenbrock: [-2.048, 2.048]^n, 1;
 * - Sum of Cosines: [-2.5, 2.5]^n, 5^n.
 *
 * @par Cost
 * 4 to 200 nanoseconds per point of the image, on one thread; up to some microseconds per critical
 * point. Values of any sub-extent are bit-identical to those of the whole image.
 *
 * @sa vtkLossLandscapeSource
 */
#ifndef vtkAnalyticLandscapeSource_h
#define vtkAnalyticLandscapeSource_h

#include "vtkLandscapeAlgorithm.h"
#include "vtkLossLandscapeSourcesModule.h" // for export macro

#include <array>  // for bounds
#include <memory> // for the function

namespace losslandscape
{
class AnalyticFunction;
class Grid;
} // namespace losslandscape

class vtkPolyData;

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkAnalyticLandscapeSource : public vtkLandscapeAlgorithm
{
public:
  static vtkAnalyticLandscapeSource* New();
  vtkTypeMacro(vtkAnalyticLandscapeSource, vtkLandscapeAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the Function property, stored in state files.
  enum FunctionType
  {
    HIMMELBLAU = 0,
    SIX_HUMP_CAMEL,
    MUELLER_BROWN,
    RASTRIGIN,
    ACKLEY,
    MONKEY_SADDLE,
    ROSENBROCK,
    SUM_OF_COSINES
  };

  ///@{
  /**
   * The function to sample (FunctionType). Other numbers are an error when executed. Default
   * HIMMELBLAU.
   */
  vtkSetMacro(Function, int);
  vtkGetMacro(Function, int);
  ///@}

  ///@{
  /**
   * Number of coordinates: 2 for all functions, 3 for RASTRIGIN, ACKLEY, ROSENBROCK and
   * SUM_OF_COSINES. Anything else is an error when executed. Default 2.
   */
  vtkSetMacro(Dimension, int);
  vtkGetMacro(Dimension, int);
  ///@}

  ///@{
  /**
   * Points per axis, 1 or more, at most 2^28 in total; the third number is ignored in two
   * dimensions. An axis of one point lies in the middle of its bounds. Default 201 each (65 MB in
   * three dimensions).
   */
  vtkSetVector3Macro(Resolution, int);
  vtkGetVector3Macro(Resolution, int);
  ///@}

  ///@{
  /**
   * Whether the function's customary domain is used in place of Bounds. Default on.
   */
  vtkSetMacro(DefaultBounds, vtkTypeBool);
  vtkGetMacro(DefaultBounds, vtkTypeBool);
  vtkBooleanMacro(DefaultBounds, vtkTypeBool);
  ///@}

  ///@{
  /**
   * First and last point of each axis if DefaultBounds is off; the last two numbers are ignored in
   * two dimensions. Default -1 to 1.
   */
  vtkSetVector6Macro(Bounds, double);
  vtkGetVector6Macro(Bounds, double);
  ///@}

protected:
  vtkAnalyticLandscapeSource();
  ~vtkAnalyticLandscapeSource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  int Function = HIMMELBLAU;
  int Dimension = 2;
  int Resolution[3] = { 201, 201, 201 };
  vtkTypeBool DefaultBounds = 1;
  double Bounds[6] = { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 };

private:
  vtkAnalyticLandscapeSource(const vtkAnalyticLandscapeSource&) = delete;
  void operator=(const vtkAnalyticLandscapeSource&) = delete;

  std::unique_ptr<losslandscape::AnalyticFunction> MakeFunction() const;
  std::array<double, 6> BoundsOf(const losslandscape::AnalyticFunction& function) const;
  losslandscape::Grid GridOf(const losslandscape::AnalyticFunction& function) const;
  void FillLandscape(const losslandscape::AnalyticFunction& function, vtkInformation* info);
  void FillCriticalPoints(const losslandscape::AnalyticFunction& function, vtkPolyData* output);
  std::string Recipe(const losslandscape::AnalyticFunction& function) const;
};

#endif
