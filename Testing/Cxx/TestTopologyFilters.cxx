// SPDX-License-Identifier: BSD-3-Clause
// Settings of the topology filters and the arrays of their outputs.
#include "TopologyFilterFixtures.h"

#include "Core/Mathematics/Topology/Critical/CriticalPoints.h"
#include "Core/Mathematics/Topology/Flat/FlatRegions.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"

#include <cmath>
#include <sstream>

namespace
{

/// "name type components, ..."
std::string Listing(vtkFieldData* data)
{
  std::string text;
  for (int n = 0; n < data->GetNumberOfArrays(); ++n)
  {
    vtkDataArray* array = data->GetArray(n);
    text += (n ? ", " : "") + std::string(array->GetName()) + " " + array->GetDataTypeAsString() +
      " " + std::to_string(array->GetNumberOfComponents());
  }
  return text;
}

std::string Printed(vtkObject* object)
{
  std::ostringstream text;
  object->Print(text);
  return text.str();
}

} // namespace

TEST(TopologyFilters, HaveTheDefaultsOfTheCore)
{
  const losslandscape::topology::CriticalPointOptions points;
  vtkNew<vtkLandscapeCriticalPoints> critical;
  EXPECT_EQ(critical->GetPersistenceThreshold(), points.PersistenceThreshold);
  EXPECT_EQ(critical->GetRelative() != 0, points.Relative);
  EXPECT_EQ(critical->GetMaximumPairing(), static_cast<int>(points.Pairing));
  EXPECT_EQ(critical->GetIncludeBoundary() != 0, points.IncludeBoundary);
  EXPECT_EQ(critical->GetSubCell() != 0, points.SubCell);
  EXPECT_EQ(critical->GetWindowRadius(), points.WindowRadius);
  const losslandscape::topology::MorseComplexOptions complexOptions;
  vtkNew<vtkLandscapeMorseComplex> complex;
  EXPECT_EQ(complex->GetPersistenceThreshold(), complexOptions.PersistenceThreshold);
  EXPECT_EQ(complex->GetRelative() != 0, complexOptions.Relative);
  const losslandscape::topology::FlatRegionOptions regionOptions;
  vtkNew<vtkLandscapeFlatRegions> regions;
  EXPECT_EQ(regions->GetToleranceMode(), static_cast<int>(regionOptions.Mode));
  EXPECT_EQ(regions->GetTolerance(), regionOptions.Tolerance);
  EXPECT_EQ(regions->GetPersistenceThreshold(), regionOptions.PersistenceThreshold);
  EXPECT_EQ(regions->GetRelative() != 0, regionOptions.Relative);
  vtkNew<vtkLandscapeDerivatives> derivatives;
  EXPECT_EQ(derivatives->GetOrder(), 4);
  for (const auto& filter : AllFilters())
  {
    EXPECT_EQ(filter->GetThreads(), 0);
  }
}

/// A setting that were moved into its range in silence would give an answer to another question.
TEST(TopologyFilters, RefuseSettingsOutOfRange)
{
  const Image image = HillsImage();
  const auto expectRefusal = [&](vtkLandscapeFilter* filter, const char* setting)
  {
    const std::string text = ErrorOf(filter, image);
    EXPECT_TRUE(Contains(text, "out of range")) << text;
    EXPECT_TRUE(Contains(text, setting)) << text;
  };
  vtkNew<vtkLandscapeCriticalPoints> points;
  points->SetPersistenceThreshold(-1.0);
  expectRefusal(points, "PersistenceThreshold");
  points->SetPersistenceThreshold(0.0);
  points->SetWindowRadius(0);
  expectRefusal(points, "WindowRadius");
  points->SetWindowRadius(2);
  points->SetMaximumPairing(7);
  expectRefusal(points, "MaximumPairing");
  points->SetMaximumPairing(0);
  points->SetThreads(-3);
  expectRefusal(points, "Threads");
  points->SetThreads(1);
  EXPECT_EQ(ErrorOf(points, image), "");
  vtkNew<vtkLandscapeFlatRegions> regions;
  regions->SetToleranceMode(9);
  expectRefusal(regions, "ToleranceMode");
  vtkNew<vtkLandscapePersistence> persistence;
  persistence->SetPersistenceThreshold(std::nan(""));
  expectRefusal(persistence, "PersistenceThreshold");
  vtkNew<vtkLandscapeMorseComplex> complex;
  complex->SetPersistenceThreshold(-0.5);
  expectRefusal(complex, "PersistenceThreshold");
}

