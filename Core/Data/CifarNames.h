// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_CifarNames_h
#define losslandscape_Data_CifarNames_h

#include <string>
#include <vector>

namespace losslandscape
{

/// The names of the classes of CIFAR-10, as its archive lists them.
const std::vector<std::string>& Cifar10Names();

/// The names of the fine classes of CIFAR-100, as its archive lists them.
const std::vector<std::string>& Cifar100Names();

} // namespace losslandscape

#endif
