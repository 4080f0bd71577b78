# SPDX-License-Identifier: BSD-3-Clause
"""fail_on_one_rank.py FILE: run by pvbatch on two ranks in different folders, of which the second one
lacks FILE (weights). Adaptive sampling must fail on both, not wait for ever, and work afterwards; an abort
on the first rank must stop both."""
import sys

from landscapes import load_plugin, reference_landscape



def points_of(landscape):
    """Of all ranks; those on the border between two pieces count twice."""
    landscape.UpdatePipeline()
    return landscape.GetDataInformation().GetNumberOfPoints()


load_plugin()
source = reference_landscape(Sampling="Adaptive", WeightsFile=sys.argv[1], Resolution=[9, 9, 1])
assert points_of(source) == 0, "no rank failed"
source.WeightsFile = reference_landscape().WeightsFile
assert points_of(source) >= 81

algorithm = source.SMProxy.GetClientSideObject()
stop = algorithm.AddObserver("ProgressEvent", lambda *_: algorithm.SetAbortExecute(1))
source.Resolution = [401, 401, 1]
assert points_of(source) == 0, "the abort was not answered"
algorithm.RemoveObserver(stop)
source.Resolution = [11, 11, 1]
assert points_of(source) >= 121
print("failed on both and recovered", flush=True)
