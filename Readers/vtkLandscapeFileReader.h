// SPDX-License-Identifier: BSD-3-Clause
/**
 * @class   vtkLandscapeFileReader
 * @brief   what readers of landscapes, trajectories and checkpoints share: files as time steps
 *
 * Several files are a series. The time of a file is the number in its name (`epoch_2.pt` and
 * `epoch_10.pt` have the times 2 and 10 and come in this order, however they were given). If there
 * is no number, or patterns differ, it is the place in the list, counted from 0. A single file has
 * no time. For a time between two files the reader gives the earlier one.
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

  /// 1 if this reader may be able to read the file, judged by its beginning or directory, else 0.
  virtual int CanReadFile(const char* name) = 0;

protected:
  vtkLandscapeFileReader();
  ~vtkLandscapeFileReader() override;

  void RequestInformation(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  void RequestData(vtkInformationVector** inputs, vtkInformationVector* outputs) override;
  std::string MemoryAdvice() const override;

  /// Announces what the output will be, judged by the first file of the series, `path`. By default
  /// it is an output that cannot be split, of which the first piece has all.
  virtual void Announce(const std::string& path, vtkInformation* info);

  /// Fills the output with the contents of the file. Not called for pieces that stay empty. May
  /// throw.
  virtual void Read(const std::string& path, vtkInformation* info) = 0;

  /// Whether the output can be split, so that each piece holds a part of it. By default it cannot.
  virtual bool CanSplit() const;

  std::vector<std::string> FileNames;

private:
  vtkLandscapeFileReader(const vtkLandscapeFileReader&) = delete;
  void operator=(const vtkLandscapeFileReader&) = delete;

  void CheckFileNames() const;
};

#endif
