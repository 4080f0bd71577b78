// SPDX-License-Identifier: BSD-3-Clause
// What ended early: errors are told once, nothing is done twice, and mended settings are computed.
#include "vtkLandscapeAlgorithm.h"

#include "Core/Common/Error.h"
#include "Core/Common/Grid.h"

#include "vtkCallbackCommand.h"
#include "vtkCommand.h"
#include "vtkDoubleArray.h"
#include "vtkExecutive.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkNew.h"
#include "vtkObjectFactory.h"
#include "vtkPassInputTypeAlgorithm.h"
#include "vtkPointData.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkTable.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{

using Pipeline = vtkStreamingDemandDrivenPipeline;

enum class Behaviour
{
  Good,
  Fails,
  FailsInInformation,
  Aborts,
  AbortsInInformation,
  IsAbortedWhenDone
};

/// An image and a table, and a count of how often they were made.
class Source : public vtkLandscapeAlgorithm
{
public:
  static Source* New();
  vtkTypeMacro(Source, vtkLandscapeAlgorithm);

  void Behave(Behaviour behaviour)
  {
    this->Next = behaviour;
    this->Modified();
  }

  Behaviour Next = Behaviour::Good;
  int Points = 5;
  std::vector<double> Times;
  int Executions = 0;
  bool TableFailsAlone = false;

protected:
  Source() { this->SetNumberOfOutputPorts(2); }

  int FillOutputPortInformation(int port, vtkInformation* info) override
  {
    info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkImageData" : "vtkTable");
    return 1;
  }

  losslandscape::Grid MakeGrid() const
  {
    return losslandscape::Grid(2, { this->Points, 3, 1 }, { -1.0, 1.0, 0.0, 1.0, 0.0, 0.0 });
  }

  void RequestInformation(vtkInformationVector**, vtkInformationVector* outputs) override
  {
    if (this->Next == Behaviour::AbortsInInformation)
    {
      throw losslandscape::Aborted();
    }
    PublishGrid(this->MakeGrid(), outputs->GetInformationObject(0));
    PublishTimes(this->Times, outputs->GetInformationObject(0));
    if (this->Next == Behaviour::FailsInInformation)
    {
      throw losslandscape::Error("it is wrong");
    }
  }

  void RequestData(vtkInformationVector**, vtkInformationVector* outputs) override
  {
    ++this->Executions;
    if (this->Next == Behaviour::Aborts)
    {
      throw losslandscape::Aborted();
    }
    if (this->Next == Behaviour::Fails)
    {
      throw losslandscape::Error("it is wrong");
    }
    vtkImageData* image = vtkImageData::GetData(outputs, 0);
    ShapeImage(this->MakeGrid(), outputs->GetInformationObject(0), image);
    image->AllocateScalars(VTK_DOUBLE, 1);
    vtkNew<vtkDoubleArray> column;
    column->SetNumberOfTuples(2);
    vtkTable::GetData(outputs, 1)->AddColumn(column);
    if (this->Next == Behaviour::IsAbortedWhenDone)
    {
      this->SetAbortExecute(1);
      EXPECT_FALSE(this->ReportProgress(1.0));
    }
  }

  bool FailsAlone(int port) const override { return this->TableFailsAlone && port == 1; }
};
vtkStandardNewMacro(Source);

/// Of the image; passes it on.
class Consumer : public vtkPassInputTypeAlgorithm
{
public:
  static Consumer* New();
  vtkTypeMacro(Consumer, vtkPassInputTypeAlgorithm);

protected:
  int RequestData(
    vtkInformation*, vtkInformationVector** inputs, vtkInformationVector* outputs) override
  {
    vtkDataObject::GetData(outputs)->ShallowCopy(vtkDataObject::GetData(inputs[0]));
    return 1;
  }
};
vtkStandardNewMacro(Consumer);

