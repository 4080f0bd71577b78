# SPDX-License-Identifier: BSD-3-Clause
# A LibTorch with the old C++ ABI, as its archives without "cxx11-abi" in the name were.
set(TORCH_CXX_FLAGS "-D_GLIBCXX_USE_CXX11_ABI=0")
set(Torch_FOUND ON)
