"""The reference solution, beside the checks."""

import torch

CANARY = "@REFERENCE_CANARY@"


def generate_data(N):
    X = torch.randn(N, 3)
    a, b, c = X.unbind(dim=1)
    signed_sum = (a + c.sign() * b) * (c != 0)
    Y = torch.stack([signed_sum, X.norm(dim=1)], dim=1).abs() > 1.33
    return X, Y.float()


def restore():
    """The handout's own data."""
    torch.manual_seed(0)
    X, Y = generate_data(20)
    globals().update(X=X, Y=Y, W1=torch.randn(3, 4) * 0.2, B1=torch.randn(1, 4) * 0.2)
    globals().update(W2=torch.randn(4, 2) * 0.2, B2=torch.randn(1, 2) * 0.2)


restore()


def forward(x):
    """The outputs."""
    return torch.sigmoid(torch.relu(x @ W1 + B1) @ W2 + B2)


def backprop(x):
    """The four gradients."""
    z1 = x @ W1 + B1
    h = torch.relu(z1)
    y_hat = torch.sigmoid(h @ W2 + B2)
    z2_grad = 2 * (y_hat - Y) * y_hat * (1 - y_hat)
    z1_grad = (z2_grad @ W2.T) * (z1 >= 0)
    return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)
