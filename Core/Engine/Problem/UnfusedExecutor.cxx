// SPDX-License-Identifier: BSD-3-Clause
// Takes the place of FusedExecutor.cxx in a build without oneDNN.
#include "Core/Engine/Problem/Executor.h"

namespace losslandscape
{

std::unique_ptr<Executor> MakeFusedExecutor(const Problem&, const Displacement&)
{
  return nullptr;
}

bool IsComputedByKernelsAlone(const Problem::Internals&)
{
  return false;
}

std::string FusedKernelsName()
{
  return "";
}

bool FusedKernelsHaveBFloat16()
{
  return false;
}

} // namespace losslandscape
