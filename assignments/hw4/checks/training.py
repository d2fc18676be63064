"""Why a training fell short: told from its traces, which are the student's process's word and never decide a point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from checks.minimised import RIGHT, SAME_BUT_FOR
from checks.mistakes.optimize import OPTIMIZE

from grader.checks import Diagnosis, Episode, by_id, with_symptom

#: Backward passes and steps from which a statement counts as a training, not as a try of what `backward` does.
MANY = 5
#: Backward passes that a step may have: LBFGS makes twenty-five, and batches may be gathered for one.
ROUNDS_A_STEP = 40
#: Those of a ToyModel.
PARAMETERS = 4
#: With this learning rate some weight of a network changes in float32, if only by a digit.
LEAST_RATE = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about a training.

    Attributes:
        episodes: the statements in which something was trained, as seen from `model`.
        errors: texts of the statements that failed.
        first: the mean squared error of `model` on the given data when it was new, NaN where that is not known.
        last: the same at the end, not finite where the weights are not.
        changed: whether the weights of `model` ever changed; true where that is not known.
        largest: the largest weight at the end.
        minimised: what was minimised, as `checks.minimised` tells it; None where that is not known.
        partly: whether some parameters changed, and others are still the first ones.
        learns: whether there is anything that gradients could change; dead units have none.
        flat: whether the outputs for all rows are nearly the mean of the targets.
    """

    episodes: Sequence[Episode]
    errors: Sequence[str]
    first: float
    last: float
    changed: bool
    largest: float
    minimised: str | None = None
    partly: bool = False
    learns: bool = True
    flat: bool = False


def diagnose(facts: Facts) -> tuple[Diagnosis, ...]:
    """The mistake that the facts show: one, or none.

    The order matters: a loop that never stepped has not diverged, and one that trained another model need not be slow.
    """
    episode = main_episode(facts.episodes)
    found = _id(facts, episode)
    return (by_id(OPTIMIZE, found),) if found else ()


def main_episode(episodes: Sequence[Episode]) -> Episode | None:
    """The statement in which `model` was trained; else the last one that trained anything; None where there is none."""
    long = [e for e in episodes if e.steps >= MANY or e.backwards >= MANY]
    for condition in (lambda e: e.trains_it, lambda e: e.depends_on_it, lambda e: e.steps, lambda _: True):
        found = [e for e in long if condition(e)]
        if found:
            return found[-1]
    return None


def may_train(episode: Episode) -> bool:
    """Whether it is `model` that was trained, by an optimizer or by hand."""
    return episode.trains_it or (not episode.steps and episode.depends_on_it)


def _id(facts: Facts, episode: Episode | None) -> str | None:
    failed = next((d.id for text in facts.errors if (d := _first(with_symptom(OPTIMIZE, text)))), None)
    if episode is None:
        return failed or (None if facts.changed or facts.errors else "no-training")
    return _of_loop(facts, episode) or failed or _of_curve(facts, episode)


def _first(diagnoses: tuple[Diagnosis, ...]) -> Diagnosis | None:
    return diagnoses[0] if diagnoses else None


def _of_loop(facts: Facts, episode: Episode) -> str | None:
    """What is wrong with a loop however the loss went."""
    anew = episode.steps >= MANY and episode.optimizers > episode.steps / 2
    if anew and episode.tensors >= MANY * PARAMETERS:
        return "model-made-anew"
    found = _of_what_is_missing(facts, episode)
    if found:
        return found
    if facts.minimised not in (None, RIGHT):
        return facts.minimised
    if episode.maximize or (episode.finite and episode.finite[-1] < 0):
        return "wrong-sign"
    if episode.stale > episode.backwards / 2:
        return "gradients-not-zeroed"
    if anew:
        return "optimizer-made-anew"
    return "part-of-the-model-trained" if facts.partly else None


def _of_what_is_missing(facts: Facts, episode: Episode) -> str | None:
    """Whether something of a step is not there, or belongs to another model."""
    if episode.steps and not episode.backwards:
        return "no-backward"
    steps = sum(e.steps for e in facts.episodes)
    if steps and episode.backwards > ROUNDS_A_STEP * steps:
        return "step-outside-loop"
    if episode.backwards and not episode.steps and not facts.changed:
        return "no-step" if episode.depends_on_it else "loss-on-wrong-tensor"
    if _finds_no_gradients(facts, episode):
        return "gradients-zeroed-before-step"
    if episode.empty_steps > episode.steps / 2:
        # Steps without gradients: the loss leads to other parameters than the optimizer has.
        if episode.depends_on_it and not episode.trains_it:
            return "another-model-trained"
        return "loss-on-wrong-tensor" if set(episode.depends_on) - {"loss"} else "graph-cut"
    return "another-model-trained" if episode.steps and not episode.trains_it else None


