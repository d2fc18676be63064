"""The reference of fundamentals gives what the cells of the course's document print (torch 2.13).

The document's text holds no outputs. The numbers are those that its own cells print, all but those that need a download
or that begin with random parameters without a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader, TensorDataset

from grader.inside.reference import load_reference

ROOT = Path(__file__).parents[2]
GIVEN = ROOT / "assignments" / "fundamentals" / "given.py"
REFERENCE = ROOT / "reference" / "fundamentals.py"

#: Four decimals are printed.
PRINTED = 0.5e-4 + 1e-6
SEED = 1337


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in one order, and the generators' states as they were before."""
    threads, state = torch.get_num_threads(), np.random.get_state()  # noqa: NPY002  the course draws from this one
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)
    np.random.set_state(state)  # noqa: NPY002


@pytest.fixture(scope="module")
def course() -> Any:
    """The reference with the given names."""
    return load_reference(GIVEN, REFERENCE)


def shapes(module: Any) -> dict[str, tuple[int, ...]]:
    """A module's parameters by name."""
    return {name: tuple(value.shape) for name, value in module.named_parameters()}


def seed() -> None:
    """As the document seeds both generators."""
    torch.manual_seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002


def test_the_simple_net_has_the_documents_layers(course: Any) -> None:
    """2048 values, 256, 64, 2; probabilities for a vector as for a batch."""
    net = course.SimpleNet()
    assert list(shapes(net).values()) == [(256, 2048), (256,), (64, 256), (64,), (2, 64), (2,)]
    for shape, rows in (((2048,), 1), ((5, 2048), 5), ((3, 32, 64), 3)):
        output = net(torch.rand(*shape))
        assert output.shape == (rows, 2)
        torch.testing.assert_close(output.sum(dim=1), torch.ones(rows))


def trained_perceptron(course: Any) -> tuple[Any, list[float], tuple[Tensor, Tensor]]:
    """The document's cells in their order: seeds, points to look at, the perceptron, points to watch, the training."""
    seed()
    course.get_toy_data(1000)
    perceptron = course.Perceptron(input_dim=2)
    static = course.get_toy_data(1000)
    return perceptron, course.train_perceptron(perceptron, course.get_toy_data), static


def test_the_perceptron_converges_as_in_the_document_and_what_is_drawn_next_follows(course: Any) -> None:
    """After 12 epochs, with the title of its last figure; then the line of its last section is drawn."""
    perceptron, losses, (x, y) = trained_perceptron(course)
    assert len(losses) == 12 * 5
    assert losses[0] == pytest.approx(0.9947, abs=PRINTED)
    assert losses[-1] == pytest.approx(0.2664, abs=PRINTED)
    assert abs(losses[-1] - losses[-2]) == pytest.approx(0.00083, abs=1e-5)
    assert ((perceptron(x).squeeze(dim=1) > 0.5) == y.bool()).float().mean().item() == pytest.approx(0.989)
    assert perceptron.fc1.weight.flatten().tolist() == pytest.approx([-0.1530, -0.5342], abs=PRINTED)
    assert perceptron.fc1.bias.item() == pytest.approx(0.6096, abs=PRINTED)
    slope, intercept = 2 * np.random.rand(1, 1) - 1, 2 * np.random.rand(1) - 1  # noqa: NPY002
    assert [slope.item(), intercept.item()] == pytest.approx([0.8270, -0.3608], abs=PRINTED)
    inputs = np.random.rand(1000, 1)  # noqa: NPY002
    outputs = inputs @ slope.T + intercept + 0.04 * np.random.standard_normal(size=(1000, 1))  # noqa: NPY002
    x_rows, y_rows = course.VectorialDataset(inputs, outputs)[10:12]
    assert x_rows.flatten().tolist() == pytest.approx([0.8239, 0.7025], abs=PRINTED)
    assert y_rows.flatten().tolist() == pytest.approx([0.2993, 0.1848], abs=PRINTED)


@pytest.mark.parametrize("start", range(3))
def test_the_perceptron_stops_where_the_document_says(course: Any, start: int) -> None:
    """Below 0.3, and with a change of at most 0.001, from other starts too."""
    torch.manual_seed(start)
    generator = torch.Generator().manual_seed(start)

    def draw(count: int) -> tuple[Tensor, Tensor]:
        labels = torch.randint(2, (count,), generator=generator)
        centers = torch.tensor([course.LEFT_CENTER, course.RIGHT_CENTER], dtype=torch.float32)
        return centers[labels] + torch.randn(count, 2, generator=generator), labels.float()

    losses = course.train_perceptron(course.Perceptron(2), draw)
    assert 12 * 5 <= len(losses) < course.MOST_EPOCHS * 5
    assert losses[-1] <= 0.3
    assert abs(losses[-1] - losses[-2]) <= 1e-3


