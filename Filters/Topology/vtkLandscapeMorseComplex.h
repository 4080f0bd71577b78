// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeMorseComplex
 * @brief   how minima, saddles and maxima of a landscape are connected, and their basins
 *
 * Computes a discrete gradient on the triangulated grid, cancels pairs of critical cells below a
 * persistence threshold, and follows the gradient from the saddles that are left.
 *
 * Input port 0: vtkImageData of two or three dimensions with point scalars; see vtkLandscapeFilter
 * for which, for values that are not finite, errors and processes. Fewer than two axes with more
 * than one point are an error.
 *
 * Output port 0, `Critical Points`: vtkPolyData with a vertex at the barycentre of each critical
 * cell, by dimension, then by value. Point arrays:
 * - `vertex_id` (vtkIdType): highest point of the cell, i + nx * (j + ny * k), counted from the
 * first point of the whole image;
 * - `value` (double): of the scalars at that point;
 * - `type` (int): 0 minimum; 1 saddle (in three dimensions with one descending direction); 2 saddle
 *   with two descending directions (three dimensions only); 3 maximum;
 * - `cell_dimension` (int): 0 vertex, 1 edge, 2 triangle, 3 tetrahedron;
 * - `on_boundary` (unsigned char, 0 or 1): that point lies on the border of the image;
 * - `persistence` (double, units of the scalars): of its pair; infinite if it has none.
 *
 * Output port 1, `Separatrices`: vtkPolyData with a polyline for each path of steepest descent from
 * a saddle to a minimum (two from each; in three dimensions from those with one descending
 * direction), and of ascent from a saddle to a maximum. A path up that leaves the image ends
 * nowhere and is left out. Point array `value` (double): mean of the vertices of the cell that the
 * path goes through. Cell arrays:
 * - `ascending` (unsigned char): 1 up to a maximum, 0 down to a minimum;
 * - `saddle_id`, `end_id` (vtkIdType): points of port 0;
 * - `saddle_value`, `end_value` (double): `value` of those points;
 * - `length` (double, units of the coordinates): of the polyline.
 *
 * Output port 2, `Segmentation`: vtkImageData with the geometry of the input, its scalars, and the
 * point arrays
 * - `descending_manifold` (vtkIdType): which minimum, counted from 0 among those of port 0, the
 * point flows down to; -1 outside;
 * - `ascending_manifold` (vtkIdType): which maximum, counted from 0 among those of port 0, it flows
 *   up to; -1 where the way up leaves the image.
 *
 * The border is open: a hill that it cuts off is no cell. Persistences are those of SUBLEVEL_CYCLES
 * in vtkLandscapeCriticalPoints, which by default counts such a hill as a whole one.
 *
 * Cost: near-linear in the points of the image. In three dimensions saddles are not connected with
 * each other.
 *
 * References: Forman 1998 (discrete Morse theory); Robins, Wood and Sheppard 2011 (discrete
 * gradient of images).
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
   * Pairs of smaller persistence are cancelled: a share of the range of values if Relative, else a
   * difference of values. 0 or more. Default 0: none are.
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
