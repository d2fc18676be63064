"""The training loop with autograd, on the given readings. The numbers are those that the handout prints."""

import torch
from versions import line_functions, line_of, loops, one_passes


def test_autograd_is_used(homework, given, monkeypatch):
    """backward() puts the gradient into params.grad, and one step leads to -44.1730, -0.8260."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = torch.tensor([1.0, 0.0], requires_grad=True)
        actual = line_of(loop(1, 1e-2, params, given.t_u, given.t_c))
        assert params.grad is not None, (
            "this training_loop calls no backward() on the loss: write it again for exercise 7"
        )
        assert torch.allclose(actual, torch.tensor([-44.1730, -0.8260]), atol=1e-3), (
            f"after one epoch training_loop returns {actual.tolist()}: inside `with torch.no_grad():`, subtract "
            "learning_rate times params.grad from params"
        )

    one_passes(loops(homework, 5, "learning rate")[::-1], check)


def test_5000_epochs_lead_to_the_printed_line(homework, given, monkeypatch):
    """On a tenth of the readings, to 5.3671 and -17.3012."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = torch.tensor([1.0, 0.0], requires_grad=True)
        actual = line_of(loop(5000, 1e-2, params, 0.1 * given.t_u, given.t_c))
        assert params.grad is not None, (
            "this training_loop calls no backward() on the loss: write it again for exercise 7"
        )
        assert torch.allclose(actual, torch.tensor([5.3671, -17.3012]), atol=1e-2), (
            f"after 5000 epochs training_loop returns {actual.tolist()}, expected 5.3671, -17.3012: is params.grad "
            "set to zero in every epoch, before backward() adds to it?"
        )

    one_passes(loops(homework, 5, "learning rate")[::-1], check)
