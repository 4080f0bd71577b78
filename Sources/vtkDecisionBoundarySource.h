// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkDecisionBoundarySource
 * @brief   what a trained classifier says over a plane of its inputs
 *
 * Evaluates a network, with the weights that it has, at inputs on a uniform grid. It is meant for
 * students and researchers who want to see which regions of the input space a network gives to
 * which class, how sure it is, and where the boundary between them runs.
 *
 * @par Plane of inputs (Plane)
 * - ALL_INPUTS, for inputs of two numbers: the coordinates are the inputs as the data set stores
 *   them, in its own units, before normalisation.
 * - THREE_SAMPLES, for inputs of any shape: the plane through three samples a, b and c (Images;
 *   Somepalli et al., "Can Neural Nets Learn the Same Model Twice? Investigating Reproducibility
 *   and Double Descent from the Decision Boundary Perspective", CVPR 2022). a lies at (0, 0), b at
 *   (|b - a|, 0), c above the x axis. Both axes are orthogonal and have the same unit: distances
 *   are Euclidean distances between inputs as they enter the network, that is normalised.
 *   (Somepalli et al. draw the same plane with each axis in a unit of its own.)
 *
 * @par Output port 0: boundary, vtkImageData
 * The point data are:
 * - `probability` (double): softmax of the network's outputs, 0 to 1, a component per output. For a
 *   network trained with another loss than cross entropy these need not be probabilities;
 * - `class` (int): the class of the largest output, the first of equal ones;
 * - `confidence` (double): the largest probability, 1 / classes to 1;
 * - `margin` (double): with two classes the probability of class 1 minus that of class 0, -1 to 1:
 * the boundary is its contour at 0. With more classes the largest probability minus the second
 * largest, 0 to 1: 0 on boundaries, positive on both sides.
 *
 * @par
 * The field data are `LossLandscapeRecipe` (JSON with everything that made the output) and
 * `non_finite_outputs`, the number of points of this piece where an output of the network is NaN or
 * plus infinity: `class` is -1 there, and the other arrays are NaN.
 *
 * @par Output port 1: samples, vtkPolyData
 * A vertex for each sample that lies in the plane: all samples in use (DatasetSplit,
 * NumberOfSamples) with ALL_INPUTS, the three with THREE_SAMPLES. The point data are:
 * - `sample` (vtkIdType): place among the samples in use, counted from 0;
 * - `label`, `predicted` (int): class by the data set and by the network (-1 where outputs are not
 *   finite);
 * - `correct` (int): 1 if they are equal, else 0;
 * - `probability` (double): probability of the class that the label says;
 * - `loss` (double): loss of the sample.
 *
 * @par
 * The field data are `accuracy` (percent) and `loss` (mean) of these samples, and
 * `LossLandscapeRecipe`. With several pieces the samples are in piece 0.
 *
 * @par Parallelism
 * A port that is not asked for is not computed. Values are bit-identical for any sub-extent, number
 * of ranks and threads on one machine.
 *
 * @par Cost
 * A forward pass per grid point, in squares of about 1024 points for inputs of two numbers (256, 64
 * or 16 for inputs of more than 32, 1024 or 16384 numbers), shared by worker threads of one
 * processor each; the edge of an extent costs up to a row of squares more. Memory: the data set, a
 * copy of the network per worker, and (outputs + 3) * 8 bytes per point. Network and data are kept
 * between executions. With AutomaticBounds the data set is loaded when information is asked for.
 *
 * @par Limits
 * The network must be a classifier with two or more outputs; Loss = NETWORK_OUTPUT and data without
 * classes are errors. Batch norm keeps the running statistics stored with the weights.
 *
 * @sa vtkLossLandscapeSource vtkTrainNetworkSource
 */
#ifndef vtkDecisionBoundarySource_h
#define vtkDecisionBoundarySource_h

#include "vtkProblemAlgorithm.h"

#include <array>  // for bounds
#include <memory> // for std::unique_ptr

namespace losslandscape
{
class Grid;
class InputPlane;
class Problem;
} // namespace losslandscape

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkDecisionBoundarySource : public vtkProblemAlgorithm
{
public:
  static vtkDecisionBoundarySource* New();
  vtkTypeMacro(vtkDecisionBoundarySource, vtkProblemAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the Plane property.
  enum PlaneType
  {
    AUTOMATIC = 0,
    ALL_INPUTS,
    THREE_SAMPLES
  };

  ///@{
  /**
   * Plane of inputs (PlaneType). AUTOMATIC (the default) is ALL_INPUTS for inputs of two numbers
   * and THREE_SAMPLES for all others.
   */
  vtkSetMacro(Plane, int);
  vtkGetMacro(Plane, int);
  ///@}

  ///@{
  /**
   * The samples that the plane goes through for THREE_SAMPLES: places among the samples in use,
   * counted from 0. A negative number (default -1, -1, -1) stands for the first sample of a class
   * that none of the others has or, if there is no such class, the first sample that is none of
   * them.
   */
  vtkSetVector3Macro(Images, int);
  vtkGetVector3Macro(Images, int);
  ///@}

  ///@{
  /**
   * Points along x and y. Default 201, 201.
   */
  vtkSetVector2Macro(Resolution, int);
  vtkGetVector2Macro(Resolution, int);
  ///@}

  ///@{
  /**
   * Whether the grid is laid around the samples that lie in the plane, in place of Bounds. Default
   * on.
   */
  vtkSetMacro(AutomaticBounds, vtkTypeBool);
  vtkGetMacro(AutomaticBounds, vtkTypeBool);
  vtkBooleanMacro(AutomaticBounds, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Margin of AutomaticBounds on each side, as a share of the longer side of the samples' box.
   * Default 0.1.
   */
  vtkSetMacro(BoundsMargin, double);
  vtkGetMacro(BoundsMargin, double);
  ///@}

  ///@{
  /**
   * First and last point along x and y, in coordinates of the plane, if AutomaticBounds is off.
   * Default -1, 1 each.
   */
  vtkSetVector4Macro(Bounds, double);
  vtkGetVector4Macro(Bounds, double);
  ///@}

protected:
  /// NumberOfSamples is 0 by default here: all samples of the split.
  vtkDecisionBoundarySource();
  ~vtkDecisionBoundarySource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  std::vector<MemorySetting> MemorySettings() const override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  int Plane = AUTOMATIC;
  int Images[3] = { -1, -1, -1 };
  int Resolution[2] = { 201, 201 };
  vtkTypeBool AutomaticBounds = 1;
  double BoundsMargin = 0.1;
  double Bounds[4] = { -1.0, 1.0, -1.0, 1.0 };

private:
  vtkDecisionBoundarySource(const vtkDecisionBoundarySource&) = delete;
  void operator=(const vtkDecisionBoundarySource&) = delete;

  losslandscape::InputPlane LoadPlane();
  std::shared_ptr<const losslandscape::Problem> CurrentProblem();
  std::array<double, 6> GivenBounds() const;
  losslandscape::Grid MakeGrid(const std::array<double, 6>& bounds) const;
  losslandscape::Grid GridOn(const losslandscape::InputPlane& plane) const;
  void MakeBoundary(const losslandscape::Problem& problem, const losslandscape::InputPlane& plane,
    const losslandscape::Grid& grid, vtkInformation* info);
  void MakeSamples(const losslandscape::Problem& problem, const losslandscape::InputPlane& plane,
    vtkInformation* info);

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
