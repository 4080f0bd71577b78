// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLossLandscapeSource
 * @brief   the loss of a trained network over a line, plane or volume through its weights
 *
 * Computes L(theta + a d1 + b d2 + c d3) on a uniform grid, where theta are the weights of a
 * trained network (the centre), L is its loss on a data set and d1, d2, d3 are direction vectors
 * (Li, Xu, Taylor, Studer and Goldstein, "Visualizing the Loss Landscape of Neural Nets", NeurIPS
 * 2018). It is meant for students and researchers who want to see the surroundings of a minimum;
 * contours, warping and volume rendering are ParaView's own.
 *
 * A port that is not asked for is not computed.
 *
 * @par Output port 0: Landscape, vtkImageData
 * Its coordinates are multiples of the direction vectors. The point data are double:
 * - `loss`: mean per sample, or over all labels that count; NaN and infinities stay as they are;
 * - `accuracy`: percentage of samples, or of labels that count, classified rightly, 0 to 100; NaN
 *   without classes;
 * - `loss_standard_error`: standard error of the mean over the samples; NaN for a single sample or
 *   a module that returns one number per batch;
 * - `output_NAME`, for Loss = NETWORK_OUTPUT: each further number, or one per sample, that the
 *   network returns beside its loss, as the mean over the samples; NAME is its key in a dict, else
 *   its place. The first eight of them.
 *
 * @par
 * The field data are:
 * - `LossLandscapeRecipe`: JSON with everything that made the landscape;
 * - `network_layers`, `network_parameters`, `network_multiply_adds`: convolutions and linear layers
 *   of the network, numbers that training changes, and multiply-adds for one sample;
 * - `direction_norms`: Euclidean length of each direction;
 * - `direction_cosines`: cosines between axes 0 and 1, 0 and 2, 1 and 2;
 * - `non_finite_losses`: number of points of this piece whose loss is NaN or infinite;
 * - for PCA `explained_variance_ratio`, of all components; `random_walk_variance_ratio`, what a
 *   random walk in many dimensions has in its place; and `cosine_correlation` of the checkpoints'
 *   coordinates with the cosines that a random walk follows (Antognini and Sohl-Dickstein, "PCA of
 *   high dimensional random walks with comparison to neural network training", NeurIPS 2018);
 * - for HESSIAN_EIGENVECTORS `direction_eigenvalues`, the curvatures along the axes where the
 *   directions were made, and `direction_eigenvalue_residuals`, |H u - lambda u|;
 * - further arrays for adaptive sampling, for a reduced precision and for a CacheFile (see there).
 *
 * @par Output port 1: Trajectory, vtkPolyData
 * The checkpoints (AddCheckpointFile) at their least-squares projections onto the plane, in its
 * coordinates (double): a vertex for each checkpoint, and a polyline for each run of two or more. A
 * new run starts where the folder changes. The port is empty without checkpoints; with several
 * pieces all of it is in piece 0. The point arrays are double except `run`:
 * - `epoch`: the number `epoch` in the file, else the last number in its name, else its place;
 * - `run` (int): counted from 0;
 * - `loss`, `accuracy`: those of the checkpoint itself, with its own batch norm statistics (for
 *   BatchNorm = STORED);
 * - `plane_loss`: the landscape's loss at the projection, that is with the batch norm statistics of
 *   the centre;
 * - `off_plane_distance`: Euclidean distance to the projection, in parameter space;
 * - `relative_off_plane_distance`: that distance as a share of the distance to the centre, 0 to 1.
 *
 * @par
 * The field data are `LossLandscapeRecipe` and, with a CacheFile, the counts of the two losses of
 * each checkpoint.
 *
 * @par Exact derivatives
 * Gradient, Hessian and ExtremeEigenvalues add point data (double) to the landscape: exact
 * derivatives, by automatic differentiation in the network's precision, at every point of the grid.
 * - `gradient` (3 components): derivatives of the loss by the plane's coordinates, 0 beyond
 *   Dimension; `network_gradient_norm`: length of the gradient by all weights. A component of
 *   `gradient` compares with it once it is divided by its direction's length (`direction_norms`);
 * - `hessian` (9 components, row by row): second derivatives by the plane's coordinates, 0 beyond
 *   Dimension;
 * - `hessian_min_eigenvalue`, `hessian_max_eigenvalue`: extreme eigenvalues of the Hessian by all
 *   weights of the mean loss over all samples; `hessian_eigenvalue_ratio`: |min / max|, near 0
 *   where the loss is nearly convex (Li et al., section 6, figure 7); `hessian_min_residual`,
 *   `hessian_max_residual`: |H u - lambda u|, which bounds the error of each eigenvalue.
 *
 * @par
 * They are NaN where the loss or the derivatives are not finite. A network of piecewise linear
 * activations (ReLU) is piecewise smooth, with kinks closer to each other than any grid: its exact
 * Hessian is that of the piece around the point, lacks what the kinks contribute, and differs
 * widely from the curvature that the grid shows (vtkLandscapeDerivatives). Gradients agree.
 *
 * @par Adaptive sampling
 * With Sampling = ADAPTIVE points are evaluated only where the landscape demands it, and the others
 * are interpolated (limited cubic, never beyond the range of evaluated losses). The landscape then
 * also has
 * - point data `evaluated` (unsigned char): 1 evaluated, 0 interpolated;
 * - field data about the whole grid: `adaptive_evaluations`, the number of points evaluated;
 *   `adaptive_tolerance`, Tolerance times the range of finite evaluated losses;
 *   `adaptive_error_samples`, the number of points drawn at random from all that would have been
 *   interpolated, and evaluated after all; `adaptive_max_error`, the largest error that the
 *   interpolation would have had at them, at most half of `adaptive_tolerance`. The last two are 0
 *   if all points were evaluated.
 *
 * @par
 * The sample promises, with a confidence of 95 %, that no more than 1 % of the interpolated losses
 * are off by more than half the tolerance (with n < 368 samples, on small grids, no more than about
 * 4 / n). That all of them are within the tolerance is experience, not proof: what lies between the
 * points of a coarse grid (every 8th point) may be missed. The errors of `accuracy` and
 * `loss_standard_error`, interpolated from the same points, are not checked. A point next to one
 * whose loss is not finite is always evaluated.
 *
 * @par Batch norm
 * BatchNorm says by which means and variances batch norm layers normalise at a point of the plane;
 * the losses of a trajectory are in the same mode. Dropout stays off in all modes.
 * - STORED takes the running statistics of the weights file, which belong to the centre alone.
 * - RECALIBRATED estimates them anew at each point, as one does for averaged weights (Garipov,
 *   Izmailov, Podoprikhin, Vetrov and Wilson, "Loss surfaces, mode connectivity, and fast
 *   ensembling of DNNs", NeurIPS 2018): the network runs over a fixed, class-balanced subset of the
 *   samples (RecalibrationSamples), every batch being normalised by its own statistics, and the
 *   means and unbiased variances of the batches are averaged, weighted by their size.
 * - BATCH normalises every batch by its own statistics, as during training. Batches are consecutive
 *   samples; of data sorted by class each batch gets samples of all classes.
 *
 * @par
 * Derivatives are those of the loss in its mode. For RECALIBRATED the statistics follow the weights
 * by the chain rule, which needs norm layers with weights and biases.
 *
 * @par
 * The statistics of RECALIBRATED and BATCH are those of the samples that the loss is computed on,
 * and depend on BatchSize. Both modes need batch norm layers that can be told to normalise by the
 * batch: those of traced TorchScript modules cannot, which is an error. Networks without batch norm
 * have the same values in all modes, and a recipe that says Stored.
 *
 * @par Centre over training
 * With CenterOverTraining, port 0 has a time step for each checkpoint (of all runs, one after the
 * other), at which that checkpoint is the centre, with its weights and its batch norm statistics.
 * The time of a checkpoint is its `epoch` if epochs increase from each checkpoint to the next, else
 * its place in the list, counted from 0; between two steps the earlier one holds. Directions and
 * grid are the same at all times: those made around the centre that the landscape has without
 * CenterOverTraining. The recipe has both centres (`weights`; `directions_made_around` in
 * `centre_over_training`, with `checkpoint` and `time`). Coordinates of the landscape are then
 * offsets from the checkpoint; those of the trajectory stay offsets from the centre without
 * CenterOverTraining.
 *
 * @par Reduced precision
 * With a Precision other than NETWORKS_OWN the field data of the landscape say how far its losses
 * are from those in the network's own precision: `precision_max_error` and
 * `precision_max_relative_error`, the largest difference and the largest share of it in the loss,
 * over `precision_error_samples` points evaluated in both precisions, the corners of the grid, its
 * centre and a few between them (9 at most). Both are infinite where one of the two losses is NaN
 * or infinite; a point where both are does not count. This is a sample, not a bound: other points
 * may be further off. It is the same for every piece, and says nothing about `accuracy`,
 * `loss_standard_error` and the trajectory.
 *
 * @par Cache file
 * With a CacheFile the field data of either port have `points_from_cache` and `points_evaluated`:
 * how many losses of this piece were taken from the file, and how many were not in it. Where ranks
 * evaluate the whole grid together (ADAPTIVE, Progressive), they are counts of the rank's share of
 * the grid. With exact derivatives the landscape also has `derivatives_from_cache` and
 * `derivatives_evaluated`, which count gradients, Hessians and pairs of extreme eigenvalues, up to
 * three per point.
 *
 * @par Progressive display
 * While somebody watches, that is once GetNeedsUpdate was called, and Progressive is on, the
 * landscape is evaluated in the background, from the corners of the grid to all of its points, and
 * GetNeedsUpdate tells when another update would show more. An update that starts the evaluation
 * waits for half a second, or for up to five until the corners of the grid and the points in the
 * middle between them are known. Until the landscape is complete, points that are not evaluated yet
 * are interpolated and told by `evaluated` (as with ADAPTIVE), NaN stands where neighbours are
 * still missing, and `non_finite_losses` and the counts of the CacheFile are missing. The complete
 * landscape is the same to the bit as without Progressive.
 *
 * @par
 * An abort, a failure or a changed setting ends the evaluation; what is evaluated is kept for the
 * same plane, grid and file. The whole grid is evaluated, whatever part is asked for, and several
 * ranks share its points. Progressive works with Sampling = ADAPTIVE, with CenterOverTraining and
 * with several processes. It has no effect with exact derivatives, or if nobody watches: scripts
 * get the complete landscape.
 *
 * @par Parallelism
 * Every requested sub-extent is evaluated on its own, so ranks share the image by extents. With
 * Sampling = ADAPTIVE any part needs the whole grid's evaluations: ranks share those, and each
 * process keeps the whole grid's values, even if only a part is asked for. Values are bit-identical
 * for any extent, number of ranks and threads on one machine.
 *
 * @par Cost
 * - Losses: one pass over the samples per grid point, points being shared by worker threads of one
 *   processor each; two passes per checkpoint; for a Precision other than NETWORKS_OWN up to 18
 *   more.
 * - Derivatives, in such passes per point: Gradient costs 3 more, Hessian 6 per axis,
 *   ExtremeEigenvalues about 6 for each of 20 to 200 products, with 32 vectors of all weights in
 *   double per worker.
 * - RECALIBRATED: another pass over the subset per point, and a copy of the subset. Derivatives
 *   need further passes over the subset: 4 for the gradient, about 15 for each axis of the Hessian
 *   and each product for eigenvalues. These passes, and all passes of BATCH, run through LibTorch's
 *   own operators.
 * - Memory: the data set, and weights times (workers + 1 + dimension), with CenterOverTraining once
 *   more. Progressive takes 33 bytes per point of the grid, ADAPTIVE 75, and both 25 more during an
 *   update.
 * - Checkpoints are read one at a time. PCA of T of them reads each about T / 2 times if two fit
 *   into 64 MB, less often if more do.
 * - Network, data, directions and trajectory are kept between executions and computed again only
 *   when their settings or files change.
 *
 * @sa vtkTrainNetworkSource vtkAnalyticLandscapeSource
 */
#ifndef vtkLossLandscapeSource_h
#define vtkLossLandscapeSource_h

#include "vtkPlaneAlgorithm.h"

#include <array>    // for bounds
#include <memory>   // for the plane
#include <optional> // for the tolerance

namespace losslandscape
{
class EvaluationStore;
class Grid;
class Plane;
class RankGroup;
struct CacheUse;
struct DerivativeOptions;
struct TrajectoryPoint;
} // namespace losslandscape

class vtkImageData;
class vtkPolyData;

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkLossLandscapeSource : public vtkPlaneAlgorithm
{
public:
  static vtkLossLandscapeSource* New();
  vtkTypeMacro(vtkLossLandscapeSource, vtkPlaneAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the BatchNorm property.
  enum BatchNormType
  {
    STORED = 0,
    RECALIBRATED,
    BATCH
  };

  ///@{
  /**
   * By which statistics batch norm layers normalise (BatchNormType); "Batch norm" in the
   * description of the class explains the modes. Default STORED.
   */
  vtkSetMacro(BatchNorm, int);
  vtkGetMacro(BatchNorm, int);
  ///@}

  ///@{
  /**
   * Size of the class-balanced subset of the samples that BatchNorm = RECALIBRATED estimates
   * statistics on, drawn with SampleSeed. 0, or more than there are, takes all samples. Default
   * 1000.
   */
  vtkSetMacro(RecalibrationSamples, int);
  vtkGetMacro(RecalibrationSamples, int);
  ///@}

  ///@{
  /**
   * Whether the centre goes along with training: the landscape has a time step for each checkpoint,
   * at which that checkpoint is the centre, with its weights and buffers. Directions, grid and
   * trajectory do not change with it. Needs checkpoint files. Default off.
   */
  vtkSetMacro(CenterOverTraining, vtkTypeBool);
  vtkGetMacro(CenterOverTraining, vtkTypeBool);
  vtkBooleanMacro(CenterOverTraining, vtkTypeBool);
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

  ///@{
  /**
   * Whether the grid is laid around the projected checkpoints and the centre, with a margin on
   * each side of 20 % of their longest range, in place of Bounds. Needs checkpoint files. Default
   * off.
   */
  vtkSetMacro(AutomaticBounds, vtkTypeBool);
  vtkGetMacro(AutomaticBounds, vtkTypeBool);
  vtkBooleanMacro(AutomaticBounds, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether the exact gradient is computed at every point. Default off.
   */
  vtkSetMacro(Gradient, vtkTypeBool);
  vtkGetMacro(Gradient, vtkTypeBool);
  vtkBooleanMacro(Gradient, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether the exact Hessian by the plane's coordinates is computed at every point. Default off.
   */
  vtkSetMacro(Hessian, vtkTypeBool);
  vtkGetMacro(Hessian, vtkTypeBool);
  vtkBooleanMacro(Hessian, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Whether the smallest and largest eigenvalue of the Hessian by all weights are computed at every
   * point, by the Lanczos method with full re-orthogonalisation. Default off.
   */
  vtkSetMacro(ExtremeEigenvalues, vtkTypeBool);
  vtkGetMacro(ExtremeEigenvalues, vtkTypeBool);
  vtkBooleanMacro(ExtremeEigenvalues, vtkTypeBool);
  ///@}

  ///@{
  /**
   * How large the residuals of ExtremeEigenvalues may be, as a share of the larger eigenvalue's
   * magnitude. Where 200 products of Hessian and vector do not suffice, larger residuals are
   * stored. Default 0.001.
   */
  vtkSetMacro(EigenvalueTolerance, double);
  vtkGetMacro(EigenvalueTolerance, double);
  ///@}

  /// Values of the Sampling property.
  enum SamplingType
  {
    EVERY_POINT = 0,
    ADAPTIVE
  };

  ///@{
  /**
   * Whether every point is evaluated, or some are and the others are interpolated (SamplingType).
   * Default EVERY_POINT.
   */
  vtkSetMacro(Sampling, int);
  vtkGetMacro(Sampling, int);
  ///@}

  ///@{
  /**
   * How far a loss that Sampling = ADAPTIVE interpolates may be from the true one, as a share of
   * the range of finite losses. Default 0.01.
   */
  vtkSetMacro(Tolerance, double);
  vtkGetMacro(Tolerance, double);
  ///@}

  /// Values of the Precision property.
  enum PrecisionType
  {
    NETWORKS_OWN = 0,
    BFLOAT16,
    TF32
  };

  ///@{
  /**
   * The type of numbers that losses are evaluated in (PrecisionType), those of the trajectory too:
   * - NETWORKS_OWN (the default): the type of the network's parameters;
   * - BFLOAT16: weights and activations of 8 significant bits, sums in single precision; on
   *   processors with AVX512-BF16 or AMX instructions for built-in networks, on NVIDIA GPUs for any
   *   network (LibTorch's autocast);
   * - TF32: products of factors of 11 significant bits, on NVIDIA GPUs.
   *
   * The last two need a network in single precision. It is an error if the precision cannot be had.
   */
  vtkSetMacro(Precision, int);
  vtkGetMacro(Precision, int);
  ///@}

  ///@{
  /**
   * Whether a landscape that somebody watches (GetNeedsUpdate) is evaluated in the background and
   * shown from coarse to fine; see "Progressive display" in the description of the class. Default
   * on.
   */
  vtkSetMacro(Progressive, vtkTypeBool);
  vtkGetMacro(Progressive, vtkTypeBool);
  vtkBooleanMacro(Progressive, vtkTypeBool);
  ///@}

  /**
   * Whether another update would show more of the landscape; if so, this source is marked as
   * modified. Whoever watches the landscape calls it again and again, as ParaView's window does for
   * live sources. All ranks must call it.
   */
  bool GetNeedsUpdate();

protected:
  vtkLossLandscapeSource();
  ~vtkLossLandscapeSource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  std::vector<MemorySetting> MemorySettings() const override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  /// True for the Trajectory port: if it cannot be made, the landscape stays valid.
  bool FailsAlone(int port) const override;

  int BatchNorm = STORED;
  int RecalibrationSamples = 1000;
  vtkTypeBool CenterOverTraining = 0;
  int Resolution[3] = { 21, 21, 21 };
  double Bounds[6] = { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 };
  vtkTypeBool AutomaticBounds = 0;
  vtkTypeBool Gradient = 0;
  vtkTypeBool Hessian = 0;
  vtkTypeBool ExtremeEigenvalues = 0;
  double EigenvalueTolerance = 1e-3;
  int Sampling = EVERY_POINT;
  double Tolerance = 0.01;
  int Precision = NETWORKS_OWN;
  vtkTypeBool Progressive = 1;

private:
  vtkLossLandscapeSource(const vtkLossLandscapeSource&) = delete;
  void operator=(const vtkLossLandscapeSource&) = delete;

  void CheckSettings() const;
  losslandscape::ProblemOptions MakeLandscapeOptions() const;
  losslandscape::Grid MakeGrid(const std::array<double, 6>& bounds) const;
  losslandscape::Grid CurrentGrid();
  std::array<double, 6> FittedBounds();
  std::vector<double> TrainingTimes();
  const std::vector<losslandscape::TrajectoryPoint>& ProjectedCheckpoints(
    const std::string& property);
  std::shared_ptr<const losslandscape::Problem> CurrentProblem();
  std::shared_ptr<const losslandscape::Plane> CurrentPlane();
  std::optional<double> UsedTolerance() const;
  losslandscape::DerivativeOptions MakeDerivativeOptions() const;
  /// The share of the progress bar at which all losses are done and derivatives follow.
  double LossShare() const;
  /// The share at which derivatives are done too and the comparison of precisions follows.
  double DerivativesShare() const;
  void MakeLandscape(
    vtkInformation* info, losslandscape::EvaluationStore& store, CacheWarnings& warnings);
  void MakeTrajectory(
    bool firstPiece, losslandscape::EvaluationStore& store, vtkPolyData* trajectory);
  /// Returns the plane around the centre of the requested time, and gives the image the recipe and,
  /// with CenterOverTraining, the time.
  std::shared_ptr<const losslandscape::Plane> RequestedPlane(
    vtkInformation* info, const losslandscape::Grid& grid, vtkImageData* landscape);
  /// Nothing while the landscape is not complete.
  std::optional<losslandscape::CacheUse> EvaluateLosses(losslandscape::EvaluationStore& store,
    const std::shared_ptr<const losslandscape::Plane>& plane, const losslandscape::Grid& grid,
    vtkImageData* landscape);
  void AddDerivatives(losslandscape::EvaluationStore& store, const losslandscape::Plane& plane,
    const losslandscape::Grid& grid, vtkImageData* landscape);
  bool IsProgressive() const;
  bool IsEvaluatedTogether() const;
  losslandscape::RankGroup Ranks() const;
  void AddPrecisionError(losslandscape::EvaluationStore& store, const losslandscape::Plane& plane,
    const losslandscape::Grid& grid, vtkImageData* landscape);
  void ReportNonFiniteLosses(const losslandscape::Problem& problem, vtkImageData* landscape);
  std::string AdviceOnNonFiniteLosses(const losslandscape::Problem& problem) const;

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
