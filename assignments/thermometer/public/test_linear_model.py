"""The line as a module, on the given readings."""

import torch
from torch import nn, optim
from versions import loops, one_passes


def test_the_loop_trains_the_module_that_it_is_given(homework, given):
    """With the optimizer and the loss that it is given, the loss falls."""
    inputs, outputs = 0.1 * given.t_u.unsqueeze(1), given.t_c.unsqueeze(1)

    def check(loop):
        torch.manual_seed(0)
        module, loss_fn = nn.Linear(1, 1), nn.L1Loss()
        before = loss_fn(module(inputs), outputs).item()
        optimizer = optim.SGD(module.parameters(), lr=1e-2)
        loop(200, optimizer, module, loss_fn, inputs[:-2], inputs[-2:], outputs[:-2], outputs[-2:])
        after = loss_fn(module(inputs), outputs).item()
        assert after < 0.9 * before, (
            f"in 200 epochs training_loop takes the loss of a new nn.Linear(1, 1) from {before:.3f} to "
            f"{after:.3f}: use the arguments model, optimizer and loss_fn, not variables from outside, and call "
            "zero_grad(), backward() and step()"
        )

    one_passes(loops(homework, 8, "optimizer")[::-1], check)


def test_linear_model_is_trained(homework, given):
    """It is a line, and its loss on all eleven normalised readings is below 8."""
    shapes = {name: tuple(value.shape) for name, value in homework.linear_model.named_parameters()}
    assert shapes == {"weight": (1, 1), "bias": (1,)}, (
        f"linear_model has the parameters {shapes}: make it by nn.Linear(1, 1)"
    )
    predicted = homework.linear_model(0.1 * given.t_u.unsqueeze(1)).detach()
    loss = nn.functional.mse_loss(predicted, given.t_c.unsqueeze(1)).item()
    assert loss < 8, (
        f"linear_model has a loss of {loss:.2f} on the normalised readings, the goal is below 8: train it on 0.1 * "
        "t_u, with an optimizer that was made with linear_model.parameters(), for some thousand epochs"
    )
