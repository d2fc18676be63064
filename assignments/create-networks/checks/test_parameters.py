"""Section 2: parameters set by hand, and what that does to the output."""

from __future__ import annotations

import pytest
import torch
from checks.made import networks_of
from checks.mistakes import PARAMETERS

from grader.checks import assert_matches, by_id, fail

pytestmark = pytest.mark.exercise("parameters")

STEEP = (1, 1, 1)
SILENT = (100, 50, 1, 1)


def is_as_made(chain, layer, *, weight=True, bias=True):
    """Whether a layer may still have what PyTorch drew for it: |value| <= 1/sqrt(inputs), and not all zero.

    Source: nn.Linear's documentation, "Variables".
    """
    bound = chain.weights[layer].shape[1] ** -0.5 + 1e-6
    values = [v for v, looked_at in ((chain.weights[layer], weight), (chain.biases[layer], bias)) if looked_at]
    return all(bool(v.abs().max() <= bound) and bool(v.abs().max() > 0) for v in values)


def mistaken(id, *, when):
    """The diagnosis of a mistake where it is made."""
    return (by_id(PARAMETERS, id),) if when else ()


def zeroed(chain, layer):
    """Whether all of a layer is 0."""
    return not chain.weights[layer].any() and not chain.biases[layer].any()


def steep_networks(submission):
    """Those whose first weight was set."""
    made = networks_of(submission, STEEP, "parameters")
    found = [n for n in made if n.chain.weights[0].item() == -10]
    if not found:
        other = any(n.chain.weights[1].item() == -10 for n in made)
        bias = any(n.chain.biases[0].item() == -10 for n in made)
        unsigned = any(n.chain.weights[0].item() == 10 for n in made)
        fail(
            "no network 1-1-1 has -10 as the weight of its first layer (layer 0) when the submission has run",
            diagnosis=mistaken("other-layer", when=other)
            or mistaken("bias-for-weight", when=bias)
            or mistaken("sign-forgotten", when=unsigned)
            or mistaken("nothing-set", when=all(is_as_made(n.chain, 0) and is_as_made(n.chain, 1) for n in made)),
        )
    return found


def silent_networks(submission):
    """Those whose last layer was set."""
    made = networks_of(submission, SILENT, "parameters")
    found = [n for n in made if not n.chain.weights[2].any() and not n.chain.biases[2].any()]
    if not found:
        fail(
            "no network 100-50-1-1 has 0 as weight and as bias of its last layer (layer 2) when the submission has run",
            diagnosis=mistaken("bias-forgotten", when=any(not n.chain.weights[2].any() for n in made))
            or mistaken("weight-forgotten", when=any(not n.chain.biases[2].any() for n in made))
            or mistaken("other-layer-zeroed", when=any(zeroed(n.chain, 0) or zeroed(n.chain, 1) for n in made)),
        )
    return found


@pytest.mark.points(2)
def test_weight(submission):
    """The first weight of a network 1-1-1 is set to -10."""
    steep_networks(submission)


@pytest.mark.points(1)
@pytest.mark.depends("weight")
def test_weight_alone(submission):
    """Nothing but that weight is changed."""
    if not any(is_as_made(n.chain, 0, weight=False) and is_as_made(n.chain, 1) for n in steep_networks(submission)):
        fail(
            "more than the weight of layer 0 was set: its bias and layer 1 keep the values that PyTorch drew",
            diagnosis=mistaken("more-than-asked", when=True),
        )


@pytest.mark.points(2)
@pytest.mark.depends("weight")
def test_steep_output(submission, generator):
    """Its output follows: it changes by -10 times the second weight where the input changes by 1."""
    x = torch.randn(9, 1, generator=generator)
    network = steep_networks(submission)[-1]
    assert_matches(network.module(x), network.chain.outputs(x).float(), "model(data)")


@pytest.mark.points(2)
def test_silence(submission):
    """Weight and bias of the last layer of a network 100-50-1-1 are set to 0."""
    silent_networks(submission)


@pytest.mark.points(1)
@pytest.mark.depends("silence")
def test_silence_alone(submission):
    """Nothing but that layer is changed."""
    if not any(is_as_made(n.chain, 0) and is_as_made(n.chain, 1) for n in silent_networks(submission)):
        fail(
            "more than layer 2 was set: layers 0 and 1 keep the values that PyTorch drew",
            diagnosis=mistaken("more-than-asked", when=True),
        )


@pytest.mark.points(2)
@pytest.mark.depends("silence")
def test_silent_output(submission, generator):
    """Its output follows: it is 0 whatever the input."""
    x = torch.randn(9, 100, generator=generator)
    assert_matches(silent_networks(submission)[-1].module(x), torch.zeros(9, 1), "model(data)")
