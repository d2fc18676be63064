"""The training loop by hand, on the given readings. The numbers are those that the handout prints."""

import torch
from versions import line_functions, line_of, loops, one_passes


def test_one_epoch_is_one_step(homework, given, monkeypatch):
    """From slope 1 and intercept 0, a step of 0.01 times 4517.2969, 82.6000 leads to -44.1730, -0.8260."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = line_of(loop(1, 1e-2, torch.tensor([1.0, 0.0]), given.t_u, given.t_c))
        assert torch.allclose(params, torch.tensor([-44.1730, -0.8260]), atol=1e-3), (
            f"after one epoch training_loop returns {params.tolist()}: subtract learning_rate times the gradient "
            "from params, and return them"
        )

    one_passes(loops(homework, 5, "learning rate"), check)


def test_5000_epochs_lead_to_the_printed_line(homework, given, monkeypatch):
    """On a tenth of the readings, to 5.3671 and -17.3012."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = line_of(loop(5000, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * given.t_u, given.t_c))
        assert torch.allclose(params, torch.tensor([5.3671, -17.3012]), atol=1e-2), (
            f"after 5000 epochs training_loop returns {params.tolist()}, expected 5.3671, -17.3012: every epoch "
            "goes on from the params of the one before, with a new gradient, and the return stands after the loop"
        )

    one_passes(loops(homework, 5, "learning rate"), check)


def test_a_training_that_diverges_is_ended(homework, given, monkeypatch):
    """On the readings as they are the loss becomes infinite. The loop ends there, before there are no numbers left."""
    line_functions(homework, monkeypatch)

    def check(loop):
        params = line_of(loop(100, 1e-2, torch.tensor([1.0, 0.0]), given.t_u, given.t_c))
        assert not torch.isnan(params).any(), (
            "training_loop returns nan: end the loop (break) after the step in which the loss is not finite any "
            "more, which torch.isfinite(loss) tells"
        )
        assert params.abs().max() > 1e6, "the parameters at which the training diverged are to be returned as they are"

    one_passes(loops(homework, 5, "learning rate"), check)
