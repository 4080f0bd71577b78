// SPDX-License-Identifier: BSD-3-Clause
// Pieces and sub-extents of the topology filters' outputs in one process. Several processes are
// tested through ParaView.
#include "TopologyFilterFixtures.h"

#include "vtkAnalyticLandscapeSource.h"
#include "vtkStreamingDemandDrivenPipeline.h"

namespace
{

void RequestPiece(vtkAlgorithm* filter, int port, int piece, int pieces)
{
  filter->UpdateInformation();
  vtkInformation* info = filter->GetOutputInformation(port);
  info->Set(vtkStreamingDemandDrivenPipeline::UPDATE_PIECE_NUMBER(), piece);
  info->Set(vtkStreamingDemandDrivenPipeline::UPDATE_NUMBER_OF_PIECES(), pieces);
  info->Set(vtkStreamingDemandDrivenPipeline::UPDATE_NUMBER_OF_GHOST_LEVELS(), 0);
  filter->Update(port);
}

/// Each point of the part has the values of the point of the whole at the same place.
void ExpectPart(vtkImageData* part, vtkImageData* whole)
{
  ASSERT_EQ(part->GetPointData()->GetNumberOfArrays(), whole->GetPointData()->GetNumberOfArrays());
  int extent[6];
  part->GetExtent(extent);
  for (int n = 0; n < whole->GetPointData()->GetNumberOfArrays(); ++n)
  {
    vtkDataArray* array = whole->GetPointData()->GetArray(n);
    vtkDataArray* piece = part->GetPointData()->GetArray(array->GetName());
    ASSERT_NE(piece, nullptr) << array->GetName();
    ASSERT_EQ(piece->GetNumberOfTuples(), part->GetNumberOfPoints()) << array->GetName();
    for (vtkIdType id = 0; id < part->GetNumberOfPoints(); ++id)
    {
      int at[3] = { 0, 0, 0 };
      const int nx = extent[1] - extent[0] + 1;
      const int ny = extent[3] - extent[2] + 1;
      at[0] = extent[0] + static_cast<int>(id % nx);
      at[1] = extent[2] + static_cast<int>(id / nx % ny);
      at[2] = extent[4] + static_cast<int>(id / nx / ny);
      const vtkIdType same = whole->ComputePointId(at);
      for (int c = 0; c < array->GetNumberOfComponents(); ++c)
      {
        ASSERT_EQ(piece->GetComponent(id, c), array->GetComponent(same, c)) << array->GetName();
      }
    }
  }
}

/// Analytic landscape of 21 x 15 x 9 points, or a plane of it.
void SetSource(vtkAnalyticLandscapeSource* source, int dimension)
{
  source->SetFunction(vtkAnalyticLandscapeSource::SUM_OF_COSINES);
  source->SetDimension(dimension);
  source->SetResolution(21, 15, 9);
}

} // namespace

TEST(TopologyFilterPieces, ImagesAreDividedAndTheRestIsInTheFirst)
{
  for (const int dimension : { 2, 3 })
  {
    vtkNew<vtkAnalyticLandscapeSource> source;
    SetSource(source, dimension);
    const auto wholes = AllFilters();
    const auto parts = AllFilters();
    for (std::size_t i = 0; i < wholes.size(); ++i)
    {
      wholes[i]->SetInputConnection(source->GetOutputPort());
      parts[i]->SetInputConnection(source->GetOutputPort());
      UpdateAll(wholes[i]);
      for (int port = 0; port < wholes[i]->GetNumberOfOutputPorts(); ++port)
      {
        vtkDataObject* whole = wholes[i]->GetOutputDataObject(port);
        vtkIdType cells = 0;
        for (int piece = 0; piece < 3; ++piece)
        {
          // Tables of VTK 9.3 and later are not made anew when one filter is asked for another
          // piece: they get a filter for each, as with processes.
          const auto others = AllFilters();
          const bool isTable = whole->GetDataObjectType() == VTK_TABLE;
          const auto& filter = isTable ? others[i] : parts[i];
          filter->SetInputConnection(source->GetOutputPort());
          RequestPiece(filter, port, piece, 3);
          vtkDataObject* part = filter->GetOutputDataObject(port);
          cells += part->GetNumberOfElements(vtkDataObject::CELL);
          if (auto* image = vtkImageData::SafeDownCast(part))
          {
            ExpectPart(image, vtkImageData::SafeDownCast(whole));
            continue;
          }
          for (const int type : { vtkDataObject::POINT, vtkDataObject::ROW })
          {
            EXPECT_EQ(
              part->GetNumberOfElements(type), piece == 0 ? whole->GetNumberOfElements(type) : 0)
              << parts[i]->GetClassName() << " port " << port << " piece " << piece;
          }
        }
        EXPECT_EQ(cells, whole->GetNumberOfElements(vtkDataObject::CELL))
          << wholes[i]->GetClassName() << " port " << port;
      }
    }
  }
}

