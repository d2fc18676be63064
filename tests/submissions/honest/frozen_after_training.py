# raises when it does not converge; freezes the parameters afterwards
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)


def backprop(x):
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y = torch.sigmoid(h @ W2 + B2)
    d2 = 2 * (y - Y) * y * (1 - y)
    d1 = (d2 @ W2.T) * (z1 >= 0)
    return x.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0)


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch.manual_seed(3)
model = ToyModel()
model.train()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1, weight_decay=0, amsgrad=True)
loss_fn = nn.MSELoss(reduction="mean")
epoch, limit = 0, 5000
while epoch < limit:
    epoch += 1
    optimizer.zero_grad()
    pred = model(X)
    loss = loss_fn(pred, Y)
    loss.backward()
    optimizer.step()
    if loss.item() < 1e-3:
        print(f"Converged at epoch {epoch}")
        break
else:
    raise RuntimeError("did not converge")
model.eval()
for p in model.parameters():
    p.requires_grad_(False)
assert F.mse_loss(model(X), Y).item() < 0.01
