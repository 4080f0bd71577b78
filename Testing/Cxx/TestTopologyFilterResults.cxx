// SPDX-License-Identifier: BSD-3-Clause
// What the topology filters find, against closed forms.
#include "TopologyFilterFixtures.h"

#include "vtkAnalyticLandscapeSource.h"
#include "vtkCellArray.h"
#include "vtkIdList.h"
#include "vtkIntArray.h"

#include <algorithm>
#include <limits>
#include <set>

namespace
{

const double Pi = std::acos(-1.0);
const double Infinity = std::numeric_limits<double>::infinity();

/// Two valleys of depth 1 at (-1, 0) and (1, 0), and the pass (0, 0) between them.
double TwoWells(double x, double y, double)
{
  return (x * x - 1.0) * (x * x - 1.0) + y * y;
}

Image TwoWellsImage()
{
  return MakeImage({ 0, 24, 0, 16, 0, 0 }, { -1.5, -1.0, 0.0 }, 0.125, TwoWells);
}

/// How many of the values equal `wanted`.
long CountOf(const std::vector<double>& values, double wanted)
{
  return std::count(values.begin(), values.end(), wanted);
}

} // namespace

TEST(LandscapeCriticalPoints, FitAQuadraticBowlExactly)
{
  // Minimum at (0.3, -0.2), between the points of the grid; Hessian {{2, 1}, {1, 6}}.
  const auto bowl = [](double x, double y, double)
  {
    const double u = x - 0.3;
    const double v = y + 0.2;
    return 1.5 + u * u + u * v + 3.0 * v * v;
  };
  vtkNew<vtkLandscapeCriticalPoints> points;
  points->IncludeBoundaryOff();
  Connect(points.Get(), MakeImage({ 0, 16, 0, 16, 0, 0 }, { -2.0, -2.0, 0.0 }, 0.25, bowl));
  ASSERT_EQ(Poly(points, 0)->GetNumberOfPoints(), 1);
  EXPECT_NEAR(Poly(points, 0)->GetPoint(0)[0], 0.3, 1e-9);
  EXPECT_NEAR(Poly(points, 0)->GetPoint(0)[1], -0.2, 1e-9);
  EXPECT_EQ(Point(points, 0, "type")[0], 0.0);
  EXPECT_EQ(Point(points, 0, "morse_index")[0], 0.0);
  EXPECT_EQ(Point(points, 0, "is_morse")[0], 1.0);
  EXPECT_EQ(Point(points, 0, "on_boundary")[0], 0.0);
  EXPECT_EQ(Point(points, 0, "persistence")[0], Infinity);
  EXPECT_EQ(Point(points, 0, "vertex_id")[0], 9 + 17 * 7) << "the point (0.25, -0.25)";
  EXPECT_EQ(Point(points, 0, "value")[0], bowl(0.25, -0.25, 0.0));
  EXPECT_NEAR(Point(points, 0, "gradient_magnitude")[0], 0.0, 1e-9);
  const auto eigenvalues = Point(points, 0, "hessian_eigenvalues");
  EXPECT_NEAR(eigenvalues[0], 4.0 - std::sqrt(5.0), 1e-9);
  EXPECT_NEAR(eigenvalues[1], 4.0 + std::sqrt(5.0), 1e-9);
  EXPECT_EQ(eigenvalues[2], 0.0);
  // Eigenvector of the first: (1, e - 2).
  const auto vectors = Point(points, 0, "hessian_eigenvectors");
  EXPECT_NEAR(vectors[1] / vectors[0], 2.0 - std::sqrt(5.0), 1e-9);
  EXPECT_NEAR(vectors[0] * vectors[0] + vectors[1] * vectors[1], 1.0, 1e-12);
  EXPECT_EQ(std::vector<double>(vectors.begin() + 6, vectors.end()),
    (std::vector<double>{ 0.0, 0.0, 1.0 }));

  points->SubCellOff();
  points->Update();
  EXPECT_EQ(Poly(points, 0)->GetPoint(0)[0], 0.25);
  EXPECT_EQ(Poly(points, 0)->GetPoint(0)[1], -0.25);
}

