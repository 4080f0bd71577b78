// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeFlatRegions
 * @brief   the connected region of acceptable loss around each minimum, and how large it is
 *
 * A flat minimum is a large connected region in which the loss is hardly higher than at the minimum
 * (Hochreiter and Schmidhuber 1997). For each minimum of enough persistence this filter finds the
 * connected part of {value <= level} that holds it. The landscape is taken as linear on the
 * simplices of the triangulated grid; areas, centroids and axes are exact for that.
 *
 * @par Input port 0: vtkImageData
 * An image with point scalars; vtkLandscapeFilter describes their choice, values that are not
 * finite, errors and processes.
 *
 * @par Output port 0: Regions, vtkImageData
 * The geometry of the input, its scalars, and the point array `region` (vtkIdType): number of the
 * table's row; where regions overlap, that of the region with the lowest level; -1 outside all
 * regions.
 *
 * @par Output port 1: Table, vtkTable
 * A row per region, by ascending value of the minimum. The columns are double except where another
 * type is named; lengths are in units of the coordinates:
 * - `region` (vtkIdType): number of the row, counted from 0;
 * - `vertex_id` (vtkIdType): the minimum, i + nx * (j + ny * k), counted from the first point of
 *   the whole image; `x`, `y`, `z`: its coordinates;
 * - `minimum`: value at the minimum; `level`: value up to which the region goes; `persistence`:
 *   that of the minimum, infinite for the lowest one of a connected part (all three in units of the
 *   scalars);
 * - `number_of_points` (vtkIdType): points of the grid in the region;
 * - `minima_inside` (vtkIdType): how many of the minima listed lie in the region, more than 1 if
 *   they share it;
 * - `measure`: length, area or volume of the region, by the number of axes with more than one
 *   point;
 * - `equivalent_radius` (length): radius of the interval, disc or ball of that measure;
 * - `inscribed_radius` (length): largest distance from a point of the grid inside to the boundary;
 * - `centroid` (3 components);
 * - `semi_axes` (3, length): half axes, longest first, of the ellipsoid with the same second
 *   moments; `axis_1`, `axis_2`, `axis_3` (3 each): unit vectors along them;
 * - `axis_ratio`: longest by shortest half axis;
 * - `touches_border` (unsigned char, 0 or 1): whether the region reaches the border of the image or
 *   a hole, so that its measure is a lower bound.
 *
 * @par Cost
 * Each region is walked through once. It can be as large as the image, and regions can overlap.
 *
 * @sa vtkLandscapeCriticalPoints
 */
#ifndef vtkLandscapeFlatRegions_h
#define vtkLandscapeFlatRegions_h

#include "vtkLandscapeFilter.h"

class VTKLOSSLANDSCAPEFILTERSTOPOLOGY_EXPORT vtkLandscapeFlatRegions : public vtkLandscapeFilter
{
public:
  static vtkLandscapeFlatRegions* New();
  vtkTypeMacro(vtkLandscapeFlatRegions, vtkLandscapeFilter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the ToleranceMode property, stored in state files.
  enum ToleranceModeType
  {
    ABSOLUTE_TOLERANCE = 0,
    RELATIVE_TO_RANGE,
    UNTIL_SADDLE
  };

  ///@{
  /**
   * The level up to which a region goes (ToleranceModeType):
   * - ABSOLUTE_TOLERANCE: the minimum plus Tolerance;
   * - RELATIVE_TO_RANGE (the default): the minimum plus Tolerance times the range of values;
   * - UNTIL_SADDLE: the lowest pass from which the region would spill into that of another minimum,
   *   or the highest value of the connected part of the landscape if there is no other minimum in
   *   it.
   */
  vtkSetMacro(ToleranceMode, int);
  vtkGetMacro(ToleranceMode, int);
  ///@}

  ///@{
  /**
   * How much higher than its minimum a region may be, 0 or more, as ToleranceMode says.
   * UNTIL_SADDLE does not use it. Default 0.01.
   */
  vtkSetMacro(Tolerance, double);
  vtkGetMacro(Tolerance, double);
  ///@}

  ///@{
  /**
   * Persistence below which minima have no region, 0 or more: a share of the range of values if
   * Relative (the default), else a difference of values. Default 0.01.
   */
  vtkSetMacro(PersistenceThreshold, double);
  vtkGetMacro(PersistenceThreshold, double);
  vtkSetMacro(Relative, vtkTypeBool);
  vtkGetMacro(Relative, vtkTypeBool);
  vtkBooleanMacro(Relative, vtkTypeBool);
  ///@}

protected:
  vtkLandscapeFlatRegions();
  ~vtkLandscapeFlatRegions() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) override;

  int ToleranceMode = RELATIVE_TO_RANGE;
  double Tolerance = 0.01;
  double PersistenceThreshold = 0.01;
  vtkTypeBool Relative = 1;

private:
  vtkLandscapeFlatRegions(const vtkLandscapeFlatRegions&) = delete;
  void operator=(const vtkLandscapeFlatRegions&) = delete;
};

#endif
