// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_FiltersTopology_LandscapeScalars_h
#define losslandscape_FiltersTopology_LandscapeScalars_h

class vtkDataArray;
class vtkImageData;
class vtkInformation;

namespace losslandscape
{

/// The point array that `request` names: an entry of vtkAlgorithm::INPUT_ARRAYS_TO_PROCESS, as
/// made by SetInputArrayToProcess. Without a name (or a request): the active point scalars, else
/// the array `loss`, else the only point array; all if they have a single component. Throws Error
/// for an array that does not exist, has several components, holds no numbers or belongs to the
/// cells, and says which arrays there are.
vtkDataArray* ChooseScalars(vtkImageData* image, vtkInformation* request);

} // namespace losslandscape

#endif
