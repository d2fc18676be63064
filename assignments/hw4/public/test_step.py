"""Both exercises by hand together: a step of gradient descent does what the gradient says."""


def test_a_small_step_against_the_gradient_lowers_the_loss(homework, given, monkeypatch):
    """By as much as the gradient says: the step's length times the sum of its squares."""
    names = ("W1", "B1", "W2", "B2")
    gradients = {name: gradient.detach().float() for name, gradient in zip(names, homework.backprop(given.X))}
    length = 1e-3

    def loss():
        return ((homework.forward(given.X) - given.Y) ** 2).sum().item()

    before = loss()
    for name in names:
        parameter = getattr(given, name)
        monkeypatch.setattr(homework.module, name, parameter - length * gradients[name].reshape(parameter.shape))
    fallen = before - loss()
    expected = length * sum((gradient**2).sum().item() for gradient in gradients.values())
    assert abs(fallen / expected - 1) < 0.1, (
        f"a step of {length:g} times the gradient lowers the loss by {fallen:.6f}, expected {expected:.6f}: "
        "backprop does not give the derivatives of the loss of what forward computes"
    )
