"""The network as a module, on the given points."""

from returned import tensor_of
from torch import nn


def test_a_toy_model_has_26_parameters(homework, given):
    """3 inputs, 4 hidden units and 2 outputs, with biases: 3 * 4 + 4 and 4 * 2 + 2."""
    model = homework.ToyModel()
    assert isinstance(model, nn.Module), "ToyModel has to be derived from nn.Module: class ToyModel(nn.Module)"
    # Lazy layers have their sizes once something has passed through them.
    model(given.X)
    count = sum(parameter.numel() for parameter in model.parameters())
    assert count == 26, (
        f"PyTorch finds {count} parameters in a ToyModel, expected 26. It finds layers that are attributes of "
        "self, or in an nn.Sequential or nn.ModuleList that is; it finds none in a plain list, or made in forward"
    )


def test_a_toy_model_gives_numbers_between_0_and_1(homework, given):
    """Two for each point."""
    y_hat = tensor_of(homework.ToyModel()(given.X), "what forward returns")
    shape = tuple(y_hat.shape)
    assert shape == (20, 2), f"a ToyModel gives the shape {shape} for twenty points, expected (20, 2)"
    assert 0 < float(y_hat.min()) <= float(y_hat.max()) < 1, (
        f"the outputs go from {y_hat.min():.3f} to {y_hat.max():.3f}: a sigmoid after the last layer makes them "
        "numbers between 0 and 1"
    )


def test_every_parameter_takes_part(homework, given):
    """The loss depends on each of them, so that each can learn."""
    model = homework.ToyModel()
    ((model(given.X) - given.Y) ** 2).sum().backward()
    idle = [name for name, parameter in model.named_parameters() if parameter.grad is None]
    assert not idle, f"the output does not depend on {', '.join(idle)}: forward has to pass x through every layer"
