# SPDX-License-Identifier: BSD-3-Clause
"""fail_on_one_rank.py FILE: run by pvbatch on two ranks in different folders, of which the second one
lacks FILE (weights). Adaptive sampling must fail on both, not wait for ever, and work afterwards."""
import sys

from landscapes import fetch, load_plugin, reference_landscape

load_plugin()
source = reference_landscape(Sampling="Adaptive", WeightsFile=sys.argv[1], Resolution=[9, 9, 1])
source.UpdatePipeline()
assert source.GetDataInformation().GetNumberOfPoints() == 0, "no rank failed"
source.WeightsFile = reference_landscape().WeightsFile
assert fetch(source).GetNumberOfPoints() >= 81
print("failed on both and recovered", flush=True)
