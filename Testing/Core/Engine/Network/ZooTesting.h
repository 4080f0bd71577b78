// SPDX-License-Identifier: BSD-3-Clause
#ifndef ZooTesting_h
#define ZooTesting_h

#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"

#include <ostream>

namespace losslandscape
{

/// What Testing/Data/make_zoo.py says of a network of its own.
struct ZooCase
{
  BuiltInOptions Options;
  std::int64_t Parameters;
  std::int64_t MultiplyAdds;
  /// Names and shapes of the state dict, in order.
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> Tensors;
  /// For ZooInputs, in double precision.
  torch::Tensor Outputs;
};

/// "wrn28_10_3x8x8".
std::string ZooCaseName(const ZooCase& zooCase);

inline void PrintTo(const ZooCase& zooCase, std::ostream* stream)
{
  *stream << ZooCaseName(zooCase);
}

const std::vector<ZooCase>& ZooCases();

/// The two inputs, and the values of a tensor of a state dict, by the rule that make_zoo.py has
/// too.
torch::Tensor ZooInputs(const std::vector<std::int64_t>& sampleShape);
torch::Tensor ZooValues(const std::string& name, const torch::Tensor& like);

/// The network in evaluation mode, all of its tensors filled by the rule.
std::unique_ptr<NetworkModule> MakeZooNetwork(const BuiltInOptions& options);

/// Largest difference as a share of the largest expected value.
double RelativeDifference(const torch::Tensor& found, const torch::Tensor& expected);

} // namespace losslandscape

#endif
