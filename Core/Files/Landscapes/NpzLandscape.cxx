// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/NpzLandscape.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/NumPy/Npz.h"

namespace losslandscape
{

bool IsNpzLandscape(const std::string& path)
{
  try
  {
    return IsZipFile(path) && NamesLookLikeLandscape(NpzArrayNames(path));
  }
  catch (const std::exception&)
  {
    return false;
  }
}

SampledLandscape ReadNpzLandscape(const std::string& path, const ArrayLandscapeOptions& options)
{
  std::vector<std::string> skipped;
  const NamedArrays arrays = ReadNpz(path, skipped);
  try
  {
    SampledLandscape landscape = LandscapeFromArrays(arrays, options);
    landscape.Skipped.insert(landscape.Skipped.end(), skipped.begin(), skipped.end());
    return landscape;
  }
  catch (const Error& error)
  {
    const std::string unread = skipped.empty() ? "" : " (not read: " + skipped.front() + ")";
    throw Error(path + ": " + error.what() + unread);
  }
}

} // namespace losslandscape
