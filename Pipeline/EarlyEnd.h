// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Pipeline_EarlyEnd_h
#define losslandscape_Pipeline_EarlyEnd_h

#include "vtkLossLandscapePipelineModule.h"

#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

class vtkInformation;
class vtkInformationVector;

namespace losslandscape
{

/// How a request was answered.
struct Outcome
{
  enum class Kind
  {
    Done,
    Aborted,
    Failed
  };
  Kind How = Kind::Done;
  std::string Message; ///< why it failed; empty unless it did
};

/// What a request for data asks for, and on whose behalf.
struct DataQuestion
{
  DataQuestion(vtkInformation* request, vtkInformationVector* outputs);

  /// Stands for the consumer at the end of the pipeline that the request came from: an address to
  /// compare with others, which may be dangling.
  const void* Consumer;
  /// The output port asked for; -1 stands for all of them.
  int Port;
  /// The time, if one is asked for, the piece and the number of pieces.
  std::tuple<std::optional<double>, int, int> Part;
};

/// Remembers that a source or filter failed or was aborted (that it "ended early"), so that it does
/// not do the same once more for each of its output ports and consumers.
class VTKLOSSLANDSCAPEPIPELINE_EXPORT EarlyEnd
{
public:
  /// Forgets what ended early. To be called when something was modified.
  void Forget();

  /// Notes that a new update has begun, which will ask for data. To be called at its request for
  /// extents.
  void StartPass() { this->IsNewPass = true; }

  /// Keeps how the request for information, or for extents, ended. An early end of it holds for
  /// whatever is asked for.
  void KeepInformation(const Outcome& outcome);

  /// Keeps how the request for data ended. With `alone` a failure holds only for the port that was
  /// asked for.
  void KeepData(const Outcome& outcome, const DataQuestion& question, bool alone);

  /// Whether an early end is the answer to the question, so that outputs stay empty without another
  /// execution. `mayAskAgain`: whether an aborted execution starts anew for a consumer that was
  /// told of the abort in an earlier update. `itself`: whether the source's own Update asks, which
  /// counts as a consumer told of it as soon as any was.
  bool Covers(const DataQuestion& question, bool mayAskAgain, bool itself);

  /// Notes that the question was answered, which ends the update. After an abort its consumer
  /// counts as told of it.
  void Answer(const DataQuestion& question);

  bool WasAborted() const { return this->Last.How == Outcome::Kind::Aborted; }
  /// Whether the last execution failed for all ports.
  bool HasFailed() const { return this->Last.How == Outcome::Kind::Failed && !this->OnlyPort; }
  /// Whether information is missing, since the request for it was aborted.
  bool LacksInformation() const { return this->WasAborted() && !this->Part; }

  /// The message of the failure; empty if this has returned it before.
  std::string News();

private:
  bool IsAskedAgain(const DataQuestion& question, bool itself) const;

  Outcome Last;
  /// The part and the port that `Last` holds for; without a value it holds for all.
  std::optional<std::tuple<std::optional<double>, int, int>> Part;
  std::optional<int> OnlyPort;
  bool IsNewPass = false;
  std::set<std::pair<const void*, int>> Answered; ///< consumers told of the abort, with the port
  std::set<std::string> Said;                     ///< messages that News has returned
};

} // namespace losslandscape

#endif