def _finds_no_gradients(facts: Facts, episode: Episode) -> bool:
    """Whether the steps found none, or only zeros, although the loss led to the parameters that they were to change."""
    if not (episode.trains_it and episode.depends_on_it and episode.backwards > episode.steps / 2):
        return False
    return episode.empty_steps > episode.steps / 2 or (not facts.changed and facts.learns and episode.lr > LEAST_RATE)


def _of_curve(facts: Facts, episode: Episode) -> str | None:
    """What is wrong with a loop that does what loops do, told from the losses."""
    if not math.isfinite(facts.last) or len(episode.finite) < len(episode.curve):
        return "diverged"
    if _is_another_loss(facts, episode):
        return "loss-on-wrong-tensor"
    if _rises_smoothly(episode.head):
        return "wrong-sign"
    if _is_off(facts, episode):
        return "diverged"
    if facts.flat:
        return "pairs-mixed-up"
    return "too-few-steps" if _still_falls(episode) else None


def _is_another_loss(facts: Facts, episode: Episode) -> bool:
    """Whether the loss that was minimised is no multiple of `model`'s own, and went another way."""
    if not episode.curve:
        return False
    minimised = median(episode.curve[-max(1, len(episode.curve) // 5) :])
    if any(abs(minimised - factor * facts.last) <= 0.25 * factor * facts.last for factor in SAME_BUT_FOR):
        return False
    start = facts.first if math.isfinite(facts.first) else episode.head[0]
    ours, theirs = facts.last / max(start, 1e-12), minimised / max(abs(episode.head[0]), 1e-12)
    same_start = _starts_at(episode, start)
    return theirs < 0.25 * ours or (ours > 0.8 and not same_start and theirs < 0.98)


def _starts_at(episode: Episode, loss: float) -> bool:
    """Whether the first loss that was minimised is this one, but for a factor: that of all rows, not of some."""
    return any(abs(episode.head[0] - factor * loss) <= 0.02 * factor * loss for factor in SAME_BUT_FOR)


def _rises_smoothly(head: Sequence[float]) -> bool:
    if len(head) < MANY or not head[0] > 0:
        return False
    ups = sum(b > a for a, b in itertools.pairwise(head))
    return ups >= 0.9 * (len(head) - 1) and head[1] < 1.2 * head[0] and head[-1] > head[0]


def _is_off(facts: Facts, episode: Episode) -> bool:
    """Whether the loss ended no better than it began, after a jump or with huge weights.

    Losses of single rows jump all the time: where the first is not that of all rows, the jump has to last.
    """
    first = episode.head[0]
    start = facts.first if math.isfinite(facts.first) else first
    highest = max((*episode.head, *episode.finite))
    if not _starts_at(episode, start):
        highest = median(episode.finite[-max(2, len(episode.finite) // 5) :])
    return facts.last >= 0.8 * start and (highest > 1.3 * first or facts.largest > 50)


def _still_falls(episode: Episode) -> bool:
    """Whether the last tenth of the steps lowered the loss: by over a hundredth, or nearly as fast as the others."""
    curve = episode.finite
    if len(curve) < 10:
        return episode.steps < 200
    tenth = max(2, len(curve) // 10)
    before, end = curve[-2 * tenth : -tenth], curve[-tenth:]
    fell, usual = median(before) - median(end), (curve[0] - median(end)) * tenth / len(curve)
    return (fell > 0.01 * median(before) or fell > 0.3 * usual > 0) and min(end) <= min(curve) * 1.02


def interruption(problems: Sequence[dict[str, Any]], *, changed: bool) -> str:
    """What stopped a training, as the end of a sentence; empty where nothing did.

    Args:
        problems: the statements that failed.
        changed: whether the model's weights ever changed; where they did not, any failed statement may be why.
    """
    for problem in problems:
        if problem["kind"] == "timeout":
            return f". {_place(problem)} was stopped, because the time for running the submission was over"
        if with_symptom(OPTIMIZE, _text(problem)):
            return _raised(problem)
    return _raised(problems[-1]) if problems and not changed and problems[-1]["kind"] == "raised" else ""


def _place(problem: dict[str, Any]) -> str:
    return f"The statement at {problem['label']}, line {problem['line']}"


def _raised(problem: dict[str, Any]) -> str:
    first_line = problem["message"].partition("\n")[0][:200]
    return f". {_place(problem)} raised {problem['type']}: {first_line}"


def _text(problem: dict[str, Any]) -> str:
    return f"{problem['type']}: {problem['message']}"


def errors_of(problems: Sequence[dict[str, Any]]) -> list[str]:
    """The failed statements as texts in which symptoms are looked for."""
    return [_text(problem) for problem in problems if not problem.get("killed")]
