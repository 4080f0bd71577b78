// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeTrajectoryReader
 * @brief   reads the path of a training run in the plane of a landscape
 *
 * There are two kinds of files, told apart by content:
 * - HDF5 of tomgoldstein/loss-landscape: `proj_xcoord`, `proj_ycoord`. That program divides
 *   projections by the length of the direction: they are multiples of the direction vectors, as the
 *   coordinates of its landscapes are, only if these have length 1.
 * - Text: a point per line, columns separated by commas, semicolons, tabs or spaces. Without header
 *   the columns are x, y and perhaps `loss`; with header the coordinates are the columns `x` and
 *   `y` (or `alpha` and `beta`, `proj_xcoord` and `proj_ycoord`, `pc1` and `pc2`), and all other
 *   columns become arrays.
 *
 * @par Output port 0: vtkPolyData
 * A polyline through all points at z = 0 and a vertex at each. The point arrays (double) are
 * `epoch`, the column of that name or else the index from 0, `loss` (active scalars, if the file
 * has it) and others of the file. With several processes the first has all of it.
 *
 * @sa vtkLandscapeFileReader vtkLandscapeReader
 */
#ifndef vtkLandscapeTrajectoryReader_h
#define vtkLandscapeTrajectoryReader_h

#include "vtkLandscapeFileReader.h"

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkLandscapeTrajectoryReader : public vtkLandscapeFileReader
{
public:
  static vtkLandscapeTrajectoryReader* New();
  vtkTypeMacro(vtkLandscapeTrajectoryReader, vtkLandscapeFileReader);

  int CanReadFile(const char* name) override;

protected:
  vtkLandscapeTrajectoryReader();
  ~vtkLandscapeTrajectoryReader() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Read(const std::string& path, vtkInformation* info) override;

private:
  vtkLandscapeTrajectoryReader(const vtkLandscapeTrajectoryReader&) = delete;
  void operator=(const vtkLandscapeTrajectoryReader&) = delete;
};

#endif
