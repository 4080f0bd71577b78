// SPDX-License-Identifier: BSD-3-Clause
// What the tests of the topology filters share: images, all filters, comparison to the bit.
#ifndef losslandscape_Testing_TopologyFilterFixtures_h
#define losslandscape_Testing_TopologyFilterFixtures_h

#include "vtkLandscapeCriticalPoints.h"
#include "vtkLandscapeDerivatives.h"
#include "vtkLandscapeFlatRegions.h"
#include "vtkLandscapeMorseComplex.h"
#include "vtkLandscapePersistence.h"

#include "vtkCallbackCommand.h"
#include "vtkCellData.h"
#include "vtkDataArray.h"
#include "vtkDoubleArray.h"
#include "vtkExecutive.h"
#include "vtkFieldData.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"
#include "vtkSmartPointer.h"
#include "vtkTable.h"

#include <array>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using Image = vtkSmartPointer<vtkImageData>;
using Filter = vtkSmartPointer<vtkLandscapeFilter>;

/// Collects the texts of one kind of event while it lives, in place of printing errors.
class MessageCollector
{
public:
  explicit MessageCollector(vtkAlgorithm* object, unsigned long event = vtkCommand::ErrorEvent)
    : Observed(object)
  {
    this->Command->SetClientData(this);
    this->Command->SetCallback(
      [](vtkObject*, unsigned long, void* data, void* message)
      {
        auto* self = static_cast<MessageCollector*>(data);
        self->Text += static_cast<const char*>(message);
        ++self->Count;
      });
    this->Silence->SetCallback([](vtkObject*, unsigned long, void*, void*) {});
    object->AddObserver(event, this->Command);
    object->AddObserver(vtkCommand::ErrorEvent, this->Silence);
    object->GetExecutive()->AddObserver(vtkCommand::ErrorEvent, this->Silence);
  }
  ~MessageCollector()
  {
    this->Observed->RemoveObserver(this->Command);
    this->Observed->RemoveObserver(this->Silence);
    this->Observed->GetExecutive()->RemoveObserver(this->Silence);
  }
  MessageCollector(const MessageCollector&) = delete;
  void operator=(const MessageCollector&) = delete;

  std::string Text;
  int Count = 0;

private:
  vtkSmartPointer<vtkAlgorithm> Observed;
  vtkNew<vtkCallbackCommand> Command;
  vtkNew<vtkCallbackCommand> Silence;
};

/// An image of the extent, with the array `loss` of value(x, y, z).
template <typename Value>
Image MakeImage(const std::array<int, 6>& extent, const std::array<double, 3>& origin,
  double spacing, Value&& value)
{
  auto image = Image::New();
  image->SetExtent(const_cast<int*>(extent.data()));
  image->SetOrigin(origin[0], origin[1], origin[2]);
  image->SetSpacing(spacing, spacing, spacing);
  vtkNew<vtkDoubleArray> loss;
  loss->SetName("loss");
  for (vtkIdType id = 0; id < image->GetNumberOfPoints(); ++id)
  {
    const double* at = image->GetPoint(id);
    loss->InsertNextValue(value(at[0], at[1], at[2]));
  }
  image->GetPointData()->SetScalars(loss);
  return image;
}

/// Whole numbers, so that every type of array holds them exactly: several minima, saddles, maxima.
inline double Hills(double x, double y, double z)
{
  return std::round(40.0 * (std::sin(x) + std::cos(1.3 * y) + std::sin(0.7 * z + x)) + 0.5 * x * y);
}

inline Image HillsImage()
{
  return MakeImage({ 0, 24, 0, 19, 0, 0 }, { -4.0, -3.0, 0.0 }, 0.35, Hills);
}

/// The same in three dimensions.
inline Image HillsVolume()
{
  return MakeImage({ 0, 9, 0, 8, 0, 7 }, { -2.0, -3.0, 0.0 }, 0.6, Hills);
}

inline std::vector<Filter> AllFilters()
{
  return { vtkSmartPointer<vtkLandscapeCriticalPoints>::New(),
    vtkSmartPointer<vtkLandscapeMorseComplex>::New(),
    vtkSmartPointer<vtkLandscapePersistence>::New(),
    vtkSmartPointer<vtkLandscapeFlatRegions>::New(),
    vtkSmartPointer<vtkLandscapeDerivatives>::New() };
}

inline void UpdateAll(vtkAlgorithm* filter)
{
  for (int port = 0; port < filter->GetNumberOfOutputPorts(); ++port)
  {
    filter->Update(port);
  }
}

/// Points, cells or rows of an output.
inline std::vector<vtkFieldData*> AttributesOf(vtkDataObject* output)
{
  std::vector<vtkFieldData*> all;
  for (const int type : { vtkDataObject::POINT, vtkDataObject::CELL, vtkDataObject::ROW })
  {
    if (vtkFieldData* data = output->GetAttributesAsFieldData(type))
    {
      all.push_back(data);
    }
  }
  return all;
}

