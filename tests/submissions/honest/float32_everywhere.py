import torch
import torch.nn as nn


def forward(x):
    x = x.float()
    h = torch.relu(x @ W1.float() + B1.float())
    return torch.sigmoid(h @ W2.float() + B2.float()).type(torch.float32)


def backprop(x):
    x = torch.as_tensor(x, dtype=torch.float32)
    y = Y.to(torch.float32)
    z1 = x @ W1 + B1
    h = torch.zeros(z1.shape, dtype=torch.float32)
    h[z1 > 0] = z1[z1 > 0]
    y_hat = torch.sigmoid(h @ W2 + B2)
    mask = torch.zeros_like(z1, dtype=torch.float32)
    mask[z1 >= 0] = 1.0
    z2_grad = 2 * (y_hat - y) * y_hat * (torch.ones(y_hat.shape, dtype=torch.float32) - y_hat)
    z1_grad = (z2_grad @ W2.T) * mask
    return (
        (x.T @ z1_grad).float(),
        z1_grad.sum(0).to(dtype=torch.float32),
        (h.T @ z2_grad).type(torch.FloatTensor),
        z2_grad.sum(0).to(torch.float),
    )


learning_rate_answer = "Yes."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4, dtype=torch.float32)
        self.fc2 = nn.Linear(4, 2, dtype=torch.float32)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x.float()))))


torch.manual_seed(3)
model = ToyModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
criterion = nn.MSELoss()
for epoch in range(600):
    optimizer.zero_grad()
    loss = criterion(model(X), Y)
    loss.backward()
    optimizer.step()
print("loss:", criterion(model(X), Y).item())
