# SPDX-License-Identifier: BSD-3-Clause
"""Do skip connections keep the loss convex? ResNet-20, 56 and 110 with and without (Li et al. 2018, figures 5 to 7).

    pvpython examples/reproductions/skip_connections.py --plugin LossLandscape.so [--output FOLDER] [--depths N ...]
        [--epochs N] [--resolution N] [--samples N] [--map-resolution N] [--map-samples N] [--range R]
        [--flat-tolerance T] [--threads N]

Trains each network on the shipped Digits with the same optimizer, epochs and seed. Then, for each, in the plane of the
same two random directions through its weights, filter-normalised:
- the loss on a fine grid, and the area of the connected region around the weights where it is at most T above its
  least. T is a loss, the same for all. The default, 0.1, is far above the loss that a network which fits the images
  has, and far below that of guessing, 2.3: the right class still has a probability of 0.9 (as a geometric mean);
- on a coarser grid and fewer images the smallest and the largest eigenvalue of the Hessian by all weights, and on which
  share of the plane the loss is clearly not convex: the smallest one is negative, and more than a tenth of the largest
  in magnitude. An eigenvalue is known to within its residual, at most 1 % of the larger one unless 200 products were
  not enough; points where that leaves the answer open are counted as undecided.
Writes into FOLDER: skip_connections.csv, skip_connections.png (colour: ratio of the eigenvalues; white: 0.1; black:
decades of the loss), NAME/ (checkpoints, training.csv), NAME_loss.vti, NAME_curvature.vti. Run again, it goes on with
what is there.
"""
import os

import numpy as np
from paraview import simple

from chart import fill, save
from reproduction import (
    REGION,
    flat_region,
    landscape,
    make_view,
    new_parser,
    point_arrays,
    print_table,
    start,
    train,
    write_table,
)
from displays import apply_preset, move  # found by what reproduction has set

CLEARLY_NOT_CONVEX = 0.1
PANEL = (275, 300)  # pixels of a map
LEGEND = 85


def parse_arguments():
    parser = new_parser(__doc__, "output/skip_connections")
    parser.add_argument("--depths", type=int, nargs="+", default=[20, 56, 110])
    parser.add_argument("--epochs", type=int, default=60, help="of each network")
    parser.add_argument("--resolution", type=int, default=31, help="points per axis of the loss")
    parser.add_argument("--samples", type=int, default=300, help="training images of the loss (0: all)")
    parser.add_argument("--map-resolution", type=int, default=9, help="points per axis of the eigenvalues")
    parser.add_argument("--map-samples", type=int, default=50, help="training images of the eigenvalues (0: all)")
    parser.add_argument("--range", type=float, default=1.0, help="the plane is [-R, R] x [-R, R]")
    parser.add_argument("--flat-tolerance", type=float, default=0.1, help="of flat regions: a loss")
    return parser.parse_args()


def networks(depths):
    """Names by row of the figure: without and with skip connections."""
    return [[f"resnet{depth}-noskip" for depth in depths], [f"resnet{depth}" for depth in depths]]


def title_of(name):
    depth, _, noskip = name.removeprefix("resnet").partition("-")
    return f"ResNet-{depth}" + (" without skip connections" if noskip else "")


def train_network(name, arguments):
    return train(
        os.path.join(arguments.output, name),
        f"training {title_of(name)}",
        Architecture=name,
        Dataset="Digits",
        Optimizer="Adam",
        LearningRate=0.004,
        WeightDecay=0.0,
        BatchSize=128,
        Epochs=arguments.epochs,
        Seed=1,
    )


def plane(name, weights, samples, resolution, arguments):
    reach = arguments.range
    return {
        "Architecture": name,
        "WeightsFile": weights,
        "Dataset": "Digits",
        "NumberOfSamples": samples,
        "Resolution": [resolution, resolution, 1],
        "Bounds": [-reach, reach, -reach, reach, 0, 0],
        "Threads": arguments.threads,
        "CacheFile": os.path.join(arguments.output, "points.sqlite"),
    }


def loss_surface(name, weights, arguments):
    settings = plane(name, weights, arguments.samples, arguments.resolution, arguments)
    return landscape(os.path.join(arguments.output, f"{name}_loss.vti"), f"loss of {title_of(name)}", **settings)


def curvature_map(name, weights, arguments):
    settings = plane(name, weights, arguments.map_samples, arguments.map_resolution, arguments)
    return landscape(
        os.path.join(arguments.output, f"{name}_curvature.vti"),
        f"eigenvalues of {title_of(name)}",
        ExtremeEigenvalues=1,
        EigenvalueTolerance=0.01,
        **settings,
    )


def ratio_interval(arrays):
    """Where the ratio can be, eigenvalues being known to within their residuals."""
    small, large = (np.abs(arrays[f"hessian_{end}_eigenvalue"]) for end in ("min", "max"))
    small_error, large_error = (arrays[f"hessian_{end}_residual"] for end in ("min", "max"))
    room = large - large_error
    highest = np.divide(small + small_error, room, out=np.full_like(room, np.inf), where=room > 0.0)
    return np.maximum(small - small_error, 0.0) / (large + large_error), highest


