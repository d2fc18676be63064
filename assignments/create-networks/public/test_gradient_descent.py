"""Gradient descent by hand, on the given data. The numbers are those that the handout prints."""

import copy

import torch
from by_hand import forbid_losses, forbid_optimizers
from torch import nn, optim


def test_one_step_is_that_of_pytorch(homework, given, monkeypatch):
    """update_model3 moves every parameter, here of two layers, as optim.SGD with lr=0.01 does."""
    model = nn.Sequential(nn.Linear(1, 3), nn.Linear(3, 1))
    before, twin = copy.deepcopy(model), copy.deepcopy(model)
    given.update_model(twin, nn.MSELoss(), optim.SGD(twin.parameters(), lr=0.01), given.x, given.y_obs)
    forbid_losses(monkeypatch)
    forbid_optimizers(monkeypatch)
    homework.update_model3(model, given.x, given.y_obs)
    for (name, actual), old, expected in zip(model.named_parameters(), before.parameters(), twin.parameters()):
        assert not torch.equal(actual, old), (
            f"update_model3 leaves {name} as it was: `p = p - ...` only gives the name p to a new tensor, `p[:] = "
            "...` writes into the parameter"
        )
        assert torch.allclose(actual, expected, atol=1e-5), (
            f"update_model3 moves {name} elsewhere than optim.SGD does: from each parameter subtract 0.01 times "
            "its own grad"
        )


def test_150_steps_lead_where_pytorch_leads(homework, given, monkeypatch):
    """To the weight 4.8087 and the bias 2.2150."""
    x, y_obs = given.make_data()
    model = nn.Sequential(nn.Linear(1, 1))
    forbid_losses(monkeypatch)
    forbid_optimizers(monkeypatch)
    losses = [homework.update_model3(model, x, y_obs) for _ in range(150)]
    weight, bias = model[0].weight.item(), model[0].bias.item()
    assert abs(weight - 4.8087) < 1e-3 and abs(bias - 2.2150) < 1e-3, (
        f"the weight is {weight:.4f} and the bias {bias:.4f}, expected 4.8087 and 2.2150: does each call clear the "
        "gradients first, and then take one step with lr = 0.01?"
    )
    assert isinstance(losses[0], float), (
        f"update_model3 returns {losses[0]!r}, expected a number: end it with loss.item()"
    )
    assert losses[-1] < losses[0], "update_model3 returns the loss: the last of 150 should be below the first"
