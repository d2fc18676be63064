"""Exercises 1 and 2, on the data that the handout gives. The numbers are those which it prints."""

import torch


def test_forward_has_one_row_for_each_point(homework):
    """forward(X) has the shape of Y, and forward of one row is one row."""
    assert tuple(homework.forward(homework.X).shape) == (20, 2)
    assert tuple(homework.forward(homework.X[:1]).shape) == (1, 2)


def test_forward_gives_the_printed_numbers(homework):
    """The first outputs, and the loss of all of them."""
    y_hat = homework.forward(homework.X).detach()
    assert torch.allclose(y_hat[0], torch.tensor([0.5900, 0.6397]), atol=1e-3)
    assert abs(float(((y_hat - homework.Y) ** 2).sum()) - 10.3925) < 1e-2


def test_backprop_gives_four_gradients(homework):
    """W1_grad, B1_grad, W2_grad and B2_grad have the sizes of the parameters."""
    gradients = homework.backprop(homework.X)
    assert len(gradients) == 4
    sizes = [parameter.numel() for parameter in (homework.W1, homework.B1, homework.W2, homework.B2)]
    assert [gradient.numel() for gradient in gradients] == sizes


def test_a_small_step_against_the_gradient_lowers_the_loss(homework):
    """By as much as the gradient says: the step's length times the sum of its squares."""
    names = ("W1", "B1", "W2", "B2")
    before = {name: getattr(homework, name) for name in names}
    gradients = dict(zip(names, homework.backprop(homework.X), strict=True))
    length = 1e-3

    def loss():
        return ((homework.forward(homework.X) - homework.Y) ** 2).sum().item()

    start = loss()
    try:
        for name in names:
            step = length * gradients[name].reshape(before[name].shape)
            setattr(homework.module, name, before[name] - step)
        end = loss()
    finally:
        for name in names:
            setattr(homework.module, name, before[name])
    expected = length * sum(float((gradient**2).sum()) for gradient in gradients.values())
    assert abs((start - end) / expected - 1) < 0.1
