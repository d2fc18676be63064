import torch
import torch.nn as nn
import torch.optim as optim

# 8
def update_model3(model, x, y_obs):
    model.zero_grad()

    y_pred = model(x)
    loss = torch.mean((y_obs - y_pred).pow(2))
    loss.backward()

    lr = 0.1
    with torch.no_grad():
        for p in model.parameters():
            p -= lr * p.grad

    return loss.item()