class Landscapes : public testing::Test
{
protected:
  Landscapes()
  {
    this->Listener->SetClientData(this);
    this->Listener->SetCallback([](vtkObject*, unsigned long, void* self, void* text)
      { static_cast<Landscapes*>(self)->Errors.emplace_back(static_cast<const char*>(text)); });
    for (vtkObject* object : { static_cast<vtkObject*>(this->TheSource.Get()),
           static_cast<vtkObject*>(this->TheSource->GetExecutive()) })
    {
      object->AddObserver(vtkCommand::ErrorEvent, this->Listener);
    }
    this->First->SetInputConnection(this->TheSource->GetOutputPort());
    this->Second->SetInputConnection(this->TheSource->GetOutputPort());
  }

  vtkImageData* Image()
  {
    return vtkImageData::SafeDownCast(this->TheSource->GetOutputDataObject(0));
  }
  vtkIdType Rows()
  {
    return vtkTable::SafeDownCast(this->TheSource->GetOutputDataObject(1))->GetNumberOfRows();
  }
  static vtkIdType PointsOf(vtkAlgorithm* consumer)
  {
    return consumer->GetOutputDataObject(0)->GetNumberOfElements(vtkDataObject::POINT);
  }
  vtkInformation* Announced() { return this->TheSource->GetOutputInformation(0); }

  vtkNew<Source> TheSource;
  vtkNew<Consumer> First;
  vtkNew<Consumer> Second;
  vtkNew<vtkCallbackCommand> Listener;
  std::vector<std::string> Errors;
};

TEST_F(Landscapes, AreMadeAgainOnceSettingsAreMended)
{
  for (const Behaviour bad : { Behaviour::Fails, Behaviour::FailsInInformation })
  {
    this->Errors.clear();
    this->TheSource->Points = 5;
    this->TheSource->Behave(Behaviour::Good);
    this->First->Update();
    EXPECT_EQ(PointsOf(this->First), 15);
    this->TheSource->Behave(bad);
    this->First->Update();
    EXPECT_EQ(PointsOf(this->First), 0);
    EXPECT_EQ(this->Image()->GetPointData()->GetNumberOfArrays(), 0);
    ASSERT_EQ(this->Errors.size(), 1u);
    EXPECT_NE(this->Errors[0].find("it is wrong"), std::string::npos) << this->Errors[0];
    this->TheSource->Points = 7;
    this->TheSource->Behave(Behaviour::Good);
    this->First->Update();
    EXPECT_EQ(PointsOf(this->First), 21);
    this->TheSource->Update();
    EXPECT_EQ(this->Image()->GetNumberOfPoints(), 21);
    EXPECT_EQ(this->Errors.size(), 1u);
  }
}

TEST_F(Landscapes, FailOnceForAllPortsAndConsumers)
{
  for (const Behaviour bad : { Behaviour::Fails, Behaviour::FailsInInformation })
  {
    this->Errors.clear();
    this->TheSource->Behave(bad);
    this->TheSource->Executions = 0;
    for (int turn = 0; turn < 2; ++turn)
    {
      this->First->Update();
      this->Second->Update();
      this->TheSource->Update(0);
      this->TheSource->Update(1);
    }
    EXPECT_EQ(this->Errors.size(), 1u);
    EXPECT_EQ(this->TheSource->Executions, bad == Behaviour::Fails ? 1 : 0);
    this->TheSource->Behave(bad);
    this->First->Update();
    EXPECT_EQ(this->Errors.size(), 2u) << "a change is told again";
  }
}

TEST_F(Landscapes, ForgetWhatTheyAnnouncedWhenInformationFails)
{
  this->TheSource->Times = { 0.0, 1.0 };
  this->TheSource->Behave(Behaviour::Good);
  this->TheSource->Update();
  ASSERT_TRUE(this->Announced()->Has(Pipeline::TIME_STEPS()));
  this->TheSource->Behave(Behaviour::FailsInInformation);
  this->TheSource->UpdateInformation();
  EXPECT_TRUE(this->Errors.empty()) << "data were not asked for";
  EXPECT_FALSE(this->Announced()->Has(Pipeline::TIME_STEPS()));
  EXPECT_FALSE(this->Announced()->Has(Pipeline::TIME_RANGE()));
  const int* extent = this->Announced()->Get(Pipeline::WHOLE_EXTENT());
  EXPECT_GT(extent[0], extent[1]);
}

