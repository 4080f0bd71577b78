// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkTrainNetworkSource
 * @brief   trains a network and writes a checkpoint per epoch
 *
 * Trains a built-in network (or a scripted TorchScript module) on the Train split of a data set and
 * writes the checkpoints that landscapes, trajectories and PCA directions are made from.
 *
 * @par Output port 0: vtkTable
 * One row per epoch; row 0 is the state before training. The columns are double except the first:
 * - `epoch` (integer);
 * - `train_loss`, `train_accuracy`, `test_loss`, `test_accuracy`: mean loss per sample and
 * percentage of samples classified rightly over the whole split, with the weights at the end of the
 * epoch, in evaluation mode and without augmentation, as a landscape shows at its centre;
 * - `learning_rate`: learning rate during the epoch (NaN in row 0);
 * - `gradient_norm`: mean Euclidean norm of the batches' gradients (NaN in row 0).
 *
 * @par Field data
 * `LossLandscapeRecipe` (JSON with the settings) and `checkpoints` (paths of the files written, in
 * order).
 *
 * @par Files
 * OutputDirectory/epoch_NNNN.pt, and step_NNNNNN.pt if asked for: plain state dicts that Python's
 * torch.load opens. Existing files of these names are replaced.
 *
 * @par Execution
 * A change of settings trains anew. With several ranks only the first one trains; the others give a
 * table without rows. With equal seed, thread count and versions a run repeats itself to the bit.
 *
 * @sa vtkLossLandscapeSource
 */
#ifndef vtkTrainNetworkSource_h
#define vtkTrainNetworkSource_h

#include "vtkNetworkAlgorithm.h"

#include <memory> // for std::unique_ptr

namespace losslandscape
{
struct TrainingOptions;
}

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkTrainNetworkSource : public vtkNetworkAlgorithm
{
public:
  static vtkTrainNetworkSource* New();
  vtkTypeMacro(vtkTrainNetworkSource, vtkNetworkAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the Optimizer property.
  enum OptimizerType
  {
    SGD = 0,
    ADAM
  };

  /// Values of the LearningRateSchedule property.
  enum ScheduleType
  {
    CONSTANT = 0,
    STEPS,
    COSINE
  };

  /// Values of the Augmentation property.
  enum AugmentationType
  {
    OFF = 0,
    FLIP_AND_CROP
  };

  ///@{
  /**
   * Optimizer (OptimizerType). Default SGD.
   */
  vtkSetMacro(Optimizer, int);
  vtkGetMacro(Optimizer, int);
  ///@}

  ///@{
  /**
   * Initial learning rate. Default 0.1.
   */
  vtkSetMacro(LearningRate, double);
  vtkGetMacro(LearningRate, double);
  ///@}

  ///@{
  /**
   * How the learning rate changes over the epochs (ScheduleType). Default COSINE. STEPS multiplies
   * it by LearningRateFactor at the start of each epoch (counted from 0) listed as a step.
   */
  vtkSetMacro(LearningRateSchedule, int);
  vtkGetMacro(LearningRateSchedule, int);
  void AddLearningRateStep(int epoch);
  void RemoveAllLearningRateSteps();
  vtkSetMacro(LearningRateFactor, double);
  vtkGetMacro(LearningRateFactor, double);
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
   * Weight decay (L2, added to the gradient). Default 5e-4.
   */
  vtkSetMacro(WeightDecay, double);
  vtkGetMacro(WeightDecay, double);
  ///@}

  ///@{
  /**
   * Number of passes over the training data. Default 20.
   */
  vtkSetMacro(Epochs, int);
  vtkGetMacro(Epochs, int);
  ///@}

  ///@{
  /**
   * Number of samples per step. Default 128.
   */
  vtkSetMacro(BatchSize, int);
  vtkGetMacro(BatchSize, int);
  ///@}

  ///@{
  /**
   * Augmentation of images (AugmentationType). Default OFF.
   */
  vtkSetMacro(Augmentation, int);
  vtkGetMacro(Augmentation, int);
  ///@}

  ///@{
  /**
   * Seed of initial weights, shuffling and augmentation. Default 0.
   */
  vtkSetMacro(Seed, int);
  vtkGetMacro(Seed, int);
  ///@}

  ///@{
  /**
   * Folder for checkpoints, created if missing. Default empty: none are written.
   */
  vtkSetStdStringFromCharMacro(OutputDirectory);
  vtkGetCharFromStdStringMacro(OutputDirectory);
  ///@}

  ///@{
  /**
   * Number of epochs between two checkpoints (default 1; the last epoch always has one), and of
   * steps between two additional ones (default 0: there are none).
   */
  vtkSetMacro(EpochsPerCheckpoint, int);
  vtkGetMacro(EpochsPerCheckpoint, int);
  vtkSetMacro(StepsPerCheckpoint, int);
  vtkGetMacro(StepsPerCheckpoint, int);
  ///@}

protected:
  vtkTrainNetworkSource();
  ~vtkTrainNetworkSource() override;

  std::vector<MemorySetting> MemorySettings() const override;
  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  int Optimizer = SGD;
  double LearningRate = 0.1;
  int LearningRateSchedule = COSINE;
  std::vector<int> LearningRateSteps;
  double LearningRateFactor = 0.1;
  double Momentum = 0.9;
  double WeightDecay = 5e-4;
  int Epochs = 20;
  int BatchSize = 128;
  int Augmentation = OFF;
  int Seed = 0;
  std::string OutputDirectory;
  int EpochsPerCheckpoint = 1;
  int StepsPerCheckpoint = 0;

private:
  vtkTrainNetworkSource(const vtkTrainNetworkSource&) = delete;
  void operator=(const vtkTrainNetworkSource&) = delete;

  losslandscape::TrainingOptions MakeTrainingOptions() const;

  struct Internals;
  std::unique_ptr<Internals> Impl;
};

#endif
