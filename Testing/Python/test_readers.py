# SPDX-License-Identifier: BSD-3-Clause
"""Files of other programs through File > Open, and Save Data back into them."""
import os
import pickle
import shutil
import struct
import zipfile

import numpy
from landscapes import OUTPUT, Messages, array, fetch, load_plugin, run_tests
from paraview import servermanager, simple

load_plugin()
SOURCE = os.environ["LOSSLANDSCAPE_SOURCE"]
FIXTURES = os.path.join(SOURCE, "Testing", "Data", "landscapes")
CHECKPOINTS = os.path.join(SOURCE, "Testing", "Data", "files")
SHARED = os.path.join(SOURCE, "..", "shared", "data")
FOLDER = os.path.join(OUTPUT, "readers")
os.makedirs(FOLDER, exist_ok=True)


def opened(path, name):
    source = simple.OpenDataFile(path)
    assert source.SMProxy.GetXMLName() == name, f"{path} was opened by {source.SMProxy.GetXMLName()}"
    return source


def fixture(name, reader="LandscapeReader"):
    return opened(os.path.join(FIXTURES, name), reader)


def grid_points(image):
    return numpy.array([image.GetPoint(i) for i in range(image.GetNumberOfPoints())])


def expected_loss(image):
    x, y, z = grid_points(image).T
    return 3 + x + 10 * y + 100 * z


def test_every_format_holds_the_same_landscape():
    for name in ("original.h5", "rows.h5", "compressed.h5", "stored.npz", "deflated.npz", "axes.npz", "matrices.npz",
                 "matrices-ij.npz", "ascii.ply", "little.ply", "big.ply"):
        image = fetch(fixture(name))
        assert image.GetClassName() == "vtkImageData" and image.GetDimensions() == (4, 3, 1), name
        assert image.GetBounds() == (-1.0, 0.5, 0.0, 0.5, 0.0, 0.0), name
        assert image.GetPointData().GetScalars().GetName() == "loss", name
        assert numpy.allclose(array(image, "loss"), expected_loss(image), rtol=0, atol=1e-5), name
        assert (array(image, "evaluated") == 1).all(), name


def test_one_and_three_dimensions():
    for name, dimensions in (("line.h5", (4, 1, 1)), ("volume.h5", (4, 3, 2)), ("volume.ply", (4, 3, 2))):
        image = fetch(fixture(name))
        assert image.GetDimensions() == dimensions
        assert numpy.allclose(array(image, "loss"), expected_loss(image), rtol=0, atol=1e-12), name


def test_points_that_were_not_computed_are_cut_out():
    source = fixture("unfinished.h5")
    warnings = Messages(source, "WarningEvent")
    image = fetch(source)
    assert "3 of 12 points have no value" in str(warnings), str(warnings)
    missing = numpy.isin(numpy.arange(12), (1, 5, 11))
    assert (numpy.isnan(array(image, "loss")) == missing).all()
    assert (array(image, "evaluated") == ~missing).all()
    # Filters see the mask: no cell touches a hidden point.
    surface = fetch(simple.ExtractSurface(source))
    places = [surface.GetCell(i).GetBounds() for i in range(surface.GetNumberOfCells())]
    assert 0 < len(places) < 6, len(places)
    critical = fetch(simple.LandscapeCriticalPoints(source, Scalars=["POINTS", "loss"], IncludeBoundary=1, SubCell=0))
    assert critical.GetNumberOfPoints() > 0
    assert not numpy.isin(array(critical, "vertex_id"), (1, 5, 11)).any()


def test_array_order_and_sentinel_can_be_set():
    source = fixture("columns.h5")
    scrambled = array(fetch(source), "loss").copy()
    source.ArrayOrder = "X Slowest"
    image = fetch(source)
    assert numpy.allclose(array(image, "loss"), expected_loss(image), rtol=0, atol=1e-12)
    assert not numpy.allclose(scrambled, array(image, "loss"))
    source = fixture("unfinished.h5")
    source.MinusOneIsNotComputed = 0
    Messages(source, "WarningEvent")
    assert array(fetch(source), "loss")[5] == -1


def test_trajectories():
    path = fetch(fixture("trajectory.h5", "LandscapeTrajectoryReader"))
    assert path.GetNumberOfPoints() == 4 and path.GetNumberOfLines() == 1 and path.GetNumberOfVerts() == 4
    assert list(array(path, "epoch")) == [0, 1, 2, 3]
    assert path.GetPoint(0) == (0.5, 1.0, 0.0)
    text = os.path.join(FOLDER, "path.csv")
    with open(text, "w", encoding="utf-8") as file:
        file.write("x,y,loss\n1,2,0.5\n3,4,0.25\n")
    path = fetch(simple.LandscapeTrajectoryReader(FileNames=[text]))
    assert path.GetPointData().GetScalars().GetName() == "loss"
    assert list(array(path, "loss")) == [0.5, 0.25]


