// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_Dataset_h
#define losslandscape_Data_Dataset_h

#include "Core/Common/DenseArray.h"
#include "Core/Common/Progress.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// The data sets of the `Dataset` property, in its order.
///
/// Images have the shape {channels, rows, columns} and are scaled to [0, 1] before normalisation;
/// everything else is taken as stored. Where a folder is asked for, one that encloses it as the
/// archives unpack serves too.
enum class DatasetKind
{
  /// Shipped data: 1,797 images of handwritten digits, 1x8x8, 10 classes (UCI, CC BY 4.0). Of the
  /// images of each digit, in file order, every fifth is Test (355 images); the other 1,442 are
  /// Train.
  Digits,
  /// Generated data: two interleaved spirals, 2 coordinates, 2 classes, 1,000 points per split.
  /// Sample i belongs to class c = i % 2. With u uniform in [0, 1), e and f standard normal:
  /// t = sqrt(0.01 + 0.99 u), angle = 3 pi t + pi c, point = t (cos, sin)(angle) + 0.02 (e, f).
  Spirals,
  /// Generated data: two interleaved strips, each rolled up one and a half turns, 2 coordinates, 2
  /// classes, 1,000 points per split. Sample i belongs to class c = i % 2. With u and v uniform in
  /// [0, 1): phi = 1.5 pi sqrt(1 + 8 u) lies in [1.5 pi, 4.5 pi), r = phi / (4.5 pi) + 0.08 (v -
  /// 0.5), point = r (cos, sin)(phi + pi c). The strips are 0.08 wide, about 0.14 apart.
  SwissRoll,
  /// The binary version of CIFAR-10: a folder with data_batch_1.bin to data_batch_5.bin and
  /// test_batch.bin, or one .bin file, whatever the split. Images are 3x32x32, of 10 classes.
  Cifar10,
  /// The binary version of CIFAR-100: a folder with train.bin and test.bin, or one .bin file,
  /// whatever the split. Images are 3x32x32, of the 100 fine classes.
  Cifar100,
  /// A folder with the idx files, plain or .gz (also Fashion-MNIST and KMNIST), or one file of
  /// images with its labels beside it, whatever the split. Images are 1x28x28, of 10 classes.
  Mnist,
  /// Pictures PATH/CLASS/*.png|jpg|jpeg. If PATH holds split folders (`train`; `test`, `val` or
  /// `validation`) with class folders inside, the split chooses one of them; otherwise both splits
  /// are PATH. Classes are numbered in the order of their names, empty ones too. All images must
  /// have one size; grey ones among coloured ones become RGB.
  ImageFolder,
  /// Inputs and targets from .npz, .safetensors or torch.save files (a tuple or a dict), whatever
  /// the split. Targets are called target, targets, label, labels, y or y_train. Of the other
  /// tensors of as many entries, the first input is the one called input, inputs, x, image, images,
  /// data, X_train, input_ids, tokens or input_0, else the first in the file; the others are
  /// further inputs. Of a tuple the last tensor is the targets. Two tensors of other names are
  /// inputs and targets, of which the one with more axes is the inputs; a tensor alone, and tensors
  /// that are all called input..., have no targets. Integer targets from 0 on, one per sample, are
  /// class labels; all others are given targets. Nothing is rescaled, not even bytes.
  TensorFile
};

enum class DatasetSplit
{
  Train,
  Test
};

struct DatasetOptions
{
  DatasetKind Kind = DatasetKind::Digits;
  /// Folder or file; ignored by Digits, Spirals and Swiss Roll.
  std::string Path;
  DatasetSplit Split = DatasetSplit::Train;
  /// With 0, or more than there are, all samples of the split are taken; otherwise a subset of this
  /// size, in file order: of C classes each gives the C-th part, rounded down, and the remainder
  /// comes from as many classes drawn at random; what a class lacks the others give. Within a
  /// class, samples are drawn without replacement. Data with given targets count as one class.
  /// Equal seeds give equal subsets on every machine.
  std::int64_t NumberOfSamples = 0;
  std::uint64_t SampleSeed = 0;
  /// Normalisation of the inputs: one value per channel (first axis of a sample), or one for all
  /// channels, in units of the inputs scaled to [0, 1] (images) or as stored (other data). Empty
  /// lists stand for the data set's own values, which are, mean first,
  /// - Digits: 0.3051, 0.3762, those of the training split;
  /// - CIFAR-10: .485 .456 .406 and .229 .224 .225, which most published ResNets for CIFAR-10 were
  ///   trained with, though they are those of ImageNet;
  /// - CIFAR-100: .5071 .4865 .4409 and .2673 .2564 .2762;
  /// - MNIST: 0.1307, 0.3081;
  /// - image folders: those of ImageNet for colour, 0.5 and 0.5 for grey;
  /// - all others: 0, 1.
  std::vector<double> Mean;
  std::vector<double> StandardDeviation;
};

