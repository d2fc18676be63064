# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

def model(t_u, w, b):
    return t_u.mul(w).add(b)

def loss_fn(t_p, t_c):
    return (t_p - t_c).square().sum() / t_p.nelement()

# Given: parameters to begin with, a slope of 1 and an intercept of 0.
w = torch.ones(())
b = torch.zeros(())

print(loss_fn(model(t_u, w, b), t_c).item())  # 1763.88

# Given: how far to look, and how far to go.
delta = 0.1
learning_rate = 1e-2

from functools import partial

shifted = lambda dw=0, db=0: float(loss_fn(model(t_u, w + dw, b + db), t_c))
loss_rate_of_change_w = torch.tensor((shifted(dw=delta) - shifted(dw=-delta)) / (delta + delta))
loss_rate_of_change_b = torch.tensor((shifted(db=delta) - shifted(db=-delta)) / (delta + delta))

print(loss_rate_of_change_w.item(), loss_rate_of_change_b.item())  # near 4517.3 and 82.6
print((w - learning_rate * loss_rate_of_change_w).item())  # -44.17: is that a good step?

def dloss_fn(t_p, t_c):
    return 2 * (t_p - t_c) / len(t_p)

def dmodel_dw(t_u, w, b):
    return t_u

def dmodel_db(t_u, w, b):
    return torch.ones(t_u.shape)

def grad_fn(t_u, t_c, t_p, w, b):
    dw = (dloss_fn(t_p, t_c) * dmodel_dw(t_u, w, b)).sum()
    db = (dloss_fn(t_p, t_c) * dmodel_db(t_u, w, b)).sum()
    return torch.tensor((dw.item(), db.item()))

print(grad_fn(t_u, t_c, model(t_u, w, b), w, b))  # 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    epoch = 0
    while epoch < n_epochs:
        t_p = model(t_u, params[0], params[1])
        loss = loss_fn(t_p, t_c)
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, params[0], params[1])
        epoch += 1
        if not bool(torch.isfinite(loss)):
            epoch = n_epochs
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

t_un = t_u.div(10)
params = torch.tensor([1.0, 0.0])
loss = float("inf")
total = 0
while loss >= 2.94:
    params = training_loop(500, 1e-2, params, t_un, t_c)
    loss = loss_fn(model(t_un, *params), t_c).item()
    total += 500
    print(total, loss)

print(params, loss_fn(model(t_un, *params), t_c).item())  # after 5000 epochs: 5.3671, -17.3012, loss 2.9276

params = torch.tensor([1.0, 0.0], requires_grad=True)
loss_fn(model(t_u, *params), t_c).backward()
print(params.grad)  # again 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        if params.grad is not None:
            params.grad.zero_()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
        if epoch % 500 == 0:
            print('Epoch %d, Loss %f' % (epoch, float(loss)))
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c))  # 5.3671, -17.3012

def training_loop(n_epochs, optimizer, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        t_p = model(t_u, *params)
        loss = loss_fn(t_p, t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 500 == 0:
            print('Epoch %d, Loss %f' % (epoch, float(loss)))
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
    for epoch in range(1, n_epochs + 1):
        train_loss = loss_fn(model(train_t_u, *params), train_t_c)
        with torch.no_grad():
            val_t_p = model(val_t_u, *params)
            val_loss = loss_fn(val_t_p, val_t_c)
            assert val_loss.requires_grad == False
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        if epoch <= 3 or epoch % 500 == 0:
            print(f"Epoch {epoch}, Training loss {train_loss.item():.4f}, Validation loss {val_loss.item():.4f}")
    return params

params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(20, optimizer, params, train_t_un, val_t_un, train_t_c, val_t_c))

def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    # one row for each reading, whatever comes in
    def rows(t):
        return t.reshape(-1, 1)

    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(rows(t_u_train)), rows(t_c_train))
        loss.backward()
        optimizer.step()
        if epoch % 500 == 0:
            val = loss_fn(model(rows(t_u_val)), rows(t_c_val)).item()
            print(epoch, loss.item(), val)

linear_model = nn.Linear(1, 1)
training_loop(2000, optim.SGD(linear_model.parameters(), lr=1e-2), linear_model, nn.MSELoss(), train_t_un, val_t_un, train_t_c, val_t_c)

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
