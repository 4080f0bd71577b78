#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Exports torchvision's networks for classification and segmentation one after the other, evaluates two
# points of each in the suite, and compares the losses with PyTorch's. The files of a network, up to 5 GB,
# are removed before the next.
#   Testing/Torchvision/run.sh [BUILDER ... (all)]
#
# $EXPORT_PYTHON (python3) has torch 2.6 or later and torchvision. $EVALUATE_PYTHON (python3) knows the
# package `losslandscape` of the build folder, of any LibTorch; either may be a command of several words,
# such as one that enters another system which has the same $WORK (build/torchvision) folder.
# Prints a line for each network and the count. Exit status 0 if all losses agree within 1e-4.
set -euo pipefail
cd "$(dirname "$0")/../.."

export_python=${EXPORT_PYTHON:-python3}
evaluate_python=${EVALUATE_PYTHON:-python3}
work=${WORK:-$PWD/build/torchvision}
mkdir -p "$work"
builders=("$@")
if [ $# -eq 0 ]; then
  list=$($export_python Testing/Torchvision/export_builder.py list)
  mapfile -t builders <<<"$list"
fi

equal=0
for builder in "${builders[@]}"; do
  folder=$work/$builder
  mkdir -p "$folder"
  if ! $export_python Testing/Torchvision/export_builder.py "$builder" "$folder" >"$work/export.log" 2>&1; then
    echo "$builder: not exported: $(tail -n 1 "$work/export.log")"
  elif line=$($evaluate_python Testing/Torchvision/evaluate_builder.py "$folder" 2>&1); then
    echo "$builder: $line"
    equal=$((equal + 1))
  else
    echo "$builder: DIFFERS or is refused: $line"
  fi
  rm -rf "$folder"
done
echo "$equal of ${#builders[@]} networks have PyTorch's losses"
[ "$equal" -eq ${#builders[@]} ]