/// Samples in memory, normalised, in file order. They have classes or given targets, never both, or
/// no targets at all.
struct Dataset
{
  std::string Name;
  /// What the file calls the input; empty for formats that do not name it.
  std::string InputName;
  /// The shape of one input: {C, H, W} for images, {F} for points.
  std::vector<std::int64_t> SampleShape;
  std::int64_t NumberOfSamples = 0;
  /// The inputs, of shape NumberOfSamples x SampleShape, row-major: (value - mean) / standard
  /// deviation, computed in single precision like torchvision's ToTensor and Normalize.
  std::vector<float> Inputs;
  /// Whether the file has the inputs as one number per sample without an axis for it, shape (N).
  /// SampleShape is {1} then.
  bool InputsAreNumbers = false;
  /// The inputs as the file stores them if they are integers or booleans, such as tokens; no bytes
  /// otherwise. The first axis is the samples.
  DenseArray IntegerInputs;
  /// What networks of several inputs take beside the first one, by the names in the file, as
  /// stored. The first axis is the samples.
  NamedArrays FurtherInputs;

  /// The class of each sample; empty for data without classes.
  std::vector<std::int64_t> Labels;
  std::int64_t NumberOfClasses = 0;
  std::vector<std::string> ClassNames;

  /// Given targets (regression, or a label for each token or pixel), of shape NumberOfSamples x
  /// TargetShape; empty for classes.
  std::vector<float> Targets;
  std::vector<std::int64_t> TargetShape;
  /// The same of given targets.
  bool TargetsAreNumbers = false;
  /// Given targets as the file stores them if they are integers; no bytes otherwise.
  DenseArray IntegerTargets;

  /// The values that were subtracted from the inputs and divided by, one per channel.
  std::vector<double> Mean;
  std::vector<double> StandardDeviation;

  /// SHA-256 over inputs, labels and targets as they are in memory, those in double precision and
  /// integers if there are any that floats do not hold, and further inputs.
  std::string Hash;

  /// Whether the file stores inputs or targets in a type that floats round.
  bool IsRounded = false;
  /// Inputs and targets, each if its type is such, in double precision, in which inputs are also
  /// normalised. Only LoadDoubleDataset fills them. `Rounded` is then the data set that LoadDataset
  /// gives, which thus stays resident.
  std::vector<double> DoubleInputs;
  std::vector<double> DoubleTargets;
  std::shared_ptr<const Dataset> Rounded;

  bool HasLabels() const { return !this->Labels.empty(); }
  bool HasTargets() const { return this->HasLabels() || !this->Targets.empty(); }
};

/// The name of a data set as users see it ("CIFAR-10").
const char* DatasetName(DatasetKind kind);

/// The data set of that name. Throws Error listing the valid names if there is none.
DatasetKind DatasetFromName(const std::string& name);

/// Loads a data set, or returns the one already in memory: data sets are resident once per process
/// as long as somebody holds them, and are loaded again when options or files (path, size,
/// modification time) change.
///
/// Throws Error for missing, truncated or malformed files, naming the file and the place in it, for
/// zero samples, for more than 2^32 input values (16 GiB), for a mean or standard deviation that is
/// not finite or whose length is neither 1 nor the number of channels, and for a standard deviation
/// that is not positive. May be called from several threads.
///
/// Cost: the files are read whole; memory is 4 bytes per input value of the chosen samples plus,
/// while loading, the files' content (an image folder: only the chosen images).
std::shared_ptr<const Dataset> LoadDataset(
  const DatasetOptions& options, const Progress& progress = {});

/// Loads a data set like LoadDataset for networks that compute in double precision: it has
/// DoubleInputs and DoubleTargets besides, at 12 bytes more for each of their values. Where there
/// are no numbers that floats round, it is the data set of LoadDataset.
std::shared_ptr<const Dataset> LoadDoubleDataset(
  const DatasetOptions& options, const Progress& progress = {});

} // namespace losslandscape

#endif
