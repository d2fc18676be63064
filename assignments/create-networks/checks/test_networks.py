"""Section 1: four networks from linear layers. Every module that a name stood for is looked at."""

from __future__ import annotations

import pytest
import torch
from checks.chains import ACTIVATIONS, name_of
from checks.made import networks_of
from checks.mistakes import NETWORKS

from grader.checks import CheckFailedError, assert_matches, by_id, mismatch

pytestmark = pytest.mark.exercise("networks")

SIZES = [(4, 1), (3, 2, 2), (8, 20, 1), (20, 50, 35, 10, 1)]
LAYERS = [pytest.param(sizes, id=name_of(sizes)) for sizes in SIZES]
OUTPUTS = [
    pytest.param(sizes, id=name_of(sizes), marks=pytest.mark.depends(f"layers-{name_of(sizes)}")) for sizes in SIZES
]


@pytest.mark.points(3)
@pytest.mark.parametrize("sizes", LAYERS)
def test_layers(submission, sizes):
    """The network {case} has these layers: weights and biases in the right number and shapes."""
    networks_of(submission, sizes, "networks")


@pytest.mark.points(2)
@pytest.mark.parametrize("sizes", OUTPUTS)
def test_outputs(submission, generator, sizes):
    """Data pass through the network {case}: one linear layer after the other, and nothing between them."""
    x = torch.randn(7 + int(torch.randint(9, (), generator=generator)), sizes[0], generator=generator)
    activations = [name for name in ACTIVATIONS if name != "none"]

    def explain(actual, chain):
        alike = (mismatch(actual, chain.outputs(x, name), "", tolerance=1e-4) is None for name in activations)
        return (by_id(NETWORKS, "activation-between"),) if any(alike) else ()

    wrong = []
    for network in networks_of(submission, sizes, "networks"):
        try:
            chain = network.chain
            assert_matches(
                network.module(x),
                chain.outputs(x).float(),
                "model(data)",
                explain=lambda actual, c=chain: explain(actual, c),
            )
        except CheckFailedError as error:
            wrong.append(error)
        else:
            return
    raise wrong[-1]
