// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkPlaneAlgorithm
 * @brief   what sources that work on a plane through the weights of a network have in common
 *
 * Holds, beside the settings of vtkProblemAlgorithm, the number of axes and the settings of their
 * directions.
 *
 * @sa vtkLossLandscapeSource
 */
#ifndef vtkPlaneAlgorithm_h
#define vtkPlaneAlgorithm_h

#include "vtkEvaluationAlgorithm.h"

namespace losslandscape
{
struct DirectionOptions;
}

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkPlaneAlgorithm : public vtkEvaluationAlgorithm
{
public:
  vtkTypeMacro(vtkPlaneAlgorithm, vtkEvaluationAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the Directions property, stored in state files.
  enum DirectionsType
  {
    RANDOM = 0,
    PCA = 1,
    BETWEEN_CHECKPOINTS = 2,
    HESSIAN_EIGENVECTORS = 3,
    FILE_DIRECTIONS = 4
  };

  /// Values of the HessianEigenvectors property.
  enum EigenvectorsType
  {
    LARGEST = 0,
    LARGEST_AND_SMALLEST
  };

  /// Values of the Normalization property.
  enum NormalizationType
  {
    FILTER = 0,
    LAYER,
    NETWORK,
    NONE
  };

  ///@{
  /**
   * Where the directions come from (DirectionsType):
   * - RANDOM (the default): normally distributed numbers, scaled by Normalization;
   * - PCA: principal components of CheckpointFiles (Li et al. 2018, section 7);
   * - BETWEEN_CHECKPOINTS: from the first of CheckpointFiles to the next ones;
   * - HESSIAN_EIGENVECTORS: eigenvectors of the loss's Hessian at the centre, of length 1;
   * - FILE_DIRECTIONS: as stored in DirectionFiles, neither scaled nor masked.
   */
  vtkSetMacro(Directions, int);
  vtkGetMacro(Directions, int);
  ///@}

  ///@{
  /**
   * Scaling of random directions (NormalizationType): which part of a direction, each filter, each
   * layer or all of it, is scaled to the norm of the same part of the weights (Li et al. 2018,
   * section 4), or none. Default FILTER.
   */
  vtkSetMacro(Normalization, int);
  vtkGetMacro(Normalization, int);
  ///@}

  ///@{
  /**
   * Whether one-dimensional parameters (biases, scales and shifts of norm layers) stay where they
   * are along RANDOM, PCA and HESSIAN_EIGENVECTORS directions. HESSIAN_EIGENVECTORS are then
   * eigenvectors of the Hessian's block of the other parameters. Default on.
   */
  vtkSetMacro(IgnoreBiasAndNorm, vtkTypeBool);
  vtkGetMacro(IgnoreBiasAndNorm, vtkTypeBool);
  vtkBooleanMacro(IgnoreBiasAndNorm, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether RANDOM and BETWEEN_CHECKPOINTS directions are made orthogonal to each other. Default
   * off, as in Li et al.
   */
  vtkSetMacro(Orthogonalize, vtkTypeBool);
  vtkGetMacro(Orthogonalize, vtkTypeBool);
  vtkBooleanMacro(Orthogonalize, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Seed of random directions. Their numbers before scaling depend on it, on parameter names and on
   * the axis only. Default 0.
   */
  vtkSetMacro(Seed, int);
  vtkGetMacro(Seed, int);
  ///@}

  ///@{
  /**
   * State dicts (parameter name -> direction), one per axis, for Directions = FILE_DIRECTIONS.
   * Parameters that a file does not name do not move. Direction files of loss-landscape (HDF5,
   * groups xdirection and ydirection, of weights or states) serve too: one alone for the axes x and
   * y; one for each axis gives xdirection, or what a colon and a name choose
   * (directions.h5:ydirection). What they hold for buffers is passed over.
   */
  void AddDirectionFile(const char* path);
  void RemoveAllDirectionFiles();
  ///@}

  ///@{
  /**
   * Checkpoints of one or several training runs, in order: what is projected onto the plane, and
   * what Directions = PCA and BETWEEN_CHECKPOINTS are made of. If WeightsFile is empty, the last
   * one is the centre for PCA, the first one for BETWEEN_CHECKPOINTS. Empty names do not count.
   */
  void AddCheckpointFile(const char* path);
  void RemoveAllCheckpointFiles();
  ///@}

  ///@{
  /**
   * Whether PCA takes the checkpoints' differences to their mean. Default off: it takes differences
   * to the centre, as in Li et al.
   */
  vtkSetMacro(PcaCentered, vtkTypeBool);
  vtkGetMacro(PcaCentered, vtkTypeBool);
  vtkBooleanMacro(PcaCentered, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Which eigenvectors of the Hessian at the centre are the axes (EigenvectorsType), for Directions
   * = HESSIAN_EIGENVECTORS. LARGEST (the default) takes those of the largest, second and third
   * largest eigenvalue. LARGEST_AND_SMALLEST takes those of the largest, the smallest (most
   * negative) and the second largest one, which shows saddles (Boettcher and Wheeler 2022).
   */
  vtkSetMacro(HessianEigenvectors, int);
  vtkGetMacro(HessianEigenvectors, int);
  ///@}

  ///@{
  /**
   * Number of axes: 1, 2 (the default) or 3.
   */
  vtkSetMacro(Dimension, int);
  vtkGetMacro(Dimension, int);
  ///@}

protected:
  vtkPlaneAlgorithm();
  ~vtkPlaneAlgorithm() override;

  /// The settings of this class as the core's options; Error for one out of its range.
  losslandscape::DirectionOptions MakeDirectionOptions() const;

  /// Whether CheckpointFiles has a name that is not empty.
  bool HasCheckpoints() const;

  int Directions = RANDOM;
  int Normalization = FILTER;
  vtkTypeBool IgnoreBiasAndNorm = 1;
  vtkTypeBool Orthogonalize = 0;
  int Seed = 0;
  std::vector<std::string> DirectionFiles;
  std::vector<std::string> CheckpointFiles;
  vtkTypeBool PcaCentered = 0;
  int HessianEigenvectors = LARGEST;
  int Dimension = 2;

private:
  vtkPlaneAlgorithm(const vtkPlaneAlgorithm&) = delete;
  void operator=(const vtkPlaneAlgorithm&) = delete;
};

#endif
