// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5File.h"

#include "Core/Common/ChildProcess.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/TensorGather.h"
#include "Core/Files/Hdf5/Hdf5Bytes.h"
#include "Core/Files/ShippedProgram.h"

#include <fstream>

namespace losslandscape
{
namespace
{

/// The limits of the process that reads a file of that size: far more than a sound file takes.
ChildLimits LimitsFor(std::uint64_t fileSize)
{
  constexpr std::uint64_t library = std::uint64_t(1) << 29;
  constexpr std::uint64_t slowestBytesPerSecond = 1 << 22;
  const std::uint64_t most = MemoryBudget(fileSize).Total();
  ChildLimits limits;
  // All arrays, the one that is being converted, and a copy of all of them for sending.
  limits.Memory = library + 3 * most;
  limits.ResultBytes = 2 * most;
  // Processor time is short, to find an endless loop soon; a slow disk or a busy machine has more
  // time on the clock.
  limits.ProcessorSeconds = 10 + fileSize / slowestBytesPerSecond;
  limits.Seconds = 6.0 * static_cast<double>(limits.ProcessorSeconds);
  return limits;
}

} // namespace

std::string RunHdf5Program(
  const std::string& what, const std::string& path, const Progress& progress)
{
  const std::string program = ShippedProgram("losslandscape-hdf5");
  const std::uint64_t fileSize = RegularFileSize(path);
  try
  {
    return RunProgram(
      program, { what, path, std::to_string(fileSize) }, LimitsFor(fileSize), progress);
  }
  catch (const ChildFailure& failure)
  {
    throw Error("the HDF5 library failed on this file")
      .Where(path)
      .Found(failure.Reason())
      .Advice("the file is damaged: copy or write it again");
  }
}

Hdf5Contents ReadHdf5(const std::string& path, const Progress& progress)
{
  return UnpackHdf5(RunHdf5Program("contents", path, progress));
}

bool IsHdf5File(const std::string& path)
{
  const std::string signature = "\x89HDF\r\n\x1a\n";
  std::string start(signature.size(), '\0');
  std::ifstream(path, std::ios::binary)
    .read(start.data(), static_cast<std::streamsize>(start.size()));
  return start == signature;
}

std::vector<std::string> Hdf5Names(const std::string& path)
{
  if (!IsHdf5File(path))
  {
    return {};
  }
  try
  {
    return UnpackLines(RunHdf5Program("names", path));
  }
  catch (const std::exception&)
  {
    return {};
  }
}

} // namespace losslandscape
