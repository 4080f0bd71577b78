# SPDX-License-Identifier: BSD-3-Clause
"""What examples do with displays, in the words of each version of ParaView."""


def move(display, offset):
    """Shows it away from its place: the property is called Position before ParaView 5.13, then Translation."""
    name = "Translation" if "Translation" in display.ListProperties() else "Position"
    setattr(display, name, list(offset))
