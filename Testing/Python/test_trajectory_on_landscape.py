# SPDX-License-Identifier: BSD-3-Clause
"""Trajectories on landscapes through ParaView, against numpy on a function that is known."""
import numpy
from landscapes import Messages, array, fetch, load_plugin, run_landscape, run_tests
from paraview import servermanager, simple

load_plugin()


def line(points):
    coordinates = [float(value) for point in points for value in point]
    return simple.PolyLineSource(Points=coordinates)


def himmelblau(**properties):
    return simple.AnalyticLandscape(Function="Himmelblau", **properties)


def value(x, y):
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def gradient(x, y):
    a, b = x * x + y - 11, x + y * y - 7
    return numpy.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def spiral(number=40):
    phases = numpy.linspace(0.0, 6.0, number)
    radii = 4.0 - 0.5 * phases
    return numpy.stack([radii * numpy.cos(phases), radii * numpy.sin(phases), 0.0 * phases], axis=1)


def test_against_the_function():
    points = spiral().astype(numpy.float32).astype(float)
    landscape = himmelblau(Resolution=[801, 801, 1])
    output = fetch(simple.TrajectoryOnLandscape(Trajectory=line(points), Landscape=landscape))
    x, y, _ = points.T
    # Half a cell off the grid, second derivatives up to 12 * 25.
    assert numpy.abs(array(output, "surface_loss") - value(x, y)).max() < 0.02
    steps = numpy.diff(points[:, :2], axis=0)
    lengths = numpy.linalg.norm(steps, axis=1)
    assert numpy.allclose(array(output, "arc_length"), numpy.concatenate([[0.0], numpy.cumsum(lengths)]), atol=1e-12)
    slopes = gradient(x, y).T[:-1]
    cosines = -(slopes * steps).sum(axis=1) / lengths / numpy.linalg.norm(slopes, axis=1)
    angles = array(output, "descent_angle")
    assert numpy.isnan(angles[-1])
    assert numpy.abs(angles[:-1] - numpy.degrees(numpy.arccos(cosines))).max() < 0.5
    fields = output.GetFieldData()
    assert fields.GetArray("number_of_steps").GetValue(0) == len(steps)
    assert abs(fields.GetArray("mean_descent_cosine").GetValue(0) - cosines.mean()) < 1e-3
    assert abs(fields.GetArray("share_downhill").GetValue(0) - (cosines > 0).mean()) < 1e-12
    assert fields.GetAbstractArray("LossLandscapeRecipe") is not None


def test_warped_line_lies_on_the_warped_surface():
    landscape = himmelblau(Resolution=[101, 101, 1])
    on_surface = simple.TrajectoryOnLandscape(Trajectory=line(spiral()), Landscape=landscape)
    warped = simple.WarpByScalar(on_surface, Scalars=["POINTS", "surface_loss"], ScaleFactor=0.01)
    again = fetch(simple.TrajectoryOnLandscape(Trajectory=warped, Landscape=landscape))
    first = fetch(on_surface)
    heights = numpy.array([again.GetPoint(i)[2] for i in range(again.GetNumberOfPoints())])
    assert numpy.allclose(heights, 0.01 * array(first, "surface_loss"), rtol=1e-6)
    for name in ("surface_loss", "descent_angle", "arc_length"):
        assert numpy.allclose(array(again, name), array(first, name), rtol=1e-5, atol=1e-4, equal_nan=True), name


def test_both_inputs_from_one_source():
    """The source evaluates the network at the points of the run; the grid comes closer the finer it is."""
    errors = []
    for resolution in (11, 41):
        source = run_landscape(Resolution=[resolution, resolution, 1])
        run = fetch(
            simple.TrajectoryOnLandscape(
                Trajectory=simple.OutputPort(source, 1), Landscape=simple.OutputPort(source, 0)
            )
        )
        errors.append(numpy.abs(array(run, "surface_loss") - array(run, "plane_loss")).max())
        assert run.GetNumberOfLines() == 1 and run.GetNumberOfVerts() == 6
        assert run.GetFieldData().GetArray("number_of_steps").GetValue(0) == 5
        assert len(array(run, "epoch")) == 6
    assert errors[1] < 0.25 * errors[0], errors
    assert errors[1] < 0.01 * numpy.ptp(array(run, "plane_loss")), errors


def test_line_leaves_the_image():
    landscape = himmelblau(Resolution=[11, 11, 1])
    output = fetch(simple.TrajectoryOnLandscape(Trajectory=line([[0, 0, 0], [90, 0, 0]]), Landscape=landscape))
    assert list(numpy.isnan(array(output, "surface_loss"))) == [False, True]


def test_scalars_are_those_of_the_landscape():
    landscape = himmelblau(Resolution=[11, 11, 1])
    landscape.UpdatePipeline()
    doubled = simple.Calculator(landscape, Function="2*loss", ResultArrayName="twice")
    doubled.UpdatePipeline()
    runs = line([[0, 0, 0], [1, 1, 0]])
    once = simple.TrajectoryOnLandscape(Trajectory=runs, Landscape=landscape)
    assert list(once.Scalars) == ["POINTS", "loss"], once.Scalars
    twice = simple.TrajectoryOnLandscape(Trajectory=runs, Landscape=doubled)
    twice.Scalars = ["POINTS", "twice"]
    assert numpy.allclose(array(fetch(twice), "surface_loss"), 2 * array(fetch(once), "surface_loss"))


def test_errors_say_what_is_wrong():
    landscape = himmelblau(Resolution=[11, 11, 1])
    runs = line([[0, 0, 0], [1, 1, 0]])
    on_surface = simple.TrajectoryOnLandscape(Trajectory=runs, Landscape=landscape)
    on_surface.Scalars = ["POINTS", "height"]
    errors = Messages(on_surface)
    on_surface.UpdatePipeline()
    assert "image has no such array: height" in str(errors), str(errors)
    assert on_surface.GetDataInformation().GetNumberOfPoints() == 0


def test_inputs_take_their_types_only():
    landscape = himmelblau(Resolution=[11, 11, 1])
    landscape.UpdatePipeline()
    prototype = servermanager.ProxyManager().GetPrototypeProxy("filters", "TrajectoryOnLandscape")
    for name, accepted in (("Input", [0, 1]), ("Landscape", [1, 0])):
        domain = prototype.GetProperty(name).GetDomain("input_type")
        # Port 0 of the source is an image, port 1 has points.
        assert [domain.IsInDomain(landscape.SMProxy, port) for port in (0, 1)] == accepted, name
    # ParaView's menu offers a filter for what fits its property "Input".
    assert prototype.GetProperty("Input").GetXMLLabel() == "Trajectory"
    proxy = simple.TrajectoryOnLandscape(Trajectory=line([[0, 0, 0], [1, 1, 0]]), Landscape=landscape).SMProxy
    assert proxy.GetOutputPortName(0) == "Trajectory"


run_tests(globals())
