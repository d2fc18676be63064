# Cell: the data and the parameters
import torch
from torch import nn
from torch.nn.functional import mse_loss


def generate_data(N):
    X = torch.randn(N, 3)
    first = torch.where(X[:, 2] > 0, X[:, 0] + X[:, 1], X[:, 0] - X[:, 1])
    Y = (torch.stack([first, X.norm(dim=1)], dim=1).abs() > 1.33).float()
    return X, Y


torch.manual_seed(0)
X, Y = generate_data(20)
W1 = torch.randn(3, 4) * 0.2
B1 = torch.randn(1, 4) * 0.2
W2 = torch.randn(4, 2) * 0.2
B2 = torch.randn(1, 2) * 0.2


# Cell: the forward pass
def forward(x):
    hidden = torch.relu(x @ W1 + B1)
    return torch.sigmoid(hidden @ W2 + B2)


# Cell: the backward pass
def backprop(x):
    z = x @ W1 + B1
    hidden = torch.relu(z)
    y_hat = torch.sigmoid(hidden @ W2 + B2)
    z2_grad = 2 * (y_hat - Y) * y_hat * (1 - y_hat)
    z_grad = (z2_grad @ W2.T) * (z >= 0)
    return x.T @ z_grad, z_grad.sum(0), hidden.T @ z2_grad, z2_grad.sum(0)


# Cell: the network as a module
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.output = nn.Linear(4, 2)

    def forward(self, x):
        return torch.sigmoid(self.output(torch.relu(self.hidden(x))))


# Cell: the training
torch.manual_seed(5)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for _step in range(600):
    optimizer.zero_grad()
    loss = mse_loss(model(X), Y)
    loss.backward()
    optimizer.step()
print(f"loss after training: {loss.item():.4f}")
