// SPDX-License-Identifier: BSD-3-Clause
#include "vtkCheckpointReader.h"

#include "Core/Common/Error.h"
#include "Core/Files/Checkpoint.h"
#include "Core/Landscapes/ParameterStatistics.h"
#include "LandscapeData.h"

#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkIdTypeArray.h"
#include "vtkInformation.h"
#include "vtkNew.h"
#include "vtkObjectFactory.h"
#include "vtkStringArray.h"
#include "vtkTable.h"

namespace
{

using losslandscape::NamedArrays;
using losslandscape::ParameterStatistics;

template <typename ArrayType, typename Items, typename Get>
void AddColumn(vtkTable* table, const char* name, const Items& items, Get get)
{
  vtkNew<ArrayType> column;
  column->SetName(name);
  for (const auto& item : items)
  {
    column->InsertNextValue(get(item));
  }
  table->AddColumn(column);
}

void AddDescriptions(const NamedArrays& tensors, vtkTable* table)
{
  AddColumn<vtkStringArray>(
    table, "name", tensors, [](const auto& tensor) { return tensor.first; });
  AddColumn<vtkStringArray>(table, "shape", tensors,
    [](const auto& tensor) { return losslandscape::ShapeText(tensor.second.Shape); });
  AddColumn<vtkStringArray>(table, "type", tensors,
    [](const auto& tensor) { return losslandscape::ElementName(tensor.second.Type); });
}

void AddStatistics(const std::vector<ParameterStatistics>& rows, vtkTable* table)
{
  using Row = ParameterStatistics;
  const auto number = [&](const char* name, double Row::*value)
  { AddColumn<vtkDoubleArray>(table, name, rows, [=](const Row& row) { return row.*value; }); };
  const auto count = [&](const char* name, std::int64_t Row::*value)
  { AddColumn<vtkIdTypeArray>(table, name, rows, [=](const Row& row) { return row.*value; }); };
  count("count", &Row::Count);
  number("mean", &Row::Mean);
  number("standard_deviation", &Row::StandardDeviation);
  number("norm", &Row::Norm);
  number("minimum", &Row::Minimum);
  number("maximum", &Row::Maximum);
  count("non_finite", &Row::NonFinite);
}

void AddFieldData(const losslandscape::Checkpoint& checkpoint, vtkTable* table)
{
  for (const auto& [name, value] : checkpoint.Numbers)
  {
    vtkNew<vtkDoubleArray> array;
    array->SetName(name.c_str());
    array->InsertNextValue(value);
    table->GetFieldData()->AddArray(array);
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
  return losslandscape::IsCheckpointFile(name ? name : "");
}

void vtkCheckpointReader::Read(const std::string& path, vtkInformation* info)
{
  const losslandscape::Checkpoint checkpoint = losslandscape::ReadCheckpoint(path, this->Key);
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
  AddDescriptions(checkpoint.Tensors, table);
  AddStatistics(rows, table);
  AddFieldData(checkpoint, table);
}

void vtkCheckpointReader::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Key: " << this->Key << "\n";
}
