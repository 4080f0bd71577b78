// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/Device.h"

#include "Core/Common/Error.h"
#include "Core/Common/LocalRank.h"
#include "Core/Common/TextEnds.h"

#include <torch/cuda.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace losslandscape
{
namespace
{

/// The CUDA device that this process's rank gets, out of `available` ones.
int OwnIndex(int available)
{
  return DeviceOfRank(LocalRank([](const char* name) { return std::getenv(name); }), available);
}

int CudaIndex(const std::string& name, int available)
{
  if (name == "cuda")
  {
    return available > 0 ? OwnIndex(available) : 0;
  }
  const std::string digits = name.size() > 5 ? name.substr(5) : "";
  const bool numeric = !digits.empty() && digits.size() < 4 &&
    std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); });
  if (!numeric || !StartsWith(name, "cuda:"))
  {
    throw Error("unknown device").Expected("Auto, cpu, cuda or cuda:N").Found("'" + name + "'");
  }
  return std::stoi(digits);
}

torch::Device CudaDevice(int index)
{
  return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(index));
}

} // namespace

torch::Device ResolveDevice(const std::string& name)
{
  const auto available = static_cast<int>(torch::cuda::device_count());
  if (name.empty() || name == "Auto" || name == "auto")
  {
    return available > 0 ? CudaDevice(OwnIndex(available)) : torch::Device(torch::kCPU);
  }
  if (name == "cpu")
  {
    return torch::Device(torch::kCPU);
  }
  const int index = CudaIndex(name, available);
  if (index >= available)
  {
    throw Error("the device is not there")
      .Where(name)
      .Expected("a CUDA device numbered below the count that LibTorch sees")
      .Found(std::to_string(available) + " CUDA devices")
      .Advice(
        "choose Device = cpu or Auto, or use a LibTorch built with CUDA on a machine with a GPU");
  }
  return CudaDevice(index);
}

} // namespace losslandscape
