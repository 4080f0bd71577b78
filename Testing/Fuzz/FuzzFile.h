// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Testing_FuzzFile_h
#define losslandscape_Testing_FuzzFile_h

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Puts the bytes into a file in memory and gives its path to each reader. A reader may return, or
/// throw an Error that names the file; anything else ends the program, which is a finding.
void FuzzFile(const std::uint8_t* data, std::size_t size,
  const std::vector<std::function<void(const std::string& path)>>& readers);

} // namespace losslandscape

#endif
