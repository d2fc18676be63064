"""The reference solution of hw4: a 3-4-2 network by hand, with torch.nn, and trained.

The handout's given names (assignments/hw4/given.py) are executed into this module before it, so that its functions
read the module globals X, Y, W1, B1, W2 and B2 exactly as a student's do. Handed in as a submission it earns every
point; loaded by a checker it trains nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

# Given, not assigned here: X (batch, 3), Y (batch, 2), W1 (3, 4), B1 (1, 4) or (4,), W2 (4, 2), B2 (1, 2) or (2,).
X: Tensor
Y: Tensor
W1: Tensor
B1: Tensor
W2: Tensor
B2: Tensor


def forward(x: Tensor) -> Tensor:
    """The network's outputs for a batch, in the dtype of x and the parameters.

    Args:
        x: (batch, 3).

    Returns:
        (batch, 2), each strictly between 0 and 1 unless the sigmoid saturates.
    """
    h = torch.relu(x @ W1 + B1)
    return torch.sigmoid(h @ W2 + B2)


def backprop(x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The gradients of the summed squared error against Y, in the order W1, B1, W2, B2.

    Args:
        x: (batch, 3), the inputs that belong to the rows of Y.

    Returns:
        Shapes (3, 4), (4,), (4, 2) and (2,): biases flat, whichever shape B1 and B2 have.

    Source: the chain rule, from the loss back to the inputs. The sigmoid's derivative is s(1 - s) at the output s;
    the ReLU's is the step H with H(0) = 1, as the course defines it (autograd takes 0 there).
    """
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y_hat = torch.sigmoid(h @ W2 + B2)

    y_hat_grad = 2 * (y_hat - Y)
    z2_grad = y_hat_grad * y_hat * (1 - y_hat)
    h_grad = z2_grad @ W2.T
    z1_grad = h_grad * (z1 >= 0)
    return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)


learning_rate_answer = """
Yes. The negative gradient points downhill only in the immediate neighbourhood: it is a first-order statement. A step
of length alpha times the gradient lowers the loss as long as alpha is small against the curvature (below 2/L, where L
bounds how fast the gradient changes). A larger step can jump over the valley and land higher on the other side, and
with a very large one the sigmoids saturate and the loss stays there. 0.01 happens to be small enough here.
"""


class ToyModel(nn.Module):
    """The same network as a module: (batch, 3) to (batch, 2)."""

    def __init__(self) -> None:
        super().__init__()
        self.layer1 = nn.Linear(3, 4)
        self.relu = nn.ReLU()
        self.layer2 = nn.Linear(4, 2)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        """The network's outputs: (batch, 2)."""
        y_hat: Tensor = self.sigmoid(self.layer2(self.relu(self.layer1(x))))
        return y_hat


#: Adam's; the loss is flat enough for large steps.
LEARNING_RATE = 0.1
#: A start that leads to the target does so within 400 steps.
STEPS = 500
#: Five of twelve starts led there: that forty in a row do not has a chance of one in a thousand million.
STARTS = 40


def descend(model: nn.Module, x: Tensor, y: Tensor, target_loss: float) -> float:
    """The mean squared error after training in place from the weights that the model has."""
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = mse_loss(model(x), y)
        if loss.item() < target_loss:
            break
        loss.backward()
        optimizer.step()
    return mse_loss(model(x), y).item()


def train(model: ToyModel, x: Tensor, y: Tensor, target_loss: float = 0.008) -> float:
    """The mean squared error that training in place reaches, below the target; from fresh weights where it is stuck.

    Four hidden units barely fit twenty points, so that most starts end in a local minimum.

    Args:
        model: trained in place; the weights it comes with are the first start.
        x: (batch, 3).
        y: (batch, 2).
        target_loss: a little below the 0.01 that the handout asks for.
    """
    for _ in range(STARTS - 1):
        loss = descend(model, x, y, target_loss)
        if loss < target_loss:
            return loss
        model.layer1.reset_parameters()
        model.layer2.reset_parameters()
    return descend(model, x, y, target_loss)


if __name__ == "__main__":
    model = ToyModel()
    print(f"loss after training: {train(model, X, Y):.6f}")
