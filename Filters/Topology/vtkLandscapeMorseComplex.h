// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeMorseComplex
 * @brief   how minima, saddles and maxima of a landscape are connected, and their basins
 *
 * Computes a discrete gradient on the triangulated grid, cancels pairs of critical cells below a
 * persistence threshold, and follows the gradient from the saddles that are left.
 *
 * The discrete gradient follows Forman 1998 (discrete Morse theory) and Robins, Wood and Sheppard
 * 2011 (discrete gradient of images).
 *
 * @par Input port 0: vtkImageData
 * An image of two or three dimensions with point scalars; vtkLandscapeFilter describes their
 * choice, values that are not finite, errors and processes. Fewer than two axes with more than one
 * point are an error.
 *
 * @par Output port 0: Critical Points, vtkPolyData
 * A vertex at the barycentre of each critical cell, by dimension, then by value. The point arrays
 * are:
 * - `vertex_id` (vtkIdType): highest point of the cell, i + nx * (j + ny * k), counted from the
 *   first point of the whole image;
 * - `value` (double): value of the scalars at `vertex_id`;
 * - `type` (int): 0 minimum; 1 saddle (in three dimensions with one descending direction); 2 saddle
 *   with two descending directions (three dimensions only); 3 maximum;
 * - `cell_dimension` (int): 0 vertex, 1 edge, 2 triangle, 3 tetrahedron;
 * - `on_boundary` (unsigned char, 0 or 1): whether `vertex_id` lies on the border of the image;
 * - `persistence` (double, units of the scalars): persistence of the cell's pair; infinite if it
 *   has none.
 *
 * @par Output port 1: Separatrices, vtkPolyData
 * A polyline for each path of steepest descent from a saddle to a minimum (two from each saddle; in
 * three dimensions from those with one descending direction), and of ascent from a saddle to a
 * maximum. A path up that leaves the image ends nowhere and is left out. The point array `value`
 * (double) is the mean of the scalars at the vertices of the cell that the path goes through. The
 * cell arrays are:
 * - `ascending` (unsigned char): 1 up to a maximum, 0 down to a minimum;
 * - `saddle_id`, `end_id` (vtkIdType): points of port 0;
 * - `saddle_value`, `end_value` (double): `value` of those points;
 * - `length` (double, units of the coordinates): length of the polyline.
 *
 * @par Output port 2: Segmentation, vtkImageData
 * The geometry of the input, its scalars, and the point arrays
 * - `descending_manifold` (vtkIdType): number of the minimum that the point flows down to, counted
 *   from 0 among the minima of port 0; -1 in holes;
 * - `ascending_manifold` (vtkIdType): number of the maximum that the point flows up to, counted
 *   from 0 among the maxima of port 0; -1 where the way up leaves the image.
 *
 * @par Limits
 * The border is open: a hill that it cuts off is no cell. Persistences are those of SUBLEVEL_CYCLES
 * in vtkLandscapeCriticalPoints, which by default counts such a hill as a whole one. In three
 * dimensions saddles are not connected with each other.
 *
 * @par Cost
 * Near-linear in the points of the image.
 *
 * @sa vtkLandscapeCriticalPoints
 */
#ifndef vtkLandscapeMorseComplex_h
#define vtkLandscapeMorseComplex_h

#include "vtkLandscapeFilter.h"

class VTKLOSSLANDSCAPEFILTERSTOPOLOGY_EXPORT vtkLandscapeMorseComplex : public vtkLandscapeFilter
{
public:
  static vtkLandscapeMorseComplex* New();
  vtkTypeMacro(vtkLandscapeMorseComplex, vtkLandscapeFilter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * Persistence below which pairs are cancelled, 0 or more: a share of the range of values if
   * Relative (the default), else a difference of values. Default 0: no pair is cancelled.
   */
  vtkSetClampMacro(PersistenceThreshold, double, 0.0, VTK_DOUBLE_MAX);
  vtkGetMacro(PersistenceThreshold, double);
  vtkSetMacro(Relative, vtkTypeBool);
  vtkGetMacro(Relative, vtkTypeBool);
  vtkBooleanMacro(Relative, vtkTypeBool);
  ///@}

protected:
  vtkLandscapeMorseComplex();
  ~vtkLandscapeMorseComplex() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) override;

  double PersistenceThreshold = 0.0;
  vtkTypeBool Relative = 1;

private:
  vtkLandscapeMorseComplex(const vtkLandscapeMorseComplex&) = delete;
  void operator=(const vtkLandscapeMorseComplex&) = delete;
};

#endif
