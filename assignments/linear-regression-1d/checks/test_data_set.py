"""Exercise 1: the data set. Its noise is random, so that the line is judged by what sixty points tell of it."""

from __future__ import annotations

import math

import pytest
import torch
from checks.mistakes.data_set import DATA
from checks.remote import points_of

from grader.checks import assert_matches, by_id, explaining, fail

pytestmark = pytest.mark.exercise("data-set")

POINTS = 60
#: Steps of 0.1 add up to 3 but for this in float32.
AT_THREE = 1e-4
#: The mean of sixty values with a deviation of 0.1 lies within 0.065 with a chance of one in a million, and so does the
#: deviation of sixty between 0.055 and 0.145; the slope, with inputs of a deviation of 1.7, within 0.04.
MEAN, SLOPE, DEVIATION = 0.065, 0.04, (0.055, 0.145)
#: The deviation of what is drawn evenly from an interval as wide as the noise is strong, and how far sixty may be off.
EVEN, ABOUT = 0.1 / math.sqrt(12), 0.3
DRAWN_ANEW = (by_id(DATA, "noise-drawn-anew"),)


def make(submission):
    """A data set, in the student's process."""
    return submission.Data.keep()


def why_one(item):
    """Why a data set has one item: told from that item."""
    is_row = isinstance(item, (tuple, list)) and getattr(item[0], "shape", ()) == (POINTS,)
    return (by_id(DATA, "one-row-of-points" if is_row else "columns-counted"),)


def ends_at_three(submission, data):
    """The diagnosis of inputs of which 3 is one; none where it is not."""
    x, _ = points_of(submission, data, "Data()")
    last = float(x.reshape(-1)[-1]) if x.numel() else math.nan
    return (by_id(DATA, "end-included"),) if abs(last - 3) < AT_THREE else ()


@pytest.mark.points(10)
def test_items(submission):
    """len(Data()) is 60, and Data()[i] is the pair of x and y of point i, each of shape (1,)."""
    python = submission.library("builtins")
    item_of = submission.library("operator").getitem
    data = make(submission)
    with explaining(DATA):
        count = python.len(data)
    if count != POINTS:
        fail(
            f"len(Data()) is {count}, expected {POINTS}: from -3 up to 3, which is not included, in steps of 0.1",
            diagnosis=why_one(item_of(data, 0)) if count == 1 else ends_at_three(submission, data),
        )
    x, y = points_of(submission, data, "Data()")
    for index in (0, 1, 23, POINTS - 1):
        item = item_of(data, index)
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            fail(f"Data()[{index}] is no pair of x and y")
        for value, column, name in zip(item, (x, y), "xy", strict=True):
            if getattr(value, "shape", None) != (1,):
                shape = tuple(getattr(value, "shape", ()))
                fail(
                    f"{name} of Data()[{index}] has shape {shape}, expected (1,): a row of a table with one column",
                    diagnosis=(by_id(DATA, "flat-rows"),) if shape == () else (),
                )
            # The column was put together from the same items before.
            assert_matches(value, column[index], f"{name} of Data()[{index}]", explain=lambda _: DRAWN_ANEW)


@pytest.mark.points(8)
def test_inputs(submission, reference):
    """The inputs go from -3 to 2.9 in steps of 0.1."""
    with explaining(DATA):
        x, y = points_of(submission, make(submission), "Data()")
    expected = reference.Data().x.reshape(-1)
    turned = y.numel() == POINTS and torch.allclose(y.reshape(-1), expected, atol=1e-4)
    if turned:
        found = (by_id(DATA, "pair-turned-round"),)
    else:
        at_three = x.numel() > 0 and abs(float(x.reshape(-1)[-1]) - 3) < AT_THREE
        found = (by_id(DATA, "end-included"),) if at_three else ()
    why = (lambda _: found) if found else None
    assert_matches(x.reshape(-1), expected, "the column of the inputs of Data()", tolerance=1e-4, explain=why)


def residuals(x, y):
    """Slope and intercept of the best line through the points, and what is left of them."""
    design = torch.stack([x.reshape(-1), torch.ones(x.numel())], dim=1).double()
    outputs = y.reshape(-1).double()
    line = torch.linalg.lstsq(design, outputs).solution
    return line, outputs - design @ line


@pytest.mark.points(6)
@pytest.mark.depends("inputs")
def test_line(submission):
    """The points lie around the line with slope 1 and intercept -1."""
    x, y = points_of(submission, make(submission), "Data()")
    line, left = residuals(x, y)
    slope, intercept = line.tolist()
    # Noise that is too strong is told by the next check.
    scale = max(1.0, float(left.std()) / 0.1)
    if abs(slope - 1) > scale * SLOPE or abs(intercept + 1) > scale * MEAN:
        ones = [round(abs(value), 1) for value in (slope, intercept)] == [1, 1]
        mistake = "line-turned-round" if ones else "same-noise-for-all" if is_moved(line, left) else None
        fail(
            f"the points of Data() lie around slope {slope:.2f} and intercept {intercept:.2f}, expected 1 and -1",
            diagnosis=(by_id(DATA, mistake),) if mistake else (),
        )


def is_moved(line, left):
    """Whether the points lie exactly on a line of slope 1 that is not quite at -1."""
    slope, intercept = line.tolist()
    return float(left.std()) < 1e-4 and abs(slope - 1) < 1e-4 < abs(intercept + 1) < 1


@pytest.mark.points(6)
@pytest.mark.depends("inputs")
def test_noise(submission):
    """The outputs carry normal noise with a standard deviation of 0.1."""
    x, y = points_of(submission, make(submission), "Data()")
    line, left = residuals(x, y)
    deviation = float(left.std())
    if not DEVIATION[0] < deviation < DEVIATION[1]:
        even = "noise-all-positive" if abs(deviation - EVEN) < ABOUT * EVEN else None
        mistake = "noise-too-strong" if deviation > 0.5 else even
        if deviation < 1e-4:
            mistake = "same-noise-for-all" if is_moved(line, left) else "no-noise"
        fail(
            f"the outputs of Data() scatter around their line by {deviation:.3f}, expected 0.1",
            diagnosis=(by_id(DATA, mistake),) if mistake else (),
        )
