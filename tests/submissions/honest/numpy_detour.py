import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def np_forward(x):
    z1 = x @ W1.detach().numpy() + B1.detach().numpy()
    h = np.maximum(z1, 0)
    y_hat = 1.0 / (1.0 + np.exp(-(h @ W2.detach().numpy() + B2.detach().numpy())))
    return z1, h, y_hat


def forward(x):
    return torch.from_numpy(np_forward(x.detach().numpy())[2])


def backprop(x):
    x = x.detach().numpy()
    z1, h, y_hat = np_forward(x)
    dz2 = 2 * (y_hat - Y.numpy()) * y_hat * (1 - y_hat)
    dz1 = (dz2 @ W2.detach().numpy().T) * (z1 >= 0)
    return tuple(torch.from_numpy(g) for g in (x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)))


learning_rate_answer = "If the learning rate is too high, yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        for name, sizes in {"hidden": (3, 4), "output": (4, 2)}.items():
            setattr(self, name, nn.Linear(*sizes))

    def forward(self, x):
        return torch.sigmoid(self.output(F.relu(self.hidden(x))))


np.random.seed(0)
torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1, betas=(0.9, 0.99))
history = []
for epoch in range(700):
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    opt.step()
    history.append(loss.item())
print(np.array(history)[::100])
