# SPDX-License-Identifier: BSD-3-Clause
"""Are minima found with small batches flatter? VGG-9 (Li et al. 2018, section 3, figures 2 to 4).

    pvpython examples/reproductions/batch_size.py --plugin LossLandscape.so [--output FOLDER] [--epochs N]
        [--small N] [--large N] [--learning-rate R] [--decay D] [--samples N] [--evaluated N]
        [--sharpness-samples N] [--resolution N] [--flat-tolerance T] [--dataset NAME --dataset-path P] [--threads N]

Trains vgg9-bn with small and with large batches, without and with weight decay, with the same optimizer, epochs
and seed. Compares small with large batches
- on the straight line between the two (0: small, 1: large), on training and test images. Batch norm statistics belong
  to the ends alone: they are estimated anew at each point (BatchNorm = Recalibrated) from the images of its loss;
- along the same random direction through each minimum, filter-normalised for each network;
- by the widths of the minima on either: the length of the connected part around one where the loss of training images
  is at most T above the least;
- by the norms of their weights (of convolutions and linear layers): the same step changes small weights more;
- by Network Sharpness.
Writes into FOLDER: batch_size.csv, layer_norms.csv, line*.csv, filter*.csv, batch_size.png, NAME/ (checkpoints,
training.csv, sharpness.csv), *.vti. Run again, it goes on with what is there. --evaluated and --sharpness-samples limit the images
that curves and sharpness are computed on.
"""
import os

import numpy as np
from paraview import simple

from chart import line_chart, save_charts
from reproduction import (
    flat_region,
    landscape,
    new_parser,
    once,
    point_arrays,
    print_table,
    read_table,
    rows_of,
    start,
    train,
    update,
    write_table,
)

LINE = (-0.5, 1.5)
AROUND = (-1.0, 1.0)
DECAYS = ("", "-decay")
COLOURS = {"small": (0.12, 0.35, 0.70), "large": (0.80, 0.25, 0.10)}
BATCH_OF_STATISTICS = 500  # images: part of the definition of recalibrated losses


def parse_arguments():
    parser = new_parser(__doc__, "output/batch_size")
    parser.add_argument("--epochs", type=int, default=30, help="of each network")
    parser.add_argument("--small", type=int, default=32, help="images per step")
    parser.add_argument("--large", type=int, default=512, help="images per step")
    parser.add_argument("--learning-rate", type=float, default=0.02, help="at the start of the cosine")
    parser.add_argument("--decay", type=float, default=5e-3, help="weight decay of the runs that have it")
    parser.add_argument("--samples", type=int, default=0, help="training images (0: all)")
    parser.add_argument("--evaluated", type=int, default=0, help="images of either split for curves (0: all)")
    parser.add_argument("--sharpness-samples", type=int, default=500, help="training images (0: all)")
    parser.add_argument("--resolution", type=int, default=21, help="points of a curve: 1 + a multiple of 4")
    parser.add_argument("--flat-tolerance", type=float, default=0.1, help="of widths: a loss")
    parser.add_argument("--dataset", default="Digits")
    parser.add_argument("--dataset-path", default="")
    arguments = parser.parse_args()
    if arguments.resolution % 4 != 1:
        parser.error("--resolution: both networks are points of the line only with 1 + a multiple of 4")
    return arguments


def problem(arguments):
    """Network and data, whatever is done with them."""
    return {
        "Architecture": "vgg9-bn",
        "Dataset": arguments.dataset,
        "DatasetPath": arguments.dataset_path,
    }


def train_network(size, decay, arguments):
    name = f"{size}{decay}"
    batch = getattr(arguments, size)
    weight_decay = arguments.decay if decay else 0.0
    weights, trained = train(
        os.path.join(arguments.output, name),
        f"training {name}",
        **problem(arguments),
        NumberOfSamples=arguments.samples,
        Optimizer="SGD",
        LearningRate=arguments.learning_rate,
        Momentum=0.9,
        WeightDecay=weight_decay,
        BatchSize=batch,
        Epochs=arguments.epochs,
        Seed=1,
    )
    return weights, {"network": name, "batch": batch, "weight_decay": weight_decay, **trained}


def curve(name, arguments, bounds, **settings):
    return landscape(
        os.path.join(arguments.output, f"{name}.vti"),
        name,
        **problem(arguments),
        Threads=arguments.threads,
        NumberOfSamples=arguments.evaluated or arguments.samples,
        Dimension=1,
        Resolution=[arguments.resolution, 1, 1],
        Bounds=[*bounds, 0, 0, 0, 0],
        CacheFile=os.path.join(arguments.output, "points.sqlite"),
        **settings,
    )


def line_between(decay, ends, split, arguments):
    """From the small-batch network to the large-batch one."""
    return curve(
        f"line{decay}_{split.lower()}",
        arguments,
        LINE,
        Directions="Between Checkpoints",
        CheckpointFiles=ends,
        DatasetSplit=split,
        BatchNorm="Recalibrated",
        RecalibrationSamples=0,
        BatchSize=BATCH_OF_STATISTICS,
    )


def width(source, place, tolerance):
    """Length of the region of low loss that a point of the curve lies in."""
    return flat_region(source, place, tolerance)["measure"]


def matrix_norms(weights):
    """Norm of the weights of each convolution and linear layer, in order."""
    tensors = rows_of(simple.CheckpointReader(FileNames=[weights]))
    return {row["name"]: row["norm"] for row in tensors if row["name"].endswith("weight") and "," in row["shape"]}


