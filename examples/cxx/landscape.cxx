// SPDX-License-Identifier: BSD-3-Clause
// The loss landscape of a shipped network in plain VTK, without ParaView: prints the loss along the
// middle row of the plane.
#include "vtkDataArray.h"
#include "vtkImageData.h"
#include "vtkLossLandscapeSource.h"
#include "vtkNew.h"
#include "vtkPointData.h"

#include <cstdio>

int main()
{
  vtkNew<vtkLossLandscapeSource> source;
  source->SetArchitecture("resnet20");
  source->SetDataset(vtkLossLandscapeSource::DIGITS);
  source->SetNumberOfSamples(50);
  source->SetResolution(11, 11, 1);
  source->Update();

  auto* landscape = vtkImageData::SafeDownCast(source->GetOutputDataObject(0));
  vtkDataArray* loss = landscape->GetPointData()->GetArray("loss");
  if (!loss)
  {
    return 1;
  }
  for (vtkIdType i = 0; i < 11; ++i)
  {
    const vtkIdType point = 5 * 11 + i;
    std::printf("%5.2f  %10.5f\n", landscape->GetPoint(point)[0], loss->GetTuple1(point));
  }
  return 0;
}
