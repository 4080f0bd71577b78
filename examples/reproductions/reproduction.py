# SPDX-License-Identifier: BSD-3-Clause
"""What the reproductions share: trainings and landscapes that are made once, and tables.

Whatever takes long is written into the output folder together with the settings that it was made
with (NAME.json). A later run with the same settings takes it from there: an aborted one goes on.
"""
import argparse
import csv
import hashlib
import json
import os
import sys

from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare_skip_connections import ProgressLine, inline, make_view  # noqa: E402

REGION = ("level", "measure", "inscribed_radius", "touches_border")
TRAINED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")


def new_parser(description, output):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plugin", default=os.environ.get("LOSSLANDSCAPE_PLUGIN", ""))
    parser.add_argument("--output", default=output, help="folder for the results")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    return parser


def start(arguments):
    """Loads the plugin; a missing display shows now, not after minutes of computing."""
    if arguments.plugin:
        simple.LoadPlugin(os.path.abspath(arguments.plugin), remote=False, ns=vars(simple))
    os.makedirs(arguments.output, exist_ok=True)
    simple.Delete(simple.CreateRenderView())


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def fingerprint(settings):
    """What decides a result: neither threads and caches nor names of checkpoints, but their contents."""
    kept = {name: value for name, value in settings.items() if name not in ("Threads", "CacheFile")}
    for name in ("WeightsFile", "CheckpointFiles"):
        if name in kept:
            files = kept[name] if isinstance(kept[name], list) else [kept[name]]
            kept[name] = [hash_of(file) for file in files]
    return kept


def made_with(path):
    """The settings that `path` was made with; none if it was not completed."""
    try:
        with open(f"{path}.json", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def remember(path, settings):
    """Says that `path` is complete."""
    with open(f"{path}.json", "w", encoding="utf-8") as file:
        json.dump(settings, file, indent=1)


def forget(path):
    if os.path.exists(f"{path}.json"):
        os.remove(f"{path}.json")


def once(path, settings, make):
    """Calls make() unless `path` was made with the same settings before."""
    wanted = fingerprint(settings)
    if made_with(path) == wanted:
        print(f"  {path}: already there")
        return
    forget(path)
    make()
    remember(path, wanted)


def update(source, title):
    """Computes the source with a line of progress; an empty output is an error that it has explained."""
    line = ProgressLine(source, title)
    source.UpdatePipeline()
    line.finish()
    if source.PointData.GetNumberOfArrays() + source.GetDataInformation().GetNumberOfRows() == 0:
        sys.exit(f"{title}: nothing was computed; see the message above")


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_row(path):
    row = read_table(path)[-1]
    return {name: float(row[name]) for name in TRAINED}


def train(folder, title, **settings):
    """Trains a network into `folder`, with checkpoints of the first and last epoch and training.csv.

    With one thread: their number would move the last bits of every step, and soon the rest.
    Returns the last checkpoint and its losses and accuracies on both splits.
    """
    table = os.path.join(folder, "training.csv")

    def make():
        source = simple.TrainNetwork(
            **settings, Threads=1, EpochsPerCheckpoint=settings["Epochs"], OutputDirectory=folder
        )
        update(source, title)
        simple.SaveData(table, proxy=source)
        simple.Delete(source)

    once(table, settings, make)
    return os.path.join(folder, f"epoch_{settings['Epochs']:04d}.pt"), last_row(table)


def landscape(path, title, **settings):
    """Computes a landscape into the .vti file `path`; returns a reader of it."""

    def make():
        source = simple.LossLandscape(**settings)
        update(source, title)
        inline(path, source)
        simple.Delete(source)

    once(path, settings, make)
    reader = simple.XMLImageDataReader(FileName=[path])
    reader.UpdatePipeline()
    return reader


def point_arrays(source):
    """Name and values of all point arrays of a landscape."""
    data = servermanager.Fetch(source).GetPointData()
    return {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)).copy() for i in range(data.GetNumberOfArrays())}


def rows_of(source, port=0):
    """Rows of a table, each a dictionary by column."""
    table = servermanager.Fetch(source, idx=port)
    columns = [table.GetColumn(i) for i in range(table.GetNumberOfColumns())]
    return [{column.GetName(): column.GetValue(row) for column in columns if column.GetNumberOfComponents() == 1}
            for row in range(table.GetNumberOfRows())]


def flat_region(source, place, tolerance):
    """The row of Landscape Flat Regions for the region that a point of the grid lies in; NaN if it is in none.

    Valleys less deep than the tolerance are no minima of their own.
    """
    regions = simple.LandscapeFlatRegions(
        Input=source,
        Scalars=["POINTS", "loss"],
        ToleranceMode="Absolute",
        Tolerance=tolerance,
        PersistenceThreshold=tolerance,
        Relative=0,
    )
    rows = rows_of(regions, port=1)
    label = int(point_arrays(regions)["region"][place])
    return rows[label] if label >= 0 else dict.fromkeys(REGION, float("nan"))


def write_table(path, rows):
    """As CSV with all digits."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    print(f"  {path}")


def print_table(rows):
    """Transposed: a line for each quantity, a column for each row."""
    texts = [[name, *(shown(row[name]) for row in rows)] for name in rows[0]]
    widths = [max(len(text[i]) for text in texts) for i in range(len(rows) + 1)]
    for name, *values in texts:
        print(f"{name:{widths[0]}}", *(f"{value:>{width}}" for value, width in zip(values, widths[1:])), sep="  ")


def shown(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)
