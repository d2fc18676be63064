"""Right solutions in other words than the reference's. Each must earn everything."""

from __future__ import annotations

from grader.checks import Rewriting

_BY_HAND_BODY = """        w, b = params
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)
"""
_AUTOGRAD_BODY = """        if params.grad is not None:
            params.grad.zero_()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        assert params.grad is not None
        with torch.no_grad():
            params -= learning_rate * params.grad
"""
_VALIDATION = """        with torch.no_grad():
            val_loss = loss_fn(model(val_t_u, *params), val_t_c)
        optimizer.zero_grad()
"""

REWRITINGS = (
    Rewriting(
        id="by-hand-without-the-functions",
        edits={
            _BY_HAND_BODY: """        error = params[0] * t_u + params[1] - t_c
        loss = (error * error).mean()
        step = learning_rate * torch.stack([(2 * error * t_u).mean(), (2 * error).mean()])
        params = params - step
"""
        },
    ),
    Rewriting(
        id="autograd-grad",
        edits={
            _AUTOGRAD_BODY: """        loss = loss_fn(model(t_u, params[0], params[1]), t_c)
        (gradient,) = torch.autograd.grad(loss, params)
        params.data = params.data - learning_rate * gradient
"""
        },
    ),
    Rewriting(
        id="a-new-leaf-each-epoch",
        edits={
            _AUTOGRAD_BODY: """        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        params = (params.detach() - learning_rate * params.grad).requires_grad_()
"""
        },
    ),
    Rewriting(
        id="inference-mode-now-and-then",
        edits={
            _VALIDATION: """        val_loss = None
        if epoch % 100 == 0:
            with torch.inference_mode():
                val_loss = loss_fn(model(val_t_u, *params), val_t_c)
        optimizer.zero_grad()
"""
        },
    ),
    Rewriting(
        id="detached-parameters-for-validation",
        edits={
            _VALIDATION: """        w, b = params.detach()
        val_loss = loss_fn(model(val_t_u, w, b), val_t_c)
        optimizer.zero_grad()
"""
        },
    ),
    Rewriting(
        id="the-librarys-loss",
        solution="def loss_fn(t_p, t_c):\n    return torch.nn.functional.mse_loss(t_p, t_c)\n",
    ),
    Rewriting(
        id="rates-by-a-function",
        solution="""
def rates(w, b):
    def loss_at(w, b):
        return loss_fn(model(t_u, w, b), t_c)

    return (
        (loss_at(w + delta, b) - loss_at(w - delta, b)) / 2 / delta,
        (loss_at(w, b + delta) - loss_at(w, b - delta)) / 2 / delta,
    )


loss_rate_of_change_w, loss_rate_of_change_b = rates(w, b)
""",
    ),
    Rewriting(
        id="rates-step-by-step",
        solution="""
higher = loss_fn(model(t_u, w + delta, b), t_c)
lower = loss_fn(model(t_u, w - delta, b), t_c)
loss_rate_of_change_w = (higher - lower) / (2 * delta)
higher = loss_fn(model(t_u, w, b + delta), t_c)
lower = loss_fn(model(t_u, w, b - delta), t_c)
loss_rate_of_change_b = (higher - lower) / (2 * delta)
""",
    ),
    Rewriting(
        id="gradient-in-one-formula",
        solution="""
def grad_fn(t_u, t_c, t_p, w, b):
    error = 2 * (t_p - t_c)
    return torch.tensor([(error * t_u).mean(), error.mean()], dtype=error.dtype)


def dmodel_db(t_u, w, b):
    return torch.ones_like(t_u)
""",
    ),
    Rewriting(
        id="functional-layers-and-other-forms-of-modules",
        solution="""
seq_model = nn.Sequential()
seq_model.append(nn.Linear(1, 13))
seq_model.append(nn.Tanh())
seq_model.append(nn.Linear(13, 1))

namedseq_model = nn.Sequential()
namedseq_model.add_module("hidden_linear", nn.Linear(1, 13))
namedseq_model.add_module("hidden_activation", nn.Tanh())
namedseq_model.add_module("output_linear", nn.Linear(13, 1))


class SubclassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.output_linear = nn.Linear(13, 1)
        self.hidden_linear = nn.Linear(1, 13)
        self.hidden_activation = nn.functional.tanh

    def forward(self, x):
        return self.output_linear(self.hidden_activation(self.hidden_linear(x)))
""",
    ),
)
