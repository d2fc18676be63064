# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

def model(t_u, w, b):
    t_p = torch.zeros_like(t_u)
    for i in range(len(t_u)):
        t_p[i] = w * t_u[i] + b
    return t_p

def loss_fn(t_p, t_c):
    total = 0
    for p, c in zip(t_p, t_c):
        total = total + (p - c) ** 2
    return total / len(t_c)

# Given: parameters to begin with, a slope of 1 and an intercept of 0.
w = torch.ones(())
b = torch.zeros(())

print(loss_fn(model(t_u, w, b), t_c).item())  # 1763.88

# Given: how far to look, and how far to go.
delta = 0.1
learning_rate = 1e-2

loss_rate_of_change_w = (loss_fn(model(t_u, w + delta, b), t_c) - loss_fn(model(t_u, w - delta, b), t_c)) / (2.0 * delta)
loss_rate_of_change_b = (loss_fn(model(t_u, w, b + delta), t_c) - loss_fn(model(t_u, w, b - delta), t_c)) / (2.0 * delta)

print(loss_rate_of_change_w.item(), loss_rate_of_change_b.item())  # near 4517.3 and 82.6
print((w - learning_rate * loss_rate_of_change_w).item())  # -44.17: is that a good step?

def dloss_fn(t_p, t_c):
    result = torch.empty_like(t_p)
    for i in range(len(t_p)):
        result[i] = 2 * (t_p[i] - t_c[i]) / len(t_p)
    return result

def dmodel_dw(t_u, w, b):
    return t_u

def dmodel_db(t_u, w, b):
    return 1

def grad_fn(t_u, t_c, t_p, w, b):
    grad_w, grad_b = 0.0, 0.0
    for d, u in zip(dloss_fn(t_p, t_c), dmodel_dw(t_u, w, b)):
        grad_w += d * u
        grad_b += d * dmodel_db(t_u, w, b)
    return torch.tensor([grad_w, grad_b])

print(grad_fn(t_u, t_c, model(t_u, w, b), w, b))  # 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    w, b = params[0], params[1]
    for epoch in range(n_epochs):
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        g = grad_fn(t_u, t_c, t_p, w, b)
        w = w - learning_rate * g[0]
        b = b - learning_rate * g[1]
        if epoch % 100 == 0:
            print(epoch, loss.item())
        if not torch.isfinite(loss):
            break
    return torch.stack([w, b])

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

t_un = t_u / 10


def fast_loop(params, t_u, t_c):
    epochs = 0
    while True:
        t_p = params[0] * t_u + params[1]
        if ((t_p - t_c) ** 2).mean() < 2.93:
            return params, epochs
        params = params - 1e-2 * torch.stack([(2 * (t_p - t_c) * t_u).mean(), (2 * (t_p - t_c)).mean()])
        epochs += 1


params, epochs = fast_loop(torch.tensor([1.0, 0.0]), t_un, t_c)
print(epochs)

print(params, loss_fn(model(t_un, *params), t_c).item())  # after 5000 epochs: 5.3671, -17.3012, loss 2.9276

params = torch.tensor([1.0, 0.0], requires_grad=True)
loss_fn(model(t_u, *params), t_c).backward()
print(params.grad)  # again 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        params.grad = None
        loss = loss_fn(t_u * params[0] + params[1], t_c)
        loss.backward()
        params.data -= learning_rate * params.grad
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c))  # 5.3671, -17.3012

def training_loop(n_epochs, optimizer, params, t_u, t_c):
    w, b = params
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = ((t_u * params[0] + params[1] - t_c) ** 2).mean()
        loss.backward()
        optimizer.step()
    return params

params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(20, optimizer, params, t_un, t_c))  # 5.3671, -17.3012

# Adam finds a learning rate for each parameter by itself: it needs no normalised inputs.
params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.Adam([params], lr=1e-1)
print(training_loop(20, optimizer, params, t_u, t_c))  # near 0.537, -17.3

shuffled = torch.randperm(len(t_u))
train_indices, val_indices = shuffled[:-2], shuffled[-2:]
train_t_un, val_t_un = 0.1 * t_u[train_indices], 0.1 * t_u[val_indices]
train_t_c, val_t_c = t_c[train_indices], t_c[val_indices]

def training_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c):
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        train_loss = torch.mean((train_t_u * params[0] + params[1] - train_t_c) ** 2)
        train_loss.backward()
        optimizer.step()
        if epoch % 1000 == 0:
            with torch.no_grad():
                val_loss = torch.mean((val_t_u * params[0] + params[1] - val_t_c) ** 2)
            print(train_loss.item(), val_loss.item())
    return params

params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(20, optimizer, params, train_t_un, val_t_un, train_t_c, val_t_c))

def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    for epoch in range(1, n_epochs + 1):
        t_p_train = model(t_u_train)
        loss_train = loss_fn(t_p_train, t_c_train)
        t_p_val = model(t_u_val)
        loss_val = loss_fn(t_p_val, t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        if epoch == 1 or epoch % 1000 == 0:
            print(f"Epoch {epoch}, Training loss {loss_train.item():.4f}, Validation loss {loss_val.item():.4f}")

linear_model = nn.Linear(1, 1)
optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
training_loop(
    n_epochs=1000,
    optimizer=optimizer,
    model=linear_model,
    loss_fn=nn.MSELoss(),
    t_u_train=train_t_un.unsqueeze(1),
    t_u_val=val_t_un.unsqueeze(1),
    t_c_train=train_t_c.unsqueeze(1),
    t_c_val=val_t_c.unsqueeze(1),
)

print(linear_model.weight, linear_model.bias)  # roughly 5.4 and -17

seq_model = nn.Sequential(nn.Linear(1, 13), nn.Tanh(), nn.Linear(13, 1))
namedseq_model = nn.Sequential(OrderedDict([
    ("hidden_linear", nn.Linear(1, 13)),
    ("hidden_activation", nn.Tanh()),
    ("output_linear", nn.Linear(13, 1)),
]))

for name, parameter in namedseq_model.named_parameters():
    print(name, tuple(parameter.shape))  # hidden_linear.weight (13, 1), hidden_linear.bias (13,) and so on

class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_linear = nn.Linear(1, 13)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(13, 1)

    def forward(self, input):
        return self.output_linear(self.hidden_activation(self.hidden_linear(input)))

print(SubclassModel())

class SubclassFunctionalModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_linear = nn.Linear(1, 14)
        self.output_linear = nn.Linear(14, 1)

    def forward(self, input):
        return self.output_linear(torch.tanh(self.hidden_linear(input)))

print(SubclassFunctionalModel())
