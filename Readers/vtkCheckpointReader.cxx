// SPDX-License-Identifier: BSD-3-Clause
#include "vtkCheckpointReader.h"

#include "Core/Common/Error.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Landscapes/ParameterStatistics.h"
#include "Core/Files/Networks/ExportedProgram.h"
#include "LandscapeData.h"
#include "Pipeline/OutputArrays.h"

#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkInformation.h"
#include "vtkObjectFactory.h"
#include "vtkStringArray.h"
#include "vtkTable.h"

namespace
{

using losslandscape::AddColumn;
using losslandscape::NamedArrays;
using losslandscape::ParameterStatistics;

void AddDescriptions(const NamedArrays& tensors, vtkFieldData* rows)
{
  AddColumn<vtkStringArray>(rows, "name", tensors, &NamedArrays::value_type::first);
  AddColumn<vtkStringArray>(rows, "shape", tensors,
    [](const auto& tensor) { return losslandscape::ShapeText(tensor.second.Shape); });
  AddColumn<vtkStringArray>(rows, "type", tensors,
    [](const auto& tensor) { return losslandscape::ElementName(tensor.second.Type); });
}

void AddStatistics(const std::vector<ParameterStatistics>& statistics, vtkFieldData* rows)
{
  using Row = ParameterStatistics;
  AddColumn<vtkIdTypeArray>(rows, "count", statistics, &Row::Count);
  AddColumn<vtkDoubleArray>(rows, "mean", statistics, &Row::Mean);
  AddColumn<vtkDoubleArray>(rows, "standard_deviation", statistics, &Row::StandardDeviation);
  AddColumn<vtkDoubleArray>(rows, "norm", statistics, &Row::Norm);
  AddColumn<vtkDoubleArray>(rows, "minimum", statistics, &Row::Minimum);
  AddColumn<vtkDoubleArray>(rows, "maximum", statistics, &Row::Maximum);
  AddColumn<vtkIdTypeArray>(rows, "non_finite", statistics, &Row::NonFinite);
}

void AddFieldData(const losslandscape::Checkpoint& checkpoint, vtkTable* table)
{
  for (const auto& [name, value] : checkpoint.Numbers)
  {
    losslandscape::AddArray<vtkDoubleArray>(table->GetFieldData(), name.c_str(), 1, 1)
      ->SetValue(0, value);
  }
  losslandscape::AddLines("format", { checkpoint.Format }, table);
  losslandscape::AddLines("key", { checkpoint.Key }, table);
  losslandscape::AddLines("skipped", checkpoint.Skipped, table);
}

} // namespace

vtkStandardNewMacro(vtkCheckpointReader);

vtkCheckpointReader::vtkCheckpointReader() = default;

vtkCheckpointReader::~vtkCheckpointReader() = default;

int vtkCheckpointReader::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkTable");
  return 1;
}

void vtkCheckpointReader::SetKey(const char* key)
{
  const std::string value = key ? key : "";
  if (value != this->Key)
  {
    this->Key = value;
    this->Modified();
  }
}

int vtkCheckpointReader::CanReadFile(const char* name)
{
  const std::string path = name ? name : "";
  return losslandscape::IsCheckpointFile(path) || losslandscape::IsExportedProgramFile(path);
}

void vtkCheckpointReader::Read(const std::string& path, vtkInformation* info)
{
  const losslandscape::Checkpoint checkpoint = losslandscape::IsExportedProgramFile(path)
    ? losslandscape::ReadExportedState(path)
    : losslandscape::ReadCheckpoint(path, this->Key);
  std::vector<ParameterStatistics> rows;
  for (const auto& entry : checkpoint.Tensors)
  {
    rows.push_back(losslandscape::StatisticsOf(entry.second));
    const double done = static_cast<double>(rows.size());
    if (!this->ReportProgress(done / static_cast<double>(checkpoint.Tensors.size())))
    {
      throw losslandscape::Aborted();
    }
  }
  vtkTable* table = vtkTable::GetData(info);
  AddDescriptions(checkpoint.Tensors, table->GetRowData());
  AddStatistics(rows, table->GetRowData());
  AddFieldData(checkpoint, table);
}

void vtkCheckpointReader::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Key: " << this->Key << "\n";
}
