#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# in_folder_of_rank.sh FIRST OTHERS COMMAND...: runs a command in the folder FIRST on the first rank of MPI, in
# OTHERS on all others. (mpirun can do so itself, but that of Debian 13 crashes.)
first=$1
others=$2
shift 2
if [ "${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-0}}" -eq 0 ]; then cd "$first"; else cd "$others"; fi || exit 1
exec "$@"
