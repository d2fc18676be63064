"""Right solutions that compute otherwise than the reference: other orders of summation, other words, other rounding."""

from __future__ import annotations

from grader.checks import Rewriting

_FIRST = "h = torch.relu(x @ W1 + B1)"
_LAST = "return torch.sigmoid(h @ W2 + B2)"
_RETURNED = "return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)"

REWRITINGS = (
    Rewriting(
        id="sums-from-the-end",
        edits={
            _FIRST: "h = torch.relu((x.flip(1) @ W1.flip(0)) + B1)",
            _LAST: "return torch.sigmoid(h.flip(1) @ W2.flip(0) + B2)",
            _RETURNED: "return x.flip(0).T @ z1_grad.flip(0), z1_grad.flip(0).sum(0), "
            "h.flip(0).T @ z2_grad.flip(0), z2_grad.flip(0).sum(0)",
        },
    ),
    Rewriting(
        id="outer-products",
        edits={
            _RETURNED: "return (x[:, :, None] * z1_grad[:, None, :]).sum(0), z1_grad.sum(0, keepdim=True), "
            "(h[:, :, None] * z2_grad[:, None, :]).sum(0), z2_grad.sum(dim=0)",
        },
    ),
    Rewriting(
        id="einsum",
        edits={
            _RETURNED: "return torch.einsum('ni,nj->ij', x, z1_grad), torch.einsum('nj->j', z1_grad), "
            "torch.einsum('ni,nj->ij', h, z2_grad), torch.einsum('nj->j', z2_grad)",
        },
    ),
    Rewriting(
        id="one-row-after-the-other",
        edits={
            _RETURNED: "return (sum(torch.outer(a, g) for a, g in zip(x, z1_grad)), sum(g for g in z1_grad), "
            "sum(torch.outer(a, g) for a, g in zip(h, z2_grad)), sum(g for g in z2_grad))",
        },
    ),
    Rewriting(
        id="sigmoid-written-out",
        edits={
            _LAST: "return 1 / (1 + torch.exp(-(h @ W2 + B2)))",
            "y_hat = torch.sigmoid(h @ W2 + B2)": "y_hat = 1 / (1 + torch.exp(-(h @ W2 + B2)))",
        },
    ),
    Rewriting(
        id="sigmoid-as-tanh",
        edits={
            _LAST: "return 0.5 * (1 + torch.tanh((h @ W2 + B2) / 2))",
            "y_hat = torch.sigmoid(h @ W2 + B2)": "y_hat = 0.5 * (1 + torch.tanh((h @ W2 + B2) / 2))",
        },
    ),
    Rewriting(
        id="relu-written-out",
        edits={
            _FIRST: "z = x @ W1 + B1; h = z * (z > 0)",
            "h = torch.relu(z1)": "h = torch.where(z1 > 0, z1, torch.zeros_like(z1))",
            "z1_grad = h_grad * (z1 >= 0)": "z1_grad = h_grad.clone(); z1_grad[z1 <= 0] = 0",
        },
    ),
    Rewriting(
        id="mean-times-size",
        edits={_RETURNED: "n = len(x); return x.T @ z1_grad, n * z1_grad.mean(0), h.T @ z2_grad, n * z2_grad.mean(0)"},
    ),
    Rewriting(
        id="four-threads",
        edits={
            "learning_rate_answer =": "torch.set_num_threads(4)\nlearning_rate_answer =",
        },
    ),
    Rewriting(
        id="one-sequence",
        solution="""
class ToyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid())

    def forward(self, x):
        return self.layers(x)


model = ToyModel()
for _ in range(40):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(500):
        optimizer.zero_grad()
        loss = mse_loss(model(X), Y)
        loss.backward()
        optimizer.step()
    if loss.item() < 0.008:
        break
    model = ToyModel()
""",
    ),
)
