// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeAlgorithm
 * @brief   error boundary, progress and grid handling that all sources and filters of the suite
 * share
 *
 * Subclasses implement RequestInformation and RequestData (filters also RequestUpdateExtent) in
 * terms of the core and may throw. This class calls them: an exception becomes one vtkErrorMacro,
 * empty outputs and a return value of 0; a pressed abort becomes empty outputs without an error,
 * also of those ports that are asked for next, and the next update of the same port starts anew.
 *
 * Input ports: none, unless a subclass asks for some. Output ports: one.
 *
 * With several processes (of the global vtkMultiProcessController) a source that fails gives empty
 * outputs too, but returns 1. A filter behind it may talk to the other processes: it would never be
 * called on this one, and the others would wait for ever. For the same reason an aborted execution
 * starts anew there only once something has changed, on all of them.
 *
 * @sa vtkNetworkAlgorithm vtkAnalyticLandscapeSource vtkLandscapeFilter vtkLandscapeFileReader
 */
#ifndef vtkLandscapeAlgorithm_h
#define vtkLandscapeAlgorithm_h

#include "vtkAlgorithm.h"
#include "vtkLossLandscapePipelineModule.h" // for export macro

#include <chrono> // for progress
#include <set>    // for ports
#include <string> // for recipes
#include <vector> // for time steps

namespace losslandscape
{
class Grid;
}

class vtkDataObject;
class vtkImageData;

class VTKLOSSLANDSCAPEPIPELINE_EXPORT vtkLandscapeAlgorithm : public vtkAlgorithm
{
public:
  vtkTypeMacro(vtkLandscapeAlgorithm, vtkAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  vtkTypeBool ProcessRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  /// With one process, later than the last execution if that was aborted, so that the next update
  /// starts anew.
  vtkMTimeType GetMTime() override;

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

  /// What a user can do if memory runs out, a half sentence: "lower Resolution".
  virtual std::string MemoryAdvice() const;

  /// Tells the world how far we are, every 2 % and at least four times a second as long as it is
  /// called that often; false once somebody pressed abort.
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

  template <typename Work>
  vtkTypeBool Guard(vtkInformationVector* outputs, Work&& work);
  vtkTypeBool Fail(vtkInformationVector* outputs, const std::string& message);

  vtkTypeBool AnswerDataRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs);
  /// What the port that was answered leaves.
  void KeepPortsOwed(int answered, vtkInformationVector* outputs);

  std::chrono::steady_clock::time_point LastReport;
  bool WasAborted = false;
  /// ParaView updates one port after the other: those that an abort ends as well, as long as
  /// nothing has changed since.
  std::set<int> PortsOwed;
  vtkMTimeType AbortTime = 0;
};

#endif
