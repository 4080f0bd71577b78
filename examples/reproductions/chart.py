# SPDX-License-Identifier: BSD-3-Clause
"""Pictures of several views: cells of a layout, line charts."""
from paraview import simple

CHART = (400, 290)  # pixels


def split(layout, cell, count, cut):
    """Cells of equal size beside or below each other; returns their places."""
    places = []
    for left in range(count, 1, -1):
        cell = cut(cell, 1.0 / left)
        places.append(cell)
        cell += 1
    return [*places, cell]


def fill(layout, cell, rows):
    """Rows of views below each other."""
    for place, views in zip(split(layout, cell, len(rows), layout.SplitVertical), rows):
        for part, view in zip(split(layout, place, len(views), layout.SplitHorizontal), views):
            layout.AssignView(part, view)


def save(path, layout, size):
    layout.SetSize(*size)
    simple.SaveScreenshot(path, layout, ImageResolution=list(size), CompressionLevel="9")
    print(f"  {path}")


def save_charts(path, rows):
    layout = simple.CreateLayout(name="charts")
    fill(layout, 0, rows)
    save(path, layout, (CHART[0] * len(rows[0]), CHART[1] * len(rows)))


def line_chart(path, x, title, axes, series, logarithmic=True):
    """Curves from a CSV file over its column `x`. Axes: titles below, to the left and to the right.

    A series: column, label (without any of them there is no legend), colour, line style (1 solid, 2 dashed),
    side (0 left, 1 right).
    """
    view = simple.CreateView("XYChartView")
    view.ChartTitle = title
    view.BottomAxisTitle, view.LeftAxisTitle, view.RightAxisTitle = axes
    view.LeftAxisLogScale = int(logarithmic)
    view.ShowLegend = int(any(label for _, label, *_ in series))
    view.LegendLocation = "BottomLeft"
    view.ChartTitleFontSize = view.LegendFontSize = 11
    for axis in ("Left", "Right", "Bottom"):
        setattr(view, f"{axis}AxisTitleFontSize", 11)
        setattr(view, f"{axis}AxisLabelFontSize", 10)
    display = simple.Show(simple.CSVReader(FileName=[path]), view, "XYChartRepresentation")
    display.UseIndexForXAxis = 0
    display.XArrayName = x
    style_series(display, series)
    return view


def style_series(display, series):
    display.SeriesVisibility = [column for column, *_ in series]
    display.SeriesLabel = [text for column, label, *_ in series for text in (column, label)]
    display.SeriesColor = [text for column, _, colour, *_ in series for text in (column, *map(str, colour))]
    display.SeriesLineThickness = [text for column, *_ in series for text in (column, "2")]
    display.SeriesLineStyle = [text for column, _, _, style, _ in series for text in (column, str(style))]
    display.SeriesPlotCorner = [text for column, *_, side in series for text in (column, str(side))]