def convexity(curvature):
    """How much of the plane is clearly not convex, and how sure that is."""
    arrays = point_arrays(curvature)
    ratio = arrays["hessian_eigenvalue_ratio"]
    finite = np.isfinite(ratio)
    negative = arrays["hessian_min_eigenvalue"] < 0.0
    low, high = ratio_interval({name: values[finite] for name, values in arrays.items()})
    undecided = (low <= CLEARLY_NOT_CONVEX) & (high > CLEARLY_NOT_CONVEX) & negative[finite]
    return {
        "map_points": len(ratio),
        "map_points_not_finite": int((~finite).sum()),
        "not_convex_share": float((ratio > CLEARLY_NOT_CONVEX)[finite & negative].sum() / max(finite.sum(), 1)),
        "undecided_points": int(undecided.sum()),
        "median_ratio": float(np.median(ratio[finite])) if finite.any() else float("nan"),
        "centre_ratio": float(ratio[len(ratio) // 2]),
        "centre_min_eigenvalue": float(arrays["hessian_min_eigenvalue"][len(ratio) // 2]),
        "centre_max_eigenvalue": float(arrays["hessian_max_eigenvalue"][len(ratio) // 2]),
    }


def flat_around_centre(loss, tolerance):
    region = flat_region(loss, len(point_arrays(loss)["loss"]) // 2, tolerance)
    return {f"flat_{name}": region[name] for name in REGION}


def analyse(name, arguments):
    """A row of the table, and what the figure shows."""
    weights, trained = train_network(name, arguments)
    loss = loss_surface(name, weights, arguments)
    curvature = curvature_map(name, weights, arguments)
    losses = point_arrays(loss)["loss"]
    row = {
        "network": name,
        **trained,
        "median_loss": float(np.median(losses[np.isfinite(losses)])),
        "losses_not_finite": int((~np.isfinite(losses)).sum()),
        **convexity(curvature),
        **flat_around_centre(loss, arguments.flat_tolerance),
    }
    return row, loss, curvature


def show_flat(display, colour):
    """One colour, not shaded."""
    simple.ColorBy(display, None)
    display.AmbientColor = display.DiffuseColor = colour
    display.Ambient, display.Diffuse = 1.0, 0.0


def ratio_table():
    table = simple.GetColorTransferFunction("hessian_eigenvalue_ratio")
    apply_preset(table, "Viridis")
    table.RescaleTransferFunction(0.0, 1.0)
    table.NanColor = [0.8, 0.8, 0.8]
    return table


def raised(display, reach):
    move(display, [0.0, 0.0, 0.01 * reach])  # in front of the map
    display.LineWidth = 1.5


def map_view(row, loss, curvature, reach):
    name = title_of(row["network"]).replace(" without", "\nwithout")
    title = f"{name}\nnot convex on {100.0 * row['not_convex_share']:.0f} %"
    view = make_view(title, [0.0, 0.15 * reach, 5.0], [0.0, 0.15 * reach, 0.0], [0.0, 1.0, 0.0], 1.3 * reach, 11)
    display = simple.Show(curvature, view)
    display.SetRepresentationType("Surface")
    simple.ColorBy(display, ("POINTS", "hessian_eigenvalue_ratio"))
    display.LookupTable = ratio_table()
    display.Ambient, display.Diffuse = 1.0, 0.0  # the scale's own colours
    heights = simple.Calculator(Input=loss, ResultArrayName="height", Function="log10(max(loss, 1e-6))")
    decades = simple.Contour(Input=heights, ContourBy=["POINTS", "height"], Isosurfaces=list(range(-6, 13)))
    border = simple.Contour(
        Input=curvature, ContourBy=["POINTS", "hessian_eigenvalue_ratio"], Isosurfaces=[CLEARLY_NOT_CONVEX]
    )
    for lines, colour in ((decades, [0.0, 0.0, 0.0]), (border, [1.0, 1.0, 1.0])):
        display = simple.Show(lines, view)
        show_flat(display, colour)
        raised(display, reach)
    return view


def legend_view(curvature):
    """The scale alone, beside the maps."""
    view = make_view("", [0.0, 0.0, 5.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0], 1.0, 11)
    simple.Show(curvature, view).Opacity = 0.0
    bar = simple.GetScalarBar(ratio_table(), view)
    bar.Title, bar.ComponentTitle = "eigenvalue ratio", ""
    bar.TitleColor = bar.LabelColor = [0.0, 0.0, 0.0]
    bar.TitleFontSize = bar.LabelFontSize = 12
    bar.RangeLabelFormat = "%.1f"
    bar.WindowLocation = "Any Location"
    bar.Position, bar.ScalarBarLength = [0.1, 0.25], 0.5
    bar.Visibility = 1
    return view


def save_figure(path, rows, legend):
    """Rows of maps below each other, the legend to the right of all."""
    width, height = PANEL[0] * len(rows[0]) + LEGEND, PANEL[1] * len(rows)
    layout = simple.CreateLayout(name="skip connections")
    maps = layout.SplitHorizontal(0, (width - LEGEND) / width)
    layout.AssignView(maps + 1, legend)
    fill(layout, maps, rows)
    save(path, layout, (width, height))


def main():
    arguments = parse_arguments()
    start(arguments)
    results = [[analyse(name, arguments) for name in names] for names in networks(arguments.depths)]
    table = [row for depths in zip(*results) for row, _, _ in depths]
    write_table(os.path.join(arguments.output, "skip_connections.csv"), table)
    views = [[map_view(*result, arguments.range) for result in names] for names in results]
    legend = legend_view(results[0][0][2])
    save_figure(os.path.join(arguments.output, "skip_connections.png"), views, legend)
    print_table(table)


main()
