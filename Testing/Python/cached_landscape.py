# SPDX-License-Identifier: BSD-3-Clause
"""Run by pvpython or pvbatch: a landscape of N x N points with a file that keeps them.

cached_landscape.py N CACHE [ARRAYS]: CACHE may be "none"; ARRAYS is where the values go (.npy). Prints the
counts of points. With several ranks it only fills the file.
"""
import sys

import numpy
from landscapes import array, fetch, load_plugin, reference_landscape


def main(points, cache, arrays=None):
    load_plugin()
    cache = "" if cache == "none" else cache
    source = reference_landscape(
        "resnet8-noskip", Resolution=[points, points, 1], Bounds=[-1, 1, -1, 1, 0, 0], CacheFile=cache
    )
    print("started", flush=True)
    if arrays is None:
        source.UpdatePipeline()
        return
    image = fetch(source)
    numpy.save(arrays, numpy.array([array(image, name) for name in ("loss", "accuracy", "loss_standard_error")]))
    for name in ("points_from_cache", "points_evaluated"):
        if cache:
            print(name, image.GetFieldData().GetArray(name).GetValue(0), flush=True)


main(int(sys.argv[1]), *sys.argv[2:])
