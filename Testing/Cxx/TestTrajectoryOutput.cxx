// SPDX-License-Identifier: BSD-3-Clause
#include "TrainingRunFixtures.h"

#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkStreamingDemandDrivenPipeline.h"

#include <gtest/gtest.h>

using namespace training_run;

namespace
{

void UpdatePiece(vtkLossLandscapeSource* source, int port, int piece, int pieces)
{
  using Pipeline = vtkStreamingDemandDrivenPipeline;
  vtkNew<vtkInformation> request;
  request->Set(Pipeline::UPDATE_PIECE_NUMBER(), piece);
  request->Set(Pipeline::UPDATE_NUMBER_OF_PIECES(), pieces);
  request->Set(Pipeline::UPDATE_NUMBER_OF_GHOST_LEVELS(), 0);
  vtkNew<vtkInformationVector> requests;
  requests->SetNumberOfInformationObjects(2);
  requests->SetInformationObject(port, request);
  source->Update(port, requests);
}

} // namespace

TEST(TrajectoryOutput, IsThatOfTheFirstPiece)
{
  vtkNew<vtkLossLandscapeSource> first;
  MakeRun(first);
  UpdatePiece(first, 1, 0, 2);
  EXPECT_EQ(Trajectory(first)->GetNumberOfPoints(), 6);
  vtkNew<vtkLossLandscapeSource> second;
  MakeRun(second);
  UpdatePiece(second, 1, 1, 2);
  EXPECT_EQ(Trajectory(second)->GetNumberOfPoints(), 0);
  EXPECT_EQ(Trajectory(second)->GetPointData()->GetNumberOfArrays(), 7);
}

TEST(TrajectoryOutput, EveryPieceFailsIfACheckpointIsMissing)
{
  for (int piece = 0; piece < 2; ++piece)
  {
    vtkNew<vtkLossLandscapeSource> source;
    MakeRun(source);
    source->SetDirections(vtkLossLandscapeSource::RANDOM);
    source->SetAutomaticBounds(false);
    source->SetWeightsFile(File("checkpoint_0.pt").c_str());
    source->AddCheckpointFile("/no/such/checkpoint.pt");
    const Observed observed(source);
    UpdatePiece(source, 1, piece, 2);
    EXPECT_EQ(observed.Errors, 1);
    EXPECT_EQ(Trajectory(source)->GetNumberOfPoints(), 0);
  }
}

TEST(TrajectoryOutput, PortsAreMadeOnDemand)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRun(source);
  source->Update(1);
  EXPECT_EQ(Trajectory(source)->GetNumberOfPoints(), 6);
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 0);
  const auto made = Trajectory(source)->GetMTime();
  source->Update(0);
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 12);
  source->Update(1);
  EXPECT_EQ(Trajectory(source)->GetMTime(), made);
}

TEST(TrajectoryOutput, AbortWhileBoundsAreFittedStops)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRun(source);
  Observed observed(source);
  observed.Abort = true;
  source->Update(0);
  EXPECT_EQ(observed.Errors, 0);
  EXPECT_EQ(Landscape(source)->GetPointData()->GetNumberOfArrays(), 0);
  observed.Abort = false;
  source->Update(0);
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 12);
  double bounds[6];
  Landscape(source)->GetBounds(bounds);
  EXPECT_GT(bounds[1], 2.0);
}
