import torch
import torch.nn as nn
import torch.optim as optim

# 7
def update_model2(model, optimizer, x, y_obs):
    optimizer.zero_grad()
    y_pred = model(x)
    error = y_obs - y_pred
    loss = nn.functional.mse_loss(y_pred, y_obs)

    loss.backward()
    optimizer.step()
    return loss.item()
