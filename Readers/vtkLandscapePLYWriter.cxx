// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLandscapePLYWriter.h"

#include "Core/Files/Landscapes/PlyLandscape.h"
#include "Pipeline/SettingRange.h"

#include "vtkObjectFactory.h"

vtkStandardNewMacro(vtkLandscapePLYWriter);

vtkLandscapePLYWriter::vtkLandscapePLYWriter() = default;

vtkLandscapePLYWriter::~vtkLandscapePLYWriter() = default;

void vtkLandscapePLYWriter::WriteLandscape(
  const std::string& path, const losslandscape::SampledLandscape& landscape)
{
  losslandscape::WritePlyLandscape(path, landscape,
    static_cast<losslandscape::PlyEncoding>(
      losslandscape::InRange<int>("Encoding", this->Encoding, ASCII, BINARY)));
}

void vtkLandscapePLYWriter::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Encoding: " << this->Encoding << "\n";
}
