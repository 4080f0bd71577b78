#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds everything and runs every test. Needs root or sudo for the first
# step only. Ends with ctest's summary; exit status 0 if all tests passed.
#   Testing/run.sh [arguments for ctest, such as -R Files or -L core]
set -euo pipefail
cd "$(dirname "$0")/.."

CMake/install_packages.sh --with-tests
cmake --preset release -DLOSSLANDSCAPE_BUILD_TESTING=ON -DLOSSLANDSCAPE_WARNINGS_AS_ERRORS=ON
cmake --build build
status=0
ctest --test-dir build --output-on-failure --no-tests=error -j "$(nproc)" "$@" || status=$?
cat build/Testing/not_run.txt
exit "$status"
