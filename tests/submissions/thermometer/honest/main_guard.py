# Given: the imports.
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim

# Given: the temperatures in degrees Celsius (t_c), and what the thermometer showed (t_u, in an unknown unit).
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

def model(t_u, w, b):
    return w * t_u + b

def loss_fn(t_p, t_c):
    squared_diffs = (t_p - t_c) ** 2
    return squared_diffs.mean()

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
    for epoch in range(1, n_epochs + 1):
        w, b = params
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        grad = grad_fn(t_u, t_c, t_p, w, b)
        params = params - learning_rate * grad
        if epoch in {1, 2, 3, 10, 11, 99, 100, 4000, 5000}:
            print('Epoch %d, Loss %f' % (epoch, float(loss)))
        if not torch.isfinite(loss).all():
            break
    return params

print(training_loop(20, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c))

def main():
    t_un = 0.1 * t_u
    params = training_loop(3000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)
    return t_un, params


if __name__ == "__main__":
    t_un, params = main()

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


def main():
    optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
    training_loop(2000, optimizer, linear_model, nn.MSELoss(), *(t.unsqueeze(1) for t in (train_t_un, val_t_un, train_t_c, val_t_c)))


if __name__ == "__main__":
    main()

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
