// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_FileSeries_h
#define losslandscape_Files_Landscapes_FileSeries_h

#include <string>
#include <vector>

namespace losslandscape
{

/// One file of a series and its time.
struct SeriesFile
{
  std::string Path;
  double Time = 0.0;
};

/// Orders files by the number in their names (see SplitNumbers) and takes it as their time: of
/// `run/epoch_2.pt` and `run/epoch_10.pt` the times are 2 and 10. If names hold several numbers,
/// the first one counts that is different in all of them. Names without such a number, or of
/// different patterns, keep their order and get the times 0, 1, 2, ...
std::vector<SeriesFile> OrderFileSeries(const std::vector<std::string>& paths);

} // namespace losslandscape

#endif