def test_files_of_other_readers_stay_theirs():
    """ParaView's own readers keep what is no landscape."""
    mesh = simple.OpenDataFile(os.path.join(FIXTURES, "mesh.ply"))
    assert mesh.SMProxy.GetXMLName() != "LandscapeReader"
    table = os.path.join(FOLDER, "table.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("x,y,z\n1,2,3\n")
    assert simple.OpenDataFile(table).SMProxy.GetXMLName() == "CSVReader"


def test_checkpoints_as_time_steps():
    paths = []
    for epoch, name in ((10, "state.pt"), (2, "nested.pt"), (1, "state-legacy.pt")):
        paths.append(os.path.join(FOLDER, f"epoch_{epoch}.pt"))
        shutil.copyfile(os.path.join(CHECKPOINTS, name), paths[-1])
    source = simple.OpenDataFile(paths)
    assert source.SMProxy.GetXMLName() == "CheckpointReader"
    source.UpdatePipelineInformation()
    assert list(source.TimestepValues) == [1, 2, 10], list(source.TimestepValues)
    for time, key in ((1, ""), (2, "state_dict"), (10, "")):
        source.UpdatePipeline(time)
        table = servermanager.Fetch(source)
        assert table.GetNumberOfRows() == 3
        assert table.GetFieldData().GetAbstractArray("key").GetValue(0) == key, time
        names = [table.GetValue(row, 0).ToString() for row in range(3)]
        assert names == ["weight", "bias", "count"], names


def test_every_checkpoint_format_opens():
    for name in ("state.pt", "nested-legacy.pt", "types.safetensors"):
        for suffix in (".pt", ".pth", ".th", ".pth.tar", ".ckpt", ".bin", ".t7", ".model", ".pkl", ".zip", ".safetensors"):
            path = os.path.join(FOLDER, "checkpoint" + suffix)
            shutil.copyfile(os.path.join(CHECKPOINTS, name), path)
            assert fetch(opened(path, "CheckpointReader")).GetNumberOfRows() >= 3


def has_our_reader(path):
    """Whether File > Open would give the file to a reader of the suite."""
    try:
        name = simple.OpenDataFile(path).SMProxy.GetXMLName()
    except RuntimeError:
        return False
    return name in ("CheckpointReader", "LandscapeReader", "LandscapeTrajectoryReader")


def test_files_of_those_names_without_weights_are_left_alone():
    """Extensions that many programs use: the contents decide."""
    contents = {
        "ordinary.pkl": pickle.dumps({"epoch": 3, "losses": [1.0, 0.5]}),
        "arrays.model": pickle.dumps({"weight": numpy.zeros(3)}),
        "words.ckpt": b"model_checkpoint_path: 'model.ckpt-1000'\n",
        "lua.t7": struct.pack("<ii", 4, 1) + bytes(20),
        "numbers.bin": bytes(range(256)),
        "empty.bin": b"",
        "wrong.pt2": b"<!DOCTYPE html><html></html>",
    }
    for name, content in contents.items():
        path = os.path.join(FOLDER, name)
        with open(path, "wb") as file:
            file.write(content)
        assert not has_our_reader(path), name
    archive = os.path.join(FOLDER, "other.zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("notes.txt", "words")
    assert not has_our_reader(archive)
    for name in ("scalar.npy", "four-axes.npy", "objects.npy"):
        assert not has_our_reader(os.path.join(FIXTURES, name)), name


def test_single_arrays():
    """Arrays of numpy.save have no coordinates: Bounds give them, and messages say what was assumed."""
    source = fixture("plane.npy")
    warnings = Messages(source, "WarningEvent")
    assert fetch(source).GetBounds() == (-1, 1, -1, 1, 0, 0)
    for part in ("array[x][y]", "no coordinates", "Bounds", "ArrayOrder"):
        assert part in str(warnings), str(warnings)
    for name, order in (("plane.npy", "X Slowest"), ("fortran.npy", "X Slowest"), ("rows.npy", "X Fastest")):
        source = fixture(name)
        source.ArrayOrder, source.Bounds = order, [-1, 0.5, 0, 0.5, 0, 0]
        warnings = Messages(source, "WarningEvent")
        image = fetch(source)
        assert image.GetDimensions() == (4, 3, 1) and not str(warnings), (name, str(warnings))
        assert numpy.allclose(array(image, "loss"), expected_loss(image), rtol=0, atol=1e-5), name
    source = fixture("volume.npy")
    source.Bounds = [-1, 0.5, 0, 0.5, 2, 3]
    image = fetch(source)
    assert numpy.allclose(array(image, "loss"), expected_loss(image), rtol=0, atol=1e-12)
    assert fetch(fixture("profile.npy")).GetDimensions() == (4, 1, 1)


def test_save_data_and_back():
    landscape = simple.AnalyticLandscape(Resolution=[7, 5, 1])
    image = fetch(landscape)
    recipe = image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0)
    for name, options in (("saved.h5", {}), ("saved.ply", {}), ("saved-ascii.ply", {"Encoding": "Ascii"})):
        path = os.path.join(FOLDER, name)
        if os.path.exists(path):
            os.remove(path)
        simple.SaveData(path, proxy=landscape, **options)
        again = fetch(opened(path, "LandscapeReader"))
        assert again.GetDimensions() == (7, 5, 1), name
        assert numpy.allclose(grid_points(again), grid_points(image), rtol=0, atol=1e-15), name
        assert (array(again, "loss") == array(image, "loss")).all(), name
        saved = again.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0)
        assert saved.split() == recipe.split(), name
    with open(os.path.join(FOLDER, "saved-ascii.ply"), "rb") as file:
        assert b"format ascii 1.0" in file.read(40)


