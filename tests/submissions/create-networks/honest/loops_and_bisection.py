import torch
import torch.nn as nn
import torch.optim as optim


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def make_data():
    torch.manual_seed(42)
    x = torch.randn(200, 1)
    y_obs = 5 * x + 2 + 2 * torch.randn(200, 1)
    return x, y_obs


x, y_obs = make_data()


def update_model(model, loss_function, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    loss = loss_function(y_pred, y_obs)
    loss.backward()
    optimizer.step()
    return loss.item()


def plot_losses(losses, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.plot(losses, ".:")
    ax.set(title="Loss while training", xlabel="iteration", ylabel="loss")


def plot_1d_model_fit(model, x, y_obs, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.plot(x, y_obs, ".", markersize=2)
    ends = torch.linspace(x.min(), x.max(), 100).reshape(-1, 1)
    ax.plot(ends, model(ends).detach(), ":")
    ax.set(title="The fit", xlabel="x", ylabel="y")


class B(nn.Module):
    def __init__(self):
        super(B, self).__init__()
        self.fc1 = nn.Linear(3, 2)
        self.fc2 = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc2(self.fc1(x))


class C(nn.Module):
    def __init__(self, n_in=8, n_hidden=20, n_out=1):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out))

    def forward(self, x):
        return self.net(x)


a = nn.Sequential(nn.Linear(4, 1))
b = B()
c = C()
d = nn.Sequential(nn.Sequential(nn.Linear(20, 50), nn.Linear(50, 35)), nn.Sequential(nn.Linear(35, 10), nn.Linear(10, 1)))
for n in (a, b, c, d):
    print(count_parameters(n))

model_2a = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
data = torch.randn(3, 1)
print(model_2a(data))
model_2a[0].weight.data = torch.tensor([[-10.0]])
print(model_2a(data))

model_2b = nn.Sequential(nn.Linear(100, 50), nn.Linear(50, 1), nn.Linear(1, 1))
data = torch.randn(3, 100)
print(model_2b(data))
state = model_2b.state_dict()
state["2.weight"] = torch.zeros(1, 1)
state["2.bias"] = torch.zeros(1)
model_2b.load_state_dict(state)
print(model_2b(data))

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
loss_function = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
losses = []
while len(losses) < 2 or losses[-2] - losses[-1] > 1e-3:
    losses.append(update_model(model, loss_function, optimizer, x, y_obs))
print(len(losses), losses[-1])

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
for step in range(150):
    optimizer.zero_grad()
    loss = loss_function(model(x), y_obs)
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(step, loss.item())

# bisection for the learning rate
low, high = 0.01, 3.0
for _ in range(6):
    middle = (low + high) / 2
    x, y_obs = make_data()
    model = nn.Sequential(nn.Linear(1, 1))
    optimizer = optim.SGD(model.parameters(), lr=middle)
    losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(30)]
    if losses[-1] > losses[0]:
        high = middle
    else:
        low = middle
print(low, high)

x, y_obs = make_data()
model = nn.Sequential(nn.Linear(1, 1))
optimizer = optim.Adagrad(model.parameters(), lr=1.5)
losses = [update_model(model, loss_function, optimizer, x, y_obs) for _ in range(75)]


def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    n = len(y_obs)
    loss = 0
    for i in range(n):
        loss = loss + (y_pred[i, 0] - y_obs[i, 0]) ** 2
    loss = loss / n
    loss.backward()
    optimizer.step()
    return loss.item()


def update_model3(model, x, y_obs):
    for p in model.parameters():
        p.grad = None
    loss = sum((p - o) ** 2 for p, o in zip(model(x), y_obs)) / y_obs.shape[0]
    loss.backward()
    for p in model.parameters():
        p.data = p.data - 0.01 * p.grad
    return loss.item()
