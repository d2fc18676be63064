"""The training loop with an optimizer, on the given readings. The numbers are those that the handout prints."""

import torch
from torch import optim
from versions import line_functions, line_of, loops, one_passes


def trained(loop, optimizer_of, epochs, t_u, t_c):
    """What the loop returns, from slope 1 and intercept 0."""
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    return line_of(loop(epochs, optimizer_of([params]), params, t_u, t_c))


def test_one_epoch_is_one_step(homework, given, monkeypatch):
    """With optim.SGD, 0.01 times the gradient 4517.2969, 82.6000: to -44.1730, -0.8260."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = trained(loop, lambda params: optim.SGD(params, lr=1e-2), 1, given.t_u, given.t_c)
        assert torch.allclose(params, torch.tensor([-44.1730, -0.8260]), atol=1e-3), (
            f"after one epoch training_loop returns {params.tolist()}: call zero_grad(), then backward() on the loss, "
            "then step()"
        )

    one_passes(loops(homework, 5, "optimizer")[::-1], check)


def test_adam_needs_no_normalised_inputs(homework, given, monkeypatch):
    """With optim.Adam and 2000 epochs on the readings as they are, to a line near 0.537 and -17.3."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = trained(loop, lambda params: optim.Adam(params, lr=1e-1), 2000, given.t_u, given.t_c)
        assert torch.allclose(params, torch.tensor([0.537, -17.3]), atol=0.2), (
            f"with Adam training_loop returns {params.tolist()}, expected about 0.537, -17.3: clear the "
            "gradients in every epoch, and use the optimizer that is given"
        )

    one_passes(loops(homework, 5, "optimizer")[::-1], check)
