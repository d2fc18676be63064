"""The reference solution of fundamentals: small networks, their training loops, a data set and a line.

The given names (assignments/fundamentals/given.py) are executed into this module before it. Handed in as a submission
this file earns every point; loaded by a checker it trains nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader, Dataset

Batches = DataLoader[tuple[Tensor, Tensor]]


class SimpleNet(nn.Module):
    """Probabilities of 2 classes, (batch, 2), for rows of 2048 values in whatever shape they come."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(2048, 256)
        self.fc2 = nn.Linear(256, 64)
        self.fc3 = nn.Linear(64, 2)

    def forward(self, x: Tensor) -> Tensor:
        """The probabilities: each row adds up to 1."""
        x = x.view(-1, 2048)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return F.softmax(self.fc3(x), dim=1)


class Perceptron(nn.Module):
    """One linear layer and a sigmoid: (batch, input_dim) to (batch, 1)."""

    def __init__(self, input_dim: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(input_dim, 1)

    def forward(self, x_in: Tensor) -> Tensor:
        """The probability of class 1."""
        return torch.sigmoid(self.fc1(x_in))


#: From the worst starts the training needs 30.
MOST_EPOCHS = 80


def train_perceptron(perceptron: Perceptron, draw: Callable[[int], tuple[Tensor, Tensor]]) -> list[float]:
    """The losses of a training in place, which goes on until the loss is below 0.3 and hardly changes any more.

    That takes 12 epochs of five batches at least.

    Args:
        perceptron: for points of the plane.
        draw: gives so many points, (n, 2), and their classes, (n,).
    """
    optimizer = optim.Adam(perceptron.parameters(), lr=0.01)
    bce_loss = nn.BCELoss()
    losses = [10.0]
    for epoch in range(MOST_EPOCHS):
        for _ in range(5):
            x_data, y_target = draw(1000)
            optimizer.zero_grad()
            loss = bce_loss(perceptron(x_data).squeeze(dim=1), y_target)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        if epoch >= 11 and losses[-1] <= 0.3 and abs(losses[-1] - losses[-2]) <= 1e-3:
            break
    return losses[1:]


class MultilayerPerceptron(nn.Module):
    """Two linear layers with ReLU between them: (batch, input_dim) to (batch, output_dim)."""

    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in: Tensor, apply_softmax: bool = False) -> Tensor:  # noqa: FBT001, FBT002  as the course calls it
        """The logits, or the probabilities where these are asked for."""
        output: Tensor = self.fc2(F.relu(self.fc1(x_in)))
        return F.softmax(output, dim=1) if apply_softmax else output


class Network(nn.Module):
    """A convolutional network: grey images, (batch, 1, 28, 28), to the logits of ten classes, (batch, 10)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels=1, out_channels=6, kernel_size=5)
        self.conv2 = nn.Conv2d(in_channels=6, out_channels=12, kernel_size=5)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.fc1 = nn.Linear(12 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 60)
        self.fc3 = nn.Linear(60, 10)

    def forward(self, x: Tensor) -> Tensor:
        """The logits."""
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.reshape(-1, 12 * 4 * 4)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        logits: Tensor = self.fc3(x)
        return logits


def find_acc(pred: Tensor, label: Tensor) -> float:
    """The percentage of rows whose largest logit is that of the label."""
    return pred.argmax(dim=1).eq(label).float().mean().item() * 100


def train(
    network: nn.Module,
    epoch: int,  # noqa: ARG001  for messages
    criterion: nn.Module,
    optimizer: optim.Optimizer,
    trainloader: Batches,
) -> tuple[float, float]:
    """Loss and accuracy, each the mean over the batches, of one pass that takes a step for each batch."""
    loss_train, acc_train = 0.0, 0.0
    network.train()
    for images, labels in trainloader:
        pred = network(images)
        optimizer.zero_grad()
        loss = criterion(pred, labels)
        loss.backward()
        optimizer.step()
        loss_train += loss.item()
        acc_train += find_acc(pred, labels)
    return loss_train / len(trainloader), acc_train / len(trainloader)


def validate(
    network: nn.Module,
    epoch: int,  # noqa: ARG001  for messages
    criterion: nn.Module,
    testloader: Batches,
) -> tuple[float, float]:
    """Loss and accuracy, each the mean over the batches, of one pass that changes nothing and records no graph."""
    loss_valid, acc_valid = 0.0, 0.0
    network.eval()
    with torch.no_grad():
        for images, labels in testloader:
            pred = network(images)
            loss_valid += criterion(pred, labels).item()
            acc_valid += find_acc(pred, labels)
    return loss_valid / len(testloader), acc_valid / len(testloader)


class VectorialDataset(Dataset[tuple[Tensor, Tensor]]):
    """The rows of two tables as pairs of float32 tensors.

    Args:
        input_data: (n, input_dim).
        output_data: (n, output_dim).
    """

    def __init__(self, input_data: npt.NDArray[Any], output_data: npt.NDArray[Any]) -> None:
        super().__init__()
        self.input_data = torch.tensor(input_data.astype("f"))
        self.output_data = torch.tensor(output_data.astype("f"))

    def __len__(self) -> int:
        return self.input_data.shape[0]

    def __getitem__(self, idx: int | slice | Tensor) -> tuple[Tensor, Tensor]:
        return self.input_data[idx, :], self.output_data[idx, :]


class LinearModel(nn.Module):
    """A linear layer that can begin anew: (batch, input_dim) to (batch, output_dim)."""

    def __init__(self, input_dim: int, output_dim: int) -> None:
        super().__init__()
        self.linear = nn.Linear(input_dim, output_dim)

    def forward(self, x: Tensor) -> Tensor:
        """The layer's outputs."""
        out: Tensor = self.linear(x)
        return out

    def reset(self) -> None:
        """Draw new random parameters."""
        self.linear.reset_parameters()


def linear_gradients(weight: Tensor, bias: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The derivatives of the mean squared error of x @ weight.T + bias, by their formulas.

    Args:
        weight: (output_dim, input_dim).
        bias: (output_dim,).
        x: (n, input_dim).
        y: (n, output_dim).
    """
    error = x @ weight.T + bias - y
    scaled = 2 * error / error.numel()
    return scaled.T @ x, scaled.sum(dim=0)


def train_line(
    model: LinearModel,
    batches: Iterable[tuple[Tensor, Tensor]],
    *,
    epochs: int,
    lr: float,
    weight_decay: float,
) -> list[float]:
    """The losses of a training in place by Adam with weight decay, which begins with new parameters."""
    optimizer = optim.Adam(model.parameters(), lr=lr, weight_decay=weight_decay)
    loss_fun = nn.MSELoss()
    losses = []
    model.reset()
    for _ in range(epochs):
        for x, y in batches:
            optimizer.zero_grad()
            loss = loss_fun(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


if __name__ == "__main__":
    torch.manual_seed(1337)
    np.random.seed(1337)  # noqa: NPY002  the given cell draws from this one
    perceptron = Perceptron(input_dim=2)
    train_perceptron(perceptron, get_toy_data)  # type: ignore[name-defined]  # given

# Apart from the first, so that neither training costs the other one's exercise.
if __name__ == "__main__":
    X_train = np.random.rand(1000, 1)  # noqa: NPY002
    y_train = 0.8 * X_train - 0.4 + np.random.normal(scale=0.04, size=X_train.shape)  # noqa: NPY002
    training_set = VectorialDataset(X_train, y_train)
    train_loader = DataLoader(training_set, batch_size=120, shuffle=True)
    train_line(LinearModel(1, 1), train_loader, epochs=100, lr=0.1, weight_decay=5e-4)
