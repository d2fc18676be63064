"""Section 1: four networks from linear layers. Every module that a name stood for is looked at."""

from __future__ import annotations

import pytest
import torch
from checks.chains import ACTIVATIONS, name_of
from checks.made import SIZES, networks_of
from checks.mistakes import NETWORKS

from grader.checks import CheckFailedError, assert_matches, by_id, mismatch

pytestmark = pytest.mark.exercise("networks")

#: Inputs so large that a unit which is cut off below 0 is so for some of them.
FAR = 10.0
LAYERS = [pytest.param(sizes, id=name_of(sizes)) for sizes in SIZES]
OUTPUTS = [
    pytest.param(sizes, id=name_of(sizes), marks=pytest.mark.depends(f"layers-{name_of(sizes)}")) for sizes in SIZES
]


@pytest.mark.points(3)
@pytest.mark.parametrize("sizes", LAYERS)
def test_layers(submission, sizes):
    """The network {case} has these layers: weights and biases in the right number and shapes."""
    networks_of(submission, sizes, "networks")


def foreign_part(actual, chain, x):
    """What stands between the layers, or after them."""
    activations = [name for name in ACTIVATIONS if name != "none"]
    between = [chain.outputs(x, name) for name in activations] if len(chain.weights) > 1 else []
    after = [ACTIVATIONS[name](chain.outputs(x)) for name in activations]
    for mistake, all_outputs in (("activation-between", between), ("activation-at-end", after)):
        if any(mismatch(actual, outputs, "", tolerance=1e-4) is None for outputs in all_outputs):
            return (by_id(NETWORKS, mistake),)
    return ()


@pytest.mark.points(2)
@pytest.mark.parametrize("sizes", OUTPUTS)
def test_outputs(submission, generator, sizes):
    """Data pass through the network {case}: one linear layer after the other, and nothing between them."""
    x = FAR * torch.randn(37 + int(torch.randint(9, (), generator=generator)), sizes[0], generator=generator)

    wrong = []
    for network in networks_of(submission, sizes, "networks"):
        try:
            chain = network.chain
            assert_matches(
                network.module(x),
                chain.outputs(x).float(),
                "model(data)",
                explain=lambda actual, c=chain: foreign_part(actual, c, x),
            )
        except CheckFailedError as error:
            wrong.append(error)
        else:
            return
    raise wrong[-1]
