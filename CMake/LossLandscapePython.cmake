# SPDX-License-Identifier: BSD-3-Clause
# The Python package `losslandscape`: the classes of the VTK modules, for pvpython and for any Python
# that has the VTK of this ParaView.

# Where this Python looks for packages below the prefix: Debian's own folder under /usr/local.
execute_process(
  COMMAND "${Python3_EXECUTABLE}" -c
    "import sysconfig; print(sysconfig.get_path('platlib', vars={'base': '', 'platbase': ''}))"
  OUTPUT_VARIABLE losslandscape_python_folder
  OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "^(/local)?/" "" losslandscape_python_folder "${losslandscape_python_folder}")

vtk_module_wrap_python(
  MODULES             ${losslandscape_modules}
  TARGET              losslandscape_Python
  PYTHON_PACKAGE      losslandscape
  SOABI               "${Python3_SOABI}"
  INSTALL_HEADERS     OFF
  MODULE_DESTINATION  "${losslandscape_python_folder}"
  LIBRARY_DESTINATION "${CMAKE_INSTALL_LIBDIR}")

set(package_file "${PROJECT_SOURCE_DIR}/Plugin/losslandscape/__init__.py")
configure_file("${package_file}" "${CMAKE_BINARY_DIR}/${losslandscape_python_folder}/losslandscape/__init__.py" COPYONLY)
install(FILES "${package_file}" DESTINATION "${losslandscape_python_folder}/losslandscape")
