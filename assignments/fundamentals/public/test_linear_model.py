"""A linear model that can begin anew."""

import torch
from layers import check_layers
from returned import tensor_of


def test_it_keeps_a_linear_layer(homework):
    """In the attribute linear, with the sizes that are asked for."""
    check_layers(homework.LinearModel(3, 2), "LinearModel(3, 2)", {"linear": (2, 3)})


def test_its_outputs_are_those_of_the_layer(homework):
    """Five rows of three give five rows of two."""
    model, x = homework.LinearModel(3, 2), torch.randn(5, 3)
    assert torch.allclose(tensor_of(model(x), "what forward returns"), model.linear(x)), (
        "forward has to return self.linear(x)"
    )


def test_reset_draws_new_parameters(homework):
    """All of them, in the same layer."""
    model = homework.LinearModel(3, 2)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    model.reset()
    same = [bool((old == new).any()) for old, new in zip(before, model.parameters())]
    assert same == [False, False], "reset() leaves parameters as they were: see reset_parameters() of the linear layer"
