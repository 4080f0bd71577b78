#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds Core alone against the LibTorch inside Python's torch, compares an NVIDIA GPU with the processor
# (TestGpu) and times landscapes on it (Testing/Benchmarks/gpu.py). Takes at most 8 minutes on 16
# processors and a data centre's GPU. Exit status 0 if every test ran and passed.
#   Testing/gpu.sh [--with FOLDER] [--all]
#   Testing/gpu.sh --pack FOLDER
#
# Needed are a python3 whose torch is built with CUDA, the CUDA toolkit of that version (nvcc: LibTorch's
# CMake files look for it, nothing here is compiled by it), a C++ compiler, CMake 3.24, Ninja, and what Core uses:
# Eigen, nlohmann_json, libzip, zlib, libpng, libjpeg, SQLite, OpenSSL and GoogleTest with their headers
# (Debian, Ubuntu: libeigen3-dev nlohmann-json3-dev libzip-dev zlib1g-dev libpng-dev libjpeg-dev
# libsqlite3-dev libssl-dev libgtest-dev pkg-config). GPU machines often lack these, and a network:
# --pack copies them from a Debian machine that has been set up by CMake/install_packages.sh --with-tests into
# a FOLDER of some 25 MB, and --with takes them from there. The machine that it is carried to must have the same
# kind of processor and a C library that is not older (Debian 12's serves Ubuntu 24.04).
#
# --all builds and runs the other tests of Core too, on the processor, in as much time as they take: whether
# the suite works with this LibTorch at all. oneDNN is left out: LibTorch brings one of its own, and
# two of them in a process may share their symbols.
set -euo pipefail
cd "$(dirname "$0")/.."

# Seconds in all, and those of them that the tests may take.
limit=480
limit_of_tests=180
build="build-gpu"
headers="Eigen/Core nlohmann/json.hpp zip.h zlib.h png.h jpeglib.h sqlite3.h openssl/sha.h gtest/gtest.h"

usage() {
  sed -n '3,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

missing() {
  echo "Testing/gpu.sh cannot run here: $1" >&2
  exit 1
}

# Copies a shared library under the name that programs ask for.
copy_library() {
  local name
  name=$(objdump -p "$1" | sed -n 's/^ *SONAME *//p')
  cp -n --dereference "$1" "$2/${name:-$(basename "$1")}"
  echo "${name:-$(basename "$1")}"
}

# Copies what the packages with `headers` consist of, and the libraries that theirs need.
pack() {
  local folder=$1 architecture libraries header path file name
  architecture=$(c++ -print-multiarch)
  libraries=$folder/lib/$architecture
  mkdir -p "$folder"/{bin,include,share} "$libraries"
  for header in $headers; do
    path=/usr/include/$header
    [ -e "$path" ] || path=/usr/include/eigen3/$header
    [ -e "$path" ] || missing "/usr/include/$header is not there to be packed; run CMake/install_packages.sh --with-tests."
    dpkg -S "$path" | cut -d: -f1
  done | sort -u | xargs dpkg -L | while read -r file; do
    [ -f "$file" ] || continue
    case $file in
    # Headers of an architecture stand beside the others: one folder is enough.
    /usr/include/"$architecture"/*) path=$folder/include/${file#/usr/include/"$architecture"/} ;;
    /usr/include/* | /usr/lib/*/pkgconfig/* | /usr/lib/*/cmake/* | /usr/share/cmake/* | /usr/share/eigen3/* | */libgtest*.a)
      path=$folder/${file#/usr/}
      ;;
    /usr/lib/"$architecture"/*.so)
      name=$(copy_library "$file" "$libraries")
      [ "$name" = "$(basename "$file")" ] || ln -sf "$name" "$libraries/$(basename "$file")"
      continue
      ;;
    *) continue ;;
    esac
    mkdir -p "$(dirname "$path")"
    cp --dereference "$file" "$path"
  done
  sed -i "s|^prefix=.*|prefix=\${pcfiledir}/../../..|" "$libraries"/pkgconfig/*.pc
  cp --dereference "$(command -v pkg-config)" "$folder/bin/pkg-config.bin"
  ldd "$folder/bin/pkg-config.bin" "$libraries"/*.so* 2>/dev/null | sed -n 's/.*=> \([^ ]*\).*/\1/p' | sort -u |
    grep -vE '/(ld-linux[^/]*|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+))\.so' | while read -r file; do
    copy_library "$file" "$libraries" >/dev/null
  done
  # Only pkg-config is told of this folder: other programs of that machine have libraries of their own.
  cat >"$folder/bin/pkg-config" <<'END'
#!/bin/sh
folder=$(dirname "$(dirname "$(readlink -f "$0")")")
exec env LD_LIBRARY_PATH="$(echo "$folder"/lib/*)" "$folder/bin/pkg-config.bin" "$@"
END
  chmod +x "$folder/bin/pkg-config"
  du -sh "$folder"
}

with=""
all=""
while [ $# -gt 0 ]; do
  case $1 in
  --pack)
    [ $# -eq 2 ] || usage
    pack "$2"
    exit
    ;;
  --with)
    [ $# -ge 2 ] || usage
    with=$(readlink -f "$2")
    [ -d "$with/include" ] || missing "$2 was not made by Testing/gpu.sh --pack."
    shift
    ;;
  --all) all=1 ;;
  *) usage ;;
  esac
  shift
