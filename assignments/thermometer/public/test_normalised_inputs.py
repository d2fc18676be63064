"""Normalised inputs, and a training to its end."""

import torch
from torch.nn.functional import mse_loss


def test_the_inputs_are_a_tenth_of_the_readings(homework, given):
    """t_un has eleven numbers near 1."""
    assert homework.t_un.numel() == 11 and torch.allclose(homework.t_un.reshape(-1), 0.1 * given.t_u), (
        f"t_un begins with {homework.t_un.reshape(-1)[:3].tolist()}, expected a tenth of t_u: 3.57, 5.59, 5.82"
    )


def test_the_training_goes_on_to_its_end(homework, given):
    """`params` has a loss below 2.94 on them."""
    # Later exercises use the name again.
    found = [value for value in homework.versions("params") if isinstance(value, torch.Tensor) and value.numel() == 2]
    assert found, "params is never a tensor of two numbers, slope and intercept: params = training_loop(...)"
    lines = [params.detach().reshape(-1).tolist() for params in found]
    loss = min(mse_loss(w * 0.1 * given.t_u + b, given.t_c).item() for w, b in lines)
    assert loss < 2.94, (
        f"the best params have a loss of {loss:.4f} on a tenth of the readings, the goal is below 2.94: train on "
        "t_un, from torch.tensor([1.0, 0.0]) with the learning rate 1e-2, for some thousand epochs"
    )
