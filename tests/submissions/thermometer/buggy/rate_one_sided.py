import torch

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

# 2
delta = 0.1
learning_rate = 1e-2
up = loss_fn(model(t_u, w + delta, b), t_c)
down = loss_fn(model(t_u, w - delta, b), t_c)
loss_rate_of_change_w = (up - down) / (2.0 * delta)
up_b = loss_fn(model(t_u, w, b + delta), t_c)
down_b = loss_fn(model(t_u, w, b), t_c)
loss_rate_of_change_b = (up_b - down_b) / delta
