#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Checks that includes follow the plan of the house (doc/dev/architecture.md): every folder of the
code may include its own headers and those of the folders that the table below allows it, and no
others. Headers of LibTorch, VTK and Qt stay where the table says.

    Testing/check_layers.py [top folder of the source tree]
"""

import pathlib
import re
import sys

# Folders that Core's plain part consists of, from the bottom up.
COMMON = ["Core/Common"]
FILES = COMMON + ["Core/Files"]
MATHEMATICS = COMMON + ["Core/Mathematics"]

# Rooms of the engine along the data's way, from the bottom up: each may include those before it.
ENGINE = [
    "Core/Engine/Torch",
    "Core/Engine/Network",
    "Core/Engine/Execution",
    "Core/Engine/Problem",
    "Core/Engine/Derivatives",
    "Core/Engine/Plane",
    "Core/Engine/Evaluation",
    "Core/Engine/Studies",
    "Core/Engine/Session",
]
BELOW_THE_ENGINE = FILES + ["Core/Data", "Core/Store", "Core/Mathematics/Curvature",
                            "Core/Mathematics/Sampling"]

# Folder -> what it may include besides itself. The longest folder that a file lies in counts.
ALLOWED = {
    "Core/Common": [],
    "Core/Files": COMMON,
    "Core/Store": COMMON,
    "Core/Data": FILES,
    "Core/Mathematics/Analytic": COMMON,
    "Core/Mathematics/Curvature": COMMON,
    "Core/Mathematics/Sampling": COMMON,
    "Core/Mathematics/Topology": COMMON,
    "Core/Mathematics/Descent": COMMON + ["Core/Mathematics/Topology"],
    "Pipeline": COMMON,
    "Readers": FILES + ["Pipeline"],
    "Sources": ENGINE + BELOW_THE_ENGINE + ["Core/Mathematics/Analytic", "Pipeline"],
    "Filters/Network": ENGINE + BELOW_THE_ENGINE + ["Pipeline"],
    "Filters/Topology": COMMON + ["Core/Mathematics/Topology", "Pipeline"],
    "Filters/Trajectory": COMMON + ["Core/Mathematics/Topology", "Core/Mathematics/Descent", "Pipeline",
                                    "Filters/Topology"],
}
for _floor, _room in enumerate(ENGINE):
    ALLOWED[_room] = ENGINE[:_floor] + BELOW_THE_ENGINE

# Headers of other libraries and the only folders that may include them.
LIBRARIES = {
    r"<(torch|ATen|c10|caffe2)/": ["Core/Engine"],
    r"<dnnl": ["Core/Engine"],
    r"<sqlite3": ["Core/Store"],
    r"[<\"](vtk\w+\.h|vtk_\w+\.h)": ["Pipeline", "Readers", "Sources", "Filters", "Core/Files/Hdf5"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"][^>"]+[>"])', re.MULTILINE)
OURS = re.compile(r'"((?:Core|Pipeline|Readers|Sources|Filters)/[^"]+)"')


def lies_in(path, folder):
    return path == folder or path.startswith(folder + "/")


def folder_of(path):
    """The longest folder of the table that `path` lies in."""
    fitting = [folder for folder in ALLOWED if lies_in(path, folder)]
    return max(fitting, key=len) if fitting else None


def faults_of_file(path, text):
    folder = folder_of(path)
    if folder is None:
        yield f"{path}: lies in no folder that the plan knows"
        return
    for include in INCLUDE.findall(text):
        ours = OURS.match(include)
        if ours and not any(lies_in(ours.group(1), place) for place in [folder] + ALLOWED[folder]):
            yield f"{path}: {folder} may not include {ours.group(1)}"
        for pattern, places in LIBRARIES.items():
            if re.match(pattern, include) and not any(lies_in(path, place) for place in places):
                yield f"{path}: {include} belongs in {', '.join(places)}"


def source_files(top):
    for wing in ["Core", "Pipeline", "Readers", "Sources", "Filters"]:
        for path in sorted((top / wing).rglob("*")):
            if path.suffix in (".h", ".cxx"):
                yield path


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    count, faults = 0, []
    for path in source_files(top):
        count += 1
        faults += faults_of_file(path.relative_to(top).as_posix(), path.read_text(encoding="utf-8"))
    for fault in faults:
        print(fault)
    if count == 0:
        print(f"no source files below {top}")
    print(f"{count} files, {len(faults)} includes against the plan")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