def test_the_multilayer_perceptron_prints_the_documents_values(course: Any) -> None:
    """3, 100 and 4 values; logits and probabilities of two rows."""
    torch.manual_seed(SEED)
    mlp = course.MultilayerPerceptron(3, 100, 4)
    assert list(shapes(mlp).values()) == [(100, 3), (100,), (4, 100), (4,)]
    x = torch.rand(2, 3)
    printed = {
        "input": (x, [[0.8329, 0.4277, 0.4363], [0.9686, 0.6316, 0.8494]]),
        "logits": (mlp(x), [[-0.2456, 0.0723, 0.1589, -0.3294], [-0.3497, 0.0828, 0.3391, -0.4271]]),
        "softmax": (mlp(x, apply_softmax=True), [[0.2087, 0.2868, 0.3127, 0.1919], [0.1832, 0.2824, 0.3649, 0.1696]]),
    }
    for actual, expected in printed.values():
        torch.testing.assert_close(actual.detach(), torch.tensor(expected), rtol=0, atol=PRINTED)


def test_the_shapes_through_the_convolutional_network(course: Any) -> None:
    """Those of the document's layers, one after the other."""
    network, x = course.Network(), torch.rand(3, 1, 28, 28)
    seen = []
    for layer in (network.conv1, network.pool, network.conv2, network.pool):
        x = layer(x)
        seen.append(tuple(x.shape[1:]))
    assert seen == [(6, 24, 24), (6, 12, 12), (12, 8, 8), (12, 4, 4)]
    x = x.reshape(3, -1)
    for layer, size in ((network.fc1, 120), (network.fc2, 60), (network.fc3, 10)):
        x = layer(x)
        assert x.shape == (3, size)
    assert sum(value.numel() for value in network.parameters()) == 32998


def test_the_accuracy_is_a_percentage(course: Any) -> None:
    """Of the rows whose largest logit is that of the label."""
    pred = torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]])
    assert course.find_acc(pred, torch.tensor([0, 1, 1])) == pytest.approx(200 / 3)


class Recorded(nn.Module):
    """A linear network that remembers its inputs and in which mode it saw them."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 3)
        self.seen: list[tuple[bool, bool, list[float]]] = []

    def forward(self, x: Tensor) -> Tensor:
        """The logits."""
        self.seen.append((self.training, torch.is_grad_enabled(), x[:, 0].tolist()))
        logits: Tensor = self.linear(x)
        return logits


@pytest.fixture
def batches() -> DataLoader[tuple[Tensor, ...]]:
    """Five rows in batches of two: the first column is the row's number."""
    x = torch.stack([torch.arange(5.0), torch.ones(5)], dim=1)
    return DataLoader(TensorDataset(x, torch.tensor([0, 1, 2, 0, 1])), batch_size=2)


