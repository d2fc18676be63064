# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

def model(t_u, w, b):
    return t_u * w + b

def loss_fn(t_p, t_c):
    return torch.mean(torch.pow(t_p - t_c, 2))

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
    return 2 * (t_p - t_c) / t_p.size(0)

def dmodel_dw(t_u, w, b):
    return t_u

def dmodel_db(t_u, w, b):
    return 1.0

def grad_fn(t_u, t_c, t_p, w, b):
    dloss_dtp = dloss_fn(t_p, t_c)
    dloss_dw = dloss_dtp * dmodel_dw(t_u, w, b)
    dloss_db = dloss_dtp * dmodel_db(t_u, w, b)
    return torch.stack([dloss_dw.sum(), dloss_db.sum()])

print(grad_fn(t_u, t_c, model(t_u, w, b), w, b))  # 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        w, b = params.unbind()
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        gradient = grad_fn(t_u, t_c, t_p, w, b)
        params = torch.tensor([w - learning_rate * gradient[0], b - learning_rate * gradient[1]])
        if torch.isnan(loss) or torch.isinf(loss):
            break
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

t_un = t_u * 0.1
params = training_loop(n_epochs=3000, learning_rate=1e-2, params=torch.tensor([1.0, 0.0]), t_u=t_un, t_c=t_c)

print(params, loss_fn(model(t_un, *params), t_c).item())  # after 5000 epochs: 5.3671, -17.3012, loss 2.9276

params = torch.tensor([1.0, 0.0], requires_grad=True)
loss_fn(model(t_u, *params), t_c).backward()
print(params.grad)  # again 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        params = (params - learning_rate * params.grad).detach().requires_grad_()
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
    for epoch in range(n_epochs):
        with torch.set_grad_enabled(True):
            train_loss = loss_fn(model(train_t_u, *params), train_t_c)
        with torch.set_grad_enabled(False):
            val_loss = loss_fn(model(val_t_u, *params), val_t_c)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        if epoch % 500 == 0: print(epoch, train_loss.item(), val_loss.item())
    return params

params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(20, optimizer, params, train_t_un, val_t_un, train_t_c, val_t_c))

def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    best = float("inf")
    for epoch in range(n_epochs):
        prediction = model(t_u_train)
        loss = loss_fn(prediction, t_c_train)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            loss_val = loss_fn(model(t_u_val), t_c_val)
        best = min(best, float(loss_val))
    print(best)
    return None

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

seq_model = nn.Sequential()
seq_model.append(nn.Linear(1, 13)).append(nn.Tanh()).append(nn.Linear(13, 1))
namedseq_model = nn.Sequential()
namedseq_model.add_module("hidden_linear", nn.Linear(1, 13))
namedseq_model.add_module("hidden_activation", nn.Tanh())
namedseq_model.add_module("output_linear", nn.Linear(13, 1))

for name, parameter in namedseq_model.named_parameters():
    print(name, tuple(parameter.shape))  # hidden_linear.weight (13, 1), hidden_linear.bias (13,) and so on

class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.n_hidden = 13
        self.hidden_linear, self.output_linear = nn.Linear(1, self.n_hidden), nn.Linear(self.n_hidden, 1)
        self.hidden_activation = nn.Tanh()

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
