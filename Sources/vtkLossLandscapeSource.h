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
 * - `non_finite_losses`: number of points of this piece whose loss is NaN or infinite;
 * - with a CacheFile `points_from_cache` and `points_evaluated`: how many losses of this piece were
 *   taken from the file and how many were not in it; with derivatives `derivatives_from_cache` and
 *   `derivatives_evaluated`, the same of gradients, Hessians and pairs of extreme eigenvalues, of
 *   which a point has up to three;
 * - with a Precision other than NETWORKS_OWN `precision_max_error` and
 *   `precision_max_relative_error`: how far losses are at most, absolute and as a share, from those
 *   in the network's own precision, at `precision_error_samples` points: the corners of the grid,
 *   its centre and a few between them (9 at most), evaluated in both. Infinite where one of the two
 *   losses is NaN or infinite; where both are, the point does not count. A sample, no bound: other
 *   points may be further off. The same for every piece. Nothing is said about accuracy, standard
 *   error and the trajectory;
 * - for PCA `explained_variance_ratio`, of all components, next to what a random walk in many
 *   dimensions has, `random_walk_variance_ratio`, and `cosine_correlation` of the checkpoints'
 *   coordinates with the cosines that a random walk follows (Antognini and Sohl-Dickstein, "PCA of
 *   high dimensional random walks with comparison to neural network training", NeurIPS 2018);
 * - for HESSIAN_EIGENVECTORS `direction_eigenvalues` of the axes, the curvatures along them where
 * the directions were made, and `direction_eigenvalue_residuals`, |H u - lambda u|.
 *
 * With Sampling = ADAPTIVE only some points are evaluated, where the landscape demands it, and the
 * others are interpolated (limited cubic; never beyond the range of evaluated ones). Then also
 * - point data `evaluated` (unsigned char): 1 evaluated, 0 interpolated;
 * - field data about the whole grid: `adaptive_evaluations`, the number of points evaluated;
 *   `adaptive_tolerance`, Tolerance times the range of finite evaluated losses;
 *   `adaptive_error_samples`, the number of points drawn at random from all that would have been
 *   interpolated, and evaluated after all; `adaptive_max_error`, the largest error that the
 *   interpolation would have had at them, at most half of `adaptive_tolerance`. If all points were
 *   evaluated, both are 0.
 * What that sample promises, with a confidence of 95 %: no more than 1 % of the interpolated losses
 * are off by more than half the tolerance (of n < 368 samples, on small grids: no more than about
 * 4 / n). That all of them are within the tolerance is experience, not proof: what lies between
 * the points of a coarse grid (every 8th point) may be missed. The errors of accuracy and standard
 * error, interpolated from the same points, are not checked. A point next to one whose loss is
 * not finite is always evaluated.
 *
 * Output port 1, vtkPolyData: the checkpoints (AddCheckpointFile) at their least-squares
 * projections onto the plane, in its coordinates (double): a vertex each, and a polyline for each
 * run (a new run starts where the folder changes). Empty without checkpoints. Point arrays, double
 * except `run`:
 * - `epoch`: the number `epoch` in the file, else the last number in its name, else its place;
 * - `run` (int): counted from 0;
 * - `loss`, `accuracy`: of the checkpoint itself, with its own batch norm statistics (for BatchNorm
 *   = STORED);
 * - `plane_loss`: of the landscape at the projection, so with the batch norm statistics of the
 *   centre;
 * - `off_plane_distance`: Euclidean distance to the projection, in parameter space;
 * - `relative_off_plane_distance`: its share in the distance to the centre, 0 to 1.
 * Field data: `LossLandscapeRecipe`, and with a CacheFile `points_from_cache` and
 * `points_evaluated`, of the two losses of each checkpoint.
 *
 * With Gradient, Hessian and ExtremeEigenvalues, point data (double) has exact derivatives, by
 * automatic differentiation in the network's precision, at every point of the grid:
 * - `gradient` (3 components): of the loss by the plane's coordinates, 0 beyond Dimension;
 *   `network_gradient_norm`: length of the gradient by all weights. Divided by its direction's
 *   length (direction_norms), a component of the one compares with the other;
 * - `hessian` (9 components, row by row): by the plane's coordinates, 0 beyond Dimension;
 * - `hessian_min_eigenvalue`, `hessian_max_eigenvalue`: extreme eigenvalues of the Hessian by all
 *   weights, that is of the mean over all samples; `hessian_eigenvalue_ratio`: |min / max|, near 0
 *   where the loss is nearly convex (Li et al., section 6, figure 7); `hessian_min_residual`,
 *   `hessian_max_residual`: |H u - lambda u|, which bounds the error of each.
 * NaN where loss or derivatives are not finite. A network of piecewise linear activations (ReLU) is
 * piecewise smooth, with kinks closer to each other than any grid: its exact Hessian is that of the
 * piece around the point, lacks what the kinks contribute, and differs widely from the curvature
 * that the grid shows (vtkLandscapeDerivatives). Gradients agree.
 *
 * With CenterOverTraining, port 0 has a time step for each checkpoint (of all runs, one after the
 * other), at which that checkpoint is the centre, with its weights and its batch norm statistics.
 * Its time is its `epoch` if these increase from each checkpoint to the next, else its place in the
 * list, counted from 0; between two steps the earlier one holds. Directions and grid are the same
 * at all times: those of the landscape without it, made around the centre of that. The recipe has
 * both centres (`weights`; `directions_made_around` in `centre_over_training`, with `checkpoint`
 * and `time`). Coordinates of the landscape are then offsets from the checkpoint; those of the
 * trajectory stay the same, and are offsets from the centre without it.
 *
 * A port that is not asked for is not computed. With several pieces the trajectory is that of piece
 * 0.
 *
 * Every requested sub-extent is evaluated on its own, so ranks share the image by extents. With
 * Sampling = ADAPTIVE any part needs the whole grid's evaluations: ranks share those, and each
 * keeps the whole grid's values (about 80 bytes per point); so does a process that was
 * asked for a part. Values are bit-identical for any extent, number of ranks and threads on one
 * machine.
 *
 * While somebody watches, that is once GetNeedsUpdate was called, and Progressive is on, an update
 * waits for half a second, or for up to five until the corners of the grid and the points in the
 * middle between them are known. The landscape is evaluated in the background, from the corners of
 * the grid to all of its points, and GetNeedsUpdate tells when another update would show more.
 * Until it is complete, points that are not evaluated yet are interpolated (as with ADAPTIVE) and
 * told by `evaluated` (unsigned char: 1 evaluated, 0 interpolated), NaN stands where neighbours are
 * still missing, and `non_finite_losses` and the counts of the CacheFile are missing. Complete, it
 * is to the bit what it is without. An abort, a failure or a changed setting ends the evaluation;
 * what is evaluated is kept for the same plane, grid and file. The whole grid is evaluated,
 * whatever part is asked for; counts of the CacheFile are then those of the whole grid. Without
 * effect for Sampling = ADAPTIVE, for CenterOverTraining, with derivatives, with several processes,
 * and if nobody watches: scripts get the complete landscape. Costs 33 bytes per point, and 25 more
 * during an update.
 *
 * Cost: one pass over the samples per grid point, points shared by worker threads of one processor
 * each; two passes per checkpoint; for a Precision other than NETWORKS_OWN up to 18 more. In such
 * passes, Gradient costs 3 more, Hessian 6 per axis, ExtremeEigenvalues about 6 for each of 20 to
 * 200 products per point, with 32 vectors of all weights in double per worker. Memory: the data
 * set, and weights times (workers + 1 + dimension), with CenterOverTraining once more. Checkpoints
 * are read one at a time; PCA of T of them reads each about T / 2 times if two fit into 64 MB, less
 * often if more do. Network, data, directions and trajectory are kept between executions and
 * computed again only when their settings or files change.
 *
 * BatchNorm says by which means and variances batch norm layers normalise at a point of the plane.
 * STORED takes the running statistics of the weights file, which belong to the centre alone.
 * RECALIBRATED estimates them anew at each point, as one does for averaged weights (Garipov,
 * Izmailov, Podoprikhin, Vetrov and Wilson, "Loss surfaces, mode connectivity, and fast ensembling
 * of DNNs", NeurIPS 2018): the network runs over a fixed, class-balanced subset of the samples
 * (RecalibrationSamples), every batch being normalised by its own statistics, and means and
 * unbiased variances of the batches are averaged, weighted by their size. BATCH normalises every
 * batch by its own statistics, as during training. Batches are consecutive samples; of data sorted
 * by class each batch gets samples of all classes. Dropout stays off. Losses of a trajectory are in
 * the same mode. Derivatives are those of that loss: of RECALIBRATED with statistics that follow
 * the weights, by the chain rule, which needs norm layers with weights and biases, and passes over
 * the subset: 4 for the gradient, about 15 for each axis of the Hessian and each product for
 * eigenvalues. RECALIBRATED costs another pass over the subset per point, which like all passes
 * of BATCH runs through LibTorch's own operators, and a copy of the subset.
 *
 * Limits: the statistics of RECALIBRATED and BATCH are those of the samples that the loss is
 * computed on, and depend on BatchSize. They need batch norm layers that can be told to normalise
 * by the batch: those of traced TorchScript modules cannot, which is an error. Networks without
 * batch norm have the same values in all modes, and a recipe that says Stored.
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
   * By which statistics batch norm layers normalise (BatchNormType), see the description of the
   * class. Default STORED.
   */
  vtkSetMacro(BatchNorm, int);
  vtkGetMacro(BatchNorm, int);
  ///@}

  ///@{
  /**
   * For BatchNorm = RECALIBRATED: size of the class-balanced subset of the samples that statistics
   * are estimated on, drawn with SampleSeed. 0, or more than there are: all samples. Default 1000.
   */
  vtkSetMacro(RecalibrationSamples, int);
  vtkGetMacro(RecalibrationSamples, int);
  ///@}

  ///@{
  /**
   * Whether the centre goes along with training: one time step for each checkpoint, at which it is
   * the centre, with its weights and buffers. Directions and grid stay as they are without; so does
   * the trajectory. Needs checkpoint files. Default off.
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
   * For ExtremeEigenvalues: how large residuals may be, as a share of the larger eigenvalue's
   * magnitude. Default 0.001. Where 200 products do not suffice, residuals say so.
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
   * For Sampling = ADAPTIVE: how far an interpolated loss may be from the true one, as a share of
   * the range of finite losses. Default 0.01.
   */
  vtkSetMacro(Tolerance, double);
  vtkGetMacro(Tolerance, double);
  ///@}

  /// Order of the Precision property.
  enum PrecisionType
  {
    NETWORKS_OWN = 0,
    BFLOAT16,
    TF32
  };

  ///@{
  /**
   * The numbers that losses are evaluated in (PrecisionType), those of the trajectory too. Default
   * NETWORKS_OWN: the type of the network's parameters. BFLOAT16: weights and activations of 8
   * significant bits, sums in single precision; on processors with AVX512-BF16 or AMX instructions
   * for built-in networks, on NVIDIA GPUs for any network (LibTorch's autocast). TF32: on NVIDIA
   * GPUs, products of factors of 11 significant bits. Both need a network in single precision.
   * Where it cannot be had, that is an error.
   */
  vtkSetMacro(Precision, int);
  vtkGetMacro(Precision, int);
  ///@}

  ///@{
  /**
   * Whether a landscape that somebody watches (GetNeedsUpdate) is evaluated in the background and
   * shown from coarse to fine, see the description of the class. Default on.
   */
  vtkSetMacro(Progressive, vtkTypeBool);
  vtkGetMacro(Progressive, vtkTypeBool);
  vtkBooleanMacro(Progressive, vtkTypeBool);
  ///@}

  /**
   * Called again and again by whoever watches the landscape: ParaView's window, for live sources.
   * True, and this source modified, if another update would show more of it.
   */
  bool GetNeedsUpdate();

protected:
  vtkLossLandscapeSource();
  ~vtkLossLandscapeSource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  std::vector<MemorySetting> MemorySettings() const override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  /// A trajectory that cannot be made does not spoil the landscape.
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
  /// Shares of the progress bar at which losses are done and derivatives follow, and at which these
  /// are done too and losses in reduced precision are compared.
  double LossShare() const;
  double DerivativesShare() const;
  void MakeLandscape(vtkInformation* info, losslandscape::EvaluationStore& store);
  void MakeTrajectory(
    bool firstPiece, losslandscape::EvaluationStore& store, vtkPolyData* trajectory);
  /// The plane around the centre of the requested time; tells the image of both.
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
