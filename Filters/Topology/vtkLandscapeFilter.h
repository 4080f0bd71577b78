// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeFilter
 * @brief   what all filters that analyse a landscape on its grid have in common
 *
 * @par Input port 0: vtkImageData
 * An image of one, two or three dimensions (axes with more than one point) with a point array of
 * one component. SetInputArrayToProcess(0, 0, 0, vtkDataObject::FIELD_ASSOCIATION_POINTS, name), in
 * ParaView the property Scalars, chooses the array. Without it the active point scalars are taken,
 * else the array `loss`, else the only point array of one component. Values of any numeric type are
 * computed with as double (integers beyond 2^53 are rounded).
 *
 * @par Values that are not finite
 * Points whose value is NaN or infinite, and those that the ghost array marks as hidden, are cut
 * out: the landscape has a hole there. A warning and the field data `non_finite_points` (vtkIdType)
 * of all outputs count them. An image without any other points gives empty outputs with all their
 * arrays.
 *
 * @par Outputs
 * Inputs are never modified; their field data (the recipe of a landscape, say) are passed on to all
 * outputs.
 *
 * @par Errors
 * An array that does not exist, has several components or belongs to cells, a direction matrix
 * other than the identity, and a spacing that is not positive are errors.
 *
 * @par Pieces and processes
 * Features of a landscape are not local, so a filter computes on the whole image whatever part of
 * it is asked for. With one process it asks its input for the whole extent. With several
 * (Controller) the input gives each process its piece, as usual; the filter gathers all of them on
 * every process. Results are the same to the bit for any number of processes, pieces and threads.
 * Tables and polygonal data are output by the first process (piece), and are empty with the same
 * arrays on the others; images are output in pieces. All processes must execute the filter
 * together, as those of pvserver and pvbatch do; an error or an abort on one is one on all.
 *
 * @par Memory
 * Beside what the filter needs itself: nothing for an array of double that one process has as a
 * whole; 8 bytes per point of the image for other arrays; 16 bytes per point, for a while, on each
 * of several processes.
 *
 * @sa vtkLandscapeCriticalPoints vtkLandscapeMorseComplex vtkLandscapePersistence
 * vtkLandscapeFlatRegions vtkLandscapeDerivatives
 */
#ifndef vtkLandscapeFilter_h
#define vtkLandscapeFilter_h

#include "vtkLandscapeAlgorithm.h"
#include "vtkLossLandscapeFiltersTopologyModule.h" // for export macro

namespace losslandscape
{
class LandscapeImage;
struct Execution;
} // namespace losslandscape

class vtkDataArray;
class vtkImageData;
class vtkMultiProcessController;

class VTKLOSSLANDSCAPEFILTERSTOPOLOGY_EXPORT vtkLandscapeFilter : public vtkLandscapeAlgorithm
{
public:
  vtkTypeMacro(vtkLandscapeFilter, vtkLandscapeAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * Number of threads of each process, 0 to 1024; 0 (the default) stands for one for each of its
   * cores. Results do not depend on it.
   */
  vtkSetClampMacro(Threads, int, 0, 1024);
  vtkGetMacro(Threads, int);
  ///@}

  ///@{
  /**
   * The processes that execute this filter together; with a null pointer this process is alone.
   * Default: the global controller.
   */
  virtual void SetController(vtkMultiProcessController* controller);
  vtkGetObjectMacro(Controller, vtkMultiProcessController);
  ///@}

protected:
  vtkLandscapeFilter();
  ~vtkLandscapeFilter() override;

  int FillInputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestUpdateExtent(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  std::string MemoryAdvice() const override;

  /**
   * Fills all outputs except their field data. Called on all processes, and may throw on any. Where
   * Owns is false for an output that is no image, it has all its arrays, but no elements.
   */
  virtual void Compute(const losslandscape::LandscapeImage& landscape,
    const losslandscape::Execution& execution, vtkInformationVector* outputs) = 0;

  /// The input port that has the image. Subclasses with further ports handle those themselves.
  virtual int LandscapePort() const { return 0; }

  /// Whether the output `info`, which must not be an image, is to be filled here: on the first of
  /// several processes, or for the first piece if there is one process only. False if there is no
  /// point to analyse.
  static bool Owns(const losslandscape::LandscapeImage& landscape, vtkInformation* info);

  /**
   * Gives an output image the geometry of the part of the input that is asked for, its ghost
   * arrays, and the scalars or all arrays.
   */
  static void StartImage(const losslandscape::LandscapeImage& landscape, vtkInformation* info,
    bool allArrays, vtkImageData* output);

  int Threads = 0;
  vtkMultiProcessController* Controller = nullptr;

private:
  vtkLandscapeFilter(const vtkLandscapeFilter&) = delete;
  void operator=(const vtkLandscapeFilter&) = delete;

  vtkInformation* ScalarsRequest();
  vtkDataArray* ScalarsOf(vtkImageData* input);
  void WarnOfHoles(const losslandscape::LandscapeImage& landscape);
};

#endif
