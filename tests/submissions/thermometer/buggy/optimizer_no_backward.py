import torch
import torch.nn as nn
import torch.optim as optim

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])


t_un = t_u / 10

# 1
def model(t_u, w, b):
    t_p = t_u * w + b
    return t_p


def loss_fn(t_p, t_c):
    err = t_p - t_c
    return torch.mean(err * err)


w = torch.ones(())
b = torch.zeros(())

# 8
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    for i in range(n_epochs):
        optimizer.zero_grad()
        t_p = model(t_u, params[0], params[1])
        loss = loss_fn(t_p, t_c)
        optimizer.step()
    return params


params = torch.tensor([1.0, 0.0], requires_grad=True)
print(training_loop(500, optim.SGD([params], lr=1e-2), params, t_un, t_c))
