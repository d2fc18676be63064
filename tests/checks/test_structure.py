"""What two tensors tell by themselves, where no catalogue knows the mistake."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checks import find_order
from grader.checks.structure import Pair, structural_facts

GENERATOR = torch.Generator().manual_seed(5)
RIGHT = [torch.randn(3, 4, generator=GENERATOR), torch.randn(3, 4, generator=GENERATOR)]
SIZES = [{"N": 20.0}, {"N": 7.0}]


def told(*wrong: Tensor) -> list[str]:
    pairs = [Pair(actual=w, expected=r, sizes=s) for w, r, s in zip(wrong, RIGHT, SIZES, strict=True)]
    return [fact.id for fact in structural_facts(pairs)]


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (0.5, "factor-half"),
        (2.0, "factor-2"),
        (-1.0, "sign"),
        (-2.0, "factor-minus-2"),
        (0.01, "factor-learning-rate"),
        (1.7, "constant-factor"),
    ],
)
def test_a_constant_factor_is_named(factor: float, expected: str) -> None:
    """And where it has no name, it is said to be the same everywhere."""
    assert told(*(factor * right for right in RIGHT)) == [expected]


@pytest.mark.parametrize(
    ("power", "times", "expected"),
    [
        (-1, 1.0, "factor-1-over-n"),
        (-1, 0.5, "factor-1-over-2n"),
        (-1, 2.0, "factor-2-over-n"),
        (1, 1.0, "factor-n"),
        (1, 2.0, "factor-2n"),
    ],
)
def test_a_factor_made_of_the_batch_size_is_told_from_a_constant(power: int, times: float, expected: str) -> None:
    """It is another number in each case, and the same in words."""
    assert told(*(times * size["N"] ** power * right for right, size in zip(RIGHT, SIZES, strict=True))) == [expected]


def test_a_transposed_matrix_is_recognised() -> None:
    """By its values, not by its shape alone."""
    assert told(*(right.T for right in RIGHT)) == ["transposed"]
    assert told(*(right.T + 1 for right in RIGHT)) == []


def test_a_missing_sum_over_the_batch_is_recognised() -> None:
    """One value for each row, that add up to the right one."""
    assert told(*(torch.stack([right * 0.25] * 4) for right in RIGHT)) == ["not-summed"]


def test_right_values_of_another_shape_are_recognised() -> None:
    """In their order."""
    assert told(*(right.flatten() for right in RIGHT)) == ["reshaped"]


def test_right_values_in_the_wrong_places_are_recognised() -> None:
    """Sorted, both are the same."""
    assert told(*(right.flip(0) for right in RIGHT)) == ["in-other-places"]


def test_a_single_wrong_line_is_named() -> None:
    """Rows before columns; the last one is called so."""
    rows, columns = [r.clone() for r in RIGHT], [r.clone() for r in RIGHT]
    for row, column in zip(rows, columns, strict=True):
        row[2] += 3
        column[:, 1] += torch.arange(3.0) + 1
    assert told(*rows) == ["one-row-wrong"]
    assert told(*columns) == ["one-column-wrong"]


def test_a_wrong_last_row_is_named_where_some_batches_have_one_row() -> None:
    """The only row is the last."""
    right = [torch.randn(rows, 4, generator=GENERATOR) for rows in (5, 1)]
    wrong = [torch.cat([each[:-1], each[-1:] + torch.arange(1.0, 5.0)]) for each in right]
    pairs = [Pair(actual=w, expected=r) for w, r in zip(wrong, right, strict=True)]
    assert [fact.id for fact in structural_facts(pairs)] == ["one-row-wrong"]


def test_a_single_number_has_no_constant_factor() -> None:
    """Some factor leads from every number to every other. One with a name is still told."""
    right = torch.tensor([3.0])
    assert structural_facts([Pair(actual=torch.tensor([1.7]), expected=right)]) == ()
    assert [fact.id for fact in structural_facts([Pair(actual=-right, expected=right)])] == ["sign"]


def test_two_numbers_that_are_off_alike_may_be_so_by_chance() -> None:
    """A constant offset takes three."""
    right = torch.tensor([3.0, 1.0])
    assert structural_facts([Pair(actual=right + 0.3, expected=right)]) == ()


def test_values_that_are_right_where_they_are_positive_are_recognised() -> None:
    """As after a clamp."""
    assert told(*(right.clamp(min=0) for right in RIGHT)) == ["right-where-positive"]


def test_constant_values_and_constant_offsets_are_recognised() -> None:
    """Zeros are constant too."""
    assert told(*(torch.zeros(3, 4) for _ in RIGHT)) == ["constant"]
    assert told(*(right[:1].expand(3, 4) for right in RIGHT)) == ["same-rows"]
    assert told(*(right + 0.3 for right in RIGHT)) == ["constant-offset"]


def test_lost_precision_is_told_from_an_approximation() -> None:
    """A rounding to float32 against a finite difference; what is exact gets nothing."""
    exact = [right.double() for right in RIGHT]
    pairs = [Pair(actual=right.float().double() + 0, expected=right / 3 * 3) for right in exact]
    assert structural_facts(pairs) == ()
    single = [Pair(actual=(right / 3).float(), expected=right / 3) for right in exact]
    assert [fact.id for fact in structural_facts(single)] == ["single-precision"]
    rough = [Pair(actual=right * (1 + 1e-4), expected=right) for right in exact]
    assert [fact.id for fact in structural_facts(rough)] == ["approximate"]
    differences = [Pair(actual=right * (1 + 1e-7), expected=right) for right in exact]
    assert [fact.id for fact in structural_facts(differences)] == ["approximate"]


def test_rounded_values_get_no_other_fact() -> None:
    """Rounding errors look like a wrong column, or a wrong sign of some, now and then."""
    assert told(*(right.half() for right in RIGHT)) == ["approximate"]
    assert told(*(right.round(decimals=1) for right in RIGHT)) == ["approximate"]


def test_a_small_step_is_no_approximation() -> None:
    """Parameters after a wrong step are near the right ones; nobody rounded them."""
    step = 0.005 * torch.randn(3, 4, generator=GENERATOR)
    assert structural_facts([Pair(actual=RIGHT[0] + step, expected=RIGHT[0])]) == ()


def test_dimensions_of_size_one_are_no_difference() -> None:
    """A bias of shape (1, 4) was not forgotten to be summed."""
    pairs = [Pair(actual=2 * right[:1], expected=right[0]) for right in RIGHT]
    assert [fact.id for fact in structural_facts(pairs)] == ["factor-2"]


def test_what_has_no_structure_is_left_without_a_word() -> None:
    """Nothing is guessed."""
    assert told(*(torch.randn(3, 4, generator=GENERATOR) for _ in RIGHT)) == []


def test_results_in_another_order_are_sorted_out_by_their_shapes() -> None:
    """Only where a single order fits."""
    wanted = [torch.zeros(3, 4), torch.zeros(4), torch.zeros(4, 2), torch.zeros(2)]
    assert find_order(wanted, wanted) == (0, 1, 2, 3)
    assert find_order([wanted[3], wanted[2], wanted[1], wanted[0]], wanted) == (3, 2, 1, 0)
    assert find_order([wanted[0], torch.zeros(1, 4), *wanted[2:]], wanted) == (0, 1, 2, 3)
    assert find_order([wanted[0], None, wanted[1], wanted[3]], wanted) is None
    assert find_order(wanted[:3], wanted) is None
