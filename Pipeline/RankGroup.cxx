// SPDX-License-Identifier: BSD-3-Clause
#include "Pipeline/RankGroup.h"

#include "Core/Common/Error.h"

#include "vtkCommunicator.h"
#include "vtkMultiProcessController.h"

#include <array>
#include <new>

namespace losslandscape
{

namespace
{

struct Outcome
{
  bool Failed = false;
  bool Stopped = false;
  std::string Text;
};

Outcome OutcomeOf(const std::function<void()>& work)
{
  try
  {
    work();
    return {};
  }
  catch (const Aborted&)
  {
    return { false, true, "" };
  }
  catch (const std::bad_alloc&)
  {
    return { true, false, "a process has not enough memory for the whole image" };
  }
  catch (const std::exception& error)
  {
    return { true, false, error.what() };
  }
}

} // namespace

RankGroup::RankGroup(vtkMultiProcessController* controller) : Ranks(controller)
{
  if (controller)
  {
    this->Own = controller->GetLocalProcessId();
    this->Number = controller->GetNumberOfProcesses();
  }
}

void RankGroup::Together(const std::function<void()>& work) const
{
  if (this->IsAlone())
  {
    work();
    return;
  }
  const Outcome own = OutcomeOf(work);
  // Smaller numbers are worse, so that the minimum over all ranks has the lowest rank that failed
  // and tells whether an abort was pressed anywhere.
  const std::array<int, 2> mine = { own.Failed ? this->Own : this->Number, own.Stopped ? 0 : 1 };
  std::array<int, 2> all;
  this->Ranks->AllReduce(mine.data(), all.data(), 2, vtkCommunicator::MIN_OP);
  if (all[0] < this->Number)
  {
    throw Error(this->TextOf(all[0], own.Text));
  }
  if (all[1] == 0)
  {
    throw Aborted();
  }
}

std::string RankGroup::TextOf(int rank, std::string text) const
{
  int length = static_cast<int>(text.size());
  this->Ranks->Broadcast(&length, 1, rank);
  text.resize(length);
  this->Ranks->Broadcast(&text[0], length, rank);
  return text;
}

} // namespace losslandscape
