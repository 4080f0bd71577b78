// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeAlgorithm
 * @brief   error boundary, progress and grid handling that all sources and filters of the suite
 * share
 *
 * Subclasses implement RequestInformation and RequestData (filters also RequestUpdateExtent) in
 * terms of the core and may throw. This class calls them: an exception becomes one vtkErrorMacro
 * and empty outputs, a pressed abort becomes empty outputs without an error.
 *
 * Every request counts as answered (ProcessRequest returns 1), also one that failed:
 * representations of ParaView never ask again after a 0, and would show the old picture under new
 * settings. Scripts tell a failure by the error event and the empty output. If RequestInformation
 * fails, outputs are announced as empty and without time steps, and the next request for data
 * reports it.
 *
 * An execution that ended early is not repeated for the other output ports or for other consumers:
 * they get empty outputs at once, and an error is told once. It starts anew
 * - as soon as this or something upstream was modified (in ParaView: Apply);
 * - for another time step or piece;
 * - after an abort also if a consumer that was answered before asks once more, or somebody calls
 *   Update of this very object a second time.
 *
 * Input ports: none, unless a subclass asks for some. Output ports: one.
 *
 * With several processes (of the global vtkMultiProcessController) an aborted execution starts anew
 * only once something was modified, on all of them: one that starts alone would wait for the others
 * for ever.
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
   * Asked of this very object, these start an aborted execution anew, see the description of the
   * class.
   */
  using vtkAlgorithm::Update;
  void Update(int port) override;
  vtkTypeBool Update(int port, vtkInformationVector* requests) override;
  ///@}

  /// No modification, unlike the superclass's: with several processes one would execute again
  /// alone.
  void SetAbortExecute(vtkTypeBool abort) override { this->AbortExecute = abort; }

protected:
  vtkLandscapeAlgorithm();
  ~vtkLandscapeAlgorithm() override;

  /// Called by ProcessRequest; may throw. Sources need not look at `inputs`.
  virtual void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) = 0;
  virtual void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) = 0;

  /// What to ask of the inputs. By default what the executive has put there: the piece and extent
  /// that was asked of the output.
  virtual void RequestUpdateExtent(vtkInformationVector** inputs, vtkInformationVector* outputs);

  /// Whether a failure while the output of this port is made leaves the other ports what they are.
  /// By default no port stands alone: what fails for one of them would fail for all.
  virtual bool FailsAlone(int port) const;

  /// Whether there is nothing to show, for all ports, until something is modified.
  bool HasFailed() const;

  /// What a user can do if memory runs out, a half sentence: "lower Resolution".
  virtual std::string MemoryAdvice() const;

  /// Tells the world how far we are, every 2 % (not in RequestInformation) and at least four times
  /// a second as long as it is called that often; false once somebody pressed abort.
  bool ReportProgress(double fraction);

  /// True if the whole of an output that cannot be split belongs to the piece that is asked for.
  static bool IsFirstPiece(vtkInformation* info);

  /// Announces time steps, in increasing order; without any, that there is no time.
  static void PublishTimes(const std::vector<double>& times, vtkInformation* info);

  /// Which of these time steps is asked for: the last one at or before the time requested; the
  /// first one if that is earlier, or no time is requested.
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

  void AnswerInformationRequest(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void AnswerExtentRequest(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void AnswerDataRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs);

  void MakeData(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void CompleteInformation(vtkInformationVector** inputs, vtkInformationVector* outputs);
  void GiveNothing(vtkInformationVector* outputs);

  /// Runs `work` and says how it ended.
  losslandscape::Outcome OutcomeOf(const std::function<void()>& work);

  std::chrono::steady_clock::time_point LastReport;
  std::unique_ptr<losslandscape::EarlyEnd> Ended;
  bool UpdatesItself = false;
  bool CollectsInformation = false;
};

#endif
