// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkProblemAlgorithm
 * @brief   what sources that evaluate the loss of given weights have in common
 *
 * Holds, beside the settings of vtkNetworkAlgorithm, those that say which part of the data set the
 * loss is computed on and how: together they define the loss as a function of the weights. Outputs
 * of ports that are not asked for are left alone.
 *
 * @sa vtkPlaneAlgorithm
 */
#ifndef vtkProblemAlgorithm_h
#define vtkProblemAlgorithm_h

#include "vtkNetworkAlgorithm.h"

#include <functional> // for progress
#include <memory>     // for problems

namespace losslandscape
{
class Problem;
struct ProblemOptions;
} // namespace losslandscape

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkProblemAlgorithm : public vtkNetworkAlgorithm
{
public:
  vtkTypeMacro(vtkProblemAlgorithm, vtkNetworkAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  /// Answers a request as vtkLandscapeAlgorithm does, but leaves the outputs of other ports than
  /// the one asked for alone, and empties NetworkSize if the network is not known any more.
  vtkTypeBool ProcessRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  /// Values of the DatasetSplit property.
  enum SplitType
  {
    TRAIN = 0,
    TEST
  };

  ///@{
  /**
   * The part of the data set that the loss is computed on (SplitType). Default TRAIN.
   */
  vtkSetMacro(DatasetSplit, int);
  vtkGetMacro(DatasetSplit, int);
  ///@}

  ///@{
  /**
   * Number of samples per forward pass. With 0 (the default) it is chosen by the size and number of
   * samples and the size of layers; for Loss = NETWORK_OUTPUT it is the whole data set.
   */
  vtkSetMacro(BatchSize, int);
  vtkGetMacro(BatchSize, int);
  ///@}

  /**
   * Number of layers (convolutions and linear ones) and parameters of the network, as a text for
   * people: "20 layers, 269 k weights". Known once information was updated; empty if that or the
   * execution failed.
   */
  vtkGetCharFromStdStringMacro(NetworkSize);

protected:
  /// NumberOfSamples is 200 by default here.
  vtkProblemAlgorithm();
  ~vtkProblemAlgorithm() override;

  std::vector<MemorySetting> MemorySettings() const override;

  /// The settings of this class and its superclass as the core's options; Error for one out of its
  /// range.
  losslandscape::ProblemOptions MakeProblemOptions() const;

  /// Sets NetworkSize to that of the problem's network, which `load` returns. Subclasses call it in
  /// RequestInformation. Of several processes only the first one looks, and it swallows errors:
  /// they are left to the request for data, which all processes may answer together.
  using LoadProblem = std::function<std::shared_ptr<const losslandscape::Problem>()>;
  void LookAtNetwork(const LoadProblem& load);

  /// Whether the output that `info` belongs to is to be computed, that is whether its port was
  /// asked for.
  static bool IsWanted(vtkInformation* info);

  /// A callback for the progress (0 to 1) of a part that goes from `first` to `last` of the whole.
  std::function<bool(double)> ProgressOf(double first, double last);

  int DatasetSplit = TRAIN;
  int BatchSize = 0;
  std::string NetworkSize;

private:
  vtkProblemAlgorithm(const vtkProblemAlgorithm&) = delete;
  void operator=(const vtkProblemAlgorithm&) = delete;
};

#endif
