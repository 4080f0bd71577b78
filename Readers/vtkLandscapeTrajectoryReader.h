// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeTrajectoryReader
 * @brief   reads the path of a training run in the plane of a landscape
 *
 * Two kinds of files, told apart by content:
 * - HDF5 of tomgoldstein/loss-landscape: `proj_xcoord`, `proj_ycoord`. That program divides
 *   projections by the length of the direction: they are multiples of the direction vectors, as the
 *   coordinates of its landscapes are, only if these have length 1.
 * - Text: a point per line, columns separated by commas, semicolons, tabs or spaces. Without header
 *   x, y and perhaps `loss`; with header the columns `x` and `y` (or `alpha` and `beta`,
 *   `proj_xcoord` and `proj_ycoord`, `pc1` and `pc2`), all others becoming arrays.
 *
 * Output port 0: vtkPolyData, a polyline through all points at z = 0 and a vertex at each. Point
 * arrays (double): `epoch`, the column of that name or else the index from 0; `loss` (then active
 * scalars) and others the file has.
 *
 * With several processes the first has all of it.
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
