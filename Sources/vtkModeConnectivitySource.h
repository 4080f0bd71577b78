// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkModeConnectivitySource
 * @brief   trains a curve of low loss between two networks
 *
 * Connects the weights a (WeightsFile) and b (EndWeightsFile) of two networks of one architecture
 * by the quadratic Bezier curve (1-t)^2 a + 2t(1-t) p + t^2 b, and compares it with the straight
 * line from a to b. The bend p is trained to low mean loss over t, uniform in [0, 1]: each step of
 * SGD draws one t and a batch of the Train split, and moves p along 2t(1-t) times the gradient
 * there (Garipov, Izmailov, Podoprikhin, Vetrov and Wilson, "Loss surfaces, mode connectivity, and
 * fast ensembling of DNNs", NeurIPS 2018). The bend starts half-way between a and b, and all
 * parameters move. The learning rate stays for half of the Epochs and then falls in a straight line
 * to a hundredth, which it reaches at nine tenths of them.
 *
 * @par Output port 0: Curve, vtkPolyData
 * Two polylines of NumberOfCurvePoints points each, evenly spaced in t, the curve first. They are
 * in the coordinates of a landscape (vtkLossLandscapeSource) with Directions = BETWEEN_CHECKPOINTS
 * from the files a, b, p, in this order: a lies at (0, 0), b at (1, 0), p at (0, 1), or, with
 * Orthogonalize in both sources, p where its projection is. Warping by `loss` therefore puts them
 * on the landscape warped by the same factor. At equal coordinates, settings and batch norm mode
 * (RECALIBRATED, with RecalibrationSamples) losses are the landscape's to the bit. The cell array
 * `curve` (unsigned char) is 1 for the curve, 0 for the straight line. The point arrays are double:
 * - `t`: 0 at a, 1 at b;
 * - `loss`, `accuracy`, `loss_standard_error`: as in a landscape, on DatasetSplit;
 * - `path_loss_excess`: loss - ((1-t) L(a) + t L(b)).
 *
 * @par Output port 1: Training, vtkTable
 * A row for each epoch; columns:
 * - `epoch` (int): counted from 1;
 * - `train_loss`: mean over the epoch's batches, each at the t drawn for it, before its step and in
 *   training mode, which is an estimate of the mean over the curve;
 * - `learning_rate`.
 *
 * @par Field data of both ports
 * `barrier_curve` and `barrier_line` (largest `path_loss_excess`; NaN if a loss is NaN),
 * `bend_file` (path of the bend's checkpoint, empty if none was written) and `LossLandscapeRecipe`
 * (JSON).
 *
 * @par Files
 * OutputFile holds the bend as a plain state dict that landscapes and Python's torch.load open. An
 * existing file is replaced.
 *
 * @par Batch norm
 * While the bend is trained, layers normalise by each batch, as in any training. Every point of the
 * paths gets running statistics of its own, estimated on RecalibrationSamples of the samples that
 * the loss is computed on (BatchNorm = RECALIBRATED of vtkLossLandscapeSource), since those of a or
 * b would be wrong between them. So does the bend that is written.
 *
 * @par Parallelism
 * With several ranks the first one computes; the others give outputs without points and rows. With
 * equal seed, thread count and versions a training repeats itself to the bit.
 *
 * @par Cost
 * Epochs passes over the Train split, forward and backward, and 2 x NumberOfCurvePoints evaluations
 * of the loss, each with a pass for batch norm. Memory: seven times the weights and a batch's
 * activations; for the evaluation as much as a landscape. The bend is trained anew only when
 * something changes that it depends on.
 *
 * @par Errors
 * No second file, files that do not fit the network, weights that are not finite, equal ends, and a
 * training that diverges are errors.
 *
 * @par Limits
 * Weights that compute the same function in another order of their units count as far apart:
 * nothing is permuted before the connection.
 *
 * @sa vtkLossLandscapeSource vtkTrainNetworkSource
 */
#ifndef vtkModeConnectivitySource_h
#define vtkModeConnectivitySource_h

#include "vtkEvaluationAlgorithm.h"

#include <memory> // for std::unique_ptr

namespace losslandscape
{
class EvaluationStore;
struct BendOptions;
struct PathOptions;
} // namespace losslandscape

class vtkDataObject;

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkModeConnectivitySource : public vtkEvaluationAlgorithm
{
public:
  static vtkModeConnectivitySource* New();
  vtkTypeMacro(vtkModeConnectivitySource, vtkEvaluationAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * Checkpoint with the weights of the second end, in any format that WeightsFile may have. Default
   * empty, which is an error.
   */
  vtkSetStdStringFromCharMacro(EndWeightsFile);
  vtkGetCharFromStdStringMacro(EndWeightsFile);
  ///@}

  ///@{
  /**
   * Number of passes over the training data. Default 30.
   */
  vtkSetMacro(Epochs, int);
  vtkGetMacro(Epochs, int);
  ///@}

  ///@{
  /**
   * Samples per step of the training. Default 128.
   */
  vtkSetMacro(TrainingBatchSize, int);
  vtkGetMacro(TrainingBatchSize, int);
  ///@}

  ///@{
  /**
   * Initial learning rate. Default 0.03.
   */
  vtkSetMacro(LearningRate, double);
  vtkGetMacro(LearningRate, double);
  ///@}

  ///@{
  /**
   * Momentum of SGD. Default 0.9.
   */
  vtkSetMacro(Momentum, double);
  vtkGetMacro(Momentum, double);
  ///@}

  ///@{
  /**
   * Seed of the order of samples, of the points drawn on the curve and of dropout. Default 0.
   */
  vtkSetMacro(Seed, int);
  vtkGetMacro(Seed, int);
  ///@}

  ///@{
  /**
   * Number of points of each polyline. Default 61.
   */
  vtkSetMacro(NumberOfCurvePoints, int);
  vtkGetMacro(NumberOfCurvePoints, int);
  ///@}

  ///@{
  /**
   * Whether coordinates are those of a landscape with orthogonal directions, in which shapes are
   * true except that each axis has a unit of its own. Default 0.
   */
  vtkSetMacro(Orthogonalize, vtkTypeBool);
  vtkGetMacro(Orthogonalize, vtkTypeBool);
  vtkBooleanMacro(Orthogonalize, vtkTypeBool);
  ///@}

  ///@{
  /**
   * Size of the class-balanced subset of the samples that batch norm statistics are estimated on at
   * each point, drawn with SampleSeed. 0, or more than there are, takes all samples. Default 1000.
   */
  vtkSetMacro(RecalibrationSamples, int);
  vtkGetMacro(RecalibrationSamples, int);
  ///@}

  ///@{
  /**
   * Path of the checkpoint that the bend is written to. Default empty: it is not written.
   */
  vtkSetStdStringFromCharMacro(OutputFile);
  vtkGetCharFromStdStringMacro(OutputFile);
  ///@}

protected:
  /// NumberOfSamples is 0 by default here: all samples of the split.
  vtkModeConnectivitySource();
  ~vtkModeConnectivitySource() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  std::vector<MemorySetting> MemorySettings() const override;

  std::string EndWeightsFile;
  int Epochs = 30;
  int TrainingBatchSize = 128;
  double LearningRate = 0.03;
  double Momentum = 0.9;
  int Seed = 0;
  int NumberOfCurvePoints = 61;
  vtkTypeBool Orthogonalize = 0;
  int RecalibrationSamples = 1000;
  std::string OutputFile;

private:
  vtkModeConnectivitySource(const vtkModeConnectivitySource&) = delete;
  void operator=(const vtkModeConnectivitySource&) = delete;

  losslandscape::BendOptions MakeBendOptions() const;
  losslandscape::PathOptions MakePathOptions() const;

  void MakeCurve(vtkInformation* info);
  void MakeTraining(vtkInformation* info);

  /// Trains the bend and evaluates the paths unless that was done since the last modification.
  void Compute();
  void LoadEnds();
  void TrainBend(losslandscape::EvaluationStore& store);
  void WriteBend();
  void AddFieldData(vtkDataObject* output) const;

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