done

for tool in python3 cmake ninja c++; do
  command -v "$tool" >/dev/null || missing "there is no program $tool."
done
# The folder of LibTorch's CMake files, the GPU's compute capability and a description; or what is missing.
facts=$(
  python3 - <<'END'
try:
    import torch
except ImportError as error:
    print(f"missing: python3 has no torch ({error}).")
else:
    if not torch.version.cuda:
        print(f"missing: the torch of python3, {torch.__version__}, is built without CUDA.")
    elif not torch.cuda.is_available():
        print(f"missing: torch {torch.__version__} sees no CUDA device.")
    else:
        print(torch.utils.cmake_prefix_path)
        print(".".join(str(number) for number in torch.cuda.get_device_capability()))
        print(f"torch {torch.__version__} for {torch.cuda.get_device_name()}")
END
)
case $facts in missing:*) missing "${facts#missing: }" ;; esac
{ read -r torch && read -r capability && read -r description; } <<<"$facts"
if ! command -v nvcc >/dev/null; then
  PATH="${CUDA_HOME:-/usr/local/cuda}/bin:$PATH"
  command -v nvcc >/dev/null || missing "there is no CUDA toolkit (nvcc), which LibTorch's CMake files look for."
fi

options=()
if [ -n "$with" ]; then
  libraries=$(echo "$with"/lib/*)
  export PKG_CONFIG_PATH="$libraries/pkgconfig"
  # By DT_RPATH, which is also searched for the libraries that other libraries need.
  options+=("-DCMAKE_EXE_LINKER_FLAGS=-Wl,--disable-new-dtags,-rpath,$libraries")
  command -v pkg-config >/dev/null || options+=("-DPKG_CONFIG_EXECUTABLE=$with/bin/pkg-config")
fi
absent=""
for header in $headers; do
  echo "#include <$header>" |
    c++ -E -x c++ ${with:+-I "$with/include" -I "$with/include/eigen3"} -I /usr/include/eigen3 - >/dev/null 2>&1 || absent+=" $header"
done
[ -z "$absent" ] || missing "headers of libraries are missing:$absent (see --pack in its first lines)."

mkdir -p "$build"
log=$build/gpu.log
echo "1/3 Building with $description"
targets=(TestGpu BenchmarkLandscape)
[ -z "$all" ] || targets=(all)
if ! {
  cmake --preset core -B "$build" "-DCMAKE_PREFIX_PATH=${with:+$with;}$torch" "-DTORCH_CUDA_ARCH_LIST=$capability" \
    "-DLOSSLANDSCAPE_PYTHON=$(command -v python3)" -DLOSSLANDSCAPE_BUILD_TESTING=ON \
    -DLOSSLANDSCAPE_BUILD_BENCHMARKS=ON -DLOSSLANDSCAPE_BUILD_HDF5=OFF \
    -DCMAKE_DISABLE_FIND_PACKAGE_OneDNN=ON "${options[@]}" &&
    cmake --build "$build" --target "${targets[@]}"
} >"$log" 2>&1; then
  grep -m 5 -A 12 -E 'error:|Error|FAILED|undefined' "$log" >&2 || tail -n 30 "$log" >&2
  echo "The build failed; the whole log is in $log" >&2
  exit 1
fi
echo "    $SECONDS s so far"

echo "2/3 Tests on the GPU"
status=0
rm -f "$build"/gpu-tests.*
timeout "$limit_of_tests" "$build/bin/TestGpu" --gtest_brief=1 "--gtest_output=json:$build/gpu-tests.json" 2>&1 |
  tee "$build/gpu-tests.log" || status=$?
[ "$status" -ne 124 ] || echo "The tests were stopped after $limit_of_tests s" >&2
# A program that sees no GPU has nothing but skipped tests, and passes.
if grep -q 'sees no CUDA device' "$build/gpu-tests.log"; then
  echo "torch sees the GPU, and the LibTorch of the tests does not: is libtorch_cuda.so linked to them?" >&2
  status=1
fi
# The relative errors that tests have noted.
[ ! -f "$build/gpu-tests.json" ] || python3 - "$build/gpu-tests.json" <<'END'
import json
import sys

with open(sys.argv[1]) as file:
    suites = json.load(file)["testsuites"]
for test in [test for suite in suites for test in suite["testsuite"]]:
    errors = [f"{key[len('error of '):]} {value}" for key, value in test.items() if key.startswith("error of ")]
    if errors:
        print(f"    {test['classname'].split('/')[-1]}.{test['name']}: {', '.join(errors)}")
END
echo "    $SECONDS s so far"

echo "3/3 Times"
left=$((limit - SECONDS - 20))
if [ "$left" -ge 40 ]; then
  python3 Testing/Benchmarks/gpu.py --build "$build" --budget "$((left < 160 ? left : 160))" || status=$?
else
  echo "There is no time left for them: run Testing/Benchmarks/gpu.py --build $build" >&2
  status=1
fi
echo "    $SECONDS s in all"

if [ -n "$all" ]; then
  echo "The other tests of Core, on the processor"
  CUDA_VISIBLE_DEVICES="" ctest --test-dir "$build" --output-on-failure --no-tests=error -L core -j "$(nproc)" || status=$?
fi
exit "$status"
