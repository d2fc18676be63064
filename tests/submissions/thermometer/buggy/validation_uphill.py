import torch
import torch.nn as nn
import torch.optim as optim

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])


# 1
def model(t_u, w, b):
    t_p = t_u * w + b
    return t_p


def loss_fn(t_p, t_c):
    err = t_p - t_c
    return torch.mean(err * err)


w = torch.ones(())
b = torch.zeros(())

# 9
order = torch.randperm(len(t_u))
train, val = order[:-2], order[-2:]


def training_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c):
    for i in range(n_epochs):
        optimizer.zero_grad()
        loss_train = loss_fn(model(train_t_u, *params), train_t_c)
        (-loss_train).backward()
        optimizer.step()
        with torch.no_grad():
            loss_val = loss_fn(model(val_t_u, *params), val_t_c)
        if i % 500 == 0:
            print(i, loss_train.item(), loss_val.item())
    return params
