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

  /// A request for one port leaves the others alone.
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
  vtkSetClampMacro(DatasetSplit, int, TRAIN, TEST);
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
   * Layers, parameters and multiply-adds of the network that was evaluated last, as a text for
   * people; empty before. Layers are convolutions and linear ones, multiply-adds are for one
   * sample.
   */
  vtkGetCharFromStdStringMacro(NetworkSize);

protected:
  /// NumberOfSamples is 200 at first.
  vtkProblemAlgorithm();
  ~vtkProblemAlgorithm() override;

  /// The settings in the core's terms.
  losslandscape::ProblemOptions MakeProblemOptions() const;

  /// Makes NetworkSize that of a problem's network.
  void ShowNetworkSize(const losslandscape::Problem& problem);

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
