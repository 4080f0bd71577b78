// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeCriticalPoints
 * @brief   minima, saddles and maxima of a landscape
 *
 * Finds the critical vertices of the function that is linear on the simplices of the triangulated
 * grid (squares cut along a diagonal, cubes into six tetrahedra; Banchoff 1970), rates them by
 * persistence (Edelsbrunner, Letscher and Zomorodian 2002) and fits a polynomial around each, which
 * gives a position between the points of the grid, a gradient and a Hessian.
 *
 * @par Input port 0: vtkImageData
 * An image with point scalars; vtkLandscapeFilter describes their choice, values that are not
 * finite, errors and processes.
 *
 * @par Output port 0: vtkPolyData
 * A vertex for each critical point, by ascending `vertex_id`; coordinates are double. The point
 * arrays are:
 * - `vertex_id` (vtkIdType): point of the grid, i + nx * (j + ny * k), counted from the first point
 *   of the whole image;
 * - `value` (double): value of the scalars at that point of the grid;
 * - `type` (int): 0 minimum; 1 saddle (in three dimensions with one descending direction); 2 saddle
 * with two descending directions (three dimensions only); 3 maximum; 4 degenerate (several saddles
 * in one point);
 * - `morse_index` (int): number of negative eigenvalues of the fitted Hessian; -1 if one of them
 *   cannot be told from zero, or nothing could be fitted;
 * - `on_boundary` (unsigned char, 0 or 1): whether the point is on the border of the image or of a
 *   hole;
 * - `persistence` (double, units of the scalars): difference to the value of the critical point
 * that this one is paired with, the largest if it has several pairs; infinite for the global
 * minimum and maximum; 0 without a pair;
 * - `hessian_eigenvalues` (3 components, value per squared coordinate): eigenvalues of the fitted
 *   Hessian, ascending; axes with one point have 0 and come last; NaN if nothing could be fitted;
 * - `hessian_eigenvectors` (9): unit eigenvectors in the same order, one after the other;
 * - `gradient_magnitude` (value per coordinate): length of the fit's gradient at the point as
 *   output;
 * - `is_morse` (unsigned char, 0 or 1): whether `morse_index` is what `type` says.
 *
 * @par
 * The fit sees 2 * WindowRadius + 1 points per axis: its eigenvalues are the curvature at that
 * scale, which on the landscape of a ReLU network differs from that of automatic differentiation.
 *
 * @par Limits
 * In three dimensions a tunnel may end at a point of the border whose lower neighbours form a ring
 * and whose higher ones form a disc. As each of the two is connected, the point counts as regular
 * here, while vtkLandscapePersistence lists the pair.
 *
 * @par Cost
 * That of vtkLandscapePersistence, plus one small least-squares problem per critical point that
 * passes the threshold.
 *
 * @sa vtkLandscapeMorseComplex vtkLandscapePersistence
 */
#ifndef vtkLandscapeCriticalPoints_h
#define vtkLandscapeCriticalPoints_h

#include "vtkLandscapeFilter.h"

class VTKLOSSLANDSCAPEFILTERSTOPOLOGY_EXPORT vtkLandscapeCriticalPoints : public vtkLandscapeFilter
{
public:
  static vtkLandscapeCriticalPoints* New();
  vtkTypeMacro(vtkLandscapeCriticalPoints, vtkLandscapeFilter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the MaximumPairing property, stored in state files.
  enum MaximumPairingType
  {
    SUPERLEVEL_COMPONENTS = 0,
    SUBLEVEL_CYCLES
  };

  ///@{
  /**
   * Persistence below which points are left out, 0 or more: a share of the range of values if
   * Relative (the default), else a difference of values. Default 0: all points are output.
   */
  vtkSetClampMacro(PersistenceThreshold, double, 0.0, VTK_DOUBLE_MAX);
  vtkGetMacro(PersistenceThreshold, double);
  vtkSetMacro(Relative, vtkTypeBool);
  vtkGetMacro(Relative, vtkTypeBool);
  vtkBooleanMacro(Relative, vtkTypeBool);
  ///@}

  ///@{
  /**
   * The point that a maximum is paired with (MaximumPairingType). With SUPERLEVEL_COMPONENTS (the
   * default) it is where its hill first meets one with a higher maximum. With SUBLEVEL_CYCLES it is
   * where the closed curve around the hill appears; hills that are open at the border of the image
   * have no pair. Both agree away from the border.
   */
  vtkSetClampMacro(MaximumPairing, int, SUPERLEVEL_COMPONENTS, SUBLEVEL_CYCLES);
  vtkGetMacro(MaximumPairing, int);
  ///@}

  ///@{
  /**
   * Whether points on the border of the image, or of a hole, are output. They are critical for the
   * part of the landscape that the image shows; most are not for the landscape itself. Default on.
   */
  vtkSetMacro(IncludeBoundary, vtkTypeBool);
  vtkGetMacro(IncludeBoundary, vtkTypeBool);
  vtkBooleanMacro(IncludeBoundary, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether points are moved from the grid to the stationary point of the fit, if that is nearby.
   * Default on. `vertex_id` and `value` always are those of the grid.
   */
  vtkSetMacro(SubCell, vtkTypeBool);
  vtkGetMacro(SubCell, vtkTypeBool);
  vtkBooleanMacro(SubCell, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Number of points on each side, along each axis, that the fit sees, 1 to 10. Noise needs more.
   * Default 2.
   */
  vtkSetClampMacro(WindowRadius, int, 1, 10);
  vtkGetMacro(WindowRadius, int);
  ///@}

protected:
  vtkLandscapeCriticalPoints();
  ~vtkLandscapeCriticalPoints() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) override;

  double PersistenceThreshold = 0.0;
  vtkTypeBool Relative = 1;
  int MaximumPairing = SUPERLEVEL_COMPONENTS;
  vtkTypeBool IncludeBoundary = 1;
  vtkTypeBool SubCell = 1;
  int WindowRadius = 2;

private:
  vtkLandscapeCriticalPoints(const vtkLandscapeCriticalPoints&) = delete;
  void operator=(const vtkLandscapeCriticalPoints&) = delete;
};

#endif
