# SPDX-License-Identifier: BSD-3-Clause
"""Runs that share a file of evaluated points and are killed, several at once, or several ranks.

kill_and_resume.py PVPYTHON MPIEXEC PVBATCH: whatever ends a run, the file holds true values only, none is lost, and
the next run evaluates what is missing and no more. Python's own SQLite reads the file.
"""
import itertools
import os
import random
import sqlite3
import subprocess
import sys
import time

import numpy
from check_store import check_rows

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(os.environ["LOSSLANDSCAPE_TEST_OUTPUT"], "killed")
POINTS = 41
KILLED_POINTS = 161  # so many that a run takes several times the half second between two writes
KILLS = 20


def start(program, *arguments, points=POINTS):
    command = [*program, os.path.join(HERE, "cached_landscape.py"), str(points), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(run):
    """The counts that the run printed."""
    output, _ = run.communicate()
    assert run.returncode == 0, output
    lines = [line.split() for line in output.splitlines()]
    return {line[0]: int(line[1]) for line in lines if len(line) == 2 and line[0].startswith(("points_", "derivatives_"))}


def kill_at_random(run, generator, cache):
    """At any moment before the evaluation, or after the file has grown."""
    if generator.random() < 0.2:
        time.sleep(generator.uniform(0.0, 2.0))
    else:
        size = size_of(cache)
        while run.poll() is None and size_of(cache) <= size:
            time.sleep(0.02)
        time.sleep(generator.uniform(0.0, 0.3))
    run.kill()
    run.communicate()


def size_of(cache):
    return os.path.getsize(cache) if os.path.exists(cache) else 0


def all_rows(cache):
    """By landscape and place."""
    if not os.path.exists(cache) or os.path.getsize(cache) == 0:
        return {}
    connection = sqlite3.connect(cache)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    rows = check_rows(connection) if tables else {}
    connection.close()
    return rows


def rows_of(cache):
    return {key[1:]: numbers for key, numbers in all_rows(cache).items()}


def truth_by_place(arrays, points=POINTS):
    """The uninterrupted run's values: the file's keys are its coordinates, rounded once."""
    axis = [(2 * i - (points - 1)) / (points - 1) for i in range(points)]
    places = [(x, y, 0.0) for y, x in itertools.product(axis, axis)]
    return dict(zip(places, map(tuple, numpy.load(arrays).T)))


def fresh(name):
    path = os.path.join(FOLDER, name)
    for suffix in ("", "-journal"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    return path


def same_bytes(one, other):
    return numpy.load(one).tobytes() == numpy.load(other).tobytes()


def test_killed_runs(pvpython):
    whole, cache, resumed = fresh("unkilled.npy"), fresh("killed.sqlite"), fresh("resumed.npy")
    finish(start(pvpython, "none", whole, points=KILLED_POINTS))
    truth = truth_by_place(whole, KILLED_POINTS)
    generator = random.Random(3)
    before = {}
    partial = 0
    for kill in range(KILLS):
        if len(before) == len(truth):
            cache, before = fresh("killed.sqlite"), {}
        run = start(pvpython, cache, resumed, points=KILLED_POINTS)
        kill_at_random(run, generator, cache)
        rows = rows_of(cache)
        assert all(truth[place] == numbers for place, numbers in rows.items()), "a wrong value"
        assert before.items() <= rows.items(), "a value was lost"
        before = rows
        partial += 0 < len(rows) < len(truth)
        print(f"kill {kill + 1}: {len(rows)} of {len(truth)} points in the file", flush=True)
    assert partial, "no run was killed in the middle"
    counts = finish(start(pvpython, cache, resumed, points=KILLED_POINTS))
    assert counts == {"points_from_cache": len(before), "points_evaluated": len(truth) - len(before)}, counts
    assert same_bytes(whole, resumed)
    assert rows_of(cache) == truth


def kill_after_more_rows(run, cache, kept):
    """Once the file has more of them, or the run is over."""
    while run.poll() is None and len(all_rows(cache)) <= kept:
        time.sleep(0.1)
    run.kill()
    run.communicate()


def test_killed_derivatives(pvpython):
    """Each row of the file is one loss or one derivative of one point."""
    points = 7
    whole, cache, resumed = fresh("derivatives.npy"), fresh("derivatives.sqlite"), fresh("resumed_derivatives.npy")
    finish(start(pvpython, "none", whole, "derivatives", points=points))
    total = 4 * points**2
    kept = points**2
    for _ in range(3):
        kill_after_more_rows(start(pvpython, cache, resumed, "derivatives", points=points), cache, kept)
        rows = len(all_rows(cache))
        assert rows > kept, "a value was lost"
        kept = rows
        print(f"{kept} of {total} losses and derivatives in the file", flush=True)
    assert kept < total, "no run was killed among the derivatives"
    counts = finish(start(pvpython, cache, resumed, "derivatives", points=points))
    assert counts["points_from_cache"] + counts["derivatives_from_cache"] == kept, counts
    assert counts["points_evaluated"] + counts["derivatives_evaluated"] == total - kept, counts
    assert same_bytes(whole, resumed)


def test_two_processes_at_once(pvpython, whole, truth):
    cache = fresh("two.sqlite")
    arrays = [fresh("first.npy"), fresh("second.npy")]
    counts = [finish(run) for run in [start(pvpython, cache, each) for each in arrays]]
    assert all(sum(count.values()) == len(truth) for count in counts), counts
    assert all(same_bytes(whole, each) for each in arrays)
    assert rows_of(cache) == truth


def test_ranks(mpi, pvpython, whole, truth):
    cache, arrays = fresh("ranks.sqlite"), fresh("after_ranks.npy")
    finish(start(mpi, cache))
    assert rows_of(cache) == truth
    counts = finish(start(pvpython, cache, arrays))
    assert counts == {"points_from_cache": len(truth), "points_evaluated": 0}, counts
    assert same_bytes(whole, arrays)


def test_finer_grid(pvpython, truth):
    finer = 2 * POINTS - 1
    cache, arrays, without = os.path.join(FOLDER, "ranks.sqlite"), fresh("finer.npy"), fresh("finer_without.npy")
    counts = finish(start(pvpython, cache, arrays, points=finer))
    assert counts == {"points_from_cache": len(truth), "points_evaluated": finer**2 - len(truth)}, counts
    finish(start(pvpython, "none", without, points=finer))
    assert same_bytes(without, arrays)


def main(pvpython, mpiexec, pvbatch):
    os.makedirs(FOLDER, exist_ok=True)
    whole = fresh("whole.npy")
    finish(start([pvpython], "none", whole))
    truth = truth_by_place(whole)
    assert len(truth) == POINTS**2
    test_killed_runs([pvpython])
    test_killed_derivatives([pvpython])
    test_two_processes_at_once([pvpython], whole, truth)
    test_ranks([mpiexec, "-np", "3", pvbatch], [pvpython], whole, truth)
    test_finer_grid([pvpython], truth)
    print("passed")


main(*sys.argv[1:])
