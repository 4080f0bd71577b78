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
    simple.SaveScreenshot(path, layout, ImageResolution=list(size))
    print(f"  {path}")


def save_charts(path, rows):
    layout = simple.CreateLayout(name="charts")
    fill(layout, 0, rows)
    save(path, layout, (CHART[0] * len(rows[0]), CHART[1] * len(rows)))


def line_chart(title, bottom, sides, series, x="Points_X", logarithmic=True):
    """Curves over one axis. A series: source, array, label, colour, line style (1 solid, 2 dashed), side (0 left, 1 right)."""
    view = simple.CreateView("XYChartView")
    view.ChartTitle, view.BottomAxisTitle = title, bottom
    view.LeftAxisTitle, view.RightAxisTitle = sides
    view.LeftAxisLogScale = int(logarithmic)
    view.ChartTitleFontSize = view.LegendFontSize = 11
    for axis in ("Left", "Right", "Bottom"):
        setattr(view, f"{axis}AxisTitleFontSize", 11)
        setattr(view, f"{axis}AxisLabelFontSize", 10)
    for one in series:
        add_curve(view, x, *one)
    return view


def add_curve(view, x, source, array, label, colour, style, side):
    display = simple.Show(source, view, "XYChartRepresentation")
    display.UseIndexForXAxis = 0
    display.XArrayName = x
    display.SeriesVisibility = [array]
    display.SeriesLabel = [array, label]
    display.SeriesColor = [array, *(str(part) for part in colour)]
    display.SeriesLineThickness = [array, "2"]
    display.SeriesLineStyle = [array, str(style)]
    display.SeriesPlotCorner = [array, str(side)]
