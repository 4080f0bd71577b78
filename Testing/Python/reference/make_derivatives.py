# SPDX-License-Identifier: BSD-3-Clause
"""make_derivatives.py OUT: derivatives of losses in a plane and in all weights, in double precision.

Writes OUT/derivatives_NAME for each network below: scripted.pt, data.npz, direction1.pt,
direction2.pt and derivatives.npz (see README.md).
"""
import pathlib
import sys

import numpy
import torch

import make_networks

NUMBER_OF_SAMPLES = 40
NUMBER_OF_CLASSES = 3
RECALIBRATION_BATCH = 7
POINTS = numpy.array([[0.0, 0.0], [0.7, -0.4], [-1.3, 0.2], [0.25, 1.5]])


class Perceptron(torch.nn.Module):
    def __init__(self, activation: torch.nn.Module):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(6, 8), activation, torch.nn.Linear(8, 5), activation, torch.nn.Linear(5, 3)
        )

    def forward(self, inputs):
        return self.layers(inputs)


class SmoothConvolutions(torch.nn.Module):
    """With batch norm, strides and pooling, smooth everywhere."""

    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(4)
        self.conv2 = torch.nn.Conv2d(4, 5, 3, stride=2, groups=1)
        self.linear = torch.nn.Linear(5, 3)

    def forward(self, inputs):
        hidden = torch.nn.functional.gelu(self.bn1(self.conv1(inputs)))
        hidden = torch.nn.functional.gelu(self.conv2(hidden))
        return self.linear(hidden.mean([2, 3]))


class Normed(torch.nn.Module):
    """Smooth, with batch norm of images (one layer at two places) and of features."""

    MOMENTUM = 0.2

    def __init__(self, images=torch.nn.BatchNorm2d, features=torch.nn.BatchNorm1d):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 4, 3, padding=1)
        self.bn1 = images(4, momentum=self.MOMENTUM)
        self.conv2 = torch.nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.linear1 = torch.nn.Linear(4, 5)
        self.bn2 = features(5, momentum=None)
        self.linear2 = torch.nn.Linear(5, 3)

    def forward(self, inputs):
        hidden = torch.nn.functional.gelu(self.bn1(self.conv1(inputs)))
        hidden = torch.nn.functional.gelu(self.bn1(self.conv2(hidden)))
        hidden = torch.tanh(self.bn2(self.linear1(hidden.mean([2, 3]))))
        return self.linear2(hidden)


class WrittenOutNorm(torch.nn.Module):
    """Batch norm by its formula, with statistics of the batch, which it notes, or with given ones: LibTorch's own
    layer cannot be differentiated by the latter."""

    def __init__(self, channels, momentum):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(channels))
        self.bias = torch.nn.Parameter(torch.zeros(channels))
        self.given = None
        self.noted = []

    def forward(self, inputs):
        dimensions = [i for i in range(inputs.dim()) if i != 1]
        shape = [1, -1] + [1] * (inputs.dim() - 2)
        mean, variance = self.given or (inputs.mean(dimensions), inputs.var(dimensions, unbiased=False))
        if not self.given:
            self.noted.append((mean, inputs.var(dimensions, unbiased=True)))
        scaled = (inputs - mean.reshape(shape)) / (variance.reshape(shape) + 1e-5).sqrt()
        return scaled * self.weight.reshape(shape) + self.bias.reshape(shape)


class PlainNorm(torch.nn.Module):
    """With a norm layer that has no weight and bias."""

    def __init__(self):
        super().__init__()
        self.linear1 = torch.nn.Linear(6, 4)
        self.bn = torch.nn.BatchNorm1d(4, affine=False)
        self.linear2 = torch.nn.Linear(4, 3)

    def forward(self, inputs):
        return self.linear2(torch.tanh(self.bn(self.linear1(inputs))))


