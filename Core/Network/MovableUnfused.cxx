// SPDX-License-Identifier: BSD-3-Clause
// Takes the place of MovableFused.cxx in a build without oneDNN.
#include "Core/Network/MovableNetwork.h"

namespace losslandscape
{

std::unique_ptr<MovableNetwork> MakeMovableFused(const Plane&)
{
  return nullptr;
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
