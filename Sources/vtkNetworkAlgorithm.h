// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkNetworkAlgorithm
 * @brief   what all sources that run a neural network have in common
 *
 * Holds the settings that say which network on which data: architecture or TorchScript file,
 * weights, data set and its normalisation, loss, device and threads. Errors, progress and abort are
 * handled by vtkLandscapeAlgorithm.
 *
 * Progress is reported from the executing thread at least once a second, and AbortExecute is
 * answered within a second or one batch of samples.
 *
 * Settings out of their range are errors when executed, never moved into it. Seeds may be any
 * integers, negative ones too; each gives random numbers of its own.
 *
 * Batch norm layers keep the running statistics of the weights file, except in training and where a
 * source says otherwise (vtkLossLandscapeSource's BatchNorm).
 *
 * @sa vtkLossLandscapeSource vtkTrainNetworkSource
 */
#ifndef vtkNetworkAlgorithm_h
#define vtkNetworkAlgorithm_h

#include "vtkLandscapeAlgorithm.h"
#include "vtkLossLandscapeSourcesModule.h" // for export macro

#include <string> // for members
#include <vector> // for members

namespace losslandscape
{
struct DatasetOptions;
struct NetworkOptions;
struct LossOptions;
} // namespace losslandscape

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkNetworkAlgorithm : public vtkLandscapeAlgorithm
{
public:
  vtkTypeMacro(vtkNetworkAlgorithm, vtkLandscapeAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Values of the Dataset property.
  enum DatasetType
  {
    DIGITS = 0,
    SPIRALS,
    SWISS_ROLL,
    CIFAR10,
    CIFAR100,
    MNIST,
    IMAGE_FOLDER,
    TENSOR_FILE
  };

  /// Values of the Loss property.
  enum LossType
  {
    CROSS_ENTROPY = 0,
    MEAN_SQUARED_ERROR,
    NETWORK_OUTPUT,
    BINARY_CROSS_ENTROPY,
    NEGATIVE_LOG_LIKELIHOOD,
    MEAN_ABSOLUTE_ERROR,
    HUBER
  };

  ///@{
  /**
   * Name of a built-in network, used if NetworkFile is empty. Default resnet20. Sizes of inputs and
   * outputs follow the data set; all but mlp need images.
   * - resnet8, resnet20, resnet32, resnet44, resnet56, resnet110: He et al. 2016 for small images;
   *   also with -noskip (no shortcuts)
   * - resnet18, resnet34, resnet50: He et al. 2016 for ImageNet, with a stem for small images
   * - wrn16-4, wrn28-10, wrn40-4 and any other wrnDEPTH-WIDTH: wide ResNets, also with -noskip
   * - densenet121 (images of at least 8 x 8 pixels)
   * - vgg9, vgg11, vgg13, vgg16, vgg19, also with -bn (batch norm)
   * - lenet5
   * - vit-tiny, vit-small: vision transformers (images of whole patches)
   * - mlp: linear layers with ReLU
   */
  vtkSetStdStringFromCharMacro(Architecture);
  vtkGetCharFromStdStringMacro(Architecture);
  ///@}

  ///@{
  /**
   * Widths of the hidden layers of `mlp`. Default 64, 64.
   */
  void AddHiddenWidth(int width);
  void RemoveAllHiddenWidths();
  ///@}

  ///@{
  /**
   * Shape of the vision transformers, each 0 to 4096, where 0 (the default) stands for the number
   * in brackets: pixels of a patch's side (4), number of blocks (12) and channels of a token (192
   * for vit-tiny, 384 for vit-small), with one attention head for each 64 channels. Images must be
   * whole patches, and heads must share the channels evenly.
   */
  vtkSetMacro(PatchSize, int);
  vtkGetMacro(PatchSize, int);
  vtkSetMacro(TransformerDepth, int);
  vtkGetMacro(TransformerDepth, int);
  vtkSetMacro(TransformerWidth, int);
  vtkGetMacro(TransformerWidth, int);
  ///@}

  ///@{
  /**
   * File of torch.export.save (.pt2) or TorchScript of any network. Default empty: Architecture is
   * used.
   */
  vtkSetStdStringFromCharMacro(NetworkFile);
  vtkGetCharFromStdStringMacro(NetworkFile);
  ///@}

  ///@{
  /**
   * Which output of a network file that returns several counts: a name in a dict, or a number from
   * 0. Default empty: the first.
   */
  vtkSetStdStringFromCharMacro(NetworkOutput);
  vtkGetCharFromStdStringMacro(NetworkOutput);
  ///@}

  ///@{
  /**
   * Checkpoint with the weights: pickle of torch.save (zip or legacy), safetensors, TorchScript or
   * .pt2. Further files hold a part of the weights (adapters, a trained head) and are laid over
   * them in their order. SetWeightsFile makes it one file; AddWeightsFile adds to those that are
   * there. An empty first name stands for the network file's own weights, or the shipped ones.
   * Default: none.
   */
  void SetWeightsFile(const char* path);
  const char* GetWeightsFile() const;
  void AddWeightsFile(const char* path);
  void RemoveAllWeightsFiles();
  ///@}

  ///@{
  /**
   * Which parameters move: names, in which * stands for any text, and names of modules for all
   * parameters in them. Directions, norms, derivatives and training know no others. Default empty:
   * all that were not frozen (requires_grad) when the network file was written.
   */
  void AddMovingParameters(const char* pattern);
  void RemoveAllMovingParameters();
  ///@}

  ///@{
  /**
   * Data set (DatasetType). Default DIGITS.
   */
  vtkSetMacro(Dataset, int);
  vtkGetMacro(Dataset, int);
  ///@}

  ///@{
  /**
   * Folder or file of the data set; the shipped and generated data sets ignore it.
   */
  vtkSetStdStringFromCharMacro(DatasetPath);
  vtkGetCharFromStdStringMacro(DatasetPath);
  ///@}

  ///@{
  /**
   * Size of the class-balanced subset of the split's samples that is used, drawn with SampleSeed.
   * 0, or more than there are, takes all samples of the split.
   */
  vtkSetMacro(NumberOfSamples, int);
  vtkGetMacro(NumberOfSamples, int);
  vtkSetMacro(SampleSeed, int);
  vtkGetMacro(SampleSeed, int);
  ///@}

  ///@{
  /**
   * Normalisation of the inputs, (input - mean) / standard deviation, one value per channel or one
   * for all. Default empty: the data set's own.
   */
  void AddMean(double value);
  void RemoveAllMeans();
  void AddStandardDeviation(double value);
  void RemoveAllStandardDeviations();
  ///@}

  ///@{
  /**
   * Loss (LossType). Default CROSS_ENTROPY.
   */
  vtkSetMacro(Loss, int);
  vtkGetMacro(Loss, int);
  ///@}

  ///@{
  /**
   * Label of tokens and pixels that do not count in CROSS_ENTROPY and NEGATIVE_LOG_LIKELIHOOD.
   * Default -100, as in PyTorch.
   */
  vtkSetMacro(IgnoredLabel, int);
  vtkGetMacro(IgnoredLabel, int);
  ///@}

  ///@{
  /**
   * Share of the probability, 0 to 1, that CROSS_ENTROPY spreads evenly over all classes. Default
   * 0.
   */
  vtkSetMacro(LabelSmoothing, double);
  vtkGetMacro(LabelSmoothing, double);
  ///@}

  ///@{
  /**
   * Weight of each class in CROSS_ENTROPY and NEGATIVE_LOG_LIKELIHOOD, at least 0; the mean is
   * divided by the weights of all labels. Default empty: 1 each.
   */
  void AddClassWeight(double weight);
  void RemoveAllClassWeights();
  ///@}

  ///@{
  /**
   * Device that the network runs on: "Auto" (the default), "cpu", "cuda" or "cuda:N". With "Auto"
   * and "cuda" the ranks of a machine take its CUDA devices in turn.
   */
  vtkSetStdStringFromCharMacro(Device);
  vtkGetCharFromStdStringMacro(Device);
  ///@}

  ///@{
  /**
   * Number of threads; 0 (the default) stands for as many as this process has processors.
   */
  vtkSetMacro(Threads, int);
  vtkGetMacro(Threads, int);
  ///@}

protected:
  vtkNetworkAlgorithm();
  ~vtkNetworkAlgorithm() override;

  /// Advice for when memory runs out: the settings to lower, with their present values.
  std::string MemoryAdvice() const override;

  /// A setting that takes less memory if it is lowered, and in words what its value 0 stands for.
  struct MemorySetting
  {
    const char* Name;
    int Value;
    const char* Zero = "";
  };
  /// The settings that MemoryAdvice names. Subclasses add theirs to those of their superclass.
  virtual std::vector<MemorySetting> MemorySettings() const;

  /// The settings of this class as the core's options; Error for one out of its range.
  losslandscape::NetworkOptions MakeNetworkOptions() const;
  losslandscape::DatasetOptions MakeDatasetOptions() const;
  losslandscape::LossOptions MakeLossOptions() const;

  /// Warns once per object of libraries that are slow here, or compute wrong results.
  void WarnOfLibraries();

  std::string Architecture = "resnet20";
  std::vector<int> HiddenWidths = { 64, 64 };
  int PatchSize = 0;
  int TransformerDepth = 0;
  int TransformerWidth = 0;
  std::string NetworkFile;
  std::string NetworkOutput;
  std::vector<std::string> WeightsFiles;
  std::vector<std::string> MovingParameters;
  int Dataset = DIGITS;
  std::string DatasetPath;
  int NumberOfSamples = 0;
  int SampleSeed = 0;
  std::vector<double> Mean;
  std::vector<double> StandardDeviation;
  int Loss = CROSS_ENTROPY;
  int IgnoredLabel = -100;
  double LabelSmoothing = 0.0;
  std::vector<double> ClassWeights;
  std::string Device = "Auto";
  int Threads = 0;

private:
  vtkNetworkAlgorithm(const vtkNetworkAlgorithm&) = delete;
  void operator=(const vtkNetworkAlgorithm&) = delete;

  bool WarnedOfLibraries = false;
};

#endif
