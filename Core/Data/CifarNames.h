// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_CifarNames_h
#define losslandscape_Data_CifarNames_h

#include <string>
#include <vector>

namespace losslandscape
{

/// Names of the classes as the archives list them.
const std::vector<std::string>& Cifar10Names();
const std::vector<std::string>& Cifar100Names();

} // namespace losslandscape

#endif
