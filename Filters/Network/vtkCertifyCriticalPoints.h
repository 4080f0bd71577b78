// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkCertifyCriticalPoints
 * @brief   checks critical points of a landscape against the network itself
 *
 * A critical point of a picture need not be one of the network: the grid may have made it up, and a
 * minimum of a slice may be a saddle, or no critical point at all, in the space of all weights.
 * This filter goes back to the network with the recipe that the landscape carries, and looks.
 *
 * @par Input port 0: vtkPolyData
 * Points in the plane's coordinates (those of vtkImageData that vtkLossLandscapeSource made;
 * coordinates beyond its dimension are ignored), with the field data `LossLandscapeRecipe`: the
 * output of vtkLandscapeCriticalPoints, say.
 *
 * @par What is done
 * For each point, in double precision (unless DoublePrecision is off), on the data of the
 * landscape:
 * -# The stationary point of the loss in the plane next to it is searched, from the scale of the
 *    grid's spacing down to SmallestScale of it, by Newton's method with derivatives at that
 *    scale: those of the loss averaged over intervals of that half length, which kinks of ReLU
 *    networks below that scale do not disturb. At the end it is polished with the exact gradient.
 * -# There, exact derivatives by automatic differentiation tell what it is: by the coordinates of
 * the plane, and by all weights (extreme eigenvalues of the full Hessian by the Lanczos method).
 *
 * @par Output port 0: vtkPolyData
 * A copy of the input with points moved to the stationary points (if MovePoints), its field data,
 * and in addition point arrays, which are double except where another type is named and replace
 * arrays of the input with these names:
 * - `verdict` (string): in words, such as "minimum in this slice, saddle in the network";
 * - `certified_type` (int): kind of the stationary point found, numbered as `type` of
 *   vtkLandscapeCriticalPoints; 4 if none was found, and the values are those at the input point,
 *   or if curvature does not tell the kind;
 * - `survived` (unsigned char): 1 if the point was followed down to SmallestScale and, where the
 *   input has the array `type`, is of that type; else 0;
 * - `smallest_scale` (units of the grid's spacing): the scale down to which the point was followed;
 *   infinite if there is no stationary point at any scale;
 * - `displacement` (units of the grid's spacing): distance of the point found from the input point;
 * - `plane_loss`: the loss at the point found;
 * - `plane_gradient` (3), `plane_hessian` (9): exact derivatives by the plane's coordinates, 0
 *   beyond its dimension;
 * - `plane_hessian_eigenvalues` (3): eigenvalues of `plane_hessian`, ascending;
 * - `grid_scale_eigenvalues` (3): eigenvalues of the Hessian at the scale of the grid's spacing,
 *   ascending. For networks with ReLU the two differ widely, see vtkLossLandscapeSource;
 * - `network_gradient_norm`: length of the gradient by all weights;
 * - `in_plane_share` (0 to 1): share of that length that lies in the plane; NaN if it is zero;
 * - `network_hessian_min_eigenvalue`, `network_hessian_max_eigenvalue`: extreme eigenvalues of the
 *   Hessian by all weights; `network_hessian_min_residual`, `network_hessian_max_residual`: their
 *   residuals;
 * - `network_type` (int): what the point is in the space of all weights: 0 minimum, 1 saddle, 2
 *   maximum, 3 none of them, since the gradient is longer than GradientTolerance, 4 not finite, 5
 *   stationary, but all eigenvalues are zero, so that curvature does not tell what it is.
 *
 * @par Parallelism
 * Several processes share the points, wherever they are.
 *
 * @par Errors
 * A missing recipe, or one of something else than a network's landscape, and files that are missing
 * or have changed since (by their hashes) are errors.
 *
 * @par Cost
 * Per point about 300 passes over the data, and six for each of up to 200 products of the Hessian
 * with a vector. Memory per worker: the network in double, what differentiating one batch needs,
 * and 32 vectors of all weights. Network and data are kept between executions.
 *
 * @par References
 * Li et al. 2018, section 6 (slices and true curvature); Boettcher and Wheeler 2022, "Visualizing
 * high-dimensional loss landscapes with Hessian directions" (saddles that slices turn into minima).
 *
 * @sa vtkLandscapeCriticalPoints vtkLossLandscapeSource
 */
#ifndef vtkCertifyCriticalPoints_h
#define vtkCertifyCriticalPoints_h

#include "vtkLandscapeAlgorithm.h"
#include "vtkLossLandscapeFiltersNetworkModule.h" // for export macro

#include <array>  // for points
#include <memory> // for the plane
#include <string> // for members
#include <vector> // for points

namespace losslandscape
{
struct Certificate;
struct CertificationOptions;
struct RecipeContents;
class Plane;
} // namespace losslandscape

class VTKLOSSLANDSCAPEFILTERSNETWORK_EXPORT vtkCertifyCriticalPoints : public vtkLandscapeAlgorithm
{
public:
  static vtkCertifyCriticalPoints* New();
  vtkTypeMacro(vtkCertifyCriticalPoints, vtkLandscapeAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * The scale down to which points are followed, as a share of the grid's spacing. Default 0.01.
   */
  vtkSetMacro(SmallestScale, double);
  vtkGetMacro(SmallestScale, double);
  ///@}

  ///@{
  /**
   * Length of the gradient by all weights up to which a point counts as a stationary point of the
   * network. Default 1e-4.
   */
  vtkSetMacro(GradientTolerance, double);
  vtkGetMacro(GradientTolerance, double);
  ///@}

  ///@{
  /**
   * Share of the largest magnitude up to which eigenvalues of the Hessian by all weights count as
   * zero. They are computed to the same accuracy. Default 0.001.
   */
  vtkSetMacro(EigenvalueTolerance, double);
  vtkGetMacro(EigenvalueTolerance, double);
  ///@}

  ///@{
  /**
   * Whether points are moved to the stationary points found. Default on.
   */
  vtkSetMacro(MovePoints, vtkTypeBool);
  vtkGetMacro(MovePoints, vtkTypeBool);
  vtkBooleanMacro(MovePoints, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether the network is run in double precision, whatever its own. To be turned off for
   * TorchScript networks that cannot be run so. Default on.
   */
  vtkSetMacro(DoublePrecision, vtkTypeBool);
  vtkGetMacro(DoublePrecision, vtkTypeBool);
  vtkBooleanMacro(DoublePrecision, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Device that the network runs on: "Auto" (the default), "cpu", "cuda" or "cuda:N".
   */
  vtkSetStdStringFromCharMacro(Device);
  vtkGetCharFromStdStringMacro(Device);
  ///@}

  ///@{
  /**
   * Number of threads, which share the points; 0 (the default) stands for as many as this process
   * has processors.
   */
  vtkSetMacro(Threads, int);
  vtkGetMacro(Threads, int);
  ///@}

protected:
  vtkCertifyCriticalPoints();
  ~vtkCertifyCriticalPoints() override;

  int FillInputPortInformation(int port, vtkInformation* info) override;
  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  std::string MemoryAdvice() const override;

  double SmallestScale = 0.01;
  double GradientTolerance = 1e-4;
  double EigenvalueTolerance = 1e-3;
  vtkTypeBool MovePoints = 1;
  vtkTypeBool DoublePrecision = 1;
  std::string Device = "Auto";
  int Threads = 0;

private:
  vtkCertifyCriticalPoints(const vtkCertifyCriticalPoints&) = delete;
  void operator=(const vtkCertifyCriticalPoints&) = delete;

  losslandscape::RecipeContents ReadRecipe(const std::string& text) const;
  std::vector<losslandscape::Certificate> Certify(
    const losslandscape::RecipeContents& recipe, const std::vector<std::array<double, 3>>& points);
  std::shared_ptr<const losslandscape::Plane> PlaneOf(const losslandscape::RecipeContents& recipe);
  losslandscape::CertificationOptions MakeOptions(
    const losslandscape::RecipeContents& recipe) const;

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
