// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Links.h"

namespace losslandscape
{
namespace
{

constexpr std::size_t MostLinks = 100000;

} // namespace

Hdf5Handle OpenHdf5(const std::string& path)
{
  const Hdf5Handle access(Hdf5FileAccess(), H5Pclose, "cannot start HDF5");
  return Hdf5Handle(
    H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "cannot open HDF5 file");
}

std::vector<std::string> HardLinks(hid_t group)
{
  std::vector<std::string> names;
  H5L_iterate_t take = [](hid_t, const char* name, const H5L_info_t* info, void* result) -> herr_t
  {
    auto* all = static_cast<std::vector<std::string>*>(result);
    if (info->type == H5L_TYPE_HARD)
    {
      all->emplace_back(name);
    }
    return all->size() > MostLinks ? -1 : 0;
  };
  hsize_t next = 0;
  CheckHdf5(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &next, take, &names) >= 0,
    "cannot list the contents of the HDF5 file");
  return names;
}

H5I_type_t ObjectType(hid_t group, const std::string& name)
{
  const Hdf5Handle object(
    H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, "cannot open object");
  return H5Iget_type(object);
}

} // namespace losslandscape
