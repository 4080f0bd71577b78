// SPDX-License-Identifier: BSD-3-Clause
// A training run as a source, and what it says while it executes.
#ifndef TrainingRunFixtures_h
#define TrainingRunFixtures_h

#include "vtkLossLandscapeSource.h"

#include "vtkCallbackCommand.h"
#include "vtkImageData.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"

#include <string>

namespace training_run
{

/// A file of the stored run.
inline std::string File(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_DATA) + "/trajectory/" + name;
}

/// The run in Testing/Data/trajectory along its principal components.
inline void MakeRun(vtkLossLandscapeSource* source)
{
  source->SetArchitecture("mlp");
  source->RemoveAllHiddenWidths();
  source->AddHiddenWidth(5);
  source->SetDataset(vtkLossLandscapeSource::TENSOR_FILE);
  source->SetDatasetPath(File("data.npz").c_str());
  source->SetNumberOfSamples(0);
  source->SetDirections(vtkLossLandscapeSource::PCA);
  for (int i = 0; i < 6; ++i)
  {
    source->AddCheckpointFile(File("checkpoint_" + std::to_string(i) + ".pt").c_str());
  }
  source->SetAutomaticBounds(true);
  source->SetResolution(4, 3, 1);
}

inline vtkPolyData* Trajectory(vtkLossLandscapeSource* source)
{
  return vtkPolyData::SafeDownCast(source->GetOutputDataObject(1));
}

inline vtkImageData* Landscape(vtkLossLandscapeSource* source)
{
  return vtkImageData::SafeDownCast(source->GetOutputDataObject(0));
}

/// Counts the errors of a source, and presses abort at every progress if told so.
struct Observed
{
  explicit Observed(vtkLossLandscapeSource* source)
  {
    this->Command->SetClientData(this);
    this->Command->SetCallback(
      [](vtkObject* caller, unsigned long event, void* data, void* text)
      {
        auto* self = static_cast<Observed*>(data);
        if (event == vtkCommand::ErrorEvent)
        {
          ++self->Errors;
          self->Text = static_cast<const char*>(text);
        }
        if (event == vtkCommand::ProgressEvent && self->Abort)
        {
          vtkAlgorithm::SafeDownCast(caller)->SetAbortExecute(1);
        }
      });
    source->AddObserver(vtkCommand::ProgressEvent, this->Command);
    source->AddObserver(vtkCommand::ErrorEvent, this->Command);
  }
  int Errors = 0;
  std::string Text; ///< of the last error
  bool Abort = false;

private:
  vtkNew<vtkCallbackCommand> Command;
};

} // namespace training_run

#endif
