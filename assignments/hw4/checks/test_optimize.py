"""Exercise 5: the training. The weights are what counts: they are put into the network, and the loss computed, here."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from checks import luck, training
from checks.minimised import RIGHT, recognised
from checks.networks import PARAMETERS
from checks.trained import read_trained

from grader.checks import fail

pytestmark = pytest.mark.exercise("optimize")

#: How far outputs may be from each other, and from the targets' mean, that do not depend on the inputs.
FLAT = 0.03
#: Diagnoses with which other starts are worth a try: nothing is wrong with the loop but that it does not get there.
SOUND = {"too-few-steps"}


@pytest.fixture(scope="session")
def kept():
    """What is found out once for all checks of a submission."""
    return {}


def facts_of(submission, reference, trained, episodes):
    """What is known about the training."""
    episode = training.main_episode(episodes)
    start = trained.before(episode)
    first_loss = episode.head[0] if episode and episode.head else math.nan
    return training.Facts(
        episodes=episodes,
        errors=training.errors_of(submission.problems),
        first=start.loss if start else math.nan,
        last=trained.final.loss,
        changed=trained.changed or (episode is not None and start is None),
        largest=max(float(getattr(trained.final.layers, name).abs().max()) for name in PARAMETERS),
        minimised=recognised(first_loss, start.outputs, reference.Y.double()) if start else None,
        partly=start is not None and trained.partly_changed_since(start),
        learns=trained.learns,
        flat=is_flat(trained.final.outputs, reference.Y.double()),
    )


def is_flat(y_hat, y):
    """Whether the outputs for all rows are nearly the means of the targets, (20, 2) both."""
    return bool((y_hat.std(dim=0) < FLAT).all() and ((y_hat - y).mean(dim=0).abs() < FLAT).all())


def why(submission, reference, trained, settings):
    """Why the training fell short: diagnoses, and the curves for staff."""
    episodes = submission.episodes("model")
    facts = facts_of(submission, reference, trained, episodes)
    diagnosis = training.diagnose(facts)
    episode = training.main_episode(episodes)
    own = episode.curve if episode else ()
    is_sound = {d.id for d in diagnosis} <= SOUND
    if episode is None or not training.may_train(episode) or not is_sound or not trained.states:
        return diagnosis, luck.drawn(own, []) if own else ""
    target = settings["target_loss"]
    starts = luck.try_other_starts(
        submission,
        reference,
        lambda other: read_trained(other, reference).best_loss,
        last=trained.states[-1].place,
        starts=int(settings.get("restarts", 0)),
        budget_s=settings.get("restart_budget_s", 0.0),
    )
    curves = luck.drawn(own, starts)
    if trained.made and not any(start.loss < target for start in starts):
        told = (replace(m.diagnosis, message=f"It may be the network, not the loop: {m.message}") for m in trained.made)
        return (*diagnosis, *told), curves
    found = luck.told(starts, target, still_falls=bool(diagnosis), is_right_loss=facts.minimised == RIGHT)
    return (*diagnosis, *found), curves


def losses_told(trained):
    """The losses of the model in words: the last one, and the lowest where that is another one."""
    last, best = trained.final.loss, trained.best
    end = f"{last:.4f}" if math.isfinite(last) else "not a number"
    if best is None or best is trained.final:
        return f"{end} at the end"
    if best is trained.states[0]:
        return f"{end} at the end, where it was {best.loss:.4f} at first"
    return f"{end} at the end, and was {best.loss:.4f} at best (after {best.label}, line {best.line})"


def check_below(submission, reference, settings, kept, limit, what):
    """Compare the lowest loss with a limit; where it falls short, find out why."""
    if "trained" not in kept:
        kept["trained"] = read_trained(submission, reference)
    trained = kept["trained"]
    if trained.best_loss < limit:
        return
    if "why" not in kept:
        kept["why"] = why(submission, reference, trained, settings)
    diagnosis, curves = kept["why"]
    message = f"the loss of `model` on the given data is {losses_told(trained)}; expected {what}"
    stopped = training.interruption(submission.problems, changed=trained.changed)
    fail(message + stopped, diagnosis=diagnosis, staff_message=curves)


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
