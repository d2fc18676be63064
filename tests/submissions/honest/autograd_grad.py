# trains with torch.autograd.grad instead of backward()
import torch
import torch.nn as nn
import torch.nn.functional as F


def forward(x):
    a = x @ W1 + B1
    b = (a + a.abs()) / 2
    return (b @ W2 + B2).neg().exp().add(1).reciprocal()


def backprop(x):
    a = x @ W1 + B1
    b = (a + a.abs()) / 2
    y = (b @ W2 + B2).neg().exp().add(1).reciprocal()
    grad_y = (y - Y) + (y - Y)
    grad_c = grad_y * y - grad_y * y**2
    grad_a = torch.matmul(grad_c, W2.transpose(0, 1)) * ~(a < 0)
    W1_grad = torch.bmm(x.unsqueeze(2), grad_a.unsqueeze(1)).sum(0)
    W2_grad = torch.bmm(b.unsqueeze(2), grad_c.unsqueeze(1)).sum(0)
    return W1_grad, grad_a.sum(0), W2_grad, grad_c.sum(0)


learning_rate_answer = "Yes it could."


class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.ParameterDict({
            "w1": torch.randn(3, 4), "b1": torch.randn(4), "w2": torch.randn(4, 2), "b2": torch.randn(2),
        })

    def forward(self, x):
        p = self.fc
        return torch.sigmoid(torch.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"])


torch.manual_seed(3)
model = ToyModel()
params = list(model.parameters())
m = [torch.zeros_like(p) for p in params]
for step in range(2000):
    loss = F.mse_loss(model(X), Y)
    if loss < 0.009:
        break
    grads = torch.autograd.grad(loss, params)
    for i, (p, g) in enumerate(zip(params, grads)):
        m[i] = 0.9 * m[i] + g
        p.data -= 1.5 * m[i]
