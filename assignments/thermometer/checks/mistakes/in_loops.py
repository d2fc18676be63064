"""Mistakes that are made in every training loop with an optimizer, and in the one with autograd alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.mistakes.made import Mistake

from grader.checks import Misconception

#: What a loss says that leads to nothing.
CUT = (
    r"does not require grad and does not have a grad_fn",
    r"'(float|int|numpy\.\w+|ndarray|numpy\.ndarray)' object has no attribute 'backward'",
    r"Can't call numpy\(\) on Tensor that requires grad",
)
ADD_UP = "The gradients of all epochs add up: nothing clears them between two calls of backward()."
UPHILL = "The steps go uphill: against the gradient is where the loss falls."
NO_BACKWARD = (
    "There is no backward pass: the loss is computed, but never differentiated, so that there are no gradients."
)
GRAPH_CUT = (
    "The loss is not connected to the parameters, so that nothing can be learned from it: somewhere on the way the "
    "graph is cut (by detach(), item(), .data, NumPy, torch.tensor() or no_grad())."
)
ZEROED_BEFORE_STEP = (
    "The gradients are cleared at the wrong place, between the backward pass and the step: the step finds none."
)
RETURNS_IN_LOOP = "The loop ends in its first round: `return` stands inside it."
FORWARD_OUTSIDE_LOOP = (
    "An earlier epoch's loss is differentiated again. It belongs to the parameters of that moment: compute it anew in "
    "each epoch, inside the loop."
)
BACKWARD_ON_OUTPUTS = (
    "backward() is called on a tensor of many values. It is the loss, a single number, that is differentiated."
)
#: What PyTorch says of both.
TWICE = (r"Trying to backward through the graph a second time", r"modified by an inplace operation")
NO_SCALAR = (r"grad can be implicitly created only for scalar outputs",)
#: What an error says where the eleven readings of the notebook meet others.
ELEVEN = (
    r"size of tensor a \(11\) must match the size of tensor b \((?!11\))\d+\)",
    r"size of tensor a \((?!11\))\d+\) must match the size of tensor b \(11\)",
    r"shapes cannot be multiplied \(1x11 and 1x1\)",
)
NOTEBOOK_READINGS = (
    "The loop computes with the notebook's own readings, such as t_un or t_c, in place of its arguments."
)
TOO_FEW, TOO_MANY = "There is one epoch too few.", "There is one epoch too many."
RATE_HARD_CODED = "The step's length is always 0.01, whatever learning rate the loop is given."

_ROUNDS = "    for epoch in range(1, n_epochs + 1):\n"
_CLEAR = "        optimizer.zero_grad()\n"
_STEP = "        optimizer.step()\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizerLoop:
    """Where the parts of a loop with an optimizer stand in the reference.

    Attributes:
        forward: the first statement of a round, which computes the loss.
        outputs: an expression of what the loss is computed from.
        before: what comes before the three calls, as far as it is needed to find them.
        loss: the name of the loss that is differentiated.
        after: what comes after the three calls, as far as it is needed.
        trained: an expression of what is trained.
    """

    forward: str
    outputs: str
    before: str
    loss: str
    after: str
    trained: str

    @property
    def _backward(self) -> str:
        return f"        {self.loss}.backward()\n"

    def with_calls(self, *calls: str) -> dict[str, str]:
        """An edit of the reference: other calls in the place of the three."""
        old = f"{_CLEAR}{self._backward}{_STEP}"
        return {f"{self.before}{old}{self.after}": f"{self.before}{''.join(calls)}{self.after}"}

    def with_epochs(self, epochs: str) -> dict[str, str]:
        """An edit of the reference: another range of epochs."""
        return {f"{_ROUNDS}{self.forward}": f"    for epoch in {epochs}:\n{self.forward}"}

    @property
    def _outside(self) -> dict[str, str]:
        """An edit of the reference: the loss is computed before the loop."""
        return {f"{_ROUNDS}{self.forward}": f"{self.forward.removeprefix('    ')}{_ROUNDS}"}

    def mistakes(self, mistake: Mistake) -> Sequence[Misconception]:
        """What goes wrong with the three calls, and how often they are made."""
        backward = self._backward
        own_step = (
            f"        with torch.no_grad():\n            for each in {self.trained}:\n"
            "                each -= 0.01 * each.grad\n"
        )
        return (
            mistake("gradients-add-up", ADD_UP, self.with_calls(backward, _STEP), {"zero": False}),
            mistake(
                "never-steps",
                "The parameters stay where they are: the optimizer never makes a step.",
                self.with_calls(_CLEAR, backward),
                {"rate": 0.0},
            ),
            mistake("no-backward", NO_BACKWARD, self.with_calls(_CLEAR, _STEP)),
            mistake(
                "graph-cut", GRAPH_CUT, self.with_calls(_CLEAR, backward.replace(".back", ".detach().back"), _STEP)
            ),
            mistake("zeroed-before-step", ZEROED_BEFORE_STEP, self.with_calls(backward, _CLEAR, _STEP)),
            mistake(
                "optimizer-ignored",
                "The optimizer that the loop is given makes no step: the parameters are changed without it, or by one "
                "that the loop makes itself, so that no other optimizer could be tried.",
                self.with_calls(_CLEAR, backward, own_step),
                staff="Also optim.SGD(...) made inside the function.",
            ),
            mistake(
                "uphill", UPHILL, self.with_calls(_CLEAR, f"        (-{self.loss}).backward()\n", _STEP), {"sign": -1}
            ),
            mistake(
                "returns-in-loop",
                RETURNS_IN_LOOP,
                self.with_calls(_CLEAR, backward, _STEP, "        return params\n"),
                {"only_epochs": 1},
            ),
            mistake("forward-outside-loop", FORWARD_OUTSIDE_LOOP, self._outside, symptoms=TWICE),
            mistake(
                "notebook-readings",
                NOTEBOOK_READINGS,
                {f"{_ROUNDS}{self.forward}": _ROUNDS + re.sub(r"\b(train_)?t_u(_train)?\b", "t_un", self.forward)},
                symptoms=ELEVEN,
            ),
            mistake(
                "backward-on-outputs",
                BACKWARD_ON_OUTPUTS,
                self.with_calls(_CLEAR, f"        {self.outputs}.backward()\n", _STEP),
                symptoms=NO_SCALAR,
            ),
            mistake("one-epoch-too-few", TOO_FEW, self.with_epochs("range(1, n_epochs)"), {"more_epochs": -1}),
            mistake("one-epoch-too-many", TOO_MANY, self.with_epochs("range(n_epochs + 1)"), {"more_epochs": 1}),
        )
