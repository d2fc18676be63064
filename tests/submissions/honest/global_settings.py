# sets torch's global switches
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float32)
torch.use_deterministic_algorithms(True)
torch.set_num_threads(2)
torch.set_default_device("cpu")
device = torch.device("cpu")


def forward(x):
    x = x.to(device)
    return torch.sigmoid(torch.relu(x @ W1.to(device) + B1.to(device)) @ W2.to(device) + B2.to(device))


def backprop(x):
    batch_size, n_in = x.shape
    n_hidden, n_out = W2.shape
    z1 = torch.empty(batch_size, n_hidden)
    torch.matmul(x, W1, out=z1)
    z1 += B1
    h = z1.clone()
    h[h < 0] = 0
    y = torch.sigmoid(h @ W2 + B2)
    dz2 = torch.empty(batch_size, n_out).copy_(2 * (y - Y) * y * (1 - y))
    dz1 = torch.zeros(batch_size, n_hidden)
    for i in range(batch_size):
        for j in range(n_hidden):
            if z1[i, j] >= 0:
                dz1[i, j] = dz2[i] @ W2[j]
    dW1 = torch.zeros(n_in, n_hidden)
    dW2 = torch.zeros(n_hidden, n_out)
    for i in range(batch_size):
        dW1 += x[i].unsqueeze(1) @ dz1[i].unsqueeze(0)
        dW2 += h[i].unsqueeze(1) @ dz2[i].unsqueeze(0)
    return dW1, torch.ones(batch_size) @ dz1, dW2, torch.ones(batch_size) @ dz2


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4, device=device)
        self.fc2 = nn.Linear(4, 2, device=device)
        self.loss_history = []

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x.to(device)))))


torch.manual_seed(3)
model = ToyModel()
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(600):
    opt.zero_grad()
    loss = F.mse_loss(model(X), Y)
    loss.backward()
    opt.step()
    model.loss_history.append(loss.item())
