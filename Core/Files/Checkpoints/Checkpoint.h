// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_Checkpoint_h
#define losslandscape_Files_Checkpoints_Checkpoint_h

#include "Core/Common/DenseArray.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace losslandscape
{

/// Parameters and buffers of a network as a file holds them.
struct Checkpoint
{
  /// Tensors in file order, those of a list by their index ("0", "1", ...); names without the
  /// prefixes `module.` and `_orig_mod.` that DataParallel and torch.compile add (kept where two
  /// names would become equal).
  NamedArrays Tensors;
  /// "zip pickle", "legacy pickle", "tar pickle", "TorchScript", "exported program" or
  /// "safetensors".
  std::string Format;
  /// Where in the file the state dict was found: "" at the top level, otherwise the names that lead
  /// to it, such as "state_dict", "model" or "net", joined by dots.
  std::string Key;
  /// Numbers stored beside the state dict (epoch, best_prec1, ...), by name.
  std::map<std::string, double> Numbers;
  /// One line for each thing that was passed over: optimizer state, Python objects, ...
  std::vector<std::string> Skipped;
};

/// Reads a checkpoint written by Python's torch.save (zip format, the legacy one of PyTorch < 1.6
/// and the tar archives of 2016, pickle protocols 2 to 5), a safetensors file, the index of a
/// checkpoint in several such files (model.safetensors.index.json), or the state dict of a
/// TorchScript file, told apart by content, not by name.
///
/// A checkpoint is data: nothing in it is executed. Every size, offset, count and depth is checked
/// before it is used. `key` names the entry that holds the state dict; empty: it is looked for
/// (`state_dict`, `model_state_dict`, `model`, `net`, `network`, `params_ema`, ...). A list of
/// tensors counts as one if there is no dict of them.
///
/// Throws Error naming the file and the reason: missing, empty, truncated or malformed file, no
/// state dict inside.
Checkpoint ReadCheckpoint(const std::string& path, const std::string& key = "");

/// Reads a checkpoint like ReadCheckpoint, but picks of all state dicts in the file the one that
/// fits what the caller needs. `fits` is shown the names and shapes of each, as arrays without
/// bytes; parts of one network that stand side by side are also shown together, and if none fits,
/// lists of tensors. If none fits, or
/// the one that ReadCheckpoint takes fits and has a usual name, that one is read. Otherwise exactly
/// one must fit; else Error lists those that do.
Checkpoint ReadFittingCheckpoint(
  const std::string& path, const std::function<bool(const NamedArrays&)>& fits);

/// A checkpoint file and the key of a state dict in it.
struct CheckpointPlace
{
  std::string Path;
  std::string Key;
};

/// Splits "file.pt:key" at the colon if there is no file of the whole name, but one of the part
/// before the colon. Otherwise the key is empty.
CheckpointPlace SplitCheckpointPath(const std::string& path);

/// Reads every tensor of a file of the same formats, wherever it stands, named by its path in the
/// stored object: a saved tuple (inputs, targets) gives "0" and "1", a dict its keys, a tensor
/// saved alone "". NumPy arrays count as tensors; tensors without a dense array (complex,
/// quantised, sparse) are passed over. Throws Error like ReadCheckpoint, and if nothing is left.
NamedArrays ReadTensorFile(const std::string& path);

/// True if the file is a zip archive written by torch.jit.save.
bool IsTorchScriptFile(const std::string& path);

/// True if the file starts like one that ReadCheckpoint may read. Of an archive only the directory
/// is looked at.
bool IsCheckpointFile(const std::string& path);

/// Writes a plain state dict that Python's `torch.load` opens as an OrderedDict of tensors (also
/// with weights_only=True), in the zip format. The file appears complete or not at all: it is
/// written beside its place and renamed. Throws Error if it cannot be written.
void WriteCheckpoint(const std::string& path, const NamedArrays& tensors);

} // namespace losslandscape

#endif
