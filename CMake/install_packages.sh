#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs the Debian packages that building, running and testing the suite needs and that are
# missing. Called by examples/quickstart.sh and Testing/run.sh; does nothing when all are there.
set -euo pipefail

# Compiler and tools.
packages="build-essential cmake ninja-build pkg-config"
# What the code uses. libopenblas0-pthread makes LibTorch up to 40 times faster.
packages+=" libtorch-dev libopenblas0-pthread libdnnl-dev libeigen3-dev nlohmann-json3-dev libzip-dev zlib1g-dev libpng-dev libjpeg-dev libsqlite3-dev libssl-dev"
# ParaView, and what its own package configuration asks for: Qt 5 on Debian 12, Qt 6 on Debian 13, and
# from then on a VTK that is a package of its own.
packages+=" paraview paraview-dev python3-paraview python3-dev libopenmpi-dev openmpi-bin libhdf5-openmpi-dev"
bundled_vtk="libutfcpp-dev libogg-dev libtheora-dev libnetcdf-dev libxml2-dev libexpat1-dev libjsoncpp-dev liblz4-dev
  liblzma-dev libdouble-conversion-dev libgl2ps-dev libglew-dev libfreetype-dev libtiff-dev libproj-dev libgdal-dev
  libboost-dev libavcodec-dev libavformat-dev libavutil-dev libswscale-dev"
qt6="qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-5compat-dev libgl-dev libxml2-utils xsltproc"
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null || true)
case $codename in
bookworm)
  packages+=" $bundled_vtk qtbase5-dev libqt5svg5-dev qttools5-dev qttools5-dev-tools libqt5sql5-sqlite
    libqt5xmlpatterns5-dev qtxmlpatterns5-dev-tools libqt5opengl5-dev libqt5x11extras5-dev"
  ;;
trixie) packages+=" $bundled_vtk $qt6" ;;
*) packages+=" libvtk9-dev libvtk9-qt-dev $bundled_vtk $qt6" ;;
esac
# Rendering without a screen.
packages+=" xvfb xauth libgl1-mesa-dri"
if [ "${1:-}" = "--with-tests" ]; then
  packages+=" libgtest-dev python3-torch python3-numpy python3-h5py"
fi

missing=""
for package in $packages; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed"; then
    missing+=" $package"
  fi
done
[ -n "$missing" ] || exit 0

if [ ! -r /etc/debian_version ]; then
  echo "This is no Debian system. Please install what these Debian packages hold:$missing" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Please run as root, or install sudo: missing packages:$missing" >&2; exit 1; }
  as_root="sudo"
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