TEST(LandscapeCriticalPoints, FindThoseOfHimmelblau)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  vtkNew<vtkLandscapeCriticalPoints> points;
  points->SetInputConnection(source->GetOutputPort());
  points->SetPersistenceThreshold(0.001);
  points->IncludeBoundaryOff();
  points->Update();
  const auto types = Point(points, 0, "type");
  EXPECT_EQ(CountOf(types, 0.0), 4);
  EXPECT_EQ(CountOf(types, 1.0), 4);
  EXPECT_EQ(CountOf(types, 3.0), 1);
  EXPECT_EQ(types.size(), 9u);
  EXPECT_EQ(CountOf(Point(points, 0, "is_morse"), 1.0), 9);
  // Where they are is known from the formula: on port 1 of the source.
  auto* known = vtkPolyData::SafeDownCast(source->GetOutputDataObject(1));
  for (vtkIdType id = 0; id < 9; ++id)
  {
    double at[3];
    Poly(points, 0)->GetPoint(id, at);
    double nearest[3];
    const vtkIdType same = known->FindPoint(at);
    known->GetPoint(same, nearest);
    EXPECT_NEAR(std::hypot(at[0] - nearest[0], at[1] - nearest[1]), 0.0, 0.01);
    EXPECT_EQ(types[id], known->GetPointData()->GetArray("type")->GetTuple1(same));
    const double* true3 = known->GetPointData()->GetArray("hessian_eigenvalues")->GetTuple3(same);
    const double* fit3 =
      Poly(points, 0)->GetPointData()->GetArray("hessian_eigenvalues")->GetTuple3(id);
    EXPECT_NEAR(fit3[0], true3[0], 0.02 * std::abs(true3[0]));
    EXPECT_NEAR(fit3[1], true3[1], 0.02 * std::abs(true3[1]));
  }
}

TEST(LandscapeCriticalPoints, ThresholdAndBorderSelect)
{
  vtkNew<vtkLandscapeCriticalPoints> points;
  Connect(points.Get(), TwoWellsImage());
  EXPECT_GT(CountOf(Point(points, 0, "on_boundary"), 1.0), 0);
  points->SetPersistenceThreshold(1.1);
  points->RelativeOff();
  points->Update();
  EXPECT_EQ(CountOf(Point(points, 0, "type"), 0.0), 1) << "the depth of the other well is 1";
  points->SetPersistenceThreshold(0.9);
  points->IncludeBoundaryOff();
  points->Update();
  EXPECT_EQ(CountOf(Point(points, 0, "type"), 0.0), 2);
  EXPECT_EQ(CountOf(Point(points, 0, "type"), 1.0), 1);
  EXPECT_EQ(Point(points, 0, "type").size(), 3u);
  // The range of values is 1.25^2 + 1.
  points->RelativeOn();
  points->SetPersistenceThreshold(1.01 / 2.5625);
  points->Update();
  EXPECT_EQ(CountOf(Point(points, 0, "type"), 0.0), 1);
}

TEST(LandscapePersistence, DrawsAndListsThePairs)
{
  vtkNew<vtkLandscapePersistence> persistence;
  Connect(persistence.Get(), TwoWellsImage());
  const auto type = Cell(persistence, 0, "pair_type");
  const auto birth = Cell(persistence, 0, "birth");
  const auto death = Cell(persistence, 0, "death");
  const auto size = Cell(persistence, 0, "persistence");
  const auto finite = Cell(persistence, 0, "is_finite");
  EXPECT_EQ(CountOf(type, 0.0), 2);
  EXPECT_EQ(CountOf(type, -1.0), 1);
  EXPECT_EQ(CountOf(finite, 0.0), 1);
  EXPECT_EQ(finite[0], 0.0);
  EXPECT_EQ(size[0], Infinity);
  EXPECT_EQ(birth[0], 0.0);
  EXPECT_EQ(death[0], 2.5625);
  const auto second = std::find(type.begin() + 1, type.end(), 0.0) - type.begin();
  EXPECT_EQ(birth[second], 0.0);
  EXPECT_EQ(death[second], 1.0);
  EXPECT_EQ(size[second], 1.0);
  EXPECT_EQ(Cell(persistence, 0, "death_vertex")[second], 12 + 25 * 8) << "the pass";

  // The lines.
  vtkPolyData* diagram = Poly(persistence, 0);
  ASSERT_EQ(diagram->GetNumberOfLines(), static_cast<vtkIdType>(type.size()));
  vtkNew<vtkIdList> ends;
  for (vtkIdType line = 0; line < diagram->GetNumberOfLines(); ++line)
  {
    diagram->GetCellPoints(line, ends);
    ASSERT_EQ(ends->GetNumberOfIds(), 2);
    const double* foot = diagram->GetPoint(ends->GetId(0));
    EXPECT_EQ(foot[0], birth[line]);
    EXPECT_EQ(foot[1], birth[line]);
    const double* head = diagram->GetPoint(ends->GetId(1));
    EXPECT_EQ(head[0], type[line] < 0.0 ? death[line] : birth[line]);
    EXPECT_EQ(head[1], death[line]);
    EXPECT_EQ(head[2], 0.0);
  }
  EXPECT_EQ(type.back(), -1.0);
  EXPECT_EQ(size.back(), 0.0);
  EXPECT_EQ(finite.back(), 1.0);
  EXPECT_EQ(birth.back(), 0.0);
  EXPECT_EQ(death.back(), 2.5625);
  EXPECT_EQ(Cell(persistence, 0, "birth_vertex").back(), -1.0);

  // The table has the same, but for the diagonal.
  for (const char* name :
    { "pair_type", "persistence", "is_finite", "birth_vertex", "death_vertex", "birth", "death" })
  {
    auto values = Cell(persistence, 0, name);
    values.pop_back();
    EXPECT_EQ(Column(persistence, name), values) << name;
  }
  persistence->RelativeOff();
  persistence->SetPersistenceThreshold(1.5);
  persistence->Update();
  const auto rows = Column(persistence, "pair_type");
  EXPECT_EQ(CountOf(rows, 0.0), 1) << "infinite pairs stay";
}

