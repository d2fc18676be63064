"""Exercise 5: the training. The weights are what counts: they are put into the network, and the loss computed, here."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
import torch
from checks import by_hand, luck, training
from checks.mistakes.toy_model import TOY_MODEL
from checks.networks import HIDDEN, NotTheNetworkError, case_of, outputs, read_layers

from grader.checks import Catalogue, Evidence, by_id, fail, mismatch

pytestmark = pytest.mark.exercise("optimize")

NETWORKS = Catalogue(by_hand.outputs, TOY_MODEL)
#: Diagnoses with which other starts are worth a try: nothing is wrong with the loop but that it does not get there.
SOUND = {"too-few-steps"}


@dataclass(frozen=True)
class Losses:
    """The mean squared error of the handed-in model on the given data.

    Attributes:
        all: (loss, where) for each state that it had, the final one last; where is empty for the final one.
        places: (label, line) of the statements after which it had another state.
        changed: whether its weights ever changed.
        largest: the largest weight at the end.
    """

    all: list[tuple[float, str]]
    places: list[tuple[str, int]]
    changed: bool
    largest: float

    @property
    def best(self):
        """The lowest loss, and where it was, preferably at the end; (NaN, "") where none is a number."""
        finite = [pair for pair in reversed(self.all) if math.isfinite(pair[0])]
        return min(finite, key=lambda pair: pair[0]) if finite else (math.nan, "")


@pytest.fixture(scope="session")
def kept():
    """What is found out once for all checks of a submission."""
    return {}


def loss_of(way, reference, layers):
    """The mean squared error on the given data; way: of the network that the student's module computes."""
    x, y = reference.X.double(), reference.Y.double()
    y_hat = outputs(reference, layers, x) if way is None else by_hand.outputs(case_of(layers, x), way)["y_hat"]
    return float(((y_hat - y) ** 2).mean())


def students_network(submission, reference, layers):
    """None where the model computes as the reference does with these weights; else the way that it computes.

    Weights that were trained in another network are judged in that one, so that a mistake in the module costs its own
    exercise and not the training's too.
    """
    x = reference.X
    # A model that was trained in double precision takes nothing else.
    actual = submission.model(x.to(layers.dtype))
    expected = outputs(reference, layers, x)
    if not isinstance(actual, torch.Tensor) or actual.numel() != 2 * len(x) or not actual.isfinite().all():
        return None
    if mismatch(actual, expected, "", tolerance=1e-4) is None:
        return None
    evidence = Evidence(case=case_of(layers, x), actual={"y_hat": actual}, expected={"y_hat": expected})
    found = NETWORKS.search([evidence])
    return found["y_hat"].way if found else None


def shapes(parameters):
    """The shapes of a module's parameters, in no order."""
    return sorted(tuple(getattr(value, "shape", ())) for value in (parameters or {}).values())


def losses_of(submission, reference):
    """The losses of the handed-in model."""
    parameters = submission.model.parameters()
    try:
        final = read_layers(parameters or {}, hidden=None)
    except NotTheNetworkError as error:
        hides = bool(submission.model.unregistered())
        fail(
            f"`model` cannot be judged: {error}. Is it the ToyModel that was trained?",
            diagnosis=(by_id(TOY_MODEL, "parameters-in-plain-list"),) if hides else (),
        )
    if final.hidden != HIDDEN and shapes(parameters) != shapes(submission.ToyModel().parameters()):
        # With a ToyModel of another size, that mistake costs its own exercise. Another model is another task.
        fail(f"`model` has {final.hidden} hidden units, expected a trained ToyModel, which has {HIDDEN}")
    way = students_network(submission, reference, final)
    losses, places, seen = [], [], []
    for state in submission.states("model"):
        try:
            layers = read_layers(state["parameters"], hidden=None)
        except NotTheNetworkError:
            continue
        seen.append(layers)
        places.append((state["label"], state["line"]))
        losses.append((loss_of(way, reference, layers), f" (after {state['label']}, line {state['line']})"))
    losses.append((loss_of(way, reference, final), ""))
    return Losses(
        all=losses,
        places=places,
        changed=any(not torch.equal(layers.W2, final.W2) or not torch.equal(layers.B2, final.B2) for layers in seen),
        largest=max(float(w.abs().max()) for w in (final.W1, final.B1, final.W2, final.B2)),
    )


def why(submission, reference, losses, settings):
    """Why the training fell short: diagnoses, and the curves for staff."""
    episodes = submission.episodes("model")
    known_start = len(losses.all) > 2
    facts = training.Facts(
        episodes=episodes,
        errors=training.errors_of(submission.problems),
        first=losses.all[0][0] if known_start else math.nan,
        last=losses.all[-1][0],
        changed=losses.changed,
        largest=losses.largest,
    )
    diagnosis = training.diagnose(facts)
    episode = training.main_episode(episodes)
    own = episode.curve if episode else ()
    if episode is None or not episode.trains_it or not {d.id for d in diagnosis} <= SOUND or not losses.places:
        return diagnosis, luck.drawn(own, []) if own else ""
    starts = luck.try_other_starts(
        submission,
        reference,
        lambda other: losses_of(other, reference).best[0],
        last=losses.places[-1],
        starts=int(settings.get("restarts", 0)),
        budget_s=settings.get("restart_budget_s", 0.0),
    )
    return (*diagnosis, *luck.told(starts, settings["target_loss"])), luck.drawn(own, starts)


def check_below(submission, reference, settings, kept, limit, what):
    """Compare the lowest loss with a limit; where it falls short, find out why."""
    if "losses" not in kept:
        kept["losses"] = losses_of(submission, reference)
    losses = kept["losses"]
    loss, place = losses.best
    if loss < limit:
        return
    if "why" not in kept:
        kept["why"] = why(submission, reference, losses, settings)
    diagnosis, curves = kept["why"]
    last = losses.all[-1][0]
    end = f"{last:.4f}" if math.isfinite(last) else "not a number"
    best = f", and was {loss:.4f} at best{place}" if place else ""
    message = f"the loss of `model` on the given data is {end} at the end{best}; expected {what}"
    fail(message + training.interruption(submission.problems), diagnosis=diagnosis, staff_message=curves)


@pytest.mark.points(8)
def test_learns(submission, reference, settings, kept):
    """The training lowers the loss clearly: to half of what the best constant prediction reaches, or less."""
    y = reference.Y.double()
    constant = float(((y - y.mean(dim=0)) ** 2).mean())
    limit = settings["learned_fraction"] * constant
    what = f"below {limit:.4f}, half of what a constant prediction reaches"
    check_below(submission, reference, settings, kept, limit, what)


@pytest.mark.points(7)
def test_near(submission, reference, settings, kept):
    """The training comes near: the loss is below 0.05."""
    limit = settings["near_loss"]
    check_below(submission, reference, settings, kept, limit, f"below {limit:g}")


@pytest.mark.points(15)
def test_target(submission, reference, settings, kept):
    """The training reaches the goal: the loss is below 0.01."""
    limit = settings["target_loss"]
    check_below(submission, reference, settings, kept, limit, f"below {limit:g}")
