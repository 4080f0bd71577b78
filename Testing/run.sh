#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds everything and runs every test. Needs root or sudo for the first
# step only. Ends with ctest's summary; exit status 0 if the build gave no warning and all tests passed.
#   Testing/run.sh [arguments for ctest, such as -R Files or -L core]
#
# The compiler's flags are those of examples/quickstart.sh, so that what that has built is used again.
# A warning is therefore no error of the compiler (a newer one, which warns of more, must not stop
# users), but is looked for in what the build prints. The preset `dev` stops at the first warning.
set -euo pipefail
cd "$(dirname "$0")/.."

warnings() {
  grep -hE '^[^ ]+:[0-9]+:[0-9]+: warning: ' "$@" 2>/dev/null || true
}

# The objects in whose compilation there were warnings, of our files or of headers that they include.
objects_with_warnings() {
  { cat "$@" 2>/dev/null || true; } | awk '/^\[[0-9]+\/[0-9]+\] Building/ { object = $NF }
    /^[^ ]+:[0-9]+:[0-9]+: warning: / { print object }' | sort -u
}

CMake/install_packages.sh --with-tests
cmake --preset release -DLOSSLANDSCAPE_BUILD_TESTING=ON

# A file warns only when it is compiled: those that did so in an earlier build are compiled again.
log=build/run.log
earlier=(build/quickstart.log "$log")
(cd build && objects_with_warnings "${earlier[@]/#/../}" | xargs -r rm -f --)
cmake --build build 2>&1 | tee "$log"
if [ -n "$(warnings "$log")" ]; then
  echo "The build gave warnings:" >&2
  warnings "$log" | sort -u >&2
  exit 1
fi
rm -f "${earlier[@]}"

status=0
ctest --test-dir build --output-on-failure --no-tests=error -j "$(nproc)" "$@" || status=$?
cat build/Testing/not_run.txt
exit "$status"
