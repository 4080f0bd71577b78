// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_FiltersTopology_LandscapeScalars_h
#define losslandscape_FiltersTopology_LandscapeScalars_h

class vtkDataArray;
class vtkImageData;
class vtkInformation;

namespace losslandscape
{

/// Returns the point array that `request` names: an entry of vtkAlgorithm::INPUT_ARRAYS_TO_PROCESS,
/// as made by SetInputArrayToProcess. Without a name (or a request) it is the active point scalars,
/// else the array `loss`, else the only point array, each if it has a single component. Throws
/// Error for an array that does not exist, has several components, holds no numbers or belongs to
/// the cells, and says which arrays there are.
vtkDataArray* ChooseScalars(vtkImageData* image, vtkInformation* request);

} // namespace losslandscape

#endif
