#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds the fuzz targets with clang and runs each for a while, one after the other. Stops at the first
# finding: a crash, undefined behaviour, more than 1 GB in one piece, 3 GB in all, 20 seconds for one
# input. The input is then in build-fuzz/fuzz/NAME/, and build-fuzz/bin/FuzzNAME FILE repeats it.
#   Testing/Fuzz/run.sh [SECONDS for each (60) [NAME ... (all)]]
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds="${1:-60}"
[ $# -eq 0 ] || shift
cmake --preset fuzz
cmake --build build-fuzz --target fuzzers
names=("$@")
[ $# -gt 0 ] || names=($(cd build-fuzz/fuzz && ls))
for name in "${names[@]}"; do
  echo "== Fuzz$name, $seconds s"
  mkdir -p "build-fuzz/fuzz/$name/corpus"
  "build-fuzz/bin/Fuzz$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3072 -malloc_limit_mb=1024 \
    -max_len=16384 -print_final_stats=1 -verbosity=0 -artifact_prefix="build-fuzz/fuzz/$name/" \
    "build-fuzz/fuzz/$name/corpus" "build-fuzz/fuzz/$name/seeds"
done