def total(norms):
    return sum(norm**2 for norm in norms.values()) ** 0.5


def sharpness(name, weights, arguments):
    """Values of Network Sharpness by measure, and the standard error of the curvature."""
    path = os.path.join(arguments.output, name, "sharpness.csv")
    settings = {
        **problem(arguments),
        "WeightsFile": weights,
        "NumberOfSamples": arguments.sharpness_samples,
        "DatasetSplit": "Train",
        "Threads": arguments.threads,
    }
    once(path, settings, lambda: write_table(path, measures_of(settings)))
    table = read_table(path)
    numbers = {row["measure"]: float(row["value"]) for row in table}
    error = next(row["standard_error"] for row in table if row["measure"] == "filter_normalized_curvature")
    return {**numbers, "curvature_standard_error": float(error)}


def measures_of(settings):
    source = simple.NetworkSharpness(**settings)
    update(source, "sharpness")
    rows = rows_of(source)
    simple.Delete(source)
    return rows


def analyse_pair(decay, arguments):
    """Rows of the table for small and large batch, and the norms of their layers."""
    trained = {size: train_network(size, decay, arguments) for size in COLOURS}
    ends = [weights for weights, _ in trained.values()]
    lines = {split: line_between(decay, ends, split, arguments) for split in ("Train", "Test")}
    write_line(file_of("line", decay, arguments), lines, arguments)
    # The line goes from -0.5 to 1.5: its ends lie a quarter of the points from either border.
    quarter = (arguments.resolution - 1) // 4
    rows, norms, curves = [], {}, {}
    for (size, (weights, row)), place in zip(trained.items(), (quarter, 3 * quarter)):
        norms[size + decay] = matrix_norms(weights)
        curves[size] = curve(f"{size}{decay}_filter", arguments, AROUND, WeightsFile=weights)
        rows.append(
            {
                **row,
                "weight_norm": total(norms[size + decay]),
                "width_on_line": width(lines["Train"], place, arguments.flat_tolerance),
                "width_filter_normalized": width(curves[size], 2 * quarter, arguments.flat_tolerance),
                **sharpness(size + decay, weights, arguments),
            }
        )
    write_curves(file_of("filter", decay, arguments), curves, arguments)
    return rows, norms


def file_of(name, decay, arguments):
    return os.path.join(arguments.output, f"{name}{decay}.csv")


def write_line(path, lines, arguments):
    columns = {"x": places(LINE, arguments)}
    for split, source in lines.items():
        arrays = point_arrays(source)
        columns.update({f"{split.lower()}_{name}": arrays[name] for name in ("loss", "accuracy")})
    write_columns(path, columns)


def write_curves(path, curves, arguments):
    losses = {size: point_arrays(source)["loss"] for size, source in curves.items()}
    write_columns(path, {"x": places(AROUND, arguments), **losses})


def places(bounds, arguments):
    return np.linspace(*bounds, arguments.resolution)


def write_columns(path, columns):
    write_table(path, [dict(zip(columns, values)) for values in zip(*columns.values())])


def write_norms(path, norms):
    """A row per layer, a column per network."""
    layers = list(next(iter(norms.values())))
    rows = [
        {"layer": number, "name": layer, **{network: values[layer] for network, values in norms.items()}}
        for number, layer in enumerate(layers, 1)
    ]
    write_table(path, rows)


def line_view(decay, which, arguments):
    series = [
        ("train_loss", "", COLOURS["small"], 1, 0),
        ("test_loss", "", COLOURS["small"], 2, 0),
        ("train_accuracy", "", COLOURS["large"], 1, 1),
        ("test_accuracy", "", COLOURS["large"], 2, 1),
    ]
    axes = ("0: small batch, 1: large batch (dashed: test images)", "loss (blue)", "accuracy, % (red)")
    return line_chart(file_of("line", decay, arguments), "x", f"{which}: line between", axes, series)


def norm_view(decay, which, arguments):
    series = [(size + decay, f"{size} batch", colour, 1, 0) for size, colour in COLOURS.items()]
    path = os.path.join(arguments.output, "layer_norms.csv")
    return line_chart(path, "layer", f"{which}: weights", ("layer", "norm", ""), series, logarithmic=False)


def curve_view(decay, which, arguments):
    series = [(size, f"{size} batch", colour, 1, 0) for size, colour in COLOURS.items()]
    axes = ("along a filter-normalised direction", "loss", "")
    return line_chart(file_of("filter", decay, arguments), "x", f"{which}: around each", axes, series)


def figure(arguments):
    """A row of three charts without, one with weight decay."""
    titles = {"": "no weight decay", "-decay": f"weight decay {arguments.decay:g}"}
    return [
        [view(decay, which, arguments) for view in (line_view, norm_view, curve_view)]
        for decay, which in titles.items()
    ]


def main():
    arguments = parse_arguments()
    start(arguments)
    results = [analyse_pair(decay, arguments) for decay in DECAYS]
    table = [row for rows, _ in results for row in rows]
    write_table(os.path.join(arguments.output, "batch_size.csv"), table)
    norms = {name: values for _, pair in results for name, values in pair.items()}
    write_norms(os.path.join(arguments.output, "layer_norms.csv"), norms)
    save_charts(os.path.join(arguments.output, "batch_size.png"), figure(arguments))
    print_table(table)


main()
