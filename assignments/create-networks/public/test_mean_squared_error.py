"""The mean squared error by hand, on the given data. The numbers are those that the handout prints."""

import pytest
from by_hand import forbid_losses
from torch import nn, optim


@pytest.mark.parametrize("rows", [200, 50])
def test_the_loss_is_that_of_pytorch(homework, given, monkeypatch, rows):
    """update_model2 returns what nn.MSELoss gives before the step, for all the points and for some of them."""
    x, y_obs = given.x[:rows], given.y_obs[:rows]
    model = nn.Sequential(nn.Linear(1, 1))
    expected = nn.MSELoss()(model(x), y_obs).item()
    forbid_losses(monkeypatch)
    actual = homework.update_model2(model, optim.SGD(model.parameters(), lr=0.01), x, y_obs)
    assert isinstance(actual, float), f"update_model2 returns {actual!r}, expected a number: end it with loss.item()"
    assert abs(actual - expected) < 1e-3 * expected, (
        f"for {rows} points update_model2 returns {actual:.4f}, nn.MSELoss gives {expected:.4f}: square the "
        "differences, and take the mean over all points, not the sum and not the root"
    )


def test_150_steps_lead_where_pytorch_leads(homework, given, monkeypatch):
    """To the weight 4.8087 and the bias 2.2150."""
    x, y_obs = given.make_data()
    model = nn.Sequential(nn.Linear(1, 1))
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    forbid_losses(monkeypatch)
    for _ in range(150):
        homework.update_model2(model, optimizer, x, y_obs)
    weight, bias = model[0].weight.item(), model[0].bias.item()
    assert abs(weight - 4.8087) < 1e-3 and abs(bias - 2.2150) < 1e-3, (
        f"the weight is {weight:.4f} and the bias {bias:.4f}, expected 4.8087 and 2.2150. Keep zero_grad(), "
        "backward() and step(), in this order, and compute the loss from tensors alone: .item() or .detach() "
        "before backward() loses what is to be differentiated"
    )
