# SPDX-License-Identifier: BSD-3-Clause
"""hessian_spectrum.py --plugin LossLandscape.so [--output FOLDER] [--architecture NAME ...]

Draws the density of the eigenvalues of the Hessian of shipped networks as ParaView line charts, one picture each, and
prints the outermost eigenvalues, the trace and the sharpness. Needs a display (xvfb-run -a pvpython ...).
"""
import argparse
import os

from paraview import servermanager, simple


def draw(spectrum, path):
    chart = simple.CreateView("XYChartView", ViewSize=[700, 400])
    chart.LeftAxisLogScale = 1
    chart.LeftAxisUseCustomRange = 1
    chart.LeftAxisRangeMinimum = 1e-4
    chart.LeftAxisRangeMaximum = 1e3
    chart.LeftAxisTitle = "density"
    chart.BottomAxisTitle = "eigenvalue of the Hessian"
    display = simple.Show(simple.OutputPort(spectrum, 0), chart, "XYChartRepresentation")
    display.UseIndexForXAxis = 0
    display.XArrayName = "eigenvalue"
    display.SeriesVisibility = ["density"]
    display.SeriesLineThickness = ["density", "2"]
    display.SeriesColor = ["density", "0.1", "0.3", "0.7"]
    simple.Render(chart)
    simple.SaveScreenshot(path, chart)


def rows(table):
    columns = [table.GetColumn(i) for i in range(table.GetNumberOfColumns())]
    return [[column.GetValue(row) for column in columns] for row in range(table.GetNumberOfRows())]


def report(spectrum, sharpness):
    eigenvalues = servermanager.Fetch(spectrum, idx=1)
    for rank, value, residual, side in rows(eigenvalues):
        print(f"  {side} {rank}: {value:.6g} (residual {residual:.2g})")
    fields = eigenvalues.GetFieldData()
    trace, error = (fields.GetArray(name).GetValue(0) for name in ("trace", "trace_standard_error"))
    print(f"  trace {trace:.4g} with a standard error of {error:.2g}")
    for measure, value, *_ in rows(servermanager.Fetch(sharpness)):
        print(f"  {measure} {value:.4g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--output", default=".")
    parser.add_argument("--architecture", nargs="+", default=["resnet20"])
    parser.add_argument("--samples", type=int, default=200)
    arguments = parser.parse_args()
    simple.LoadPlugin(os.path.abspath(arguments.plugin), remote=False, ns=vars(simple))
    os.makedirs(arguments.output, exist_ok=True)
    for name in arguments.architecture:
        print(name)
        settings = {"Architecture": name, "NumberOfSamples": arguments.samples}
        spectrum = simple.HessianSpectrum(**settings)
        draw(spectrum, os.path.join(arguments.output, f"hessian_spectrum_{name}.png"))
        report(spectrum, simple.NetworkSharpness(**settings))


main()
