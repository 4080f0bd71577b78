# SPDX-License-Identifier: BSD-3-Clause
message(FATAL_ERROR "This ParaView was to be refused by its version.")
