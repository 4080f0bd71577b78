# SPDX-License-Identifier: BSD-3-Clause
# A ParaView that is too old, as its own version file tells: never compatible.
set(PACKAGE_VERSION 5.10.1)
set(PACKAGE_VERSION_COMPATIBLE OFF)