inline std::vector<double> ValuesOf(vtkDataArray* array)
{
  std::vector<double> values;
  for (vtkIdType id = 0; array && id < array->GetNumberOfTuples(); ++id)
  {
    for (int c = 0; c < array->GetNumberOfComponents(); ++c)
    {
      values.push_back(array->GetComponent(id, c));
    }
  }
  return values;
}

/// To the bit, so that NaN equals NaN.
inline bool SameBits(const std::vector<double>& a, const std::vector<double>& b)
{
  return a.size() == b.size() &&
    (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

inline std::vector<double> PointsOf(vtkDataObject* output)
{
  std::vector<double> values;
  auto* data = vtkDataSet::SafeDownCast(output);
  for (vtkIdType id = 0; data && id < data->GetNumberOfPoints(); ++id)
  {
    const double* at = data->GetPoint(id);
    values.insert(values.end(), at, at + 3);
  }
  return values;
}

/// Compares all arrays but those called `except` (the scalars, which may be of another type).
inline void ExpectSameOutputs(
  vtkAlgorithm* a, vtkAlgorithm* b, const std::string& except = std::string())
{
  for (int port = 0; port < a->GetNumberOfOutputPorts(); ++port)
  {
    vtkDataObject* first = a->GetOutputDataObject(port);
    vtkDataObject* second = b->GetOutputDataObject(port);
    const std::string where = std::string(a->GetClassName()) + " port " + std::to_string(port);
    EXPECT_TRUE(SameBits(PointsOf(first), PointsOf(second))) << where;
    const auto attributes = AttributesOf(first);
    const auto others = AttributesOf(second);
    ASSERT_EQ(attributes.size(), others.size()) << where;
    for (std::size_t i = 0; i < attributes.size(); ++i)
    {
      ASSERT_EQ(attributes[i]->GetNumberOfArrays(), others[i]->GetNumberOfArrays()) << where;
      for (int n = 0; n < attributes[i]->GetNumberOfArrays(); ++n)
      {
        vtkDataArray* array = attributes[i]->GetArray(n);
        vtkDataArray* other = others[i]->GetArray(array->GetName());
        if (array->GetName() != except)
        {
          EXPECT_TRUE(other && SameBits(ValuesOf(array), ValuesOf(other)))
            << where << " " << array->GetName();
        }
      }
    }
  }
}

inline vtkPolyData* Poly(vtkAlgorithm* filter, int port)
{
  return vtkPolyData::SafeDownCast(filter->GetOutputDataObject(port));
}

inline vtkImageData* ImageOf(vtkAlgorithm* filter, int port)
{
  return vtkImageData::SafeDownCast(filter->GetOutputDataObject(port));
}

inline vtkTable* TableOf(vtkAlgorithm* filter, int port)
{
  return vtkTable::SafeDownCast(filter->GetOutputDataObject(port));
}

inline std::vector<double> Point(vtkAlgorithm* filter, int port, const char* name)
{
  return ValuesOf(
    vtkDataSet::SafeDownCast(filter->GetOutputDataObject(port))->GetPointData()->GetArray(name));
}

inline std::vector<double> Cell(vtkAlgorithm* filter, int port, const char* name)
{
  return ValuesOf(Poly(filter, port)->GetCellData()->GetArray(name));
}

inline std::vector<double> Column(vtkAlgorithm* filter, const char* name)
{
  return ValuesOf(vtkDataArray::SafeDownCast(TableOf(filter, 1)->GetColumnByName(name)));
}

template <typename FilterType>
void Connect(FilterType* filter, vtkImageData* image)
{
  filter->SetInputDataObject(image);
  UpdateAll(filter);
}

/// What goes wrong when the filter works on the image; its outputs must be valid and empty.
inline std::string ErrorOf(vtkLandscapeFilter* filter, vtkImageData* image)
{
  filter->SetInputDataObject(image);
  MessageCollector errors(filter);
  filter->Update();
  for (int port = 0; port < filter->GetNumberOfOutputPorts(); ++port)
  {
    for (const int type : { vtkDataObject::POINT, vtkDataObject::CELL, vtkDataObject::ROW })
    {
      EXPECT_EQ(
        errors.Count > 0 ? filter->GetOutputDataObject(port)->GetNumberOfElements(type) : 0, 0);
    }
  }
  EXPECT_LE(errors.Count, 1) << errors.Text;
  return errors.Text;
}

inline ::testing::AssertionResult Contains(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos
    ? ::testing::AssertionSuccess()
    : ::testing::AssertionFailure() << "'" << part << "' is not in '" << text << "'";
}

#endif
