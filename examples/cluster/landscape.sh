#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# A landscape on the processors of a cluster, or of this machine:
#   sbatch --nodes=4 examples/cluster/landscape.sh [arguments of landscape.py]     with SLURM
#   RANKS=8 examples/cluster/landscape.sh [arguments of landscape.py]              without
# One rank per core is the simplest; on a machine with many, fewer ranks with --threads save memory.
# Send the job again after it ran out of time: it goes on where it stopped.
#SBATCH --job-name=loss-landscape
#SBATCH --ntasks-per-node=16
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
set -euo pipefail

# SLURM runs a copy of this file: the folder it was sent from is the one with the project.
[ -n "${SLURM_SUBMIT_DIR:-}" ] && cd "$SLURM_SUBMIT_DIR" || cd "$(dirname "$0")/../.."
plugin=$(find "$PWD"/build/lib* -name LossLandscape.so | head -n 1)
if [ -n "${SLURM_JOB_ID:-}" ]; then
  start=(srun)
else
  start=(mpirun --oversubscribe -n "${RANKS:-2}")
  [ "$(id -u)" -ne 0 ] || start+=(--allow-run-as-root)
fi
"${start[@]}" pvbatch examples/cluster/landscape.py --plugin "$plugin" "$@"
