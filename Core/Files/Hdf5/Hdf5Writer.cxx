// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Writer.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/WholeFile.h"
#include "Core/Files/Hdf5/Hdf5Handles.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// Properties of what is created without times of change, so that equal contents make equal files.
/// Negative on failure.
hid_t Untimed(hid_t kind)
{
  const hid_t creation = H5Pcreate(kind);
  if (creation >= 0)
  {
    H5Pset_obj_track_times(creation, false);
  }
  return creation;
}

void WriteDataset(hid_t file, const std::string& name, hid_t type, hid_t space, const void* data)
{
  // Slashes are replaced, since a name that holds one would ask for groups.
  std::string flat = name.empty() ? "unnamed" : name;
  std::replace(flat.begin(), flat.end(), '/', '_');
  const Hdf5Handle creation(Untimed(H5P_DATASET_CREATE), H5Pclose, "cannot start HDF5");
  const Hdf5Handle dataset(
    H5Dcreate2(file, flat.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose,
    "cannot create dataset " + name);
  CheckHdf5(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0,
    "cannot write dataset " + name);
}

void WriteArray(hid_t file, const std::string& name, const DenseArray& array)
{
  const std::vector<hsize_t> lengths(array.Shape.begin(), array.Shape.end());
  const Hdf5Handle space(
    H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr), H5Sclose,
    "cannot write dataset " + name);
  WriteDataset(file, name, H5T_NATIVE_DOUBLE, space, array.ToDouble().data());
}

void WriteText(hid_t file, const std::string& name, const std::string& text)
{
  const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "cannot write text " + name);
  // The terminating zero is stored too, so that an empty text has a size, which HDF5 demands.
  CheckHdf5(H5Tset_size(type, text.size() + 1) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0,
    "cannot write text " + name);
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose, "cannot write text " + name);
  WriteDataset(file, name, type, space, text.c_str());
}

void WriteContents(const std::string& path, const Hdf5Contents& contents)
{
  const Hdf5Handle access(Hdf5FileAccess(), H5Pclose, "cannot start HDF5");
  const Hdf5Handle creation(Untimed(H5P_FILE_CREATE), H5Pclose, "cannot start HDF5");
  const Hdf5Handle file(
    H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose, "cannot create HDF5 file");
  for (const auto& [name, array] : contents.Arrays)
  {
    WriteArray(file, name, array);
  }
  for (const auto& [name, text] : contents.Texts)
  {
    WriteText(file, name, text);
  }
  CheckHdf5(H5Fflush(file, H5F_SCOPE_LOCAL) >= 0, "cannot write HDF5 file");
}

} // namespace

void WriteHdf5(const std::string& path, const Hdf5Contents& contents)
{
  const Hdf5Silence silence;
  try
  {
    WriteBeside(path, [&](const std::string& temporary) { WriteContents(temporary, contents); });
  }
  catch (Error& error)
  {
    error.Where(path).Advice("check that the folder exists, is writable and has space left");
    throw;
  }
}

} // namespace losslandscape
