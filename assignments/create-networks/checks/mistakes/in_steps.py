"""Mistakes in both training steps by hand, and how a student reads of them."""

from __future__ import annotations

#: What a loss says that leads to no parameter.
CUT = (
    r"does not require grad and does not have a grad_fn",
    r"'(float|int|numpy\.\w+|ndarray|numpy\.ndarray)' object has no attribute 'backward'",
    r"Can't call numpy\(\) on Tensor that requires grad",
)
GRAPH_CUT = (
    "The loss is not connected to the parameters, so that nothing can be learned from it: somewhere on the way the "
    "graph is cut (by detach(), item(), .data, NumPy, torch.tensor() or no_grad())."
)
NO_BACKWARD = (
    "There is no backward pass: the loss is computed, but never differentiated, so that there are no gradients."
)
RESET_BEFORE_STEP = (
    "The gradients are reset at the wrong place, between the backward pass and the step: the step finds none."
)
ADD_UP = "The gradients are not reset before each step, so that those of earlier steps are added to them."
AFTER_STEP = (
    "The loss that is returned belongs to the parameters after the step: return the one that was differentiated."
)
