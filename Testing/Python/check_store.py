# SPDX-License-Identifier: BSD-3-Clause
"""Reads a file of evaluated points with Python's own SQLite: python3 check_store.py FILE."""
import hashlib
import math
import sqlite3
import struct
import sys


def check_rows(connection):
    """Every row's checksum, as documented; returns the numbers by landscape and place."""
    rows = {}
    query = "SELECT key, description, x, y, z, numbers, checksum FROM points JOIN landscapes ON id = landscape"
    for key, description, x, y, z, numbers, checksum in connection.execute(query):
        assert key == hashlib.sha256(description.encode()).hexdigest()
        content = key.encode() + struct.pack("<3d", x, y, z) + numbers
        assert checksum == hashlib.sha256(content).hexdigest()[:16]
        rows[description, x, y, z] = struct.unpack(f"<{len(numbers) // 8}d", numbers)
    return rows


def main(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA application_id").fetchone() == (0x4C4C7074,)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    rows = check_rows(connection)
    assert len(rows) == 101, len(rows)
    for i in range(100):
        x = -1.0 + i / 7.0
        assert rows["first landscape", x, 0.5 * x, 0.0] == (10.0 * x, 1.0 / (i + 1), -x), i
    second = rows["second landscape", 0.0, 0.1, 2.0]
    assert math.isnan(second[0]) and second[1] == 1.5, second
    print(f"{len(rows)} points in {path}")


if __name__ == "__main__":
    main(sys.argv[1])
