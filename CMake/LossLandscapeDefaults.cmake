# SPDX-License-Identifier: BSD-3-Clause
# Settings that every target of the suite shares.

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_BINDIR}")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR}")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR}")

# Libraries are shared, so that the plugin, Python's modules and programs in one process use the same.
# One search path for build tree and installation: libraries stand side by side.
set(BUILD_SHARED_LIBS ON)
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN")

# Files shipped with the suite (digits, weights) stand at the same place in the build tree as in an
# installation, so that the library finds them in both by looking above itself.
set(LOSSLANDSCAPE_SHARE "${CMAKE_INSTALL_DATADIR}/losslandscape")

# Programs that the library runs in processes of their own are found in the same way.
set(LOSSLANDSCAPE_PROGRAMS "libexec/losslandscape")

# One library of Core: losslandscape_core_library(NAME). Its sources come from the folders below
# (losslandscape_sources). Headers are included by their path from the top: "Core/Common/Error.h".
function (losslandscape_core_library name)
  add_library(losslandscape_${name} SHARED)
  add_library(LossLandscape::${name} ALIAS losslandscape_${name})
  set_target_properties(losslandscape_${name} PROPERTIES
    EXPORT_NAME ${name}
    CXX_VISIBILITY_PRESET default
    VISIBILITY_INLINES_HIDDEN OFF
    VERIFY_INTERFACE_HEADER_SETS ON)
  target_include_directories(losslandscape_${name} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
  target_compile_features(losslandscape_${name} PUBLIC cxx_std_17)
  # What a library exports may be inlined within it all the same.
  target_compile_options(losslandscape_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>)
  losslandscape_warnings(losslandscape_${name})
  set_property(GLOBAL APPEND PROPERTY losslandscape_core_targets losslandscape_${name})
endfunction ()

# Adds what lies in one folder: losslandscape_sources(NAME SOURCES file ... PUBLIC_HEADERS file ...).
# Public headers are installed, and must compile by themselves with what a consumer is given
# (target all_verify_interface_header_sets). All others are private to the suite.
function (losslandscape_sources name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC_HEADERS" ${ARGN})
  target_sources(losslandscape_${name} PRIVATE ${arg_SOURCES})
  if (arg_PUBLIC_HEADERS)
    target_sources(losslandscape_${name} PUBLIC
      FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${arg_PUBLIC_HEADERS})
  endif ()
endfunction ()

# A program that the library runs: losslandscape_program(NAME LIBS library ... SOURCES file ...).
function (losslandscape_program name)
  cmake_parse_arguments(arg "" "" "LIBS;SOURCES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBS})
  file(RELATIVE_PATH libraries "/${LOSSLANDSCAPE_PROGRAMS}" "/${CMAKE_INSTALL_LIBDIR}")
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${LOSSLANDSCAPE_PROGRAMS}"
    INSTALL_RPATH "$ORIGIN/${libraries}")
  losslandscape_warnings(${name})
  install(TARGETS ${name} RUNTIME DESTINATION "${LOSSLANDSCAPE_PROGRAMS}")
endfunction ()

function (losslandscape_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra
    $<$<BOOL:${LOSSLANDSCAPE_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction ()
