// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapeDerivatives.h"

#include "Core/Mathematics/Topology/Field/Derivatives.h"
#include "LandscapeImage.h"
#include "OutputArrays.h"

#include "vtkDoubleArray.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"

vtkStandardNewMacro(vtkLandscapeDerivatives);

vtkLandscapeDerivatives::vtkLandscapeDerivatives() = default;

vtkLandscapeDerivatives::~vtkLandscapeDerivatives() = default;

int vtkLandscapeDerivatives::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkImageData");
  return 1;
}

void vtkLandscapeDerivatives::Compute(const losslandscape::LandscapeImage& landscape,
  const losslandscape::Execution& execution, vtkInformationVector* outputs)
{
  const auto derivatives =
    losslandscape::topology::DifferentiateField(landscape.Field(), this->Order, execution);
  vtkImageData* output = vtkImageData::GetData(outputs, 0);
  StartImage(landscape, outputs->GetInformationObject(0), true, output);
  losslandscape::AddPart<vtkDoubleArray>(landscape, output, "gradient", 3, derivatives.Gradient);
  losslandscape::AddPart<vtkDoubleArray>(landscape, output, "hessian", 9, derivatives.Hessian);
  losslandscape::AddPart<vtkDoubleArray>(
    landscape, output, "hessian_eigenvalues", 3, derivatives.Eigenvalues);
}

void vtkLandscapeDerivatives::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Order: " << this->Order << "\n";
}