TEST(LandscapePersistence, HillsOfTheBorderAreNoCycles)
{
  // Hills in the four corners and where the ridge x = 0 meets the border, and none inside. One of
  // the corners is the global maximum.
  vtkNew<vtkLandscapePersistence> persistence;
  persistence->SetInputDataObject(TwoWellsImage());
  persistence->Update();
  EXPECT_EQ(CountOf(Column(persistence, "pair_type"), 1.0), 5);
  persistence->SetMaximumPairing(vtkLandscapePersistence::SUBLEVEL_CYCLES);
  persistence->Update();
  EXPECT_EQ(CountOf(Column(persistence, "pair_type"), 1.0), 0);
}

TEST(LandscapeMorseComplex, ConnectsTheWells)
{
  vtkNew<vtkLandscapeMorseComplex> complex;
  Connect(complex.Get(), TwoWellsImage());
  const auto types = Point(complex, 0, "type");
  const auto values = Point(complex, 0, "value");
  const auto vertices = Point(complex, 0, "vertex_id");
  EXPECT_EQ(CountOf(types, 0.0), 2);
  EXPECT_EQ(vertices[0] + vertices[1], (4 + 25 * 8) + (20 + 25 * 8));
  EXPECT_EQ(CountOf(types, 2.0), 0) << "in two dimensions triangles are maxima";
  const auto dimension = Point(complex, 0, "cell_dimension");
  EXPECT_EQ(CountOf(types, 3.0), CountOf(dimension, 2.0));

  const auto ascending = Cell(complex, 1, "ascending");
  const auto saddle = Cell(complex, 1, "saddle_id");
  const auto end = Cell(complex, 1, "end_id");
  const auto saddleValue = Cell(complex, 1, "saddle_value");
  const auto endValue = Cell(complex, 1, "end_value");
  const auto length = Cell(complex, 1, "length");
  std::set<double> reached;
  for (std::size_t path = 0; path < ascending.size(); ++path)
  {
    EXPECT_EQ(types[saddle[path]], 1.0);
    EXPECT_EQ(types[end[path]], ascending[path] ? 3.0 : 0.0);
    EXPECT_EQ(saddleValue[path], values[saddle[path]]);
    EXPECT_EQ(endValue[path], values[end[path]]);
    if (!ascending[path] && vertices[saddle[path]] == 12 + 25 * 8)
    {
      reached.insert(end[path]);
      // From the pass straight to a well.
      EXPECT_GE(length[path], 0.9);
      EXPECT_LE(length[path], 1.2);
    }
  }
  EXPECT_EQ(reached, (std::set<double>{ 0.0, 1.0 })) << "both wells from the pass";
  vtkPolyData* lines = Poly(complex, 1);
  EXPECT_EQ(lines->GetNumberOfLines(), static_cast<vtkIdType>(ascending.size()));
  EXPECT_EQ(lines->GetLines()->GetNumberOfConnectivityIds(), lines->GetNumberOfPoints());
}

