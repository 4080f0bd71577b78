// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Pipeline_RankGroup_h
#define losslandscape_Pipeline_RankGroup_h

#include "vtkLossLandscapePipelineModule.h"

#include <functional>
#include <string>

class vtkMultiProcessController;

namespace losslandscape
{

/// The processes that execute a source or filter together. None of them may leave the others
/// waiting in a collective call; therefore whatever can fail between two such calls must run in
/// Together.
class VTKLOSSLANDSCAPEPIPELINE_EXPORT RankGroup
{
public:
  /// The group of the controller's processes. With a null pointer this process is alone.
  explicit RankGroup(vtkMultiProcessController* controller);

  vtkMultiProcessController* Controller() const { return this->Ranks; }
  int Rank() const { return this->Own; }
  int Size() const { return this->Number; }
  bool IsAlone() const { return this->Number == 1; }

  /// Runs `work` on this process and waits for the others. If it threw on one of them, it throws
  /// on all: Error with the text of the first rank that failed, else Aborted. A process that is
  /// alone throws what `work` threw.
  void Together(const std::function<void()>& work) const;

private:
  std::string TextOf(int rank, std::string text) const;

  vtkMultiProcessController* Ranks;
  int Own = 0;
  int Number = 1;
};

} // namespace losslandscape

#endif
