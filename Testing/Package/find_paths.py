#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Fails if a file below a folder names one of the given paths: an installation that knows where it was
built or first installed cannot be moved, and tells strangers how the builder's machine looks.

    find_paths.py FOLDER PATH ...
"""

import pathlib
import sys


def main():
    folder, paths = pathlib.Path(sys.argv[1]), sys.argv[2:]
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    count = 0
    for file in files:
        content = file.read_bytes()
        for path in paths:
            place = content.find(path.encode())
            if place >= 0:
                count += 1
                excerpt = content[place:place + len(path) + 60].split(b"\0")[0]
                print(f"{file.relative_to(folder)}: {excerpt.decode(errors='replace')}")
    print(f"{len(files)} files, {count} of them name the paths")
    return 1 if count or not files else 0


if __name__ == "__main__":
    sys.exit(main())