class Quadratic(torch.nn.Module):
    """The loss itself, 1/2 (w - m)' A (w - m) + 3 for each sample, whatever the data."""

    def __init__(self, matrix, minimum):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(len(minimum), dtype=torch.float64))
        self.register_buffer("matrix", matrix)
        self.register_buffer("minimum", minimum)

    def forward(self, inputs):
        step = self.weight - self.minimum
        return (0.5 * step.dot(self.matrix.mv(step)) + 3.0).repeat(inputs.size(0))


def quadratic():
    """Eigenvalues -2, 0, 0.5, 1, ..., 40 in random directions."""
    random = make_networks.generator("quadratic")
    eigenvalues = numpy.concatenate([[-2.0, 0.0], numpy.geomspace(0.5, 40.0, 18)])
    basis = numpy.linalg.qr(random.normal(size=(20, 20)))[0]
    matrix = basis @ numpy.diag(eigenvalues) @ basis.T
    return Quadratic(torch.from_numpy(matrix), torch.from_numpy(random.normal(size=20)))


class Detached(torch.nn.Module):
    """Whose outputs do not know where they came from."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(6, 3)

    def forward(self, inputs):
        return self.linear(inputs).detach()


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1)
        )

    def forward(self, inputs):
        return self.layers(inputs)


class Cusp(torch.nn.Module):
    """The loss itself, the sum of |w|^1.5: its gradient at 0 is 0, its Hessian infinite."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(4))

    def forward(self, inputs):
        return self.weight.abs().pow(1.5).sum().repeat(inputs.size(0))


class EmptyTensor(torch.nn.Module):
    """The loss itself, w'w and the sum of a tensor without elements."""

    def __init__(self):
        super().__init__()
        self.empty = torch.nn.Parameter(torch.zeros(0, 5))
        self.weight = torch.nn.Parameter(torch.ones(3))

    def forward(self, inputs):
        return (self.weight.dot(self.weight) + self.empty.sum()).repeat(inputs.size(0))


class MonkeySaddle(torch.nn.Module):
    """The loss itself, x^3 - 3 x y^2: at 0, which is no minimum, gradient and Hessian are 0."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2))

    def forward(self, inputs):
        x, y = self.weight[0], self.weight[1]
        return (x * x * x - 3.0 * x * y * y).repeat(inputs.size(0))


NETWORKS = {
    "tanh": ((6,), lambda: Perceptron(torch.nn.Tanh())),
    "gelu": ((1, 6, 6), SmoothConvolutions),
    "relu": ((6,), lambda: Perceptron(torch.nn.ReLU())),
    "quadratic": ((1,), quadratic),
    "recalibrated": ((1, 6, 6), Normed),
}


def make_network(name):
    torch.manual_seed(list(NETWORKS).index(name))
    network = NETWORKS[name][1]().double()
    random = make_networks.generator(name + " statistics")
    for entry, buffer in network.named_buffers():
        if entry.endswith("running_mean"):
            buffer.copy_(torch.from_numpy(random.normal(size=tuple(buffer.shape))))
        elif entry.endswith("running_var"):
            buffer.copy_(torch.from_numpy(random.uniform(0.5, 1.5, tuple(buffer.shape))))
    return network.eval()


def make_data(name):
    random = make_networks.generator(name + " derivative data")
    shape = (NUMBER_OF_SAMPLES, *NETWORKS[name][0])
    return {
        "inputs": random.normal(size=shape).astype(numpy.float32),
        "targets": random.integers(0, NUMBER_OF_CLASSES, NUMBER_OF_SAMPLES),
    }


def make_directions(name, network):
    random = make_networks.generator(name + " derivative directions")
    return [
        {
            entry: torch.from_numpy(0.5 * random.normal(size=tuple(parameter.shape)))
            for entry, parameter in network.named_parameters()
        }
        for _ in range(2)
    ]


def flat(tensors):
    return torch.cat([tensor.reshape(-1) for tensor in tensors]).detach()


def loss_of_weights(name, network, data):
    """The mean loss as a function of all weights in one vector."""
    inputs = torch.from_numpy(data["inputs"]).double()
    targets = torch.from_numpy(data["targets"])
    shapes = [(entry, parameter.shape) for entry, parameter in network.named_parameters()]

    def loss(weights):
        values = {}
        first = 0
        for entry, shape in shapes:
            values[entry] = weights[first : first + shape.numel()].reshape(shape)
            first += shape.numel()
        outputs = torch.nn.utils.stateless.functional_call(network, values, (inputs,))
        if name == "quadratic":
            return outputs.mean()
        return torch.nn.functional.cross_entropy(outputs, targets)

    return loss


def weighted(statistics, shares):
    return tuple(sum(share * each for share, each in zip(shares, values)) / sum(shares) for values in zip(*statistics))


def recalibrated_loss_of_weights(network, data):
    """The same where norm layers have statistics estimated at these weights: of batches by their size, and within
    a batch of a layer's first run by 1 - momentum, of its second one by 1."""
    inputs = torch.from_numpy(data["inputs"]).double()
    targets = torch.from_numpy(data["targets"])
    written_out = Normed(WrittenOutNorm, WrittenOutNorm).double()
    shapes = [(entry, parameter.shape) for entry, parameter in network.named_parameters()]

    def loss(weights):
        parts = torch.split(weights, [shape.numel() for _, shape in shapes])
        values = {entry: part.reshape(shape) for (entry, shape), part in zip(shapes, parts)}
        for norm in (written_out.bn1, written_out.bn2):
            norm.given, norm.noted = None, []
        sizes = []
        for batch in torch.split(inputs, RECALIBRATION_BATCH):
            torch.nn.utils.stateless.functional_call(written_out, values, (batch,))
            sizes.append(len(batch))
        twice = [share * size for size in sizes for share in (1.0 - Normed.MOMENTUM, 1.0)]
        written_out.bn1.given = weighted(written_out.bn1.noted, twice)
        written_out.bn2.given = weighted(written_out.bn2.noted, sizes)
        outputs = torch.nn.utils.stateless.functional_call(written_out, values, (inputs,))
        return torch.nn.functional.cross_entropy(outputs, targets)

    return loss


