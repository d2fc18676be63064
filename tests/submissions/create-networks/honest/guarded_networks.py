import torch
from torch import nn, optim

torch.manual_seed(42)


def mse(prediction, target):
    return torch.mean((prediction - target) ** 2)


def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    loss = mse(model(x), y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


def update_model3(model, x, y_obs):
    model.zero_grad()
    loss = mse(model(x), y_obs)
    loss.backward()
    lr = 0.01
    with torch.no_grad():
        for name, p in model.named_parameters():
            p[:] = p - lr * p.grad
    return loss.item()


def train(model, optimizer, iterations):
    return [update_model(model, nn.MSELoss(), optimizer, x, y_obs) for _ in range(iterations)]


if __name__ == "__main__":
    model = nn.Linear(4, 1)
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
    print(model(torch.ones(3)))
    networks = {
        "c": nn.Sequential(nn.Linear(8, 20), nn.Linear(20, 1)),
        "d": nn.Sequential(nn.Linear(20, 50), nn.Linear(50, 35), nn.Linear(35, 10), nn.Linear(10, 1)),
    }
    model = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
    with torch.no_grad():
        model[0].weight[0, 0] = -10
    model = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 1), nn.Linear(1, 1))
    with torch.no_grad():
        model[2].weight.zero_()
        model[2].bias.zero_()

    x, y_obs = make_data()
    model = nn.Sequential(nn.Linear(1, 1))
    losses = train(model, optim.SGD(model.parameters(), lr=0.01), 400)
    x, y_obs = make_data()
    model = nn.Sequential(nn.Linear(1, 4), nn.LeakyReLU(), nn.Linear(4, 1))
    losses = train(model, optim.SGD(model.parameters(), lr=0.01), 150)
    x, y_obs = make_data()
    model = nn.Sequential(nn.Linear(1, 1))
    losses = train(model, optim.SGD(model.parameters(), lr=1.0), 250)
    x, y_obs = make_data()
    model = nn.Sequential(nn.Linear(1, 1))
    losses = train(model, optim.Adam(model.parameters(), lr=1.5), 75)
