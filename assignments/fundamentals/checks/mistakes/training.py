"""Mistakes in the training of the perceptron, known from how it went and where it ended."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from grader.checks import Diagnosis, Episode, Misconception, by_id

#: Steps from which a statement counts as the training; twelve epochs have sixty.
MANY = 10
#: Tensors of a perceptron for the plane: a weight and a bias.
PARAMETERS = 2

_STEP = "            optimizer.step()\n            losses.append(loss.item())\n        if epoch"
_BACKWARD = f"            loss.backward()\n{_STEP}"
_EPOCHS = "for epoch in range(MOST_EPOCHS):"
_RATE = "optimizer = optim.Adam(perceptron.parameters(), lr=0.01)\n"
_TRAIN = "    train_perceptron(perceptron, get_toy_data)  # type: ignore[name-defined]  # given\n"

TRAINING = (
    Misconception(
        id="stopped-early",
        exercise="perceptron-training",
        message="The training stopped while the loss still fell.",
        edits={_EPOCHS: "for epoch in range(1):"},
    ),
    Misconception(
        id="never-trained",
        exercise="perceptron-training",
        message="`perceptron` was never trained: no step of an optimizer changed its parameters.",
        edits={_STEP: "            losses.append(loss.item())\n        if epoch"},
    ),
    Misconception(
        id="no-backward-pass",
        exercise="perceptron-training",
        message="The steps found no gradients: nothing computes them between the loss and the step.",
        edits={_BACKWARD: _BACKWARD.replace("            loss.backward()\n", "")},
    ),
    Misconception(
        id="gradients-cleared-before-the-step",
        exercise="perceptron-training",
        message="The steps found no gradients: they are cleared after they were computed and before they are used.",
        edits={
            _BACKWARD: _BACKWARD.replace("loss.backward()\n", "loss.backward()\n            optimizer.zero_grad()\n")
        },
    ),
    Misconception(
        id="perceptron-made-anew",
        exercise="perceptron-training",
        message="The training makes a new perceptron again and again: what an epoch has learned is gone in the next. "
        "Make it once, before the loop.",
        edits={
            _EPOCHS: "for epoch in range(1):",
            _TRAIN: "    for _ in range(14):\n        perceptron = Perceptron(input_dim=2)\n        "
            "train_perceptron(perceptron, get_toy_data)\n",
        },
    ),
    Misconception(
        id="loss-made-larger",
        exercise="perceptron-training",
        message="The steps make the loss larger: its sign, or that of the step, is wrong.",
        edits={_RATE: _RATE.replace("lr=0.01", "lr=0.01, maximize=True")},
    ),
)


def why(episodes: Sequence[Episode]) -> tuple[Diagnosis, ...]:
    """What the traces of a training that fell short show: a mistake, or nothing.

    Args:
        episodes: the statements in which something was trained, as seen from `perceptron`.
    """
    trained = [e for e in episodes if e.steps >= MANY and e.trains_it] or [e for e in episodes if e.trains_it]
    found = _id(trained[-1]) if trained else None
    return (by_id(TRAINING, found),) if found else ()


def _id(episode: Episode) -> str | None:
    if not episode.backwards:
        return "no-backward-pass"
    if episode.empty_steps > episode.steps / 2:
        return "gradients-cleared-before-the-step" if episode.depends_on_it else None
    if episode.tensors > 2 * PARAMETERS:
        return "perceptron-made-anew"
    if episode.maximize or (episode.finite and episode.finite[-1] < 0):
        return "loss-made-larger"
    return "stopped-early" if _still_falls(episode.finite) else None


def _still_falls(losses: Sequence[float]) -> bool:
    """Whether the last quarter of the losses is below the quarter before: batches of 1000 scatter by 0.01."""
    quarter = max(1, len(losses) // 4)
    return len(losses) < MANY or median(losses[-quarter:]) < median(losses[-2 * quarter : -quarter]) - 0.005
