# SPDX-License-Identifier: BSD-3-Clause
"""Whatever is wrong with the input: one clear message, an empty output, and a source that works again
once the input is mended."""
import json
import os
import pickle
import zipfile

from landscapes import OUTPUT, REFERENCE, Messages, array, fetch, load_plugin, reference_landscape, run_tests
from paraview import simple

load_plugin()
FOLDER = os.path.join(OUTPUT, "bad_input")
os.makedirs(FOLDER, exist_ok=True)


def written(name, content):
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def expect_message(source, *parts):
    """Updating fails with one message that holds all parts, and leaves an empty output."""
    errors = Messages(source)
    source.UpdatePipeline()
    text = str(errors)
    for part in parts:
        assert part in text, f"'{part}' is not in: {text}"
    output = source.SMProxy.GetClientSideObject().GetOutputDataObject(0)
    assert output.GetNumberOfElements(0) == 0 or output.GetAttributes(0).GetNumberOfArrays() == 0


def mend(source, good, names):
    for name in names:
        if len(good.GetProperty(name)) == 0:
            setattr(source, name, [])
        source.SMProxy.GetProperty(name).Copy(good.SMProxy.GetProperty(name))
    source.SMProxy.UpdateVTKObjects()
    simple.Delete(good)


def expect_bad(parts, **properties):
    source = reference_landscape(**properties)
    expect_message(source, *parts)
    mend(source, reference_landscape(), properties)
    assert array(fetch(source), "loss").size == 35
    simple.Delete(source)


