// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkProblemAlgorithm
 * @brief   what sources that evaluate the loss of given weights have in common
 *
 * Holds, beside the settings of vtkNetworkAlgorithm, which part of the data set the loss is
 * computed on and how: together they say what the loss is as a function of the weights. Outputs of
 * ports that are not asked for are left alone.
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

  /// A request for one port leaves the others alone. NetworkSize follows.
  vtkTypeBool ProcessRequest(
    vtkInformation* request, vtkInformationVector** inputs, vtkInformationVector* outputs) override;

  /// Order of the DatasetSplit property.
  enum SplitType
  {
    TRAIN = 0,
    TEST
  };

  ///@{
  /**
   * Which part of the data set (SplitType). Default TRAIN.
   */
  vtkSetMacro(DatasetSplit, int);
  vtkGetMacro(DatasetSplit, int);
  ///@}

  ///@{
  /**
   * Samples per forward pass. 0 (the default): chosen by size and number of samples and size of
   * layers; the whole data set for Loss = NETWORK_OUTPUT.
   */
  vtkSetMacro(BatchSize, int);
  vtkGetMacro(BatchSize, int);
  ///@}

  /**
   * Layers (convolutions and linear ones) and parameters of the network, as a text for people: "20
   * layers, 269 k weights". Known once information was updated; empty if that or the execution
   * failed.
   */
  vtkGetCharFromStdStringMacro(NetworkSize);

protected:
  /// NumberOfSamples is 200 at first.
  vtkProblemAlgorithm();
  ~vtkProblemAlgorithm() override;

  std::vector<MemorySetting> MemorySettings() const override;

  /// The settings in the core's terms.
  losslandscape::ProblemOptions MakeProblemOptions() const;

  /// Makes NetworkSize that of the problem's network, which `load` gives: part of
  /// RequestInformation. Of several processes the first one looks, and leaves errors to the request
  /// for data, which may be answered together.
  using LoadProblem = std::function<std::shared_ptr<const losslandscape::Problem>()>;
  void LookAtNetwork(const LoadProblem& load);

  /// Whether an output is to be computed: that of a port that was asked for.
  static bool IsWanted(vtkInformation* info);

  /// Reports the progress of a part, from `first` to `last` of the whole.
  std::function<bool(double)> ProgressOf(double first, double last);

  int DatasetSplit = TRAIN;
  int BatchSize = 0;
  std::string NetworkSize;

private:
  vtkProblemAlgorithm(const vtkProblemAlgorithm&) = delete;
  void operator=(const vtkProblemAlgorithm&) = delete;
};

#endif
