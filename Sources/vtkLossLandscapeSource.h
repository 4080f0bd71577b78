// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLossLandscapeSource
 * @brief   the loss of a trained network over a line, plane or volume through its weights
 *
 * Computes L(theta + a d1 + b d2 + c d3) on a uniform grid, where theta are the weights of a
 * trained network, L its loss on a data set and d1, d2, d3 direction vectors (Li, Xu, Taylor,
 * Studer and Goldstein, "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018). For
 * students and researchers who want to see the surroundings of a minimum; contour, warp and volume
 * rendering are ParaView's own.
 *
 * Output port 0, vtkImageData. Its coordinates are multiples of the direction vectors. Point data,
 * all double:
 * - `loss`: mean per sample; NaN and infinities stay as they are;
 * - `accuracy`: percentage of samples classified rightly, 0 to 100; NaN without classes;
 * - `loss_standard_error`: standard error of the mean over the samples; NaN for a single sample or
 * a module that returns one number per batch.
 *
 * Field data:
 * - `LossLandscapeRecipe`: JSON with everything that made the landscape;
 * - `direction_norms`: Euclidean length of each direction;
 * - `direction_cosines`: between axes 0 and 1, 0 and 2, 1 and 2;
 * - `non_finite_losses`: number of points of this piece whose loss is NaN or infinite.
 *
 * Every requested sub-extent is evaluated on its own, so ranks share the image by extents. Values
 * are bit-identical for any extent, number of ranks and threads on one machine.
 *
 * Cost: one pass over the samples per grid point, points shared by worker threads of one processor
 * each. Memory: the data set, and weights times (workers + 1 + dimension). Network, data and
 * directions are kept between executions and loaded again only when their settings or files change.
 *
 * Limits: batch norm keeps the running statistics stored with the weights.
 *
 * @sa vtkTrainNetworkSource vtkAnalyticLandscapeSource
 */
#ifndef vtkLossLandscapeSource_h
#define vtkLossLandscapeSource_h

#include "vtkNetworkAlgorithm.h"

#include <memory> // for std::unique_ptr

namespace losslandscape
{
class Grid;
class Plane;
struct DirectionOptions;
struct ProblemOptions;
} // namespace losslandscape

class vtkImageData;

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkLossLandscapeSource : public vtkNetworkAlgorithm
{
public:
  static vtkLossLandscapeSource* New();
  vtkTypeMacro(vtkLossLandscapeSource, vtkNetworkAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Order of the DatasetSplit property.
  enum SplitType
  {
    TRAIN = 0,
    TEST
  };

  /// Values of the Directions property, stored in state files.
  enum DirectionsType
  {
    RANDOM = 0,
    FILE_DIRECTIONS = 4
  };

  /// Order of the Normalization property.
  enum NormalizationType
  {
    FILTER = 0,
    LAYER,
    NETWORK,
    NONE
  };

  ///@{
  /**
   * Which part of the data set (SplitType). Default TRAIN.
   */
  vtkSetClampMacro(DatasetSplit, int, TRAIN, TEST);
  vtkGetMacro(DatasetSplit, int);
  ///@}

  ///@{
  /**
   * Samples per forward pass. 0 (the default): chosen by the size of a sample; the whole data set
   * for Loss = NETWORK_OUTPUT.
   */
  vtkSetMacro(BatchSize, int);
  vtkGetMacro(BatchSize, int);
  ///@}

  ///@{
  /**
   * Where the directions come from (DirectionsType). Default RANDOM.
   */
  vtkSetClampMacro(Directions, int, RANDOM, FILE_DIRECTIONS);
  vtkGetMacro(Directions, int);
  ///@}

  ///@{
  /**
   * Scaling of random directions (NormalizationType). Default FILTER.
   */
  vtkSetClampMacro(Normalization, int, FILTER, NONE);
  vtkGetMacro(Normalization, int);
  ///@}

  ///@{
  /**
   * Whether one-dimensional parameters (biases, scales and shifts of norm layers) stay where they
   * are along random directions. Default on.
   */
  vtkSetMacro(IgnoreBiasAndNorm, vtkTypeBool);
  vtkGetMacro(IgnoreBiasAndNorm, vtkTypeBool);
  vtkBooleanMacro(IgnoreBiasAndNorm, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether random directions are made orthogonal to each other. Default off, as in Li et al.
   */
  vtkSetMacro(Orthogonalize, vtkTypeBool);
  vtkGetMacro(Orthogonalize, vtkTypeBool);
  vtkBooleanMacro(Orthogonalize, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Seed of random directions. They depend on it and on parameter names only. Default 0.
   */
  vtkSetClampMacro(Seed, int, 0, VTK_INT_MAX);
  vtkGetMacro(Seed, int);
  ///@}

  ///@{
  /**
   * State dicts (parameter name -> direction), one per axis, for Directions = FILE_DIRECTIONS.
   */
  void AddDirectionFile(const char* path);
  void RemoveAllDirectionFiles();
  ///@}

  ///@{
  /**
   * Number of axes: 1, 2 (the default) or 3.
   */
  vtkSetClampMacro(Dimension, int, 1, 3);
  vtkGetMacro(Dimension, int);
  ///@}

  ///@{
  /**
   * Points per axis; entries beyond Dimension are ignored. An axis of one point lies in the middle
   * of its bounds. Default 21.
   */
  vtkSetVector3Macro(Resolution, int);
  vtkGetVector3Macro(Resolution, int);
  ///@}

  ///@{
  /**
   * First and last point of each axis, in multiples of its direction vector. Default -1 to 1.
   */
  vtkSetVector6Macro(Bounds, double);
  vtkGetVector6Macro(Bounds, double);
  ///@}

protected:
  vtkLossLandscapeSource();
  ~vtkLossLandscapeSource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  int DatasetSplit = TRAIN;
  int BatchSize = 0;
  int Directions = RANDOM;
  int Normalization = FILTER;
  vtkTypeBool IgnoreBiasAndNorm = 1;
  vtkTypeBool Orthogonalize = 0;
  int Seed = 0;
  std::vector<std::string> DirectionFiles;
  int Dimension = 2;
  int Resolution[3] = { 21, 21, 21 };
  double Bounds[6] = { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 };

private:
  vtkLossLandscapeSource(const vtkLossLandscapeSource&) = delete;
  void operator=(const vtkLossLandscapeSource&) = delete;

  losslandscape::Grid MakeGrid() const;
  losslandscape::ProblemOptions MakeProblemOptions() const;
  losslandscape::DirectionOptions MakeDirectionOptions() const;
  void Evaluate(
    const losslandscape::Plane& plane, const losslandscape::Grid& grid, vtkImageData* landscape);
  void AddFieldData(
    const losslandscape::Plane& plane, const losslandscape::Grid& grid, vtkImageData* landscape);

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
