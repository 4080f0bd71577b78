#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds the plain C++ of Core (no LibTorch, which is not instrumented, and no VTK) under a sanitizer and
# runs its tests. A finding fails its test.
#   Testing/sanitizers.sh [asan|tsan] [arguments for ctest]
# asan: AddressSanitizer and UndefinedBehaviorSanitizer, in build-asan. tsan: ThreadSanitizer, in
# build-tsan, on what uses threads.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-asan}
shift || true
case "$kind" in
  asan) targets="TestCommon TestFiles TestLandscapes TestHdf5 TestData TestStore TestAnalytic TestCurvature TestSampling TestTopology TestDescent" ;;
  tsan) targets="TestCommon TestData TestStore TestSampling TestTopology TestDescent" ;;
  *) echo "usage: Testing/sanitizers.sh [asan|tsan] [arguments for ctest]" >&2; exit 2 ;;
esac

cmake --preset "$kind"
# shellcheck disable=SC2086
cmake --build "build-$kind" --target $targets

# What the HDF5 library asks for in vain is refused, as by malloc. Signals are left to the system, since
# some tests want to see by which one a child process has ended.
signals="handle_segv=0:handle_sigbus=0:handle_sigfpe=0"
export ASAN_OPTIONS="allocator_may_return_null=1:$signals:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1:$signals:${TSAN_OPTIONS:-}"
ctest --test-dir "build-$kind" --output-on-failure --no-tests=error -j "$(nproc)" \
  -R "^($(echo "$targets" | tr ' ' '|'))\." "$@"