TEST(TopologyFilterPieces, PortsDoNotMixUpTheirPieces)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  SetSource(source, 2);
  vtkNew<vtkLandscapeMorseComplex> complex;
  complex->SetInputConnection(source->GetOutputPort());
  RequestPiece(complex, 0, 1, 3);
  EXPECT_EQ(complex->GetOutputDataObject(0)->GetNumberOfElements(vtkDataObject::POINT), 0);
  RequestPiece(complex, 2, 1, 3);
  const auto cells = complex->GetOutputDataObject(2)->GetNumberOfElements(vtkDataObject::CELL);
  EXPECT_GT(cells, 0);
  EXPECT_LT(cells, 20 * 14);
  RequestPiece(complex, 0, 0, 1);
  EXPECT_GT(complex->GetOutputDataObject(0)->GetNumberOfElements(vtkDataObject::POINT), 0);
  RequestPiece(complex, 2, 0, 1);
  EXPECT_EQ(complex->GetOutputDataObject(2)->GetNumberOfElements(vtkDataObject::CELL), 20 * 14);
}

TEST(TopologyFilterPieces, PiecesWithoutPointsHaveAllArrays)
{
  // One cell cannot be divided: two of three pieces are empty.
  for (const auto& filter : AllFilters())
  {
    vtkNew<vtkAnalyticLandscapeSource> source;
    source->SetResolution(2, 2, 1);
    filter->SetInputConnection(source->GetOutputPort());
    for (int port = 0; port < filter->GetNumberOfOutputPorts(); ++port)
    {
      vtkIdType points = 0;
      for (int piece = 0; piece < 3; ++piece)
      {
        RequestPiece(filter, port, piece, 3);
        vtkDataObject* output = filter->GetOutputDataObject(port);
        int arrays = 0;
        for (vtkFieldData* data : AttributesOf(output))
        {
          arrays += data->GetNumberOfArrays();
        }
        EXPECT_GE(arrays, 2) << filter->GetClassName() << " port " << port;
        points += output->GetNumberOfElements(vtkDataObject::POINT);
      }
      if (vtkImageData::SafeDownCast(filter->GetOutputDataObject(port)))
      {
        EXPECT_EQ(points, 4) << filter->GetClassName() << " port " << port;
      }
    }
  }
}

TEST(TopologyFilterPieces, SubExtentsHaveTheBitsOfTheWhole)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  SetSource(source, 3);
  vtkNew<vtkLandscapeDerivatives> whole;
  whole->SetInputConnection(source->GetOutputPort());
  whole->Update();
  vtkNew<vtkLandscapeDerivatives> part;
  part->SetInputConnection(source->GetOutputPort());
  const int extent[6] = { 3, 11, 5, 5, 2, 8 };
  part->UpdateInformation();
  part->UpdateExtent(extent);
  auto* image = vtkImageData::SafeDownCast(part->GetOutputDataObject(0));
  EXPECT_EQ(image->GetNumberOfPoints(), 9 * 1 * 7);
  ExpectPart(image, vtkImageData::SafeDownCast(whole->GetOutputDataObject(0)));
}
