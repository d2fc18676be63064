"""Everything in one function, names made global at its end."""


def main():
    global forward, backprop, ToyModel, model, learning_rate_answer
    import torch
    from torch import nn

    def forward(x):
        return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)

    def backprop(x):
        z1 = x @ W1 + B1
        h = torch.relu(z1)
        y = torch.sigmoid(h @ W2 + B2)
        d2 = 2 * (y - Y) * y * (1 - y)
        d1 = (d2 @ W2.T) * (z1 >= 0)
        return x.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0)

    class ToyModel(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1 = nn.Linear(3, 4)
            self.fc2 = nn.Linear(4, 2)

        def forward(self, x):
            return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))

    learning_rate_answer = "Yes."
    torch.manual_seed(3)
    model = ToyModel()
    opt = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(600):
        opt.zero_grad()
        nn.functional.mse_loss(model(X), Y).backward()
        opt.step()


if __name__ == "__main__":
    main()
