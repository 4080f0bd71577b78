// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeFileReader
 * @brief   what readers of landscapes, trajectories and checkpoints share: files as time steps
 *
 * Several files are a series. Their time is the number in their names (`epoch_2.pt`, `epoch_10.pt`:
 * 2 and 10, in this order, however they were given); if there is none, or patterns differ, it is
 * the place in the list, counted from 0. A single file has no time. Asked for a time in between,
 * the reader gives the last file before it.
 *
 * Files are told apart by what they hold, never by their names. Nothing in a file is executed and
 * every size in it is checked before memory is taken.
 *
 * @sa vtkLandscapeReader vtkLandscapeTrajectoryReader vtkCheckpointReader
 */
#ifndef vtkLandscapeFileReader_h
#define vtkLandscapeFileReader_h

#include "vtkLandscapeAlgorithm.h"
#include "vtkLossLandscapeReadersModule.h" // for export macro

#include <string> // for file names
#include <vector> // for file names

class VTKLOSSLANDSCAPEREADERS_EXPORT vtkLandscapeFileReader : public vtkLandscapeAlgorithm
{
public:
  vtkTypeMacro(vtkLandscapeFileReader, vtkLandscapeAlgorithm);
  void PrintSelf(ostream& os, vtkIndent indent) override;

  ///@{
  /**
   * The files to read. Default: none, which is an error.
   */
  void AddFileName(const char* name);
  void RemoveAllFileNames();
  int GetNumberOfFileNames() const;
  const char* GetFileName(int index) const;
  ///@}

  /// 1 if the beginning or the directory of the file looks like one of this reader, else 0.
  virtual int CanReadFile(const char* name) = 0;

protected:
  vtkLandscapeFileReader();
  ~vtkLandscapeFileReader() override;

  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  std::string MemoryAdvice() const override;

  /// Announces what the output will be, judged by the first file. By default an output that cannot
  /// be split: the first piece has all of it.
  virtual void Announce(const std::string& path, vtkInformation* info);

  /// Fills the output; not called for pieces that stay empty. May throw.
  virtual void Read(const std::string& path, vtkInformation* info) = 0;

  /// True if each piece of the output holds a part of it.
  virtual bool CanSplit() const;

  std::vector<std::string> FileNames;

private:
  vtkLandscapeFileReader(const vtkLandscapeFileReader&) = delete;
  void operator=(const vtkLandscapeFileReader&) = delete;

  void CheckFileNames() const;
};

#endif
