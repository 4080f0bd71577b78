# SPDX-License-Identifier: BSD-3-Clause
# Everything is compiled so that libFuzzer sees which branches an input takes, and so that reading
# beyond memory and undefined behaviour end the program.

if (NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR
    "LOSSLANDSCAPE_BUILD_FUZZERS needs clang (found ${CMAKE_CXX_COMPILER_ID}): use the preset `fuzz`, "
    "or set CMAKE_CXX_COMPILER=clang++ in a new build folder.")
endif ()
add_compile_options(-fsanitize=fuzzer-no-link,address,undefined
  -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
add_link_options(-fsanitize=address,undefined)
