"""The loop with a training set and a validation set: of the given readings, the first nine and the last two."""

import pytest
import torch
from torch import optim
from versions import line_functions, line_of, loops, one_passes


def trained(loop, given, val_t_c):
    """What the loop returns after 200 epochs, from slope 1 and intercept 0."""
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    t_un = 0.1 * given.t_u
    optimizer = optim.SGD([params], lr=1e-2)
    return line_of(loop(200, optimizer, params, t_un[:-2], t_un[-2:], given.t_c[:-2], val_t_c))


def test_it_learns_from_the_training_set_alone(homework, given, monkeypatch):
    """The loss on the training set falls, and other temperatures in the validation set change nothing."""
    model, loss_fn = line_functions(homework, monkeypatch)

    def check(loop):
        params = trained(loop, given, given.t_c[-2:])
        other = trained(loop, given, given.t_c[-2:] + 50)
        assert torch.equal(params, other), (
            "the parameters depend on the validation set: call backward() on the training loss alone, and mind "
            "the order of the arguments: train_t_u, val_t_u, train_t_c, val_t_c"
        )
        inputs, t_c = 0.1 * given.t_u[:-2], given.t_c[:-2]
        before, after = (loss_fn(model(inputs, *p), t_c).item() for p in (torch.tensor([1.0, 0.0]), params))
        assert after < before / 2, (
            f"in 200 epochs the loss on the training set goes from {before:.2f} to {after:.2f} only"
        )

    one_passes(loops(homework, 7, "optimizer")[::-1], check)


def test_no_graph_is_recorded_for_the_validation_set(homework, given, monkeypatch):
    """Its loss is computed, where PyTorch does not record."""
    _, loss_fn = line_functions(homework, monkeypatch)
    seen = []

    def watched(predicted, measured):
        loss = loss_fn(predicted, measured)
        seen.append((len(measured), loss.requires_grad))
        return loss

    monkeypatch.setattr(homework.module, "loss_fn", watched)

    def check(loop):
        seen.clear()
        trained(loop, given, given.t_c[-2:])
        if not seen:
            pytest.skip("training_loop computes its losses without loss_fn, so that this test cannot see them")
        of_validation = [recorded for readings, recorded in seen if readings == 2]
        assert of_validation, "training_loop never computes the loss on the validation set"
        assert not any(of_validation), (
            "a graph is recorded for the validation loss: compute its predictions and its loss inside `with "
            "torch.no_grad():`"
        )

    one_passes(loops(homework, 7, "optimizer")[::-1], check)
