# SPDX-License-Identifier: BSD-3-Clause
# LibTorch, as the target `torch`, for all folders. What differs between its versions at configure time
# is dealt with here; what differs in its headers, in Core/Engine/Torch.

find_package(Torch 1.13 REQUIRED GLOBAL)

if (TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
  message(FATAL_ERROR
    "This LibTorch was built with the old C++ ABI (_GLIBCXX_USE_CXX11_ABI=0), ParaView with the new one. "
    "Point Torch_DIR at a LibTorch with the C++11 ABI (Debian's libtorch-dev, or the cxx11-abi archives).")
endif ()

# Headers of LibTorch ask for C++20 from 2.13 on. Only what links to `torch` includes them: all other
# code, and every public header of the suite, stays C++17.
if (Torch_VERSION VERSION_GREATER_EQUAL 2.13)
  set_property(TARGET torch APPEND PROPERTY INTERFACE_COMPILE_FEATURES cxx_std_20)
endif ()