TEST(TopologyFilters, PrintTheirSettings)
{
  vtkNew<vtkLandscapeCriticalPoints> points;
  points->SetInputArrayToProcess(0, 0, 0, vtkDataObject::FIELD_ASSOCIATION_POINTS, "height");
  for (const char* line :
    { "Scalars: height", "Threads: 0", "PersistenceThreshold: 0", "Relative: 1",
      "MaximumPairing: 0", "IncludeBoundary: 1", "SubCell: 1", "WindowRadius: 2" })
  {
    EXPECT_TRUE(Contains(Printed(points), line));
  }
  vtkNew<vtkLandscapeFlatRegions> regions;
  EXPECT_TRUE(Contains(Printed(regions), "ToleranceMode: 1"));
  EXPECT_TRUE(Contains(Printed(regions), "Tolerance: 0.01"));
  vtkNew<vtkLandscapeDerivatives> derivatives;
  EXPECT_TRUE(Contains(Printed(derivatives), "Order: 4"));
}

TEST(TopologyFilters, HaveTheirArrays)
{
  const Image image = HillsImage();
  vtkNew<vtkLandscapeCriticalPoints> points;
  Connect(points.Get(), image);
  EXPECT_EQ(Listing(Poly(points, 0)->GetPointData()),
    "vertex_id idtype 1, value double 1, type int 1, morse_index int 1, "
    "on_boundary unsigned char 1, persistence double 1, hessian_eigenvalues double 3, "
    "hessian_eigenvectors double 9, gradient_magnitude double 1, is_morse unsigned char 1");
  EXPECT_EQ(Poly(points, 0)->GetNumberOfVerts(), Poly(points, 0)->GetNumberOfPoints());
  EXPECT_EQ(Poly(points, 0)->GetPoints()->GetDataType(), VTK_DOUBLE);

  vtkNew<vtkLandscapeMorseComplex> complex;
  Connect(complex.Get(), image);
  EXPECT_EQ(Listing(Poly(complex, 0)->GetPointData()),
    "vertex_id idtype 1, value double 1, type int 1, cell_dimension int 1, "
    "on_boundary unsigned char 1, persistence double 1");
  EXPECT_EQ(Listing(Poly(complex, 1)->GetPointData()), "value double 1");
  EXPECT_EQ(Listing(Poly(complex, 1)->GetCellData()),
    "ascending unsigned char 1, saddle_id idtype 1, end_id idtype 1, "
    "saddle_value double 1, end_value double 1, length double 1");
  EXPECT_EQ(Listing(ImageOf(complex, 2)->GetPointData()),
    "loss double 1, descending_manifold idtype 1, ascending_manifold idtype 1");

  const std::string pair = "pair_type int 1, persistence double 1, is_finite unsigned char 1, "
                           "birth_vertex idtype 1, death_vertex idtype 1, "
                           "birth double 1, death double 1";
  vtkNew<vtkLandscapePersistence> persistence;
  Connect(persistence.Get(), image);
  EXPECT_EQ(Listing(Poly(persistence, 0)->GetCellData()), pair);
  EXPECT_EQ(Listing(TableOf(persistence, 1)->GetRowData()), pair);

  vtkNew<vtkLandscapeFlatRegions> regions;
  Connect(regions.Get(), image);
  EXPECT_EQ(Listing(ImageOf(regions, 0)->GetPointData()), "loss double 1, region idtype 1");
  EXPECT_EQ(Listing(TableOf(regions, 1)->GetRowData()),
    "region idtype 1, vertex_id idtype 1, x double 1, y double 1, z double 1, "
    "minimum double 1, level double 1, persistence double 1, number_of_points idtype 1, "
    "minima_inside idtype 1, measure double 1, equivalent_radius double 1, "
    "inscribed_radius double 1, centroid double 3, semi_axes double 3, axis_1 double 3, "
    "axis_2 double 3, axis_3 double 3, axis_ratio double 1, touches_border unsigned char 1");

  vtkNew<vtkLandscapeDerivatives> derivatives;
  Connect(derivatives.Get(), image);
  EXPECT_EQ(Listing(ImageOf(derivatives, 0)->GetPointData()),
    "loss double 1, gradient double 3, hessian double 9, hessian_eigenvalues double 3");
  EXPECT_STREQ(ImageOf(derivatives, 0)->GetPointData()->GetScalars()->GetName(), "loss");
}