def derivatives(name, network, data, directions):
    recalibrated = name == "recalibrated"
    loss = recalibrated_loss_of_weights(network, data) if recalibrated else loss_of_weights(name, network, data)
    centre = flat(network.parameters())
    plane = torch.stack([flat(direction.values()) for direction in directions], 1)
    rows = {key: [] for key in ("loss", "gradient", "hessian", "gradient_norm", "smallest", "largest")}
    for point in torch.from_numpy(POINTS):
        weights = centre + plane @ point
        gradient = torch.autograd.functional.jacobian(loss, weights)
        hessian = torch.autograd.functional.hessian(loss, weights)
        eigenvalues = numpy.linalg.eigvalsh(hessian.numpy())
        rows["loss"].append(loss(weights).item())
        rows["gradient"].append((plane.T @ gradient).numpy())
        rows["hessian"].append((plane.T @ hessian @ plane).numpy())
        rows["gradient_norm"].append(gradient.norm().item())
        rows["smallest"].append(eigenvalues[0])
        rows["largest"].append(eigenvalues[-1])
    arrays = {key: numpy.array(values) for key, values in rows.items()}
    arrays["points"] = POINTS
    arrays["full_gradient"] = torch.autograd.functional.jacobian(loss, centre).numpy()
    arrays["full_hessian"] = torch.autograd.functional.hessian(loss, centre).numpy()
    return arrays


