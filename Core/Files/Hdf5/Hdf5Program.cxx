// SPDX-License-Identifier: BSD-3-Clause
// The program in which the HDF5 library reads:
//   losslandscape-hdf5 LIMITS contents|directions|names FILE SIZE
#include "Core/Common/ChildMain.h"
#include "Core/Files/Hdf5/Hdf5Bytes.h"
#include "Core/Files/Hdf5/Hdf5DirectionGroups.h"
#include "Core/Files/Hdf5/Hdf5RootGroup.h"

#include <cstdlib>

using namespace losslandscape;

namespace
{

std::string Read(const std::vector<std::string>& arguments)
{
  if (arguments.size() != 3)
  {
    throw Error("the program that reads HDF5 files is of another version of the suite")
      .Advice("install the suite again");
  }
  const std::string& what = arguments[0];
  const std::string& path = arguments[1];
  const std::uint64_t fileSize = std::strtoull(arguments[2].c_str(), nullptr, 10);
  if (what == "names")
  {
    return PackLines(RootNames(path));
  }
  return PackHdf5(
    what == "directions" ? ReadDirectionGroups(path, fileSize) : ReadRootGroup(path, fileSize));
}

} // namespace

int main(int argumentCount, char** arguments)
{
  RunChildProgram(argumentCount, arguments, Read);
}
