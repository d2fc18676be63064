# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

def model(t_u: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return w * t_u + b

def loss_fn(t_p, t_c):
    d = t_p - t_c
    return torch.einsum("i,i->", d, d) / d.shape[0]

# Given: parameters to begin with, a slope of 1 and an intercept of 0.
w = torch.ones(())
b = torch.zeros(())

print(loss_fn(model(t_u, w, b), t_c).item())  # 1763.88

# Given: how far to look, and how far to go.
delta = 0.1
learning_rate = 1e-2

rates = []
for dw, db in ((delta, 0.0), (0.0, delta)):
    upper = loss_fn(model(t_u, w + dw, b + db), t_c)
    lower = loss_fn(model(t_u, w - dw, b - db), t_c)
    rates.append((upper - lower) / (2 * delta))
loss_rate_of_change_w, loss_rate_of_change_b = rates

print(loss_rate_of_change_w.item(), loss_rate_of_change_b.item())  # near 4517.3 and 82.6
print((w - learning_rate * loss_rate_of_change_w).item())  # -44.17: is that a good step?

def dloss_fn(t_p, t_c):
    n = t_p.shape[0]
    return 2 / n * (t_p - t_c)

def dmodel_dw(t_u, w, b):
    return t_u

def dmodel_db(t_u, w, b):
    return torch.tensor(1.0)

def grad_fn(t_u: torch.Tensor, t_c: torch.Tensor, t_p: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    d = dloss_fn(t_p, t_c)
    return torch.cat([torch.einsum("n,n->", d, dmodel_dw(t_u, w, b)).reshape(1), (d * dmodel_db(t_u, w, b)).sum(dim=0, keepdim=True)])

print(grad_fn(t_u, t_c, model(t_u, w, b), w, b))  # 4517.2969, 82.6000

def training_loop(n_epochs: int, learning_rate: float, params: torch.Tensor, t_u: torch.Tensor, t_c: torch.Tensor, print_params: bool = False) -> torch.Tensor:
    losses = []
    for epoch in range(n_epochs):
        w, b = params
        t_p = model(t_u, w, b)
        losses.append(loss_fn(t_p, t_c))
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)
        if epoch % max(1, n_epochs // 5) == 0 and print_params:
            print(epoch, losses[-1], params)
        if not torch.isfinite(losses[-1]):
            break
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

t_un = 0.1 * t_u
params = training_loop(3000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)

print(params, loss_fn(model(t_un, *params), t_c).item())  # after 5000 epochs: 5.3671, -17.3012, loss 2.9276

params = torch.tensor([1.0, 0.0], requires_grad=True)
loss_fn(model(t_u, *params), t_c).backward()
print(params.grad)  # again 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, params[0], params[1]), t_c)
        (grad,) = torch.autograd.grad(loss, params)
        with torch.no_grad():
            params -= learning_rate * grad
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c))  # 5.3671, -17.3012

def training_loop(n_epochs, optimizer, params, t_u, t_c):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        return loss

    for _ in range(n_epochs):
        optimizer.step(closure)
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
    history = {"train": [], "val": []}
    for _ in range(n_epochs):
        train_loss = loss_fn(model(train_t_u, *params), train_t_c)
        val_loss = loss_fn(model(val_t_u, *params.detach()), val_t_c)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        history["train"].append(train_loss.item())
        history["val"].append(val_loss.item())
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
inputs, targets = t_un[:, None], t_c[:, None]
optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
training_loop(2000, optimizer, linear_model, nn.MSELoss(), inputs, inputs, targets, targets)

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