def write(name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    network = make_network(name)
    data = make_data(name)
    directions = make_directions(name, network)
    torch.jit.script(network).save(str(folder / "scripted.pt"))
    numpy.savez(folder / "data.npz", **data)
    for number, direction in enumerate(directions, 1):
        torch.save(direction, folder / f"direction{number}.pt")
    arrays = derivatives(name, network, data, directions)
    numpy.savez(folder / "derivatives.npz", **arrays)
    print(
        f"{name}: {len(arrays['full_gradient'])} weights, eigenvalues at the centre "
        f"{arrays['smallest'][0]:.3g} to {arrays['largest'][0]:.3g}"
    )


def write_planes_through_the_saddle(network, folder):
    """The stationary point of `quadratic` lies at (1, 0) of the plane of through1.pt and through2.pt,
    whose curvature is positive, as one of the largest eigenvalue is."""
    minimum, matrix = network.minimum, network.matrix
    steepest = torch.linalg.eigh(matrix)[1][:, -1]
    plane = torch.stack([minimum, steepest], 1)
    assert numpy.linalg.eigvalsh((plane.T @ matrix @ plane).numpy())[0] > 0.0
    torch.save({"weight": minimum}, folder / "through1.pt")
    torch.save({"weight": steepest}, folder / "through2.pt")


def write_converged(folder):
    """A perceptron at a minimum of its mean squared error: gradient zero to rounding, Hessian positive."""
    folder.mkdir(parents=True, exist_ok=True)
    random = make_networks.generator("converged")
    inputs = random.normal(size=(NUMBER_OF_SAMPLES, 2)).astype(numpy.float32)
    noise = 0.3 * random.normal(size=NUMBER_OF_SAMPLES)
    targets = (numpy.sin(2.0 * inputs[:, 0]) * inputs[:, 1] + noise).astype(numpy.float32)
    torch.manual_seed(5)
    network = Small().double()
    shapes = [parameter.shape for parameter in network.parameters()]
    names = [name for name, _ in network.named_parameters()]

    def loss(weights):
        parts = torch.split(weights, [shape.numel() for shape in shapes])
        values = {name: part.reshape(shape) for name, part, shape in zip(names, parts, shapes)}
        outputs = torch.nn.utils.stateless.functional_call(
            network, values, (torch.from_numpy(inputs).double(),)
        )
        return torch.nn.functional.mse_loss(outputs[:, 0], torch.from_numpy(targets).double())

    weights = flat(network.parameters()).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [weights], max_iter=3000, tolerance_grad=1e-9, tolerance_change=0.0, line_search_fn="strong_wolfe"
    )

    def closure():
        optimizer.zero_grad()
        value = loss(weights)
        value.backward()
        return value

    optimizer.step(closure)
    found = weights.detach()
    for _ in range(5):
        gradient = torch.autograd.functional.jacobian(loss, found)
        hessian = torch.autograd.functional.hessian(loss, found)
        found = found - torch.linalg.solve(hessian, gradient)
    eigenvalues = numpy.linalg.eigvalsh(hessian.numpy())
    gradient = torch.autograd.functional.jacobian(loss, found).norm().item()
    assert gradient < 1e-12 and eigenvalues[0] > 1e-4 * eigenvalues[-1], (gradient, eigenvalues)
    with torch.no_grad():
        for parameter, part in zip(
            network.parameters(), torch.split(found, [shape.numel() for shape in shapes])
        ):
            parameter.copy_(part.reshape(parameter.shape))
    torch.jit.script(network.eval()).save(str(folder / "scripted.pt"))
    numpy.savez(folder / "data.npz", inputs=inputs, targets=targets[:, None])
    numpy.savez(
        folder / "derivatives.npz",
        loss=loss(found).item(),
        smallest=eigenvalues[0],
        largest=eigenvalues[-1],
    )
    print(f"converged: loss {loss(found).item():.4g}, eigenvalues {eigenvalues[0]:.3g} to {eigenvalues[-1]:.3g}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    for name in NETWORKS:
        write(name, pathlib.Path(sys.argv[1]) / f"derivatives_{name}")
    folder = pathlib.Path(sys.argv[1])
    write_planes_through_the_saddle(make_network("quadratic"), folder / "derivatives_quadratic")
    write_converged(folder / "derivatives_converged")
    for name, network in (
        ("detached", Detached()),
        ("cusp", Cusp()),
        ("plain_norm", PlainNorm()),
        ("empty_tensor", EmptyTensor()),
        ("monkey_saddle", MonkeySaddle()),
    ):
        torch.jit.script(network.double().eval()).save(str(folder / f"derivatives_{name}.pt"))


if __name__ == "__main__":
    main()
