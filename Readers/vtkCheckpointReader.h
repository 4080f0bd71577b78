// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkCheckpointReader
 * @brief   reads checkpoints of neural networks as a table of their parameters
 *
 * Reads files that Python's torch.save wrote (zip, legacy and tar format; plain state dicts, lists
 * of tensors, or training checkpoints with one inside), safetensors files, and the weights of
 * TorchScript and torch.export files, told apart by content. A file is data: nothing in it is
 * executed. The checkpoints of a run are a file series, each file a time step.
 *
 * @par Output port 0: vtkTable
 * A row for each tensor, in the order of the file. The columns are:
 * - `name` (string): without the prefixes `module.` and `_orig_mod.`; in a list the index from 0;
 * - `shape` (string), such as "(64, 3, 3, 3)"; `type` (string), such as "float32";
 * - `count` (vtkIdType): number of values of the tensor;
 * - `mean`, `standard_deviation` (of the values themselves, divided by their number), `norm`
 *   (Euclidean), `minimum`, `maximum` (double): all without NaN and infinities; NaN if there is no
 *   other value;
 * - `non_finite` (vtkIdType): how many values are NaN or infinite.
 *
 * @par Field data
 * Numbers stored beside the state dict (`epoch`, `best_prec1`, ...), each as an array of its name;
 * `format`; `key`, the place of the state dict in the file; `skipped`, a line for each thing that
 * was passed over.
 *
 * @par Parallelism and cost
 * With several processes the first has the whole table. The file is held in memory, and one tensor
 * in double precision.
 *
 * @sa vtkLandscapeFileReader vtkLossLandscapeSource
 */
#ifndef vtkCheckpointReader_h
#define vtkCheckpointReader_h

#include "vtkLandscapeFileReader.h"

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkCheckpointReader : public vtkLandscapeFileReader
{
public:
  static vtkCheckpointReader* New();
  vtkTypeMacro(vtkCheckpointReader, vtkLandscapeFileReader);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * The entry of the file that holds the state dict; names of nested entries are joined by dots
   * ("model.ema"). Default empty: it is looked for.
   */
  void SetKey(const char* key);
  const char* GetKey() const { return this->Key.c_str(); }
  ///@}

  int CanReadFile(const char* name) override;

protected:
  vtkCheckpointReader();
  ~vtkCheckpointReader() override;

  int FillOutputPortInformation(int port, vtkInformation* info) override;
  void Read(const std::string& path, vtkInformation* info) override;

  std::string Key;

private:
  vtkCheckpointReader(const vtkCheckpointReader&) = delete;
  void operator=(const vtkCheckpointReader&) = delete;
};

#endif
