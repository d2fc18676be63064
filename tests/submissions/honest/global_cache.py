import torch
import torch.nn as nn
import torch.nn.functional as F

z1 = h = z2 = y_hat = None


def forward(x):
    global z1, h, z2, y_hat
    z1 = x @ W1 + B1
    h = F.relu(z1)
    z2 = h @ W2 + B2
    y_hat = F.sigmoid(z2)
    return y_hat


def backprop(x):
    global W1_grad, B1_grad, W2_grad, B2_grad
    forward(x)
    y_hat_grad = 2 * (y_hat - Y)
    z2_grad = y_hat_grad * torch.sigmoid(z2) * torch.sigmoid(-z2)
    h_grad = z2_grad @ W2.T
    z1_grad = h_grad * (z1 >= 0)
    W1_grad = x.T @ z1_grad
    B1_grad = z1_grad.sum(0)
    W2_grad = h.T @ z2_grad
    B2_grad = z2_grad.sum(0)
    return W1_grad, B1_grad, W2_grad, B2_grad


def main():
    global model
    torch.manual_seed(1)
    model = ToyModel()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(600):
        optimizer.zero_grad()
        loss = F.mse_loss(model(X), Y)
        loss.backward()
        optimizer.step()
    print(f"final loss {loss.item():.5f}")


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 4)
        self.fc2 = nn.Linear(4, 2)
        nn.init.xavier_uniform_(self.fc1.weight)
        nn.init.xavier_uniform_(self.fc2.weight)
        nn.init.zeros_(self.fc1.bias)
        nn.init.zeros_(self.fc2.bias)

    def forward(self, x):
        print("shape on the way in:", tuple(x.shape))
        h = F.relu(self.fc1(x))
        return F.sigmoid(self.fc2(h))


learning_rate_answer = "Yes, if the step is too large."

if __name__ == "__main__":
    main()
