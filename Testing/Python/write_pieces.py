# SPDX-License-Identifier: BSD-3-Clause
"""Run by pvbatch on any number of ranks: writes some landscapes into the folder given as argument."""
import sys

from landscapes import load_plugin
from pieces import write_pieces

load_plugin()
write_pieces(sys.argv[1])
