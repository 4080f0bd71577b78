// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapePersistence
 * @brief   persistence diagram of a landscape: how deep its valleys and how high its hills are
 *
 * Floods the landscape from below. Every valley, tunnel and hill is born at the value of one
 * critical point and dies at that of another; the difference is its persistence (Edelsbrunner,
 * Letscher and Zomorodian 2002). Small ones are noise or detail, large ones are features.
 *
 * @par Input port 0: vtkImageData
 * An image with point scalars; vtkLandscapeFilter describes their choice, values that are not
 * finite, errors and processes.
 *
 * @par Output port 0: Diagram, vtkPolyData
 * A diagram to be looked at in the plane: for each pair a vertical line from (birth, birth, 0) to
 * (birth, death, 0), by descending persistence, infinite ones first; then the diagonal from
 * (minimum, minimum, 0) to (maximum, maximum, 0) of the values. The cell arrays are:
 * - `pair_type` (int): dimension of the feature. 0 a valley (minimum and saddle); 1 in two
 * dimensions a hill (saddle and maximum), in three a tunnel (saddle and saddle); 2 in three
 * dimensions a hill; -1 the diagonal. On a line there are only valleys;
 * - `persistence` (double, units of the scalars): death minus birth; infinite for the global
 * minimum of each connected part, whose line ends at the global maximum; 0 for the diagonal;
 * - `is_finite` (unsigned char): 0 for the infinite ones, else 1;
 * - `birth_vertex`, `death_vertex` (vtkIdType): points of the grid, i + nx * (j + ny * k), counted
 *   from the first point of the whole image; -1 for the diagonal;
 * - `birth`, `death` (double): values at these points; for the diagonal the minimum and the maximum
 *   of all values.
 *
 * @par Output port 1: Pairs, vtkTable
 * A row per pair with the cell arrays of the diagram as columns, for charts and spreadsheets. There
 * is no row for the diagonal.
 *
 * @par Cost
 * Near-linear in the points of the image; in three dimensions tunnels take more, most of all in
 * noise: seconds for 100^3 points.
 *
 * @sa vtkLandscapeCriticalPoints
 */
#ifndef vtkLandscapePersistence_h
#define vtkLandscapePersistence_h

#include "vtkLandscapeFilter.h"

class VTKLOSSLANDSCAPEFILTERSTOPOLOGY_EXPORT vtkLandscapePersistence : public vtkLandscapeFilter
{
public:
  static vtkLandscapePersistence* New();
  vtkTypeMacro(vtkLandscapePersistence, vtkLandscapeFilter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the MaximumPairing property, stored in state files.
  enum MaximumPairingType
  {
    SUPERLEVEL_COMPONENTS = 0,
    SUBLEVEL_CYCLES
  };

  ///@{
  /**
   * Persistence below which pairs are left out, 0 or more: a share of the range of values if
   * Relative (the default), else a difference of values. Default 0: all pairs are output.
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
   * where the closed curve around the hill appears, as in persistent homology; hills that are open
   * at the border of the image have no pair.
   */
  vtkSetClampMacro(MaximumPairing, int, SUPERLEVEL_COMPONENTS, SUBLEVEL_CYCLES);
  vtkGetMacro(MaximumPairing, int);
  ///@}

protected:
  vtkLandscapePersistence();
  ~vtkLandscapePersistence() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) override;

  double PersistenceThreshold = 0.0;
  vtkTypeBool Relative = 1;
  int MaximumPairing = SUPERLEVEL_COMPONENTS;

private:
  vtkLandscapePersistence(const vtkLandscapePersistence&) = delete;
  void operator=(const vtkLandscapePersistence&) = delete;
};

#endif
