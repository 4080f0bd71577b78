// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkTrajectoryOnLandscape
 * @brief   how training runs descend a landscape: height below them, angle to steepest descent
 *
 * Measures each step of a training run (Li et al. 2018) against the landscape below it. Gradients
 * are finite differences (Fornberg 1988) of error order 2 at the grid points (one-sided at the
 * border and beside holes), multilinear between. They are those of the picture: the gradient of the
 * network has components out of the plane too, and kinks closer than the grid.
 *
 * @par Input port 0: trajectory, vtkPolyData
 * Polylines through points in coordinates of the landscape, one for each run. Other cells are
 * passed on and do not count.
 *
 * @par Input port 1: landscape, vtkImageData
 * An image of one, two or three dimensions with point scalars; vtkLandscapeFilter describes their
 * choice (only the array's name in SetInputArrayToProcess counts, not its port), values that are
 * not finite, errors and processes. Axes with one point are ignored, in steps and lengths too, so
 * that a line that was warped out of the plane is measured like the flat one.
 *
 * @par Output port 0: vtkPolyData
 * The trajectory with its arrays and in addition the point arrays (double)
 * - `surface_loss`: value of the landscape at the point, multilinear between grid points. NaN
 *   outside the image and where a corner of the cell that counts is not finite;
 * - `descent_angle` (degrees, 0 to 180): angle between the step to the next point of the line and
 *   the direction of steepest descent, -gradient, at this point. A step of 90 and more does not
 *   descend. NaN at the last point of a line, for a step of length 0 and where there is no gradient
 *   or it is 0;
 * - `arc_length` (coordinates of the landscape): length of the line from its start to the point.
 *
 * @par
 * Arrays of the trajectory with these names are replaced. A point that is used several times, by
 * one line or more, has the values of its last use. Points of no line have `surface_loss` only.
 *
 * @par
 * The field data are those of the trajectory, then of the landscape, then
 * - `number_of_steps` (vtkIdType): number of steps that have an angle, of all lines on all
 *   processes;
 * - `mean_descent_cosine` (double): mean of the cosine of these angles, 1 for steepest descent, the
 *   same to the bit however the lines are shared among processes; NaN without steps;
 * - `share_downhill` (double, 0 to 1): share of these steps with an angle below 90 degrees; NaN
 *   without steps.
 *
 * @par Parallelism
 * With several processes each one measures the lines it has. One process alone takes the whole
 * trajectory, and outputs it as the first piece.
 *
 * @par Errors
 * Beside those of vtkLandscapeFilter, a line that refers to a point that does not exist is an
 * error.
 *
 * @par Cost
 * Linear in the points of the trajectory, with all threads: on one thread about 1.3 microseconds
 * for each point in a plane and 3 in a volume. Some 100 bytes for each point while it runs.
 *
 * @sa vtkLandscapeDerivatives
 */
#ifndef vtkTrajectoryOnLandscape_h
#define vtkTrajectoryOnLandscape_h

#include "vtkLandscapeFilter.h"
#include "vtkLossLandscapeFiltersTrajectoryModule.h" // for export macro

#include <array> // for totals

class vtkPolyData;

class VTKLOSSLANDSCAPEFILTERSTRAJECTORY_EXPORT vtkTrajectoryOnLandscape : public vtkLandscapeFilter
{
public:
  static vtkTrajectoryOnLandscape* New();
  vtkTypeMacro(vtkTrajectoryOnLandscape, vtkLandscapeFilter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

protected:
  vtkTrajectoryOnLandscape();
  ~vtkTrajectoryOnLandscape() override;

  int FillInputPortInformation(int port, vtkInformation* info) override;
  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestUpdateExtent(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) override;

  int LandscapePort() const override { return 1; }

private:
  vtkTrajectoryOnLandscape(const vtkTrajectoryOnLandscape&) = delete;
  void operator=(const vtkTrajectoryOnLandscape&) = delete;

  /// Sums over the lines of this process: the two parts of the sum of cosines (see CosineSum), the
  /// number of steps downhill and the number of steps.
  std::array<long long, 4> Totals = { 0, 0, 0, 0 };
};

#endif