def test_messages_name_file_and_reason():
    for name, parts in (("uneven.h5", ["not uniform", "xcoordinates[2]"]), ("huge.h5", ["train_loss", "too large"]),
                        # HDF5 before 1.14 divides by the zero, and is ended by signal 8.
                        ("empty-chunk.h5", ["damaged", ("the HDF5 library failed on this file", "chunk dimension must be positive")]),
                        ("gap.ply", ["no grid"]), ("four-axes.npy", ["shape (2, 2, 2, 2)", "numpy.squeeze"]), ("nothing.npz", ["no coordinates"]), ("absent.h5", ["nothing of that name"])):
        source = simple.LandscapeReader(FileNames=[os.path.join(FIXTURES, name)])
        errors = Messages(source)
        source.UpdatePipeline()
        for part in [name] + parts:
            choices = part if isinstance(part, tuple) else (part,)
            assert any(choice in str(errors) for choice in choices), f"'{part}' is not in: {errors}"
        source.FileNames = [os.path.join(FIXTURES, "original.h5")]
        assert fetch(source).GetNumberOfPoints() == 12


def reference_folder():
    """Where the original program's surface of a ResNet-20 is; nothing, and a line that says so, if it is absent."""
    folder = os.path.join(SHARED, "landscape-reference", "resnet20")
    if os.path.isdir(folder):
        return folder
    print(f"not run: there is no {folder}")
    return None


def test_the_reference_surface_is_what_we_compute():
    folder = reference_folder()
    if not folder:
        return
    theirs = fetch(opened(os.path.join(folder, "surface.h5"), "LandscapeReader"))
    ours = fetch(simple.LossLandscape(
        WeightsFile=os.path.join(folder, "state_dict.pt"),
        Dataset="CIFAR-10", DatasetPath=os.path.join(folder, "images.bin"), NumberOfSamples=0,
        Mean=[0.485, 0.456, 0.406], StandardDeviation=[0.229, 0.224, 0.225],
        Directions="File", DirectionFiles=[os.path.join(folder, f"direction{axis}.pt") for axis in (1, 2)],
        Resolution=[3, 3, 1], Bounds=[-1, 1, -1, 1, 0, 0]))
    assert theirs.GetFieldData().GetAbstractArray("dir_file").GetValue(0)
    same = [theirs.FindPoint(ours.GetPoint(i)) for i in range(9)]
    assert [theirs.GetPoint(i) for i in same] == [ours.GetPoint(i) for i in range(9)]
    assert numpy.allclose(array(ours, "loss"), array(theirs, "loss")[same], rtol=1e-5, atol=0)
    assert numpy.allclose(array(ours, "accuracy"), array(theirs, "accuracy")[same], rtol=0, atol=1e-9)


def test_the_reference_surface_in_both_formats():
    folder = reference_folder()
    if not folder:
        return
    images = [fetch(opened(os.path.join(folder, f"surface.{kind}"), "LandscapeReader")) for kind in ("h5", "npz")]
    for name in ("loss", "accuracy"):
        assert (array(images[0], name) == array(images[1], name)).all(), name
    for image in images:
        loss = array(image, "loss")
        assert image.GetDimensions() == (21, 21, 1)
        assert abs(loss.min() - 0.861908) < 1e-6 and image.GetPoint(int(loss.argmin())) == (0, 0, 0)
        assert abs(loss.max() - 454.0498) < 1e-4 and image.GetPoint(int(loss.argmax())) == (1, 1, 0)


def test_published_landscapes_and_their_paths():
    for name in ("ResNet_PCA", "VGG_PCA"):
        surface = os.path.join(SHARED, "landscapes", f"{name}.ply")
        if not os.path.exists(surface):
            print(f"not run: there is no {surface}")
            continue
        image = fetch(opened(surface, "LandscapeReader"))
        path = fetch(simple.LandscapeTrajectoryReader(FileNames=[surface[:-4] + "_gradient_descent_results.csv"]))
        assert image.GetDimensions() == (26, 26, 1) and path.GetNumberOfPoints() == 11
        low, high = numpy.array(image.GetBounds()).reshape(3, 2).T
        places = numpy.array([path.GetPoint(i) for i in range(11)])
        assert (places >= low).all() and (places <= high).all(), name
        nearest = [image.FindPoint(*place) for place in places]
        along = array(image, "loss")[nearest]
        assert along[-1] < 0.5 * along[0], along


run_tests(globals())
