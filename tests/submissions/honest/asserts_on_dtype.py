# defensive code: asserts about types and shapes
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    assert isinstance(x, torch.Tensor), "x must be a tensor"
    assert x.dtype == torch.float32, x.dtype
    assert x.ndim == 2 and x.shape[1] == W1.shape[0]
    h = torch.relu(x @ W1 + B1)
    y = torch.sigmoid(h @ W2 + B2)
    assert y.shape == (len(x), 2)
    assert (y >= 0).all() and (y <= 1).all()
    return y


def backprop(x):
    if x.dtype != torch.float:
        raise TypeError(f"expected float32, got {x.dtype}")
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y = torch.sigmoid(h @ W2 + B2)
    d2 = (2 * (y - Y) * y * (1 - y)).numpy().astype(np.float32)
    d1 = (d2 @ W2.numpy().T).astype("float32") * (z1.numpy() >= 0)
    W1_grad = torch.tensor(x.numpy().T @ d1, dtype=torch.float32)
    W2_grad = torch.from_numpy(h.numpy().T @ d2)
    assert W1_grad.shape == W1.shape and W2_grad.shape == W2.shape
    return W1_grad, torch.from_numpy(d1.sum(0, dtype=np.float32)), W2_grad, torch.from_numpy(np.array(d2.sum(0), dtype=np.float32))


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        assert x.dtype == torch.float32
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    F.mse_loss(model(X), Y).backward()
    opt.step()
