// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_SampledLandscape_h
#define losslandscape_Files_Landscapes_SampledLandscape_h

#include "Core/Common/Grid.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Columns of numbers with their names.
using NamedValues = std::vector<std::pair<std::string, std::vector<double>>>;

/// A landscape as files hold it: values on a uniform grid. Every array has one value per point of
/// the grid, the first axis fastest, as in vtkImageData.
struct SampledLandscape
{
  Grid Points;
  /// `loss` first if there is one, then `accuracy`, then the others in the order of the file.
  NamedValues Arrays;
  /// One per point: 0 where the file holds no value (the loss is NaN there) or says that the value
  /// is interpolated, else 1.
  std::vector<std::uint8_t> Evaluated;
  /// One per point: 1 where there is no value, else 0.
  std::vector<std::uint8_t> Missing;
  /// Texts of the file by name (`dir_file`, `LossLandscapeRecipe`).
  std::map<std::string, std::string> Texts;
  /// Names of arrays that do not belong to the grid and were passed over.
  std::vector<std::string> Skipped;
  /// A sentence for each thing that had to be guessed.
  std::vector<std::string> Warnings = {};
};

/// Number of points without a value.
std::int64_t NumberOfMissing(const SampledLandscape& landscape);

/// Marks the points where the first array is NaN as missing and not evaluated.
void MarkMissing(SampledLandscape& landscape);

/// The array of that name, or null.
const std::vector<double>* FindArray(const NamedValues& arrays, const std::string& name);

} // namespace losslandscape

#endif
