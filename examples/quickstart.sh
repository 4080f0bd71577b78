#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# From a fresh clone to two loss landscapes: installs what is missing (Debian 12; root or sudo), builds
# the plugin, computes the landscapes of ResNet-56 with and without skip connections and draws them.
#   examples/quickstart.sh [arguments of compare_skip_connections.py, such as --resolution 25]
set -euo pipefail
cd "$(dirname "$0")/.."

echo "1/3 Packages"
CMake/install_packages.sh

echo "2/3 Building the plugin (a few minutes the first time)"
mkdir -p build
log=build/quickstart.log
if ! { cmake --preset release -DLOSSLANDSCAPE_BUILD_TESTING=OFF && cmake --build build; } >>"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "The build failed; the whole log is in $log" >&2
  exit 1
fi
plugin=$(find "$PWD"/build/lib* -name LossLandscape.so | head -n 1)
echo "    $plugin"

echo "3/3 Loss landscapes"
# -noreset: otherwise the server starts anew whenever its last client goes, and may miss the next one.
xvfb-run -a -s "-screen 0 1280x1024x24 -noreset" pvpython examples/compare_skip_connections.py --plugin "$plugin" --output output "$@"

cat <<END
Pictures and data are in $PWD/output:
  surfaces.png, contours.png       the two landscapes, logarithmic scale
  resnet56*.vti, *_contours.vtp    the same as data for ParaView
  report.txt                       numbers
In the ParaView window: start paraview, choose Tools > Manage Plugins > Load New, pick
  $plugin
then Sources > Loss Landscape > Loss Landscape, Apply, and Filters > Contour or Warp By Scalar.
To look at the results alone, open output/resnet56.vti; no plugin is needed for that.
END