TEST(LandscapeMorseComplex, LabelsBasins)
{
  vtkNew<vtkLandscapeMorseComplex> complex;
  Connect(complex.Get(), TwoWellsImage());
  const auto vertices = Point(complex, 0, "vertex_id");
  const auto labels = Point(complex, 2, "descending_manifold");
  for (int minimum = 0; minimum < 2; ++minimum)
  {
    EXPECT_EQ(labels[vertices[minimum]], minimum);
  }
  // The ridge x = 0 divides them; beside it everything flows to its side.
  const Image image = TwoWellsImage();
  const double left = labels[4 + 25 * 8];
  for (vtkIdType id = 0; id < image->GetNumberOfPoints(); ++id)
  {
    const double x = image->GetPoint(id)[0];
    if (std::abs(x) > 0.3)
    {
      EXPECT_EQ(labels[id], x < 0.0 ? left : 1.0 - left) << "at x = " << x;
    }
  }
  EXPECT_EQ(ImageOf(complex, 2)->GetNumberOfPoints(), image->GetNumberOfPoints());

  complex->RelativeOff();
  complex->SetPersistenceThreshold(1.1);
  UpdateAll(complex);
  EXPECT_EQ(CountOf(Point(complex, 0, "type"), 0.0), 1) << "one well is cancelled with the pass";
  EXPECT_EQ(CountOf(Point(complex, 2, "descending_manifold"), 0.0), image->GetNumberOfPoints());
}

TEST(LandscapeMorseComplex, NamesTheKindsOfCellsInVolumes)
{
  vtkNew<vtkLandscapeMorseComplex> complex;
  Connect(complex.Get(), HillsVolume());
  EXPECT_EQ(Point(complex, 0, "type"), Point(complex, 0, "cell_dimension"));
  const auto types = Point(complex, 0, "type");
  // Euler characteristic of a box.
  EXPECT_EQ(
    CountOf(types, 0.0) - CountOf(types, 1.0) + CountOf(types, 2.0) - CountOf(types, 3.0), 1);
}

TEST(LandscapeFlatRegions, MeasureADisc)
{
  const auto bowl = [](double x, double y, double) { return x * x + y * y; };
  const Image image = MakeImage({ 0, 80, 0, 80, 0, 0 }, { -1.0, -1.0, 0.0 }, 0.025, bowl);
  vtkNew<vtkLandscapeFlatRegions> regions;
  regions->SetToleranceMode(vtkLandscapeFlatRegions::ABSOLUTE_TOLERANCE);
  regions->SetTolerance(0.25);
  Connect(regions.Get(), image);
  ASSERT_EQ(TableOf(regions, 1)->GetNumberOfRows(), 1);
  EXPECT_EQ(Column(regions, "region")[0], 0.0);
  EXPECT_EQ(Column(regions, "vertex_id")[0], 40 + 81 * 40);
  EXPECT_NEAR(Column(regions, "x")[0], 0.0, 1e-12);
  EXPECT_NEAR(Column(regions, "minimum")[0], 0.0, 1e-12);
  EXPECT_NEAR(Column(regions, "level")[0], 0.25, 1e-12);
  EXPECT_EQ(Column(regions, "persistence")[0], Infinity);
  EXPECT_EQ(Column(regions, "minima_inside")[0], 1.0);
  EXPECT_EQ(Column(regions, "touches_border")[0], 0.0);
  // The function is linear between points of the grid, and hence a little higher.
  EXPECT_NEAR(Column(regions, "measure")[0], Pi * 0.25, 0.002);
  EXPECT_NEAR(Column(regions, "equivalent_radius")[0], 0.5, 0.001);
  EXPECT_NEAR(Column(regions, "inscribed_radius")[0], 0.5, 0.002);
  EXPECT_NEAR(Column(regions, "centroid")[1], 0.0, 1e-9);
  EXPECT_NEAR(Column(regions, "semi_axes")[0], 0.5, 0.001);
  EXPECT_NEAR(Column(regions, "axis_ratio")[0], 1.0, 0.005);

  const auto values = ValuesOf(image->GetPointData()->GetScalars());
  const auto labels = Point(regions, 0, "region");
  long inside = 0;
  for (std::size_t id = 0; id < values.size(); ++id)
  {
    inside += values[id] <= Column(regions, "level")[0];
    EXPECT_EQ(labels[id], values[id] <= Column(regions, "level")[0] ? 0.0 : -1.0);
  }
  EXPECT_EQ(Column(regions, "number_of_points")[0], inside);
}

