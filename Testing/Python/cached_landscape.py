# SPDX-License-Identifier: BSD-3-Clause
"""Run by pvpython or pvbatch: a landscape of N x N points with a file that keeps them.

cached_landscape.py N CACHE [ARRAYS [derivatives]]: CACHE may be "none"; ARRAYS is where the values go (.npy). Prints
the counts of points, and of derivatives if they are asked for. With several ranks it only fills the file.
"""
import sys

import numpy
from landscapes import array, fetch, load_plugin, reference_landscape


LOSSES = ("loss", "accuracy", "loss_standard_error")
DERIVATIVES = {
    "gradient": "Gradient",
    "hessian": "Hessian",
    "hessian_min_eigenvalue": "ExtremeEigenvalues",
    "hessian_max_residual": "ExtremeEigenvalues",
}


def main(points, cache, arrays=None, *wanted):
    load_plugin()
    cache = "" if cache == "none" else cache
    derivatives = DERIVATIVES if "derivatives" in wanted else {}
    source = reference_landscape(
        "resnet8-noskip",
        Resolution=[points, points, 1],
        Bounds=[-1, 1, -1, 1, 0, 0],
        CacheFile=cache,
        Threads=1 if derivatives else 0,
        **{name: 1 for name in derivatives.values()},
    )
    print("started", flush=True)
    if arrays is None:
        source.UpdatePipeline()
        return
    image = fetch(source)
    numpy.save(arrays, numpy.vstack([array(image, name).T for name in (*LOSSES, *derivatives)]))
    for counted in ("points", "derivatives") if derivatives else ("points",):
        for name in (f"{counted}_from_cache", f"{counted}_evaluated"):
            if cache:
                print(name, image.GetFieldData().GetArray(name).GetValue(0), flush=True)


main(int(sys.argv[1]), *sys.argv[2:])
