// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkEvaluationAlgorithm
 * @brief   base of the sources that keep what they have evaluated in a file
 *
 * The file makes long computations survive an abort, a crash or the end of ParaView, and lets later
 * ones begin where earlier ones ended. Outputs of derived classes have, if there is such a file,
 * the field data `points_from_cache` and `points_evaluated`: how many results were taken from the
 * file, and how many were not in it. What a result is the derived class says.
 */
#ifndef vtkEvaluationAlgorithm_h
#define vtkEvaluationAlgorithm_h

#include "vtkProblemAlgorithm.h"

namespace losslandscape
{
class EvaluationStore;
struct CacheUse;
} // namespace losslandscape

class VTKLOSSLANDSCAPESOURCES_EXPORT vtkEvaluationAlgorithm : public vtkProblemAlgorithm
{
public:
  vtkTypeMacro(vtkEvaluationAlgorithm, vtkProblemAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * SQLite file that keeps what was evaluated: made if it is not there, shared with any number of
   * sources and processes. What was evaluated before, with the same weights, data, loss, options
   * and so on, is taken from it; results are the same to the bit. It is written about twice a
   * second, so that an abort or a crash loses little. Default empty: none.
   */
  vtkSetStdStringFromCharMacro(CacheFile);
  vtkGetCharFromStdStringMacro(CacheFile);
  ///@}

protected:
  vtkEvaluationAlgorithm();
  ~vtkEvaluationAlgorithm() override;

  /// Adds the two counts to an output's field data, if there is a file.
  void ReportCache(const losslandscape::CacheUse& use, vtkDataObject* output) const;

  /// Shows, when it goes, what did not go well with the file, each sentence once. An abort or an
  /// error does not keep it from that.
  class CacheWarnings
  {
  public:
    /// `store` must outlive this.
    CacheWarnings(vtkEvaluationAlgorithm* owner, const losslandscape::EvaluationStore& store);
    ~CacheWarnings();
    CacheWarnings(const CacheWarnings&) = delete;
    CacheWarnings& operator=(const CacheWarnings&) = delete;

    /// What another store of the same file has to say.
    void Add(const losslandscape::CacheUse& use);

  private:
    vtkEvaluationAlgorithm* Owner;
    const losslandscape::EvaluationStore& Store;
    std::vector<std::string> Others;
  };

  std::string CacheFile;

private:
  vtkEvaluationAlgorithm(const vtkEvaluationAlgorithm&) = delete;
  void operator=(const vtkEvaluationAlgorithm&) = delete;
};

#endif
