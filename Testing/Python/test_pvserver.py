# SPDX-License-Identifier: BSD-3-Clause
"""pvpython as client of a pvserver of two ranks under MPI.

    test_pvserver.py MPIEXEC PVSERVER FOLDER TOPOLOGY_FOLDER
"""
import os
import random
import socket
import subprocess
import sys

from pieces import write_pieces
from landscapes import load_plugin
from paraview import simple
from topology import write_topology


def free_port():
    for _ in range(100):
        port = random.randint(20000, 40000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


def start_server(mpiexec, pvserver, port):
    """pvpython is an MPI process of its own: what it tells its children about that would confuse mpirun."""
    ours = ("OMPI_ALLOW_RUN_AS_ROOT", "OMPI_MCA_rmaps", "OMPI_MCA_btl")
    environment = {
        key: value
        for key, value in os.environ.items()
        if key.startswith(ours) or not key.startswith(("OMPI_", "PMIX_", "PRTE_", "ORTE_"))
    }
    server = subprocess.Popen(
        [mpiexec, "-np", "2", pvserver, f"--server-port={port}"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in server.stdout:
        print(line, end="")
        if "Accepting connection" in line:
            return server
    raise RuntimeError("pvserver stopped before it accepted connections")


def main():
    port = free_port()
    server = start_server(sys.argv[1], sys.argv[2], port)
    try:
        simple.Connect("127.0.0.1", port)
        load_plugin(remote=True)
        load_plugin(remote=False)
        write_pieces(sys.argv[3])
        write_topology(sys.argv[4])
        print("passed")
    finally:
        server.terminate()
        server.wait(timeout=30)


main()
