"""The networks that a submission made, under whatever names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from checks.chains import ACTIVATIONS, Chain, from_the_end, name_of, read_chain
from checks.mistakes import NETWORKS, PARAMETERS

from grader.checks import StudentFaultError, by_id, fail, mismatch

#: What the handout itself makes, before the exercises.
EXAMPLE = (3, 2)
#: What is asked for in exercise 1.
SIZES = [(4, 1), (3, 2, 2), (8, 20, 1), (20, 50, 35, 10, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A module of the submission, and the chain of linear layers that its parameters are."""

    module: Any
    chain: Chain


def networks(submission: Any) -> list[Network]:
    """Every module that a top-level name stood for and that is a chain of linear layers, in order."""
    found = []
    for made in submission.modules():
        chain = chain_of(made.object)
        if chain:
            found.append(Network(module=made.object, chain=chain))
    return found


def chain_of(module: Any) -> Chain | None:
    """The chain that a module is. A class may register its layers in another order than it uses them."""
    parameters = list((module.parameters() or {}).values())
    chain, other = read_chain(parameters), read_chain(from_the_end(parameters))
    if other is not None and (chain is None or not _computes(module, chain)) and _computes(module, other):
        return other
    return chain


def _computes(module: Any, chain: Chain) -> bool:
    """Whether a module gives what the chain does, with whatever activation."""
    x = torch.linspace(-2.0, 3.0, 5 * chain.sizes[0]).reshape(5, -1)
    try:
        actual = module(x)
    except StudentFaultError:
        return False
    outputs = (chain.outputs(x, activation) for activation in ACTIVATIONS)
    return isinstance(actual, torch.Tensor) and any(
        mismatch(actual, each.float(), "", tolerance=1e-4) is None for each in outputs
    )


def networks_of(submission: Any, sizes: tuple[int, ...], exercise: str) -> list[Network]:
    """Those with these layers.

    Raises:
        CheckFailedError: there is none.
    """
    made = networks(submission)
    fitting = [network for network in made if network.chain.sizes == sizes]
    if not fitting:
        others = ", ".join(dict.fromkeys(name_of(network.chain.sizes) for network in made))
        there = f"Networks that were found: {others}." if others else "No network of linear layers was found."
        message = (
            f"no network {name_of(sizes)} was found: give it a name outside any function, such as `model`. {there}"
        )
        fail(message, diagnosis=_mistake(submission, made, sizes, exercise))
    return fitting


def _mistake(submission: Any, made: list[Network], sizes: tuple[int, ...], exercise: str) -> tuple[Any, ...]:
    all_sizes = [network.chain.sizes for network in made if not _is_part(network.chain, made)]
    if EXAMPLE in all_sizes:
        all_sizes.remove(EXAMPLE)
    others = [each for each in all_sizes if each not in SIZES]
    found = _unreadable(submission, sizes) or next((near for each in others if (near := _near(each, sizes))), None)
    if exercise == "parameters":
        # Later exercises make networks with one input and one output too.
        return (by_id(PARAMETERS, "another-network"),) if found and sizes[0] > 1 else ()
    return (by_id(NETWORKS, found),) if found else ()


def _is_part(chain: Chain, made: list[Network]) -> bool:
    """Whether it is a layer of a longer network, which has a name of its own."""
    longer = [each.chain for each in made if len(each.chain.weights) > len(chain.weights)]
    return any(torch.equal(chain.weights[0], weight) for each in longer for weight in each.weights)


def _near(actual: tuple[int, ...], expected: tuple[int, ...]) -> str | None:
    """Which mistake leads from the sizes that were asked for to these."""
    if actual == expected[::-1]:
        return "sizes-turned-round"
    if (actual[0], actual[-1]) != (expected[0], expected[-1]):
        return None
    if len(actual) == 2:
        return "no-hidden-layer"
    if len(actual) == len(expected):
        return "hidden-size-wrong"
    rest = iter(expected)
    return "a-layer-left-out" if len(actual) < len(expected) and all(size in rest for size in actual) else None


def _unreadable(submission: Any, sizes: tuple[int, ...]) -> str | None:
    """What is wrong with a module that is no chain, but would have these sizes."""
    for made in submission.modules():
        parameters = list((made.object.parameters() or {}).values())
        if chain_of(made.object) is not None or not all(isinstance(p, torch.Tensor) for p in parameters):
            continue
        turned = read_chain(from_the_end(parameters))
        if turned is not None and turned.sizes == sizes:
            return "layers-do-not-fit"
        biased = [part for p in parameters for part in (p, torch.zeros(p.shape[:1]))]
        unbiased = read_chain(biased)
        if unbiased is not None and unbiased.sizes == sizes:
            return "no-bias"
    return None
