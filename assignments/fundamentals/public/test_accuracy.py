"""The accuracy in percent, for the rows that the handout prints."""

import torch


def test_two_of_three_are_66_67_percent(homework):
    """The largest logit stands where the label is in the first two rows."""
    pred = torch.tensor([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]])
    actual = homework.find_acc(pred, torch.tensor([0, 1, 1]))
    assert actual is not None, "find_acc returns nothing: end it with a return"
    actual = float(actual)
    assert abs(actual - 66.67) < 0.01, (
        f"find_acc returns {actual:.4f}, expected 66.67: count the rows whose argmax over dim=1 is the label, "
        "divide by how many rows there are, and make percent of it"
    )
