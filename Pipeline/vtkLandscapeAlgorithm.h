// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeAlgorithm
 * @brief   error boundary, progress and grid handling that all sources and filters of the suite
 * share
 *
 * Subclasses implement RequestInformation and RequestData (filters also RequestUpdateExtent) in
 * terms of the core and may throw. This class calls them: an exception becomes one vtkErrorMacro
 * and empty outputs, a pressed abort becomes empty outputs without an error. There are no input
 * ports and one output port, unless a subclass asks for others.
 *
 * @par Failures
 * Every request counts as answered (ProcessRequest returns 1), also one that failed:
 * representations of ParaView never ask again after a 0, and would show the old picture under new
 * settings. Scripts tell a failure by the error event and the empty output. If RequestInformation
 * fails, outputs are announced as empty and without time steps, and the next request for data
 * reports the failure.
 *
 * @par When an execution that failed or was aborted starts anew
 * It is not repeated for the other output ports or for other consumers: they get empty outputs at
 * once, and an error is told once. It starts anew
 * - as soon as this or something upstream was modified (in ParaView: Apply);
 * - for another time step or piece;
 * - after an abort also if a consumer that was answered before asks once more, or somebody calls
 *   Update of this very object a second time. This does not hold with several processes (of the
 *   global vtkMultiProcessController): one that starts alone would wait for the others for ever.
 *
 * @sa vtkNetworkAlgorithm vtkAnalyticLandscapeSource vtkLandscapeFilter vtkLandscapeFileReader
 */
#ifndef vtkLandscapeAlgorithm_h
#define vtkLandscapeAlgorithm_h

#include "vtkAlgorithm.h"
#include "vtkLossLandscapePipelineModule.h" // for export macro

#include <chrono>     // for progress
#include <functional> // for work
#include <memory>     // for what ended early
#include <string>     // for recipes
#include <vector>     // for time steps

namespace losslandscape
{
class EarlyEnd;
class Grid;
struct Outcome;
} // namespace losslandscape

class vtkDataObject;
class vtkImageData;

class VTKLOSSLANDSCAPEPIPELINE_EXPORT vtkLandscapeAlgorithm : public vtkAlgorithm
{
public:
  vtkTypeMacro(vtkLandscapeAlgorithm, vtkAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  vtkTypeBool ProcessRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  ///@{
  /**
   * A call of Update on this very object may start an aborted execution anew, see the description
   * of the class.
   */
  using vtkAlgorithm::Update;
  void Update(int port) override;
  vtkTypeBool Update(int port, vtkInformationVector* requests) override;
  ///@}

  ///@{
  /**
   * The data of an output, and data as the first input without a pipeline, as in other algorithms.
   */
  vtkDataObject* GetOutput() { return this->GetOutputDataObject(0); }
  vtkDataObject* GetOutput(int port) { return this->GetOutputDataObject(port); }
  void SetInputData(vtkDataObject* input) { this->SetInputDataObject(0, input); }
  ///@}

  /// Sets the flag without marking this as modified, unlike the superclass: with several processes
  /// one of them would execute again alone.
  void SetAbortExecute(vtkTypeBool abort) override { this->AbortExecute = abort; }

protected:
  vtkLandscapeAlgorithm();
  ~vtkLandscapeAlgorithm() override;

  /// Announces the outputs: extents, pieces and time steps. ProcessRequest calls it; it may throw.
  /// Sources have no `inputs` to look at.
  virtual void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) = 0;

  /// Fills the outputs. ProcessRequest calls it; it may throw.
  virtual void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) = 0;

  /// Sets what to ask of the inputs. By default that is what the executive has put there, the piece
  /// and extent that was asked of the output.
  virtual void RequestUpdateExtent(vtkInformationVector** inputs, vtkInformationVector* outputs);

  /// Whether a failure in making the output of this port leaves the outputs of the other ports
  /// valid. By default it does not: what fails for one of them would fail for all.
  virtual bool FailsAlone(int port) const;

  /// Whether the last request for information or data failed, and not for a single port alone.
  bool HasFailed() const;

  /// What a user can do if memory runs out, as the end of the error's sentence: "lower Resolution".
  virtual std::string MemoryAdvice() const;

  /// Reports the progress, 0 to 1, to observers. So that cheap steps stay cheap it does so only at
  /// every 2 % (never for this reason in RequestInformation) and every quarter of a second. Returns
  /// false once abort was pressed.
  bool ReportProgress(double fraction);

  /// Whether the first piece is asked for, which has the whole of an output that cannot be split.
  static bool IsFirstPiece(vtkInformation* info);

  /// Announces the time steps, which must be in increasing order. An empty list announces that
  /// there is no time.
  static void PublishTimes(const std::vector<double>& times, vtkInformation* info);

  /// The index of the time step that is asked for: the last one at or before the time requested, or
  /// the first one if all are later or no time is requested.
  static std::size_t RequestedStep(const std::vector<double>& times, vtkInformation* info);

  /// Announces an image on this grid, of which any part can be asked for.
  static void PublishGrid(const losslandscape::Grid& grid, vtkInformation* info);

  /// Gives the image the grid's geometry and the extent that is asked for.
  static void ShapeImage(
    const losslandscape::Grid& grid, vtkInformation* info, vtkImageData* image);

  /// Stores the JSON text as field data `LossLandscapeRecipe`.
  static void AddRecipe(const std::string& recipe, vtkDataObject* output);

private:
  vtkLandscapeAlgorithm(const vtkLandscapeAlgorithm&) = delete;
  void operator=(const vtkLandscapeAlgorithm&) = delete;

  void TakeBackAbort();
  void AnswerInformationRequest(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void AnswerExtentRequest(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void AnswerDataRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs);

  void MakeData(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void CompleteInformation(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void GiveNothing(vtkInformationVector* outputs);

  /// Runs `work` and returns how it ended. Never throws what `work` throws.
  losslandscape::Outcome OutcomeOf(const std::function<void()>& work);

  std::chrono::steady_clock::time_point LastReport;
  std::unique_ptr<losslandscape::EarlyEnd> Ended;
  bool UpdatesItself = false;
  bool CollectsInformation = false;
};

#endif
