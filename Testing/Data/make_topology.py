#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the fixtures in topology/: small scalar fields and their topology by brute force.

Run in any folder: python3 make_topology.py. Made with NumPy 1.24; takes seconds and writes the same files
each time. The format is described in topology/README.md. `make_topology.py --check FOLDER [IMAGE...]`
compares the same code with results of the Topology ToolKit (images/, critical_points/, persistence_dms/,
persistence_ftm/ and morse_smale/ in FOLDER); without names, with all images of at most 210 x 210 points
(20 seconds; 512 x 512 take two minutes).

Written from the definitions, without the C++ code, to share no idea with it: the simplicial complex is a
list of tuples of vertices; links are taken from it; pairs come from the reduction of the whole boundary
matrix (Edelsbrunner, Letscher, Zomorodian 2002); hills from flooding the graph anew above each vertex; the
numbers of critical cells from the homology of lower links (Robins, Wood, Sheppard 2011), by the ranks of
their boundary matrices. `verify` checks these against each other.
"""

import argparse
import csv
import itertools
import math
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parent / "topology"

# Corners of the simplices that a cell of the grid is cut into.
EDGES = [((0,), (1,))]
TRIANGLES = [((0, 0), (1, 0), (0, 1)), ((1, 0), (0, 1), (1, 1))]
CORNERS = dict(zip("ABCDEFGH", [(n & 1, n >> 1 & 1, n >> 2) for n in range(8)]))
TETRAHEDRA = [
    tuple(CORNERS[c] for c in cell) for cell in ("ABCG", "BCDG", "ABEG", "BEFG", "BFGH", "BDGH")
]
CUTS = {0: [((),)], 1: EDGES, 2: TRIANGLES, 3: TETRAHEDRA}


def faces(simplex):
    """Of one dimension less; none of a vertex."""
    return [simplex[:n] + simplex[n + 1 :] for n in range(len(simplex))] if len(simplex) > 1 else []


def all_simplices(size):
    """Every simplex of the triangulated grid, as an ascending tuple of vertices."""
    axes = [a for a in range(3) if size[a] > 1]
    strides = (1, size[0], size[0] * size[1])
    found = set()
    for first in itertools.product(*(range(size[a] - 1) for a in axes)):
        for corners in CUTS[len(axes)]:
            top = sorted(
                sum((f + c) * strides[a] for f, c, a in zip(first, corner, axes)) for corner in corners
            )
            for count in range(1, len(top) + 1):
                found.update(itertools.combinations(top, count))
    return found


class Complex:
    """The part of the triangulated grid without non-finite vertices, and the order of its vertices."""

    def __init__(self, size, values):
        self.size = size
        self.values = values
        self.dimension = sum(n > 1 for n in size)
        count = size[0] * size[1] * size[2]
        assert len(values) == count
        self.domain = [v for v in range(count) if math.isfinite(values[v])]
        ordered = sorted(self.domain, key=lambda v: (values[v], v))
        self.rank = {v: n for n, v in enumerate(ordered)}
        self.vertex_of_rank = ordered

        grid = all_simplices(size)
        self.simplices = {s for s in grid if all(v in self.rank for v in s)}
        self.star = {v: [] for v in self.domain}
        for s in self.simplices:
            for v in s:
                self.star[v].append(s)
        self.beside_hole = set()
        for s in grid:
            if len(s) == 2:
                a, b = s
                if a not in self.rank:
                    self.beside_hole.add(b)
                if b not in self.rank:
                    self.beside_hole.add(a)
        self.neighbors = {
            v: [w for s in star if len(s) == 2 for w in s if w != v] for v, star in self.star.items()
        }

    def link(self, vertex):
        return [tuple(w for w in s if w != vertex) for s in self.star[vertex] if len(s) > 1]

    def lower_link(self, vertex):
        here = self.rank[vertex]
        return [s for s in self.link(vertex) if all(self.rank[w] < here for w in s)]

    def upper_link(self, vertex):
        here = self.rank[vertex]
        return [s for s in self.link(vertex) if all(self.rank[w] > here for w in s)]

    def outermost(self, vertex):
        i = vertex % self.size[0]
        j = vertex // self.size[0] % self.size[1]
        k = vertex // (self.size[0] * self.size[1])
        return any(n > 1 and x in (0, n - 1) for x, n in zip((i, j, k), self.size))

    def on_boundary(self, vertex):
        return self.outermost(vertex) or vertex in self.beside_hole


def flood(start, neighbors, allowed):
    part = {start}
    todo = [start]
    while todo:
        for w in neighbors[todo.pop()]:
            if w in allowed and w not in part:
                part.add(w)
                todo.append(w)
    return part


def number_of_parts(simplices):
    neighbors = {s[0]: [] for s in simplices if len(s) == 1}
    for s in simplices:
        if len(s) == 2:
            neighbors[s[0]].append(s[1])
            neighbors[s[1]].append(s[0])
    left = set(neighbors)
    count = 0
    while left:
        left -= flood(next(iter(left)), neighbors, neighbors)
        count += 1
    return count


def critical_type(dimension, lower, upper):
    """None for a regular vertex."""
    if lower == 0:
        return 0
    if upper == 0:
        return 3
    if (lower, upper) == (1, 1):
        return None
    if dimension == 2:
        return 1 if lower <= 2 and upper <= 2 else 4
    return {(2, 1): 1, (1, 2): 2}.get((lower, upper), 4)


def critical_vertices(mesh):
    found = []
    for v in mesh.domain:
        lower, upper = number_of_parts(mesh.lower_link(v)), number_of_parts(mesh.upper_link(v))
        kind = critical_type(mesh.dimension, lower, upper)
        if kind is not None:
            found.append((v, kind, int(mesh.on_boundary(v))))
    return found


def reduce_boundaries(simplices, rank):
    """Pairs (dimension, birth vertex, death vertex) of the lower stars, of a vertex with itself too, and
    (dimension, birth vertex) of what never dies. The order of the vertices is that of `rank`."""
    by_rank = {n: v for v, n in rank.items()}
    # Descending ranks, compared as words: faces come before what they bound, lower stars in turn.
    words = sorted(tuple(sorted((rank[v] for v in s), reverse=True)) for s in simplices)
    place = {word: n for n, word in enumerate(words)}
    killed_by = {}
    columns = {}
    positive = set()
    for n, word in enumerate(words):
        column = {place[f] for f in faces(word)}
        while column:
            last = max(column)
            if last not in columns:
                columns[last] = column
                killed_by[last] = n
                break
            column = column ^ columns[last]
        else:
            positive.add(n)
    pairs = [
        (len(words[b]) - 1, by_rank[words[b][0]], by_rank[words[d][0]]) for b, d in killed_by.items()
    ]
    essential = [(len(words[b]) - 1, by_rank[words[b][0]]) for b in positive - set(killed_by)]
    return pairs, essential


def infinite_pairs(mesh, essential):
    """Lowest with highest vertex of each connected part."""
    found = []
    lowest_ones = []
    left = set(mesh.domain)
    while left:
        part = flood(next(iter(left)), mesh.neighbors, left)
        left -= part
        lowest = min(part, key=mesh.rank.get)
        highest = max(part, key=mesh.rank.get)
        lowest_ones.append(lowest)
        if lowest != highest:
            found.append((0, lowest, highest, 0))
    assert sorted(lowest_ones) == sorted(v for d, v in essential if d == 0)
    return found


def hills(mesh):
    """(saddle, maximum) where a part of what is above a vertex meets one with a higher maximum."""
    found = []
    for v in mesh.domain:
        above = {w for w in mesh.domain if mesh.rank[w] > mesh.rank[v]}
        tops = set()
        for w in mesh.neighbors[v]:
            if w in above:
                tops.add(max(flood(w, mesh.neighbors, above), key=mesh.rank.get))
        tops.discard(max(tops, key=mesh.rank.get, default=None))
        found += [(v, top) for top in tops]
    return found


def hills_by_reduction(mesh):
    """The same from the boundary matrix of the reversed order."""
    graph = [s for s in mesh.simplices if len(s) <= 2]
    turned = {v: len(mesh.rank) - 1 - n for v, n in mesh.rank.items()}
    pairs, _ = reduce_boundaries(graph, turned)
    return [(death, birth) for d, birth, death in pairs if d == 0 and birth != death]


def matrix_rank(rows):
    """Over Z/2; rows are the bits of integers."""
    pivots = {}
    for row in rows:
        while row and row.bit_length() in pivots:
            row ^= pivots[row.bit_length()]
        if row:
            pivots[row.bit_length()] = row
    return len(pivots)


def betti_numbers(simplices):
    by_dimension = [[s for s in simplices if len(s) == d + 1] for d in range(4)]
    ranks = [0]
    for d in range(1, 4):
        place = {s: n for n, s in enumerate(by_dimension[d - 1])}
        ranks.append(matrix_rank(sum(1 << place[f] for f in faces(s)) for s in by_dimension[d]))
    return [len(by_dimension[d]) - ranks[d] - (ranks[d + 1] if d < 3 else 0) for d in range(4)]


def critical_cells(mesh):
    """Per vertex the numbers of critical cells of dimension 0 to 3 in its lower star."""
    found = {}
    for v in mesh.domain:
        lower = mesh.lower_link(v)
        if not lower:
            found[v] = (1, 0, 0, 0)
            continue
        betti = betti_numbers(lower)
        counts = (0, betti[0] - 1, betti[1], betti[2])
        if any(counts):
            found[v] = counts
    return found


def descending_labels(mesh):
    labels = []
    for v in range(len(mesh.values)):
        if v not in mesh.rank:
            labels.append(-1)
            continue
        while True:
            lowest = min([v] + mesh.neighbors[v], key=mesh.rank.get)
            if lowest == v:
                break
            v = lowest
        labels.append(v)
    return labels


class Topology:
    def __init__(self, mesh, quick=False):
        self.mesh = mesh
        self.critical = critical_vertices(mesh)
        self.all_pairs, self.essential = reduce_boundaries(mesh.simplices, mesh.rank)
        finite = [(d, b, e, 1) for d, b, e in self.all_pairs if b != e]
        self.sublevel = sorted(infinite_pairs(mesh, self.essential) + finite)
        self.superlevel = self.sublevel
        if mesh.dimension >= 2:
            top = mesh.dimension - 1
            split = hills_by_reduction(mesh) if quick else hills(mesh)
            self.superlevel = sorted(
                [p for p in self.sublevel if p[0] != top] + [(top, b, e, 1) for b, e in split]
            )
            self.descending = descending_labels(mesh)
        else:
            self.descending = []
        self.cells = critical_cells(mesh)
        self.morse = [sum(c[d] for c in self.cells.values()) for d in range(4)]

    def verify(self):
        """What the results must have in common."""
        mesh = self.mesh
        if mesh.dimension >= 2:
            top = mesh.dimension - 1
            split = [(b, e) for d, b, e, _ in self.superlevel if d == top]
            assert sorted(split) == sorted(hills_by_reduction(mesh))
        # Each critical cell begins a class or ends one of a dimension less, at its vertex.
        events = Counter(self.essential)
        for d, b, e in self.all_pairs:
            if b != e:
                events[d, b] += 1
                events[d + 1, e] += 1
        cells = Counter({(d, v): c[d] for v, c in self.cells.items() for d in range(4) if c[d]})
        assert events == cells
        euler = sum((-1) ** (len(s) - 1) for s in mesh.simplices)
        assert sum((-1) ** d * n for d, n in enumerate(self.morse)) == euler
        betti = betti_numbers(list(mesh.simplices))
        assert betti == [sum(e[0] == d for e in self.essential) for d in range(4)]
        minima = {v for v, kind, _ in self.critical if kind == 0}
        assert minima == {v for v, c in self.cells.items() if c[0]}
        if self.descending:
            assert minima == {v for v in self.descending if v >= 0}
        kinds = {v: kind for v, kind, _ in self.critical}
        for v in mesh.domain:  # not so on the boundary, see the README
            assert mesh.on_boundary(v) or (v in self.cells) == (v in kinds)
        for v, c in self.cells.items():
            assert not c[mesh.dimension] or kinds[v] == 3 or mesh.dimension == 0


def write(name, field):
    """field: array [x, y, z] or less."""
    size = tuple(field.shape) + (1,) * (3 - field.ndim)
    values = [float(v) for v in field.ravel(order="F")]
    topology = Topology(Complex(size, values))
    topology.verify()
    lines = [f"field {name}", "size {} {} {}".format(*size), f"dimension {topology.mesh.dimension}"]
    lines.append(f"values {len(values)}")
    tokens = [repr(v) for v in values]
    assert [float(t) for t in tokens if t != "nan"] == [v for v in values if v == v]
    lines += [" ".join(tokens[n : n + size[0]]) for n in range(0, len(tokens), size[0])]
    lines.append(f"critical {len(topology.critical)}")
    lines += ["{} {} {}".format(*c) for c in topology.critical]
    for convention in ("sublevel", "superlevel"):
        pairs = getattr(topology, convention)
        lines.append(f"{convention} {len(pairs)}")
        lines += ["{} {} {} {}".format(*p) for p in pairs]
    lines.append("morse {} {} {} {}".format(*topology.morse))
    lines.append(f"cells {len(topology.cells)}")
    lines += ["{} {} {} {} {}".format(v, *c) for v, c in sorted(topology.cells.items())]
    labels = topology.descending
    lines.append(f"descending {len(labels)}")
    lines += [" ".join(map(str, labels[n : n + size[0]])) for n in range(0, len(labels), size[0])]
    (OUT / f"{name}.txt").write_text("\n".join(lines) + "\n")
    return topology


# --- Fields. Arrays are indexed [x, y] or [x, y, z]; each has a generator of its own.

NAN = math.nan
INF = math.inf


def normal(seed, *size):
    return np.random.default_rng(seed).standard_normal(size)


def ties(seed, highest, *size):
    return np.random.default_rng(seed).integers(0, highest, size, endpoint=True).astype(float)


def holes(seed, field, share, markers=(NAN,)):
    random = np.random.default_rng(seed)
    field = field.copy()
    cut = random.random(field.shape) < share
    field[cut] = random.choice(markers, int(cut.sum()))
    return field


def drawing(*rows):
    """Rows of characters, the first at y = 0: digits are values, '.' is NaN, '+' and '-' infinite."""
    tokens = {".": NAN, "+": INF, "-": -INF}
    return np.array([[tokens[c] if c in tokens else float(c) for c in row] for row in rows]).T


def cut(field, rows):
    """NaN where a drawing of rows has a dot."""
    return np.where(np.isnan(drawing(*rows)), NAN, field)


def exact(field):
    return np.round(field * 2**20) / 2**20


def coordinates(*size):
    return np.meshgrid(*(np.linspace(-1, 1, n) for n in size), indexing="ij")


def cosines(*size):
    return exact(sum(np.cos(2.3 * math.pi * x + 0.4 * a) for a, x in enumerate(coordinates(*size))))


def waves(*size):
    x, y, z = coordinates(*size)
    return exact(
        np.cos(4 * x + 2 * y) + np.cos(3 * y - 2 * z + 1) + 0.7 * np.cos(5 * z + x + 2) + 0.2 * x * y
    )


def torus(*size):
    """Square of the distance from a circle: a valley around a tunnel."""
    x, y, z = coordinates(*size)
    return exact((np.sqrt(x**2 + (y + 0.05) ** 2) - 0.6) ** 2 + (z - 0.1) ** 2)


def ball(*size):
    """Hill inside, valley around it, hill on the border."""
    x, y, z = coordinates(*size)
    return exact(np.cos(1.3 * math.pi * np.sqrt(x**2 + y**2 + (z + 0.03) ** 2 + 0.1 * x * y)))


def monkey(n):
    x, y = np.meshgrid(np.arange(-n, n + 1.0), np.arange(-n, n + 1.0), indexing="ij")
    return x**3 - 3 * x * y**2


def in_plane(axis, field):
    """A plane field with an axis of one point put in."""
    return np.expand_dims(field, axis)


def with_value(field, changes):
    field = field.copy()
    for place, value in changes.items():
        field[place] = value
    return field


ISLAND = ["0000000000", "0.......00"] + ["0.00000.00"] * 4 + ["0.......00"] + ["0000000000"] * 2
ANNULUS = ["0000000000"] * 3 + ["000....000"] * 3 + ["0000000000"] * 3
TWO_RINGS = ["00000000000", "00..000..00", "00..000..00", "00000000000", "0000.....00", "00000000000"]
SPLIT = ["0000.00000"] * 9
# Parts that touch along a diagonal: one that is an edge of the triangulation, one that is not.
PINCHED = ["0000....", "0000....", "0000....", "....0000", "....0000", "....0000"]
PATHS = ["0.0000.0", "0.0..0.0", "0.0..000", "0.0.....", "000000.0", ".....0..", "0000.000"]


def cavity(field):
    """Without the middle."""
    return with_value(field, {tuple(n // 2 for n in field.shape): NAN})


def tunnel(field):
    """Without the middle line along z."""
    return with_value(field, {(field.shape[0] // 2, field.shape[1] // 2): NAN})


def frame(field):
    """The edges of the cube only: curves without triangles."""
    indices = np.indices(field.shape)
    edges = sum(np.isin(index, (0, n - 1)).astype(int) for index, n in zip(indices, field.shape))
    return np.where(edges >= 2, field, NAN)


def fields():
    big = np.finfo(float).max
    yield "normal_9x7", normal(1, 9, 7)
    yield "normal_12x12", normal(2, 12, 12)
    yield "normal_15x14", normal(3, 15, 14)
    yield "normal_2x9", normal(4, 2, 9)
    yield "normal_2x2", normal(5, 2, 2)
    yield "ties_10x9_a", ties(11, 3, 10, 9)
    yield "ties_10x9_b", ties(12, 3, 10, 9)
    yield "ties_10x9_c", ties(13, 3, 10, 9)
    yield "ties_10x9_binary", ties(14, 1, 10, 9)
    yield "constant_4x3", np.full((4, 3), 2.5)
    yield "slope_6x5", np.add.outer(np.arange(6.0), 3 * np.arange(5.0))
    yield "signed_zeros_6x5", np.array([0.0, -0.0, 1.0])[ties(15, 2, 6, 5).astype(int)]
    yield "huge_6x5", np.array([-big, big, 1e300, -1e-300])[ties(16, 3, 6, 5).astype(int)]
    yield "monkey_7x7", monkey(3)
    # All three parts of the middle vertex's link above and below, by turns.
    yield "degenerate_5x5", drawing("55555", "55645", "54560", "56455", "55555")
    yield "waves_14x12", waves(14, 12, 2)[:, :, 0]
    yield "holes_nan_9x7", holes(21, normal(21, 9, 7), 0.15)
    yield "holes_inf_10x9", holes(22, normal(22, 10, 9), 0.25, (INF, -INF, NAN))
    yield "holes_ties_10x9", holes(23, ties(23, 3, 10, 9), 0.2)
    yield "holes_isolated_10x9", holes(24, ties(24, 3, 10, 9), 0.65)
    yield "split_10x9", cut(normal(25, 10, 9), SPLIT)
    yield "island_10x9", cut(ties(26, 3, 10, 9), ISLAND)
    yield "annulus_10x9", cut(normal(27, 10, 9), ANNULUS)
    yield "two_rings_11x6", cut(normal(28, 11, 6), TWO_RINGS)
    yield "pinched_8x6", cut(normal(29, 8, 6), PINCHED)
    yield "pinched_mirrored_8x6", cut(normal(30, 8, 6), [r[::-1] for r in PINCHED])
    yield "paths_8x7", cut(ties(31, 3, 8, 7), PATHS)
    yield "infinite_4x3", drawing("1+23", "-04.", "52-1")
    yield "line_1x9", normal(41, 1, 9)
    yield "line_9x1", ties(42, 3, 9, 1)
    yield "line_1x1x11_holes", holes(43, ties(43, 3, 1, 1, 11), 0.3)
    yield "line_2x1", np.array([[1.0], [0.0]])
    yield "point_1x1", np.array([[3.0]])
    yield "point_nan_1x1", np.array([[NAN]])
    yield "all_nan_4x3", np.full((4, 3), NAN)
    yield "all_but_one_nan_4x3", with_value(np.full((4, 3), NAN), {(2, 1): 1.0})
    yield "plane_xz_9x1x7", in_plane(1, normal(51, 9, 7))
    yield "plane_yz_1x9x7", in_plane(0, normal(52, 9, 7))
    yield "plane_xz_10x1x9_ties_holes", in_plane(1, holes(53, ties(53, 3, 10, 9), 0.15))
    yield "plane_yz_1x10x9_ties_holes", in_plane(0, holes(54, ties(54, 3, 10, 9), 0.15))

    yield "normal_5x4x4", normal(61, 5, 4, 4)
    yield "normal_4x5x6", normal(62, 4, 5, 6)
    yield "normal_2x2x2", normal(63, 2, 2, 2)
    yield "normal_2x3x4", normal(64, 2, 3, 4)
    yield "normal_6x6x6", normal(65, 6, 6, 6)
    yield "ties_4x4x4", ties(66, 2, 4, 4, 4)
    yield "ties_5x4x6_binary", ties(67, 1, 5, 4, 6)
    yield "constant_3x3x3", np.full((3, 3, 3), -1.0)
    yield "holes_nan_5x4x4", holes(71, normal(71, 5, 4, 4), 0.15)
    yield "holes_ties_4x5x6", holes(72, ties(72, 2, 4, 5, 6), 0.2, (NAN, INF, -INF))
    yield "holes_isolated_5x5x5", holes(73, ties(73, 3, 5, 5, 5), 0.7)
    yield "cavity_5x5x5", cavity(normal(74, 5, 5, 5))
    yield "tunnel_5x5x4", tunnel(ties(75, 3, 5, 5, 4))
    yield "split_5x4x4", with_value(normal(76, 5, 4, 4), {2: NAN})
    yield "frame_4x4x4", frame(ties(77, 3, 4, 4, 4))
    yield "cosines_7x7x7", cosines(7, 7, 7)
    yield "waves_7x6x8", waves(7, 6, 8)
    yield "torus_7x7x5", torus(7, 7, 5)
    yield "ball_7x7x7", ball(7, 7, 7)


def write_all():
    OUT.mkdir(exist_ok=True)
    names = []
    for name, field in fields():
        begin = time.time()
        topology = write(name, field)
        names.append(name)
        pairs = Counter(p[0] for p in topology.sublevel), Counter(p[0] for p in topology.superlevel)
        kinds = Counter(c[1] for c in topology.critical)
        print(
            f"{name:28} critical {[kinds[t] for t in range(5)]}",
            f"sublevel {[pairs[0][d] for d in range(3)]} superlevel {[pairs[1][d] for d in range(3)]}",
            f"morse {topology.morse} {time.time() - begin:.1f} s",
        )
    (OUT / "fields.txt").write_text("\n".join(names) + "\n")
    for old in OUT.glob("*.txt"):
        if old.stem not in names + ["fields"]:
            print(f"not written by this script: {old}")


# --- Comparison with the Topology ToolKit.


def read_image(path):
    """An image of one raw appended array of doubles: size and values."""
    data = path.read_bytes()
    mark = data.index(b"<AppendedData")
    header = data[:mark].decode()
    assert 'header_type="UInt64"' in header and 'type="Float64"' in header
    extent = [int(t) for t in re.search(r'WholeExtent="([^"]*)"', header).group(1).split()]
    size = tuple(extent[2 * a + 1] - extent[2 * a] + 1 for a in range(3))
    begin = data.index(b"_", mark) + 1
    length = int.from_bytes(data[begin : begin + 8], "little")
    return size, np.frombuffer(data, "<f8", length // 8, begin + 8).tolist()


def read_table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def columns(table, *names):
    return Counter(tuple(int(row[n]) for n in names) for row in table)


def compare(what, ours, theirs):
    only_ours, only_theirs = ours - theirs, theirs - ours
    same = "same" if ours == theirs else "DIFFERENT"
    print(f"  {what}: {sum(ours.values())} here, {sum(theirs.values())} there, {same}", flush=True)
    for title, only in (("here", only_ours), ("there", only_theirs)):
        if only:
            print(f"    only {title}: {sorted(only.elements())[:20]}")
    return ours == theirs


def check(folder, name):
    size, values = read_image(folder / "images" / f"{name}.vti")
    print(f"{name}: {size}", flush=True)
    mesh = Complex(size, values)
    begin = time.time()
    same = compare(
        "critical points (vertex, type, isOnBoundary)",
        Counter(critical_vertices(mesh)),
        columns(read_table(folder / "critical_points" / f"{name}.csv"), "vertex", "type", "isOnBoundary"),
    )
    table = read_table(folder / "morse_smale" / f"{name}.critical_cells.csv")
    cells = critical_cells(mesh)
    ours = Counter({(d, v): c[d] for v, c in cells.items() for d in range(4) if c[d]})
    same &= compare("critical cells (dimension, vertex)", ours, columns(table, "cellDimension", "vertex"))
    sizes = Counter(descending_labels(mesh))
    minima = [row for row in table if row["cellDimension"] == "0"]
    same &= compare(
        "basins (minimum, vertices)", Counter(sizes.items()), columns(minima, "vertex", "manifoldSize")
    )
    topology = Topology(mesh, quick=True)
    for convention, backend in (("sublevel", "dms"), ("superlevel", "ftm")):
        table = read_table(folder / f"persistence_{backend}" / f"{name}.csv")
        for row in table:
            if row["isFinite"] == "0":
                row["pairType"] = "0"
        same &= compare(
            f"pairs as {backend} (dimension, birth, death, finite)",
            Counter(getattr(topology, convention)),
            columns(table, "pairType", "birthVertex", "deathVertex", "isFinite"),
        )
    print(f"  {time.time() - begin:.0f} s", flush=True)
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", nargs="+", metavar=("FOLDER", "IMAGE"), help="compare with TTK")
    arguments = parser.parse_args()
    if not arguments.check:
        write_all()
        return 0
    folder = Path(arguments.check[0])
    names = arguments.check[1:]
    for path in sorted((folder / "images").glob("*.vti"), key=lambda p: p.stat().st_size):
        if not arguments.check[1:] and path.stat().st_size < 8 * 210**2:
            names.append(path.stem)
    different = [name for name in names if not check(folder, name)]
    print("different:", ", ".join(different) if different else "none")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
