# SPDX-License-Identifier: BSD-3-Clause
"""check_references.py [SHARED]: checks the references themselves against published numbers.

With SHARED (a folder with checkpoints/ and landscape-reference/, see README.md) the residual
networks are also compared with published checkpoints and a TorchScript network.
"""
import pathlib
import sys
import tempfile
import unittest

import numpy
import torch

import directions
import make_surfaces
import networks
from grids import GRIDS

SHARED = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
MEAN = numpy.array([0.485, 0.456, 0.406], dtype=numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], dtype=numpy.float32)


class Generator(unittest.TestCase):
    def test_philox_gives_the_known_answers(self):
        """Random123's published vectors: counter, key, words."""
        vectors = (
            ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
            (
                (0xFFFFFFFF,) * 4,
                (0xFFFFFFFF,) * 2,
                (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
            ),
            (
                (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
                (0xA4093822, 0x299F31D0),
                (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
            ),
        )
        for counter, key, expected in vectors:
            words = directions.philox_block([numpy.array([c], numpy.uint64) for c in counter], key)
            self.assertEqual(tuple(int(word[0]) for word in words), expected)

    def test_fnv1a_gives_the_known_answers(self):
        self.assertEqual(directions.fnv1a(""), 0xCBF29CE484222325)
        self.assertEqual(directions.fnv1a("a"), 0xAF63DC4C8601EC8C)
        self.assertEqual(directions.fnv1a("foobar"), 0x85944171F73967E8)

    def test_normals_have_the_moments_of_normals(self):
        values = directions.normals(2**63 + 5, "conv1.weight", 0, 200000)
        tolerance = 4.0 / numpy.sqrt(values.size)
        expected = ((1, 0, 1), (2, 1, 2**0.5), (3, 0, 15**0.5), (4, 3, 96**0.5))
        for power, moment, deviation in expected:
            self.assertAlmostEqual((values**power).mean(), moment, delta=tolerance * deviation)


class Normalisation(unittest.TestCase):
    def setUp(self):
        random = numpy.random.default_rng(1)
        shapes = {"conv.weight": (4, 3, 3, 3), "conv.bias": (4,), "linear.weight": (5, 4)}
        self.weights = {name: random.normal(size=shape) for name, shape in shapes.items()}

    def direction(self, normalization, ignored=True):
        return directions.random_direction(self.weights, 3, 0, normalization, ignored)

    def test_each_filter_has_its_weights_norm(self):
        direction = self.direction("filter")
        for name in ("conv.weight", "linear.weight"):
            for d, w in zip(direction[name], self.weights[name]):
                self.assertAlmostEqual(numpy.linalg.norm(d), numpy.linalg.norm(w), places=8)
        self.assertFalse(direction["conv.bias"].any())

    def test_each_layer_has_its_weights_norm(self):
        direction = self.direction("layer", ignored=False)
        for name, weight in self.weights.items():
            self.assertAlmostEqual(
                numpy.linalg.norm(direction[name]), numpy.linalg.norm(weight), places=8
            )

    def test_the_network_has_the_norm_of_what_moves(self):
        moving = [self.weights["conv.weight"], self.weights["linear.weight"]]
        found = directions.norm(self.direction("network").values())
        self.assertAlmostEqual(found, directions.norm(moving), places=8)


class Surfaces(unittest.TestCase):
    """The saved modules, in single precision, give the surfaces computed without them."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folders = {}
        for name in ("resnet8-noskip", "mlp"):
            cls.folders[name] = pathlib.Path(cls.temporary.name) / name
            make_surfaces.write(name, cls.folders[name])

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def values(self, name, module, function, grid):
        """`function` of the saved module at each point of a grid."""
        folder = self.folders[name]
        network = torch.jit.load(str(folder / module))
        centre = torch.load(folder / "state_dict.pt")
        steps = [torch.load(folder / f"direction{number}.pt") for number in (1, 2, 3)]

        def at(point):
            moved = dict(centre)
            for coordinate, step in zip(point, steps):
                for entry, tensor in step.items():
                    moved[entry] = moved[entry] + float(coordinate) * tensor
            network.load_state_dict(moved)
            with torch.no_grad():
                return numpy.array(function(network))

        return make_surfaces.over(GRIDS[grid], at)

    def data(self, name):
        return {key: torch.from_numpy(value) for key, value in self.load(name, "data").items()}

    def load(self, name, file):
        return dict(numpy.load(self.folders[name] / f"{file}.npz"))

    def test_cross_entropy_and_accuracy(self):
        for name in self.folders:
            data, arrays = self.data(name), self.load(name, "surfaces")

            def loss_and_accuracy(network):
                scores = network(data["inputs"])
                right = (scores.argmax(1) == data["targets"]).double().mean()
                loss = torch.nn.functional.cross_entropy(scores, data["targets"])
                return loss.item(), right.item()

            for grid in GRIDS:
                values = self.values(name, "scripted.pt", loss_and_accuracy, grid)
                expected = arrays[f"{grid}_cross_entropy_loss"]
                numpy.testing.assert_allclose(values[..., 0], expected, rtol=2e-6)
                expected = arrays[f"{grid}_accuracy"]
                numpy.testing.assert_allclose(values[..., 1], expected, atol=1e-12)

    def test_objectives(self):
        data, arrays = self.data("mlp"), self.load("mlp", "surfaces")
        cases = (
            ("objective_scripted.pt", "targets", "objective"),
            ("objective_scripted.pt", "targets_float", "objective_float"),
            ("objective_scalar_scripted.pt", "targets", "objective_scalar"),
            ("nan_scripted.pt", "targets", "nan"),
        )
        for module, targets, prefix in cases:
            for grid in GRIDS:
                values = self.values(
                    "mlp", module, lambda n: n(data["inputs"], data[targets]).mean().item(), grid
                )
                expected = arrays[f"{grid}_{prefix}_loss"]
                numpy.testing.assert_allclose(values, expected, rtol=1e-5)

    def test_one_surface_has_finite_infinite_and_undefined_values(self):
        loss = self.load("mlp", "surfaces")["plane7x5_nan_loss"]
        for found in (numpy.isnan(loss), numpy.isinf(loss), numpy.isfinite(loss)):
            self.assertGreater(found.sum(), 3)

    def test_one_surface_is_negative(self):
        arrays = self.load("mlp", "surfaces")
        for grid in GRIDS:
            self.assertLess(arrays[f"{grid}_objective_scalar_loss"].max(), 0.0)


class PublishedNetworks(unittest.TestCase):
    """Needs SHARED."""

    def setUp(self):
        self.reference = SHARED / "landscape-reference" / "resnet20"
        records = numpy.fromfile(self.reference / "images.bin", dtype=numpy.uint8).reshape(-1, 3073)
        pixels = records[:, 1:].reshape(-1, 3, 32, 32).astype(numpy.float32) / numpy.float32(255)
        images = (pixels - MEAN[:, None, None]) / DEVIATION[:, None, None]
        self.images = torch.from_numpy(images)
        self.labels = torch.from_numpy(records[:, 0].astype(numpy.int64))

    def scores(self, name, file):
        saved = torch.load(SHARED / "checkpoints" / file, map_location="cpu")["state_dict"]
        network = networks.create(name).eval()
        network.load_state_dict({key[len("module.") :]: tensor for key, tensor in saved.items()})
        with torch.no_grad():
            return torch.cat([network(images) for images in self.images.split(100)])

    def accuracy(self, scores):
        return (scores.argmax(1) == self.labels).double().mean().item()

    def test_resnet20_has_the_loss_of_the_reference_surface_at_its_centre(self):
        scores = self.scores("resnet20", "resnet20-12fca82f.th")
        loss = torch.nn.functional.cross_entropy(scores, self.labels).item()
        surface = numpy.load(self.reference / "surface.npz")
        self.assertAlmostEqual(loss, surface["train_loss"][10, 10], delta=2e-6)
        percent = 100.0 * self.accuracy(scores)
        self.assertAlmostEqual(percent, surface["train_acc"][10, 10], places=6)

    def test_resnet56_loads_and_classifies_better_than_resnet20(self):
        """As published: test errors of 6.61 and 8.27 %. None are known for these images."""
        smaller = self.accuracy(self.scores("resnet20", "resnet20-12fca82f.th"))
        larger = self.accuracy(self.scores("resnet56", "resnet56-4bfd9763.th"))
        print(f"accuracy on {len(self.labels)} images: resnet20 {smaller}, resnet56 {larger}")
        self.assertGreater(larger, smaller)

    def test_scores_equal_those_of_the_torchscript_network(self):
        network = networks.create("resnet20").eval()
        network.load_state_dict(torch.load(self.reference / "state_dict.pt"))
        scripted = torch.jit.load(str(self.reference / "model_scripted.pt"))
        difference = 0.0
        with torch.no_grad():
            for images in self.images.split(100):
                found = (network(images) - scripted(images)).abs().max().item()
                difference = max(difference, found)
        print(f"resnet20: largest difference from the TorchScript network {difference}")
        self.assertLess(difference, 1e-5)


def main():
    torch.set_num_threads(1)
    cases = [Generator, Normalisation, Surfaces] + ([PublishedNetworks] if SHARED else [])
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases)
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
