"""The handed-in model in every state that it had while the submission ran: its weights, and their losses."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import torch
from checks import by_hand
from checks.mistakes.toy_model import TOY_MODEL
from checks.networks import (
    HIDDEN,
    INPUTS,
    PARAMETERS,
    Layers,
    NotTheNetworkError,
    case_of,
    mistake_of,
    outputs,
    read_layers,
)
from torch import Tensor

from grader.checks import Catalogue, Diagnosis, Episode, Evidence, Misconception, by_id, explaining, fail, mismatch

_NUDGE = 1e-3
#: Slopes of the loss below this are none in float32.
FLAT = 1e-6

NETWORKS = Catalogue(by_hand.outputs, TOY_MODEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The model after a statement that changed it.

    Attributes:
        layers: its weights.
        outputs: for the given inputs, (20, 2); loss: their mean squared error.
        label, line: the statement.
    """

    layers: Layers
    outputs: Tensor
    loss: float
    label: str
    line: int

    @property
    def place(self) -> tuple[str, int]:
        """The statement's label and line."""
        return self.label, self.line


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """The model and what became of it.

    Attributes:
        states: after each statement that changed it, in their order.
        final: as it was handed in; it has no place.
        made: what is wrong with the network that it is.
        learns: whether its loss changes with its last bias; a network of dead units has no gradients.
    """

    states: tuple[State, ...]
    final: State
    made: tuple[Misconception, ...]
    learns: bool

    @property
    def best(self) -> State | None:
        """The state with the lowest loss, the latest of those; None where no loss is a number."""
        finite = [state for state in (self.final, *reversed(self.states)) if math.isfinite(state.loss)]
        return min(finite, key=lambda state: state.loss) if finite else None

    @property
    def best_loss(self) -> float:
        """Its loss; NaN, which is not below anything, where no loss is a number."""
        return self.best.loss if self.best else math.nan

    def before(self, episode: Episode | None) -> State | None:
        """The state that a training began with; None where the model was made in the same statement."""
        if episode is None:
            return None
        places = [state.place for state in self.states]
        place = (episode.label, episode.line)
        number = places.index(place) if place in places else len(places)
        return self.states[number - 1] if number else None

    @property
    def changed(self) -> bool:
        """Whether the weights ever changed after the model was made."""
        return any(self.changed_since(state) for state in self.states)

    def changed_since(self, state: State) -> set[str]:
        """Which of the parameters are others in the end than in this state."""
        before, after = state.layers, self.final.layers
        return {name for name in PARAMETERS if not torch.equal(getattr(before, name), getattr(after, name))}

    def partly_changed_since(self, state: State) -> bool:
        """Whether only some of the parameters are others, and not because nothing leads back to the rest."""
        changed = self.changed_since(state)
        there = {name for name, own in zip(PARAMETERS, self.final.layers.names, strict=True) if own}
        # With hidden units that are all dead nothing but the last bias has a gradient.
        return bool(changed) and changed not in (there, {"B2"})


def read_trained(submission: Any, reference: Any) -> Trained:
    """What the submission's `model` is and was.

    Raises:
        CheckFailedError: it is no network whose loss can be computed.
    """
    __tracebackhide__ = True
    layers = _final_layers(submission)
    made, way = _network(submission, reference, layers)

    def at(layers: Layers, label: str, line: int) -> State:
        x, y = reference.X.double(), reference.Y.double()
        y_hat = outputs(reference, layers, x) if way is None else by_hand.outputs(case_of(layers, x), way)["y_hat"]
        return State(layers=layers, outputs=y_hat, loss=float(((y_hat - y) ** 2).mean()), label=label, line=line)

    states = []
    for seen in submission.states("model"):
        try:
            earlier = read_layers(seen["parameters"], hidden=None, biased=False)
        except NotTheNetworkError:
            continue
        states.append(at(earlier, seen["label"], seen["line"]))
    final, moved = at(layers, "", 0), at(replace(layers, B2=layers.B2 + _NUDGE), "", 0)
    learns = abs(moved.loss - final.loss) > _NUDGE * FLAT
    return Trained(states=tuple(states), final=final, made=made, learns=learns)


def _final_layers(submission: Any) -> Layers:
    """The layers of the handed-in model. If ToyModel is another network, that mistake costs its own exercise."""
    __tracebackhide__ = True
    parameters = submission.model.parameters() or {}
    try:
        return read_layers(parameters)
    except NotTheNetworkError as error:
        if not _is_toy_model(submission, parameters):
            fail(
                f"`model` cannot be judged: {error}. Is it the ToyModel that was trained?",
                diagnosis=_hidden(submission),
            )
    try:
        return read_layers(parameters, hidden=None, biased=False)
    except NotTheNetworkError as error:
        with explaining(TOY_MODEL):
            submission.model(torch.zeros(1, INPUTS))
        mistake = mistake_of(parameters)
        own = (by_id(TOY_MODEL, mistake),) if mistake else ()
        fail(f"`model` cannot be judged: {error}. See exercise 4", diagnosis=_hidden(submission) or own)


def _hidden(submission: Any) -> tuple[Diagnosis, ...]:
    return (by_id(TOY_MODEL, "parameters-in-plain-list"),) if submission.model.unregistered() else ()


def _is_toy_model(submission: Any, parameters: dict[str, Any]) -> bool:
    """Whether it has the parameters of a fresh ToyModel; another model would be another task."""
    fresh = submission.ToyModel()
    # What is no object of the student's process came as a value: no model.
    own = fresh.parameters() if hasattr(fresh, "parameters") else None
    return _shapes(parameters) == _shapes(own or {})


def _shapes(parameters: dict[str, Any]) -> list[tuple[int, ...]]:
    return sorted(tuple(getattr(value, "shape", ())) for value in parameters.values())


def _network(submission: Any, reference: Any, layers: Layers) -> tuple[tuple[Misconception, ...], Any]:
    """What is wrong with the network, and the way that it computes; None where it computes as the reference does.

    Weights that were trained in another network are judged in that one, so that a mistake in the module costs its own
    exercise and not the training's too.
    """
    shape = "layer-without-bias" if layers.lacks_bias else "hidden-size-wrong" if layers.hidden != HIDDEN else ""
    made = _mistakes(shape)
    x = reference.X
    with explaining(TOY_MODEL):
        # A model that was trained in double precision takes nothing else.
        both = submission.model(torch.cat([x, x]).to(layers.dtype))
    expected = outputs(reference, layers, x)
    if not isinstance(both, Tensor) or both.numel() != 2 * expected.numel() or not both.isfinite().all():
        return made, None
    actual, again = both.chunk(2)
    if not torch.allclose(actual, again):
        return (*made, *_mistakes("dropout-or-noise")), None
    if mismatch(actual, expected, "", tolerance=1e-4) is None:
        return made, None
    evidence = Evidence(case=case_of(layers, x), actual={"y_hat": actual}, expected={"y_hat": expected})
    found = NETWORKS.search([evidence]).get("y_hat")
    return (*made, *(found.made if found else ())), found.way if found else None


def _mistakes(id: str) -> tuple[Misconception, ...]:
    return tuple(mistake for mistake in TOY_MODEL if mistake.id == id)
