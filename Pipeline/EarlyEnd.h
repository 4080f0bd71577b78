// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Pipeline_EarlyEnd_h
#define losslandscape_Pipeline_EarlyEnd_h

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
  std::string Message; ///< of a failure
};

/// What a request for data asks for, and for whom.
struct DataQuestion
{
  DataQuestion(vtkInformation* request, vtkInformationVector* outputs);

  /// The consumer at the end of the pipeline that the request came from; never followed.
  const void* Consumer;
  /// -1: all of them.
  int Port;
  /// Time, if one was asked for, piece and number of pieces.
  std::tuple<std::optional<double>, int, int> Part;
};

/// Remembers that a source or filter failed or was aborted, so that it does not do the same once
/// more for each of its output ports and consumers.
class EarlyEnd
{
public:
  /// Something was modified. What ended before counts no more.
  void Forget();

  /// The pass of a new update has arrived, which will ask for data.
  void StartPass() { this->IsNewPass = true; }

  /// The request for information, or for extents, ended so; holds for whatever is asked for.
  void KeepInformation(const Outcome& outcome);

  /// The request for data ended so. `alone`: a failure holds for the port that was asked for only.
  void KeepData(const Outcome& outcome, const DataQuestion& question, bool alone);

  /// Whether the question has no other answer than that there is nothing. Otherwise what ended
  /// early is forgotten if it is in the way. `mayAskAgain`: whether an aborted execution starts
  /// anew for somebody who knows of the abort; `itself`: whether the source's own Update asks.
  bool Covers(const DataQuestion& question, bool mayAskAgain, bool itself);

  /// Tells who was answered that there is nothing; the pass is over.
  void Answer(const DataQuestion& question);

  bool WasAborted() const { return this->Last.How == Outcome::Kind::Aborted; }
  bool HasFailed() const { return this->Last.How == Outcome::Kind::Failed && !this->OnlyPort; }
  /// Whether information is missing, since the request for it was aborted.
  bool LacksInformation() const { return this->WasAborted() && !this->Part; }

  /// The message of the failure; empty if it was given out before.
  std::string News();

private:
  bool IsAskedAgain(const DataQuestion& question, bool itself) const;

  Outcome Last;
  /// What ended early; none: whatever is asked for.
  std::optional<std::tuple<std::optional<double>, int, int>> Part;
  std::optional<int> OnlyPort;
  bool IsNewPass = false;
  std::set<std::pair<const void*, int>> Answered; ///< consumers and ports
  std::set<std::string> Said;
};

} // namespace losslandscape

#endif
