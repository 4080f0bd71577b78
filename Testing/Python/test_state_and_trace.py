# SPDX-License-Identifier: BSD-3-Clause
"""A saved state and a Python trace of sources and filters give the same data in a new process."""
import hashlib
import json
import os
import subprocess
import sys

from landscapes import OUTPUT, PLUGIN, array, fetch, load_plugin, reference_landscape
from paraview import servermanager, simple

STATE = os.path.join(OUTPUT, "pipeline.pvsm")
TRACE = os.path.join(OUTPUT, "pipeline_trace.py")
NAMES = ("landscape", "contour", "warp", "points")


def digest(source):
    source.UpdatePipeline()
    data = servermanager.Fetch(source)
    points = data.GetPoints() if hasattr(data, "GetPoints") and data.GetPoints() else None
    values = data.GetPointData().GetArray("loss") or data.GetPointData().GetArray("value")
    bytes_of = [memoryview(values).tobytes()]
    if points:
        bytes_of.append(memoryview(points.GetData()).tobytes())
    return hashlib.sha256(b"".join(bytes_of)).hexdigest()


def digests():
    return {name: digest(simple.FindSource(name)) for name in NAMES}


def build_pipeline():
    landscape = reference_landscape(registrationName="landscape", Resolution=[11, 9, 1], Seed=3)
    simple.Contour(
        registrationName="contour", Input=landscape, ContourBy=["POINTS", "loss"], Isosurfaces=[2.5, 3.0]
    )
    warp = simple.WarpByScalar(
        registrationName="warp", Input=landscape, Scalars=["POINTS", "loss"], ScaleFactor=0.25
    )
    simple.LandscapeCriticalPoints(
        registrationName="points", Input=landscape, Scalars=["POINTS", "loss"], PersistenceThreshold=0.002, SubCell=0
    )
    view = simple.GetActiveViewOrCreate("RenderView")
    simple.Show(warp, view)
    simple.Render(view)


def replay(mode):
    load_plugin()
    if mode == "state":
        simple.LoadState(STATE)
    else:
        with open(TRACE, encoding="utf-8") as file:
            exec(compile(file.read(), TRACE, "exec"), {})
    print(json.dumps(digests()))


def run_replay(mode):
    run = subprocess.run(
        [sys.executable if "pvpython" in sys.executable else "pvpython", __file__, mode],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout.strip().splitlines()[-1])


def main():
    load_plugin()
    simple.StartTrace() if hasattr(simple, "StartTrace") else None
    from paraview import smtrace

    smtrace.start_trace()
    build_pipeline()
    trace = smtrace.stop_trace()
    with open(TRACE, "w", encoding="utf-8") as file:
        file.write(trace)
    assert "LossLandscape(" in trace and "Contour(" in trace and "WarpByScalar(" in trace, trace
    # ParaView 6.1 writes properties as arguments, without spaces.
    assert "LandscapeCriticalPoints(" in trace and "PersistenceThreshold=0.002" in trace.replace(" ", ""), trace
    simple.SaveState(STATE)
    expected = digests()
    assert array(fetch(simple.FindSource("landscape")), "loss").size == 99
    for mode in ("state", "trace"):
        found = run_replay(mode)
        assert found == expected, f"{mode}: {found} instead of {expected}"
        print(f"ok      {mode}")
    print(f"plugin  {PLUGIN}")


if len(sys.argv) > 1:
    replay(sys.argv[1])
else:
    main()
