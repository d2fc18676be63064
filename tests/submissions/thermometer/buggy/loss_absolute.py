import torch

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])


# 1
def model(t_u, w, b):
    t_p = t_u * w + b
    return t_p


def loss_fn(t_p, t_c):
    err = t_p - t_c
    return torch.mean(torch.abs(err))


w = torch.ones(())
b = torch.zeros(())

# 3
def dloss_fn(t_p, t_c):
    n = len(t_p)
    return (t_p - t_c) * 2 / n


def dmodel_dw(t_u, w, b):
    return 1.0 * t_u


def dmodel_db(t_u, w, b):
    return torch.ones_like(t_u)


# 4
def grad_fn(t_u, t_c, t_p, w, b):
    d = dloss_fn(t_p, t_c)
    grad_w = torch.sum(d * dmodel_dw(t_u, w, b))
    grad_b = torch.sum(d * dmodel_db(t_u, w, b))
    return torch.stack((grad_w, grad_b))


# 5
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for i in range(n_epochs):
        t_p = model(t_u, params[0], params[1])
        loss = loss_fn(t_p, t_c)
        step = learning_rate * grad_fn(t_u, t_c, t_p, params[0], params[1])
        params = params - step
        if i % 1000 == 0:
            print(i, loss)
        if not torch.isfinite(loss):
            return params
    return params


# 6
t_un = t_u / 10
params = training_loop(5000, 1e-2, torch.tensor([1.0, 0.0]), t_un, t_c)
print(params, loss_fn(model(t_un, *params), t_c).item())