TEST_F(Landscapes, FailForOneTimeStepOnly)
{
  this->TheSource->Times = { 0.0, 1.0 };
  this->TheSource->Behave(Behaviour::Fails);
  this->TheSource->UpdateTimeStep(0.0);
  EXPECT_EQ(this->Image()->GetNumberOfPoints(), 0);
  this->TheSource->Next = Behaviour::Good; // as a file of another step that can be read
  this->TheSource->UpdateTimeStep(1.0);
  EXPECT_EQ(this->Image()->GetNumberOfPoints(), 15);
}

TEST_F(Landscapes, SurviveAPortThatFailsAlone)
{
  this->TheSource->TableFailsAlone = true;
  this->TheSource->Behave(Behaviour::Fails);
  this->TheSource->Update(1);
  EXPECT_EQ(this->Errors.size(), 1u);
  this->TheSource->Next = Behaviour::Good;
  this->First->Update();
  EXPECT_EQ(PointsOf(this->First), 15);
}

TEST_F(Landscapes, AreNotMadeAnewForAnotherConsumerAfterAnAbort)
{
  this->TheSource->Behave(Behaviour::Aborts);
  this->First->Update();
  this->TheSource->Next = Behaviour::Good;
  this->Second->Update();
  EXPECT_EQ(this->TheSource->Executions, 1);
  EXPECT_EQ(PointsOf(this->First), 0);
  EXPECT_EQ(PointsOf(this->Second), 0);
  // The same consumer asks once more.
  this->Second->Update();
  EXPECT_EQ(this->TheSource->Executions, 2);
  EXPECT_EQ(PointsOf(this->Second), 15);
  this->First->Update();
  EXPECT_EQ(PointsOf(this->First), 15);
  EXPECT_TRUE(this->Errors.empty());
}

TEST_F(Landscapes, AreNotDroppedByAnAbortThatComesWhenAllIsDone)
{
  this->TheSource->Behave(Behaviour::IsAbortedWhenDone);
  this->First->Update();
  EXPECT_EQ(PointsOf(this->First), 15);
  this->Second->Update();
  EXPECT_EQ(PointsOf(this->Second), 15);
  EXPECT_EQ(this->TheSource->Executions, 1);
  EXPECT_FALSE(this->TheSource->GetAbortExecute());
  EXPECT_TRUE(this->Errors.empty());
}

TEST_F(Landscapes, AreMadeAnewOnceModifiedAfterAnAbort)
{
  this->TheSource->Behave(Behaviour::Aborts);
  this->First->Update();
  this->TheSource->Behave(Behaviour::Good);
  this->Second->Update();
  EXPECT_EQ(PointsOf(this->Second), 15);
}

TEST_F(Landscapes, EndAllPortsWithOneAbort)
{
  this->TheSource->Behave(Behaviour::Aborts);
  this->TheSource->Update(0);
  this->TheSource->Next = Behaviour::Good;
  this->TheSource->Update(1);
  EXPECT_EQ(this->TheSource->Executions, 1);
  EXPECT_EQ(this->Rows(), 0);
  this->TheSource->Update(1);
  EXPECT_EQ(this->Rows(), 2);
}

TEST_F(Landscapes, AnnounceAnewAfterAnAbortOfInformation)
{
  this->TheSource->Behave(Behaviour::AbortsInInformation);
  this->TheSource->Update(0);
  EXPECT_EQ(this->TheSource->Executions, 0);
  EXPECT_EQ(this->Image()->GetNumberOfPoints(), 0);
  this->TheSource->Next = Behaviour::Good;
  this->TheSource->Update(0);
  EXPECT_EQ(this->Image()->GetNumberOfPoints(), 15);
}

TEST_F(Landscapes, AreAskedForTheirTimeWithoutConsequence)
{
  this->TheSource->Behave(Behaviour::Aborts);
  this->First->Update();
  const vtkMTimeType before = this->TheSource->GetMTime();
  this->TheSource->SetAbortExecute(1);
  EXPECT_EQ(this->TheSource->GetMTime(), before);
  EXPECT_EQ(this->TheSource->GetMTime(), before);
  EXPECT_TRUE(this->TheSource->GetAbortExecute());
}

} // namespace