def test_training_sees_each_batch_once_and_returns_means(course: Any, batches: DataLoader[tuple[Tensor, ...]]) -> None:
    """Not the first batch for ever, as the document's does; and the values are from before each step."""
    network = Recorded()
    twin = nn.Linear(2, 3)
    twin.load_state_dict(network.linear.state_dict())
    sgd = optim.SGD(network.parameters(), lr=0.1)
    loss, accuracy = course.train(network.eval(), 1, nn.CrossEntropyLoss(), sgd, batches)
    assert network.seen == [(True, True, [0.0, 1.0]), (True, True, [2.0, 3.0]), (True, True, [4.0])]

    losses, accuracies = [], []
    for x, labels in batches:
        value = nn.functional.cross_entropy(twin(x), labels)
        losses.append(value.item())
        accuracies.append(100 * (twin(x).argmax(1) == labels).float().mean().item())
        gradients = torch.autograd.grad(value, list(twin.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(twin.parameters(), gradients, strict=True):
                parameter.sub_(0.1 * gradient)
    assert loss == pytest.approx(sum(losses) / 3)
    assert accuracy == pytest.approx(sum(accuracies) / 3)
    torch.testing.assert_close(network.linear.weight, twin.weight)
    torch.testing.assert_close(network.linear.bias, twin.bias)


def test_validation_changes_nothing(course: Any, batches: DataLoader[tuple[Tensor, ...]]) -> None:
    """All batches in evaluation mode, without a graph; the means over the batches."""
    network = Recorded()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    loss, accuracy = course.validate(network.train(), 1, nn.CrossEntropyLoss(), batches)
    assert network.seen == [(False, False, [0.0, 1.0]), (False, False, [2.0, 3.0]), (False, False, [4.0])]
    losses = [nn.functional.cross_entropy(network(x), labels).item() for x, labels in batches]
    assert loss == pytest.approx(sum(losses) / 3)
    accuracies = [100 * (network(x).argmax(1) == labels).float().mean().item() for x, labels in batches]
    assert accuracy == pytest.approx(sum(accuracies) / 3)
    torch.testing.assert_close(network.state_dict(), before)


def test_the_data_set_gives_rows_of_single_precision(course: Any) -> None:
    """One, several by a slice or by a tensor of indices, and batches."""
    inputs, outputs = np.arange(12.0).reshape(6, 2), np.arange(6.0).reshape(6, 1)
    data = course.VectorialDataset(inputs, outputs)
    assert len(data) == 6
    x, y = data[4]
    assert (x.dtype, y.dtype) == (torch.float32, torch.float32)
    assert (x.tolist(), y.tolist()) == ([8.0, 9.0], [4.0])
    assert data[2:4][1].tolist() == data[torch.tensor([2, 3])][1].tolist() == [[2.0], [3.0]]
    batch, *_ = DataLoader(data, batch_size=4)
    assert [tuple(part.shape) for part in batch] == [(4, 2), (4, 1)]


def test_the_linear_model_is_its_layer_and_begins_anew(course: Any) -> None:
    """Row by row what the document computes by weight @ x + bias."""
    model = course.LinearModel(3, 2)
    x = torch.randn(5, 3)
    rows = torch.stack([model.linear.weight @ row + model.linear.bias for row in x])
    torch.testing.assert_close(model(x), rows)
    before = model.linear.weight.clone()
    model.reset()
    assert not (model.linear.weight == before).any()


@pytest.mark.parametrize("sizes", [(1, 1, 1), (9, 1, 1), (5, 3, 2)])
def test_the_gradients_by_formula_are_autograds(course: Any, sizes: tuple[int, int, int]) -> None:
    """For one point, as in the document, and for batches; and the loss of (1, 2, 1) against zeros is 2."""
    assert nn.MSELoss()(torch.tensor([1.0, 2.0, 1.0]), torch.zeros(3)).item() == 2.0
    rows, inputs, outputs = sizes
    model = course.LinearModel(inputs, outputs)
    x, y = torch.randn(rows, inputs), torch.randn(rows, outputs)
    nn.MSELoss()(model(x), y).backward()
    with torch.no_grad():
        weight_grad, bias_grad = course.linear_gradients(model.linear.weight, model.linear.bias, x, y)
        if sizes == (1, 1, 1):
            error = model.linear.weight * x + model.linear.bias - y
            torch.testing.assert_close((weight_grad, bias_grad), (2 * x * error, 2 * error.reshape(1)))
    torch.testing.assert_close(model.linear.weight.grad, weight_grad)
    torch.testing.assert_close(model.linear.bias.grad, bias_grad)


def line(course: Any) -> tuple[Any, Tensor]:
    """A thousand points near the document's line, and the slope and intercept that fit them best."""
    x = torch.rand(1000, 1, generator=torch.Generator().manual_seed(0))
    y = 0.8270 * x - 0.3608 + 0.04 * torch.randn(1000, 1, generator=torch.Generator().manual_seed(1))
    best = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x)], dim=1), y).solution.flatten()
    return course.VectorialDataset(x.numpy(), y.numpy()), best


def test_descent_by_the_formula_finds_the_best_line(course: Any) -> None:
    """200 iterations with the rate 0.5, as the document descends by hand."""
    data, best = line(course)
    weight, bias = torch.zeros(1, 1), torch.zeros(1)
    for _ in range(200):
        weight_grad, bias_grad = course.linear_gradients(weight, bias, data.input_data, data.output_data)
        weight, bias = weight - 0.5 * weight_grad, bias - 0.5 * bias_grad
    torch.testing.assert_close(torch.cat([weight.flatten(), bias]), best, rtol=0, atol=1e-4)


def test_training_with_weight_decay_makes_900_steps_to_the_line(course: Any) -> None:
    """100 epochs of nine batches; a hundred times the decay draws both parameters towards zero."""
    data, best = line(course)
    torch.manual_seed(0)
    batches = DataLoader(data, batch_size=120, shuffle=True)
    model = course.LinearModel(1, 1)
    losses = course.train_line(model, batches, epochs=100, lr=0.1, weight_decay=5e-4)
    assert len(losses) == 900
    assert min(losses) < 0.0016 < max(losses[-9:]) < 0.004
    assert [model.linear.weight.item(), model.linear.bias.item()] == pytest.approx(best.tolist(), abs=0.05)
    course.train_line(model, batches, epochs=30, lr=0.1, weight_decay=5e-2)
    assert 0.2 < model.linear.weight.item() < 0.75
    assert -0.33 < model.linear.bias.item() < -0.05


def test_the_network_learns_the_generated_images(course: Any) -> None:
    """Three epochs tell all of them apart, so that the handout promises it."""
    torch.manual_seed(SEED)
    loaders = [
        DataLoader(TensorDataset(*course.generate_images(count, seed=number)), batch_size=50, shuffle=number == 1)
        for number, count in ((1, 1000), (2, 200))
    ]
    network = course.Network()
    adam = optim.Adam(network.parameters(), lr=0.005)
    accuracies = []
    for epoch in range(1, 4):
        course.train(network, epoch, nn.CrossEntropyLoss(), adam, loaders[0])
        accuracies.append(course.validate(network, epoch, nn.CrossEntropyLoss(), loaders[1])[1])
    assert accuracies[-1] == 100.0


def test_loading_trains_nothing(course: Any) -> None:
    """Only a run as a script does."""
    assert not hasattr(course, "perceptron")
    assert not hasattr(course, "model")
