#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs one of README's two commands on a bare Debian of another release, in a folder (debootstrap,
# chroot): nothing is installed there but the release's base system, and nothing of this machine's is used.
#   Testing/platforms.sh [--again] bookworm|trixie|forky quickstart|tests [arguments of that command]
#
# bookworm is Debian 12, trixie Debian 13, forky Debian testing. Needs root, the package debootstrap and
# about 12 GB under $LOSSLANDSCAPE_PLATFORMS (/var/tmp/losslandscape-platforms): the base system, which
# is kept, and beside it the system that the command ran in. --again goes on in the system of the run
# before, with its packages and its build. What is tested is the commit that is checked out. The log and
# the pictures are left in build/platforms/RELEASE-COMMAND. $DEBIAN_MIRROR may name a mirror; without it that of
# this Debian is used. Exit status: that of the command.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '3,14s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

again=""
if [ "${1:-}" = "--again" ]; then
  again=1
  shift
fi
[ $# -ge 2 ] || usage
release=$1
task=$2
shift 2
case $release in bookworm | trixie | forky) ;; *) usage ;; esac
case $task in
quickstart) run=examples/quickstart.sh ;;
tests) run=Testing/run.sh ;;
*) usage ;;
esac
[ "$(id -u)" -eq 0 ] || { echo "Testing/platforms.sh needs root, for chroot and mounts" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "Please install debootstrap" >&2; exit 1; }

store=${LOSSLANDSCAPE_PLATFORMS:-/var/tmp/losslandscape-platforms}
base=$store/$release.base
system=$store/$release
results=$PWD/build/platforms/$release-$task
mkdir -p "$store" "$results"

make_base() {
  local script=/usr/share/debootstrap/scripts/$release
  # An older debootstrap does not know a newer release: they all are made like sid.
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  rm -rf "$base.part"
  debootstrap --variant=minbase --include=ca-certificates "$release" "$base.part" \
    "${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' | head -n 1)}" "$script"
  rm -f "$base.part"/var/cache/apt/archives/*.deb
  # A mirror that lags behind is good enough, and nothing here has to survive a power failure.
  echo 'Acquire::Check-Valid-Until "false";' >"$base.part/etc/apt/apt.conf.d/80mirror"
  echo force-unsafe-io >"$base.part/etc/dpkg/dpkg.cfg.d/unsafe-io"
  mv "$base.part" "$base"
}

[ -d "$base" ] || make_base
if [ -z "$again" ] || [ ! -d "$system" ]; then
  rm -rf "$system"
  cp -a --reflink=auto "$base" "$system"
fi

# The checked-out commit, as a clone of its own.
copy=$system/checkout
if [ -d "$copy" ]; then
  git -C "$copy" fetch -q "$PWD" HEAD
  git -C "$copy" checkout -q FETCH_HEAD
else
  git clone -q --no-hardlinks "file://$PWD" "$copy"
fi

# A namespace of its own: mounts and processes go when the command ends.
inside() {
  mount -t proc proc "$system/proc"
  mount --rbind /dev "$system/dev"
  mount --rbind /sys "$system/sys"
  cp -L /etc/resolv.conf "$system/etc/resolv.conf"
  exec chroot "$system" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 http_proxy="${http_proxy:-}" CI="${CI:-}" DEBIAN_FRONTEND=noninteractive /checkout/"$run" "$@"
}
export -f inside
export system run

echo "$release: $run $* (commit $(git rev-parse --short HEAD)); log: $results/log"
start=$SECONDS
status=0
unshare --mount --pid --fork --kill-child bash -euc 'inside "$@"' bash "$@" \
  </dev/null >"$results/log" 2>&1 || status=$?

rm -rf "$results/pictures"
mkdir "$results/pictures"
find "$copy/output" "$copy/build/Testing" -name '*.png' -size -2M -exec cp -t "$results/pictures" {} + 2>/dev/null || true
{
  echo "exit status $status after $((SECONDS - start)) s"
  chroot "$system" dpkg-query -W -f '${Package} ${Version}\n' g++ cmake paraview libtorch-dev libdnnl-dev python3 2>/dev/null || true
} | tee "$results/summary"
tail -n 15 "$results/log"
exit "$status"
