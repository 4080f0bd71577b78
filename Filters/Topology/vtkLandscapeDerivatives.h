// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeDerivatives
 * @brief   gradient and Hessian of a landscape from the values on its grid
 *
 * The derivatives are finite differences (Fornberg 1988) of error order 2 or 4, one-sided at the
 * border of the image and beside holes; where there is no room for that order, of the highest one
 * that fits. They are derivatives at the scale of the grid: on the landscape of a ReLU network,
 * which has kinks closer than any grid, the Hessian is another than the exact one of automatic
 * differentiation.
 *
 * @par Input port 0: vtkImageData
 * An image with point scalars; vtkLandscapeFilter describes their choice, values that are not
 * finite, errors and processes.
 *
 * @par Output port 0: vtkImageData
 * The input with its arrays and in addition the point arrays (double)
 * - `gradient` (3 components, value per coordinate);
 * - `hessian` (9, value per squared coordinate): row by row;
 * - `hessian_eigenvalues` (3): eigenvalues of `hessian`, those of the axes with more than one point
 *   in ascending order, then 0.
 *
 * @par
 * Arrays of the input with these names are replaced. Axes of one point have derivative 0. Where
 * there are too few neighbours for any difference, and in holes, derivatives are NaN.
 *
 * @par Cost
 * Linear in the points of the image, with all threads; 120 bytes for each of them, and as much
 * again while it runs.
 *
 * @sa vtkLandscapeCriticalPoints
 */
#ifndef vtkLandscapeDerivatives_h
#define vtkLandscapeDerivatives_h

#include "vtkLandscapeFilter.h"

class VTKLOSSLANDSCAPEFILTERSTOPOLOGY_EXPORT vtkLandscapeDerivatives : public vtkLandscapeFilter
{
public:
  static vtkLandscapeDerivatives* New();
  vtkTypeMacro(vtkLandscapeDerivatives, vtkLandscapeFilter);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * Order of the error in the grid's spacing, 2 or 4. Default 4. Other numbers are an error when
   * executed.
   */
  vtkSetMacro(Order, int);
  vtkGetMacro(Order, int);
  ///@}

protected:
  vtkLandscapeDerivatives();
  ~vtkLandscapeDerivatives() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) override;

  int Order = 4;

private:
  vtkLandscapeDerivatives(const vtkLandscapeDerivatives&) = delete;
  void operator=(const vtkLandscapeDerivatives&) = delete;
};

#endif
