"""The derivatives by hand, compared with how fast your own `model` and `loss_fn` change on the given readings."""

import torch
from returned import shape_of
from versions import line_functions

#: So much is added and subtracted, in double precision.
STEP = 1e-4


def test_of_the_loss(homework, given, monkeypatch):
    """dloss_fn(t_p, t_c) tells for each temperature how fast the loss changes with it."""
    model, loss_fn = line_functions(homework, monkeypatch)
    t_c = given.t_c.double()
    t_p = model(given.t_u.double(), 1.0, 0.0)
    actual = homework.dloss_fn(t_p, t_c)
    shape = shape_of(actual, "what dloss_fn returns")
    assert shape == (11,), (
        f"dloss_fn gives the shape {shape} for eleven temperatures, expected (11,): nothing is summed yet"
    )
    for place, one in enumerate(torch.eye(11, dtype=torch.float64)):
        rate = (loss_fn(t_p + STEP * one, t_c) - loss_fn(t_p - STEP * one, t_c)).item() / (2 * STEP)
        assert abs(actual[place].item() - rate) < 1e-3, (
            f"dloss_fn gives {actual[place]:.4f} for temperature {place}, and your loss_fn changes at a rate of "
            f"{rate:.4f}: differentiate the square, and mind what the mean divides by"
        )


def test_of_the_line(homework, given, monkeypatch):
    """dmodel_dw(t_u, w, b) and dmodel_db(t_u, w, b) tell how fast each temperature changes with w and with b."""
    model, _ = line_functions(homework, monkeypatch)
    t_u = given.t_u.double()
    rates = {
        "dmodel_dw": (model(t_u, 2 + STEP, 3.0) - model(t_u, 2 - STEP, 3.0)) / (2 * STEP),
        "dmodel_db": (model(t_u, 2.0, 3 + STEP) - model(t_u, 2.0, 3 - STEP)) / (2 * STEP),
    }
    for name, rate in rates.items():
        # A plain number stands for eleven equal ones.
        returned = getattr(homework, name)(t_u, 2.0, 3.0)
        assert returned is not None, f"{name} returns nothing: end it with a return"
        actual = torch.as_tensor(returned, dtype=torch.float64).expand(11)
        assert torch.allclose(actual, rate, atol=1e-3), (
            f"{name} begins with {actual[0]:.4f}, and your model changes at a rate of {rate[0]:.4f}: which of t_u, "
            "w and b remains when w * t_u + b is differentiated?"
        )
