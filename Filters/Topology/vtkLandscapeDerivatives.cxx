// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeDerivatives.h"

#include "Core/Topology/Derivatives.h"
#include "LandscapeImage.h"
#include "OutputArrays.h"

#include "vtkDoubleArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"

#include <limits>

namespace
{

using losslandscape::AddPart;
using losslandscape::LandscapeImage;
using losslandscape::topology::Derivatives;

/// Of an image whose points all are cut out.
Derivatives NoDerivatives(const LandscapeImage& landscape)
{
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const auto points = static_cast<std::size_t>(landscape.Field().NumberOfPoints());
  Derivatives none;
  none.Gradient.assign(3 * points, nan);
  none.Hessian.assign(9 * points, nan);
  none.Eigenvalues.assign(3 * points, nan);
  return none;
}

} // namespace

vtkStandardNewMacro(vtkLandscapeDerivatives);

vtkLandscapeDerivatives::vtkLandscapeDerivatives() = default;

vtkLandscapeDerivatives::~vtkLandscapeDerivatives() = default;

int vtkLandscapeDerivatives::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkImageData");
  return 1;
}

void vtkLandscapeDerivatives::Compute(const LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  const Derivatives derivatives = landscape.HasDomain()
    ? losslandscape::topology::DifferentiateField(landscape.Field(), this->Order, execution)
    : NoDerivatives(landscape);
  vtkImageData* output = vtkImageData::GetData(outputs, 0);
  StartImage(landscape, outputs->GetInformationObject(0), true, output);
  AddPart<vtkDoubleArray>(landscape, output, "gradient", 3, derivatives.Gradient);
  AddPart<vtkDoubleArray>(landscape, output, "hessian", 9, derivatives.Hessian);
  AddPart<vtkDoubleArray>(landscape, output, "hessian_eigenvalues", 3, derivatives.Eigenvalues);
}

void vtkLandscapeDerivatives::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Order: " << this->Order << "\n";
}
