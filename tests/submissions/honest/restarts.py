import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import mse_loss

def forward(x):
  z1 = torch.matmul(x, W1) + B1
  h = F.relu(z1)
  z2 = torch.matmul(h, W2) + B2
  return torch.sigmoid(z2)

def backprop(x):
  z1 = torch.matmul(x, W1) + B1
  h = F.relu(z1)
  z2 = torch.matmul(h, W2) + B2
  y_hat = torch.sigmoid(z2)
  y_hat_grad = 2 * (y_hat - Y)
  z2_grad = y_hat_grad * torch.sigmoid(z2) * (1 - torch.sigmoid(z2))
  h_grad = torch.matmul(z2_grad, W2.T)
  z1_grad = h_grad * torch.heaviside(z1, torch.ones(1))
  B2_grad = z2_grad.sum(0, keepdim=True)
  W2_grad = torch.matmul(h.T, z2_grad)
  B1_grad = z1_grad.sum(0, keepdim=True)
  W1_grad = torch.matmul(x.T, z1_grad)
  return W1_grad, B1_grad, W2_grad, B2_grad

learning_rate_answer = """
Ja, wenn die Lernrate zu groß ist, springt man über das Minimum hinweg. (Yes: it jumps over the minimum.)
"""

class ToyModel(nn.Module):
  def __init__(self):
    super().__init__()
    self.linear_relu_stack = nn.Sequential(
      nn.Linear(3, 4),
      nn.ReLU(),
      nn.Linear(4, 2),
      nn.Sigmoid()
    )

  def forward(self, x):
    logits = self.linear_relu_stack(x)
    return logits

torch.manual_seed(1)
loss = 1.0
tries = 0
while loss > 0.0095:
  tries += 1
  model = ToyModel()
  optimizer = torch.optim.Adam(model.parameters(), lr=0.2)
  for epoch in range(200):
    optimizer.zero_grad()
    l = mse_loss(model(X), Y)
    l.backward()
    optimizer.step()
  loss = mse_loss(model(X), Y).item()
  print(f"try {tries}: {loss:.4f}")