def broken_files(suffix):
    with open(f"{REFERENCE}/mlp/state_dict.pt", "rb") as file:
        whole = file.read()
    return {
        f"empty{suffix}": b"",
        f"random{suffix}": bytes((37 * i * i + 11 * i) % 256 for i in range(997)),
        f"truncated{suffix}": whole[: len(whole) // 2],
    }


def test_weights():
    expect_bad(["/no/such/file.pt"], WeightsFile="/no/such/file.pt")
    for suffix in (".pt", ".pth", ".safetensors", ".tar"):
        for name, content in broken_files(suffix).items():
            expect_bad([name], WeightsFile=written(name, content))


def test_networks():
    expect_bad(["/no/such/net.pt"], NetworkFile="/no/such/net.pt")
    for name, content in broken_files("_net.pt").items():
        expect_bad([name], NetworkFile=written(name, content))


def test_directions():
    expect_bad(["/no/such/direction.pt"], DirectionFiles=["/no/such/direction.pt"] * 2)
    expect_bad(["one file per axis", "2", "0"], DirectionFiles=[])
    for name, content in broken_files("_direction.pt").items():
        expect_bad([name], DirectionFiles=[written(name, content)] * 2)


def test_data():
    for kind in ("CIFAR-10", "CIFAR-100", "MNIST", "Image Folder", "Tensor File"):
        expect_bad(["/no/such/data"], Dataset=kind, DatasetPath="/no/such/data")
    for name, content in broken_files(".bin").items():
        for kind in ("CIFAR-10", "CIFAR-100", "MNIST", "Tensor File"):
            expect_bad([name], Dataset=kind, DatasetPath=written(name, content))
    empty = os.path.join(FOLDER, "no_classes")
    os.makedirs(empty, exist_ok=True)
    expect_bad([empty], Dataset="Image Folder", DatasetPath=empty)
    expect_bad(["number of samples", "-1"], NumberOfSamples=-1)
    label_255 = written("label_255.bin", bytes([255]) + bytes(3072))
    expect_bad([label_255, "255"], Dataset="CIFAR-10", DatasetPath=label_255)
    expect_bad(["Mean", "5"], Mean=[0.1, 0.2, 0.3, 0.4, 0.5])
    expect_bad(["StandardDeviation"], StandardDeviation=[0.0])


def test_more_samples_than_there_are_means_all():
    every = array(fetch(reference_landscape()), "loss")
    image = fetch(reference_landscape(NumberOfSamples=51))
    assert array(image, "loss").tobytes() == every.tobytes()
    recipe = json.loads(image.GetFieldData().GetAbstractArray("LossLandscapeRecipe").GetValue(0))
    assert recipe["data"]["samples"] == 50, recipe["data"]


def test_settings_out_of_range():
    for name, value in (
        ("Dimension", 0), ("Dimension", 4), ("Dimension", 7), ("Tolerance", -0.1), ("Tolerance", 2.0),
        ("EigenvalueTolerance", -1.0), ("EigenvalueTolerance", 1.5), ("RecalibrationSamples", -1),
        ("PatchSize", 5000), ("TransformerDepth", -1), ("TransformerWidth", 10**9),
    ):
        expect_bad([name, f"{value:.16g}"], **{name: value})
    spectrum = simple.HessianSpectrum(NumberOfSamples=5, EigenvalueTolerance=1.5)
    expect_message(spectrum, "EigenvalueTolerance", "1.5")


def test_every_seed_has_a_landscape_of_its_own():
    def losses(**properties):
        return array(fetch(simple.LossLandscape(Resolution=[3, 1, 1], Dimension=1, NumberOfSamples=20, **properties)), "loss")

    seeds = [losses(Seed=seed)[0] for seed in (0, 1, -1, -5)]
    assert len(set(seeds)) == 4, seeds
    samples = [losses(SampleSeed=seed)[0] for seed in (0, -1, -5)]
    assert len(set(samples)) == 3, samples


def test_cache_files():
    text = written("text.sqlite", b"no database" * 100)
    expect_bad([text, "another kind of file"], CacheFile=text)
    expect_bad([FOLDER, "a folder or a device"], CacheFile=FOLDER)
    expect_bad(["/no/such/folder/cache.sqlite"], CacheFile="/no/such/folder/cache.sqlite")
    with open(text, "rb") as file:
        assert file.read() == b"no database" * 100


class CallsTheSystem:
    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def legacy_header():
    """What torch.save wrote before PyTorch 1.6: magic number, protocol, description of the machine."""
    system = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    parts = (0x1950A86A20F9469CFC6C, 1001, system)
    return b"".join(pickle.dumps(part, protocol=2) for part in parts)


def test_pickles_are_not_executed():
    marker = os.path.join(FOLDER, "was_executed")
    call = pickle.dumps({"state_dict": CallsTheSystem(f"touch {marker}")}, protocol=2)
    bare = written("hostile.pt", call)
    legacy = written("hostile_legacy.pth", legacy_header() + call + pickle.dumps([], protocol=2))
    zipped = os.path.join(FOLDER, "hostile_zip.pt")
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("archive/data.pkl", call)
        archive.writestr("archive/version", "3\n")
    for path in (bare, legacy, zipped):
        expect_bad([path], WeightsFile=path)
        expect_bad([path], DirectionFiles=[path] * 2)
        expect_bad([path], DatasetPath=path)
        assert not os.path.exists(marker)


def test_shapes():
    expect_bad(["layers.0.weight", "(32, 64)"], HiddenWidths=[8, 16])
    expect_bad(["unexpected", "layers.2.weight"], HiddenWidths=[32])


def test_architecture():
    expect_bad(["'resnet21'", "resnet20"], Architecture="resnet21")
    expect_bad(["'../mlp'"], Architecture="../mlp")


def test_bounds():
    expect_bad(["x axis", "1.0"], Bounds=[1, -1, 0, 1, 0, 0])
    expect_bad(["y axis"], Bounds=[-1, 1, 0, 0, 0, 0])
    expect_bad(["x axis"], Bounds=[float("nan"), 1, 0, 1, 0, 0])
    expect_bad(["x axis"], Bounds=[float("-inf"), 1, 0, 1, 0, 0])


def test_resolution():
    expect_bad(["x axis", "at least 1"], Resolution=[0, 5, 1])
    expect_bad(["y axis", "at least 1"], Resolution=[5, -3, 1])
    expect_bad(["points in total"], Resolution=[100000, 100000, 1])
    expect_bad(["points in total"], Resolution=[2147483647, 2147483647, 1])
    single = fetch(reference_landscape(Resolution=[1, 1, 1]))
    assert single.GetPoint(0) == (-0.25, 0.5, 0.0)
    assert array(single, "loss").size == 1


def test_machine():
    expect_bad(["cuda:99"], Device="cuda:99")
    expect_bad(["'tpu'"], Device="tpu")
    expect_bad(["threads"], Threads=-1)
    expect_bad(["batch size"], BatchSize=-1)


def test_training():
    train = simple.TrainNetwork(Architecture="mlp", Dataset="Spirals", Epochs=1)
    for name, value in (("Epochs", 0), ("BatchSize", 0), ("LearningRate", 0.0), ("NumberOfSamples", -10**9)):
        setattr(train, name, value)
        expect_message(train, "-1000000000" if name == "NumberOfSamples" else name)
        mend(train, simple.TrainNetwork(Architecture="mlp", Dataset="Spirals", Epochs=1), [name])
    train.OutputDirectory = "/proc/nowhere"
    expect_message(train, "/proc/nowhere")


run_tests(globals())