TEST(LandscapeFlatRegions, KnowTheModes)
{
  vtkNew<vtkLandscapeFlatRegions> regions;
  regions->SetToleranceMode(vtkLandscapeFlatRegions::UNTIL_SADDLE);
  Connect(regions.Get(), TwoWellsImage());
  EXPECT_EQ(Column(regions, "level"), (std::vector<double>{ 1.0, 1.0 })) << "the pass";
  regions->SetToleranceMode(vtkLandscapeFlatRegions::RELATIVE_TO_RANGE);
  regions->SetTolerance(0.5);
  UpdateAll(regions);
  EXPECT_EQ(Column(regions, "level"), (std::vector<double>{ 1.28125, 1.28125 }));
  EXPECT_EQ(Column(regions, "minima_inside"), (std::vector<double>{ 2.0, 2.0 }));
  EXPECT_EQ(Column(regions, "touches_border"), (std::vector<double>{ 1.0, 1.0 }));
  regions->SetPersistenceThreshold(0.5);
  UpdateAll(regions);
  EXPECT_EQ(TableOf(regions, 1)->GetNumberOfRows(), 1) << "the other well is 0.39 of the range";
}

TEST(LandscapeDerivatives, AreExactForCubics)
{
  const auto cubic = [](double x, double y, double z)
  { return x * x * x + 2.0 * x * y * y - y * z + z * z; };
  vtkNew<vtkLandscapeDerivatives> derivatives;
  const Image image = MakeImage({ 0, 8, 0, 7, 0, 6 }, { -1.0, -0.75, -0.5 }, 0.25, cubic);
  Connect(derivatives.Get(), image);
  const auto gradient = Point(derivatives, 0, "gradient");
  const auto hessian = Point(derivatives, 0, "hessian");
  const auto eigenvalues = Point(derivatives, 0, "hessian_eigenvalues");
  for (vtkIdType id = 0; id < image->GetNumberOfPoints(); ++id)
  {
    const double* at = image->GetPoint(id);
    const double x = at[0];
    const double y = at[1];
    const double z = at[2];
    const double first[3] = { 3.0 * x * x + 2.0 * y * y, 4.0 * x * y - z, 2.0 * z - y };
    const double second[9] = { 6.0 * x, 4.0 * y, 0.0, 4.0 * y, 4.0 * x, -1.0, 0.0, -1.0, 2.0 };
    for (int c = 0; c < 3; ++c)
    {
      EXPECT_NEAR(gradient[3 * id + c], first[c], 1e-11);
    }
    for (int c = 0; c < 9; ++c)
    {
      EXPECT_NEAR(hessian[9 * id + c], second[c], 1e-10);
    }
    const double* e = &eigenvalues[3 * id];
    EXPECT_LE(e[0], e[1]);
    EXPECT_LE(e[1], e[2]);
    EXPECT_NEAR(e[0] + e[1] + e[2], second[0] + second[4] + second[8], 1e-10);
  }
}

TEST(LandscapeDerivatives, KnowTheirOrderAndPassArrays)
{
  Image image = HillsImage();
  vtkNew<vtkIntArray> extra;
  extra->SetName("extra");
  extra->SetNumberOfTuples(image->GetNumberOfPoints());
  extra->Fill(4);
  image->GetPointData()->AddArray(extra);
  vtkNew<vtkLandscapeDerivatives> derivatives;
  Connect(derivatives.Get(), image);
  EXPECT_EQ(Point(derivatives, 0, "extra"), ValuesOf(extra));
  derivatives->SetOrder(3);
  EXPECT_NE(ErrorOf(derivatives, image), "");
  derivatives->SetOrder(2);
  EXPECT_EQ(ErrorOf(derivatives, image), "");
  // Order 2 in the middle of the image: (f(x + h) - f(x - h)) / 2h.
  const auto values = ValuesOf(image->GetPointData()->GetArray("loss"));
  const vtkIdType id = 10 + 25 * 9;
  EXPECT_NEAR(
    Point(derivatives, 0, "gradient")[3 * id], (values[id + 1] - values[id - 1]) / 0.7, 1e-10);
}
