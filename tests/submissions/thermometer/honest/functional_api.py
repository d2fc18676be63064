# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

def model(t_u, w, b):
    return torch.add(torch.mul(t_u, w), b)

def loss_fn(t_p, t_c):
    return F.mse_loss(t_p, t_c)

# Given: parameters to begin with, a slope of 1 and an intercept of 0.
w = torch.ones(())
b = torch.zeros(())

print(loss_fn(model(t_u, w, b), t_c).item())  # 1763.88

# Given: how far to look, and how far to go.
delta = 0.1
learning_rate = 1e-2

def loss_at(w, b):
    return loss_fn(model(t_u, w, b), t_c)


loss_rate_of_change_w = (loss_at(w + delta, b) - loss_at(w - delta, b)) / (2 * delta)
loss_rate_of_change_b = (loss_at(w, b + delta) - loss_at(w, b - delta)) / (2 * delta)

print(loss_rate_of_change_w.item(), loss_rate_of_change_b.item())  # near 4517.3 and 82.6
print((w - learning_rate * loss_rate_of_change_w).item())  # -44.17: is that a good step?

def dloss_fn(t_p, t_c):
    return (t_p - t_c) * (2 / t_p.numel())

def dmodel_dw(t_u, w, b):
    return t_u.clone()

def dmodel_db(t_u, w, b):
    return torch.ones_like(t_u)

def grad_fn(t_u, t_c, t_p, w, b):
    inner = torch.stack([dmodel_dw(t_u, w, b), dmodel_db(t_u, w, b)])
    return inner @ dloss_fn(t_p, t_c)

print(grad_fn(t_u, t_c, model(t_u, w, b), w, b))  # 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    params = params.clone()
    for epoch in range(n_epochs):
        t_p = model(t_u, *params)
        loss = loss_fn(t_p, t_c)
        params -= learning_rate * grad_fn(t_u, t_c, t_p, *params)
        if not torch.isfinite(loss):
            print("diverged in epoch", epoch)
            return params
    print(f"{loss=}")
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

t_un = 0.1 * t_u
params = training_loop(3000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)

print(params, loss_fn(model(t_un, *params), t_c).item())  # after 5000 epochs: 5.3671, -17.3012, loss 2.9276

params = torch.tensor([1.0, 0.0], requires_grad=True)
loss_fn(model(t_u, *params), t_c).backward()
print(params.grad)  # again 4517.2969, 82.6000

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        with torch.no_grad():
            params.sub_(learning_rate * params.grad)
            params.grad.zero_()
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
    def evaluate(t_u, t_c):
        return loss_fn(model(t_u, *params), t_c)

    @torch.no_grad()
    def validate():
        return evaluate(val_t_u, val_t_c).item()

    for epoch in range(1, n_epochs + 1):
        train_loss = evaluate(train_t_u, train_t_c)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        val_loss = validate()
        if epoch % 1000 == 0:
            print(epoch, train_loss.item(), val_loss)
    return params

params = torch.tensor([1.0, 0.0], requires_grad=True)
optimizer = optim.SGD([params], lr=1e-2)
print(training_loop(20, optimizer, params, train_t_un, val_t_un, train_t_c, val_t_c))

def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    for epoch in range(1, n_epochs + 1):
        model.train()
        optimizer.zero_grad()
        loss = loss_fn(model(t_u_train), t_c_train)
        loss.backward()
        optimizer.step()
        model.eval()
        with torch.inference_mode():
            val = loss_fn(model(t_u_val), t_c_val)
    print(loss.item(), val.item())

linear_model = nn.Linear(1, 1)
optimizer = optim.Adam(linear_model.parameters(), lr=0.1)
t_un2 = t_un.view(-1, 1)
training_loop(1500, optimizer, linear_model, F.mse_loss, t_un2, t_un2, t_c.view(-1, 1), t_c.view(-1, 1))

print(linear_model.weight, linear_model.bias)  # roughly 5.4 and -17

def make_network(n_hidden: int = 13):
    return OrderedDict(
        hidden_linear=nn.Linear(1, n_hidden), hidden_activation=nn.Tanh(), output_linear=nn.Linear(n_hidden, 1)
    )


seq_model = nn.Sequential(*make_network().values())
namedseq_model = nn.Sequential(make_network())

for name, parameter in namedseq_model.named_parameters():
    print(name, tuple(parameter.shape))  # hidden_linear.weight (13, 1), hidden_linear.bias (13,) and so on

class SubclassModel(nn.Module):
    def __init__(self):
        super(SubclassModel, self).__init__()
        self.hidden_linear = nn.Linear(in_features=1, out_features=13)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(in_features=13, out_features=1)

    def forward(self, input):
        for module in self.children():
            input = module(input)
        return input

print(SubclassModel())

class SubclassFunctionalModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden_linear = nn.Linear(1, 14)
        self.output_linear = nn.Linear(14, 1)

    def forward(self, input):
        hidden_t = self.hidden_linear(input)
        activated_t = F.tanh(hidden_t)
        output_t = self.output_linear(activated_t)
        return output_t

print(SubclassFunctionalModel())
