"""The networks that a submission made, under whatever names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checks.chains import Chain, name_of, read_chain
from checks.mistakes import NETWORKS

from grader.checks import by_id, fail

#: What the handout itself makes, before the exercises.
EXAMPLE = (3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A module of the submission, and the chain of linear layers that its parameters are."""

    module: Any
    chain: Chain


def networks(submission: Any) -> list[Network]:
    """Every module that a top-level name stood for and that is a chain of linear layers, in order."""
    found = []
    for made in submission.modules():
        chain = read_chain(list((made.object.parameters() or {}).values()))
        if chain:
            found.append(Network(module=made.object, chain=chain))
    return found


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
        fail(message, diagnosis=_mistake(made, sizes) if exercise == "networks" else ())
    return fitting


def _mistake(made: list[Network], sizes: tuple[int, ...]) -> tuple[Any, ...]:
    near = {sizes[::-1]: "sizes-turned-round", (sizes[0], sizes[-1]): "no-hidden-layer"}
    all_sizes = [network.chain.sizes for network in made]
    if EXAMPLE in all_sizes:
        all_sizes.remove(EXAMPLE)
    found = [near[each] for each in all_sizes if each in near]
    return (by_id(NETWORKS, found[0]),) if found else ()
