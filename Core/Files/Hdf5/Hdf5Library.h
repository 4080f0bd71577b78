// SPDX-License-Identifier: BSD-3-Clause
// Includes the HDF5 library. Since a process must not hold two of them, it is VTK's where the suite
// is built with ParaView.
#ifndef losslandscape_Files_Hdf5_Hdf5Library_h
#define losslandscape_Files_Hdf5_Hdf5Library_h

#ifdef LOSSLANDSCAPE_HDF5_OF_VTK
#include "vtk_hdf5.h"
#else
#include <hdf5.h>
#endif

#endif
