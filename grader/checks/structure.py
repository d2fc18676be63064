"""Facts about a wrong value that hold without knowing how it came about: transposed, half of it, one column wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from grader.model import Diagnosis

#: How near a value must come to a fact, relative to its largest element.
CLOSENESS = 2e-4
#: How near a value is that somebody approximated: in several cases; in one or two, where a small step may lead as near.
NEARLY, NEARLY_ONCE = 1e-2, 2e-3
SEVERAL = 3
#: How far off a value is that is plainly wrong among right ones.
PLAINLY = 2e-2
#: To how many decimal places somebody rounds.
PLACES = (1, 2, 3, 4)
#: What a value is off by, relative to its largest element, that was computed in float32 where float64 was given.
SINGLE_PRECISION = 1e-5
#: And one that was computed in float64; central differences of a loss come as near as 1e-10.
DOUBLE_PRECISION = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A wrong value and the right one.

    Attributes:
        actual, expected: of any shapes; finite.
        sizes: numbers that a factor may be made of: {"N": 20}.
    """

    actual: Tensor
    expected: Tensor
    sizes: Mapping[str, float] = field(default_factory=dict)


def structural_facts(pairs: Sequence[Pair]) -> tuple[Diagnosis, ...]:
    """The first fact that holds for all pairs, as a sentence for the student; empty where none does.

    Pairs in which both agree, because the mistake does not show there, count for every fact that allows it.
    """
    pairs = [_aligned(pair) for pair in pairs]
    wrong = [pair for pair in pairs if not _close(pair.actual, pair.expected)]
    if not wrong:
        return (APPROXIMATE,) if _are_rounded(pairs) else _precision(pairs)
    nearly = NEARLY if len(pairs) >= SEVERAL else NEARLY_ONCE
    if all(_close(pair.actual, pair.expected, nearly) for pair in pairs) or _are_rounded(pairs):
        # Rounding errors look like every other fact now and then.
        return (APPROXIMATE,)
    for fact in _FACTS:
        found = fact(wrong)
        if found is not None:
            return (found,)
    return ()


APPROXIMATE = Diagnosis(
    id="approximate",
    message="The values are close to the right ones, but not exact: on the way they were rounded, to float32 for "
    "example, or they come from an approximation, such as differences of the loss at two neighbouring points.",
)

Fact = Callable[[Sequence[Pair]], Diagnosis | None]


def _aligned(pair: Pair) -> Pair:
    """The pair without a difference in dimensions of size 1."""
    shapes = [tuple(size for size in tensor.shape if size != 1) for tensor in (pair.actual, pair.expected)]
    return replace(pair, actual=pair.actual.reshape(pair.expected.shape)) if shapes[0] == shapes[1] else pair


def _close(actual: Tensor, expected: Tensor, closeness: float = CLOSENESS) -> bool:
    if actual.shape != expected.shape:
        return False
    got, want = actual.detach().double(), expected.detach().double()
    return not want.numel() or bool((got - want).abs().max() <= closeness * want.abs().max() + 1e-12)


def _precision(pairs: Sequence[Pair]) -> tuple[Diagnosis, ...]:
    if not pairs or any(pair.expected.dtype != torch.float64 for pair in pairs):
        return ()
    worst = max(float((p.actual.double() - p.expected).abs().max() / p.expected.abs().max()) for p in pairs)
    if worst <= DOUBLE_PRECISION:
        return ()
    if worst > SINGLE_PRECISION or not all(_is_single(pair.actual) for pair in pairs):
        return (APPROXIMATE,)
    return (
        Diagnosis(
            id="single-precision",
            message="The values are right to about seven digits only: with float64 inputs, somewhere a tensor of "
            "float32 is made.",
        ),
    )


def _is_single(value: Tensor) -> bool:
    """Whether all numbers are such as float32 can hold; those of an approximation are not."""
    return bool((value.detach().float().double() == value.detach().double()).all())


def _are_rounded(pairs: Sequence[Pair]) -> bool:
    """Whether all numbers are the right ones with few decimal places."""
    return _same_shape(pairs) and any(
        all(_is_near(p.actual, p.expected.double().round(decimals=places), 1e-6) for p in pairs) for places in PLACES
    )


def _is_near(actual: Tensor, expected: Tensor, limit: float) -> bool:
    return bool(((actual.detach().double() - expected.detach().double()).abs() <= limit).all())


def _same_shape(pairs: Sequence[Pair]) -> bool:
    return all(pair.actual.shape == pair.expected.shape for pair in pairs)


def _transposed(pairs: Sequence[Pair]) -> Diagnosis | None:
    if all(p.actual.dim() == 2 and _close(p.actual.T, p.expected) for p in pairs):  # noqa: PLR2004  a matrix
        return Diagnosis(id="transposed", message="It is transposed: rows and columns have changed places.")
    return None


def _unsummed(pairs: Sequence[Pair]) -> Diagnosis | None:
    if all(p.actual.dim() == p.expected.dim() + 1 and _close(p.actual.sum(0), p.expected) for p in pairs):
        return Diagnosis(id="not-summed", message="The sum over the batch is missing: there is one value for each row.")
    return None


def _reshaped(pairs: Sequence[Pair]) -> Diagnosis | None:
    same = all(
        p.actual.numel() == p.expected.numel() and _close(p.actual.flatten(), p.expected.flatten()) for p in pairs
    )
    if same:
        return Diagnosis(id="reshaped", message="The values are right, but their shape is not.")
    return None


def _factor(pairs: Sequence[Pair]) -> Diagnosis | None:
    if not _same_shape(pairs):
        return None
    for name, message, factor in _FACTORS:
        if all(_close(p.actual, p.expected * value) for p in pairs if (value := factor(p.sizes)) is not None):
            if any(factor(p.sizes) is None for p in pairs):
                continue
            return Diagnosis(id=name, message=message)
    return _unknown_factor(pairs)


def _of(text: Callable[[float], float]) -> Callable[[Mapping[str, float]], float | None]:
    return lambda sizes: text(sizes["N"]) if "N" in sizes else None


_FACTORS: tuple[tuple[str, str, Callable[[Mapping[str, float]], float | None]], ...] = (
    ("sign", "Every value has the wrong sign.", lambda _: -1.0),
    ("factor-half", "Every value is exactly half of the right one: a factor 2 is missing.", lambda _: 0.5),
    ("factor-2", "Every value is exactly twice the right one: there is a factor 2 too many.", lambda _: 2.0),
    ("factor-minus-half", "Every value is half of the right one and has the wrong sign.", lambda _: -0.5),
    ("factor-minus-2", "Every value is twice the right one and has the wrong sign.", lambda _: -2.0),
    ("factor-quarter", "Every value is exactly a quarter of the right one.", lambda _: 0.25),
    ("factor-4", "Every value is exactly four times the right one.", lambda _: 4.0),
    (
        "factor-1-over-n",
        "Every value is the right one divided by N, the number of rows: a mean for a sum?",
        _of(lambda n: 1 / n),
    ),
    (
        "factor-1-over-2n",
        (
            "Every value is the right one divided by 2N, twice the number of rows: "
            "a mean for a sum, or a factor 2 missing as well?"
        ),
        _of(lambda n: 0.5 / n),
    ),
    ("factor-2-over-n", "Every value is the right one times 2 / N, N being the number of rows.", _of(lambda n: 2 / n)),
    ("factor-n", "Every value is the right one times N, the number of rows: a sum for a mean?", _of(lambda n: n)),
    (
        "factor-2n",
        "Every value is the right one times 2N, twice the number of rows: a sum for a mean?",
        _of(lambda n: 2 * n),
    ),
    ("factor-learning-rate", "Every value is the right one times 0.01: the learning rate?", lambda _: 0.01),
    ("factor-minus-learning-rate", "Every value is the right one times -0.01: the learning rate?", lambda _: -0.01),
)


def _unknown_factor(pairs: Sequence[Pair]) -> Diagnosis | None:
    """A factor that is the same for all values of all pairs, and that nobody has a name for."""
    if sum(p.actual.numel() for p in pairs) == 1:
        # Some factor leads from every number to every other.
        return None
    ratios = [float((p.actual.double() * p.expected).sum() / (p.expected.double() ** 2).sum()) for p in pairs]
    same = max(ratios) - min(ratios) <= CLOSENESS * max(abs(ratio) for ratio in ratios)
    if same and ratios[0] and all(_close(p.actual, p.expected * ratios[0]) for p in pairs):
        return Diagnosis(id="constant-factor", message="Every value is the right one times the same factor.")
    return None


def _constant(pairs: Sequence[Pair]) -> Diagnosis | None:
    if all(p.actual.numel() > 1 and float(p.actual.max()) == float(p.actual.min()) for p in pairs):
        zero = all(float(p.actual.abs().max()) == 0 for p in pairs)
        message = "Every value is 0." if zero else "All values are the same number."
        return Diagnosis(id="constant", message=message)
    return None


def _same_rows(pairs: Sequence[Pair]) -> Diagnosis | None:
    if all(p.actual.dim() == 2 and len(p.actual) > 1 and bool((p.actual == p.actual[:1]).all()) for p in pairs):  # noqa: PLR2004
        return Diagnosis(
            id="same-rows", message="All rows are the same: the value does not depend on the input's rows."
        )
    return None


def _offset(pairs: Sequence[Pair]) -> Diagnosis | None:
    if not _same_shape(pairs) or any(p.actual.numel() < 3 for p in pairs):  # noqa: PLR2004  two may agree by chance
        return None
    offsets = [(p.actual.double() - p.expected.double()) for p in pairs]
    scale = max(float(p.expected.abs().max()) for p in pairs)
    if all(float(o.max() - o.min()) <= CLOSENESS * scale for o in offsets):
        return Diagnosis(
            id="constant-offset", message="Every value is off by the same number, which is added or left out."
        )
    return None


def _where_positive(pairs: Sequence[Pair]) -> Diagnosis | None:
    if not _same_shape(pairs):
        return None
    shares = [(p.expected > 0, (p.actual.double() - p.expected.double()).abs(), p.expected.abs().max()) for p in pairs]
    right = all(bool((off[where] <= CLOSENESS * top).all()) and bool(where.any()) for where, off, top in shares)
    wrong = all(bool((off[~where] > PLAINLY * top).any()) or bool(where.all()) for where, off, top in shares)
    if right and wrong:
        return Diagnosis(
            id="right-where-positive", message="Only the positive values are right; the negative ones are not."
        )
    return None


def _other_places(pairs: Sequence[Pair]) -> Diagnosis | None:
    if any(p.actual.numel() != p.expected.numel() or p.expected.numel() < 3 for p in pairs):  # noqa: PLR2004
        return None
    if all(_close(p.actual.flatten().sort().values, p.expected.flatten().sort().values) for p in pairs):
        return Diagnosis(id="in-other-places", message="The numbers are right, but they stand in the wrong places.")
    return None


def _some_lines(pairs: Sequence[Pair]) -> Diagnosis | None:
    """The same single row or column wrong everywhere, or all but the first or the last right."""
    if not _same_shape(pairs) or any(p.actual.dim() != 2 for p in pairs):  # noqa: PLR2004
        return None
    for dimension, word in ((0, "row"), (1, "column")):
        # The only row of a batch is the first and the last.
        several = [p for p in pairs if p.actual.shape[dimension] > 1]
        places = {place for p in several for place in _wrong_lines(p, dimension)}
        plainly = all(not _close(p.actual, p.expected, PLAINLY) for p in several)
        if len(places) == 1 and plainly and (len(several) == len(pairs) or places <= {0, -1}):
            place = places.pop()
            where = "the last" if place == -1 else f"number {place} (counted from 0)"
            return Diagnosis(
                id=f"one-{word}-wrong", message=f"Only one {word} is wrong: {where}. All others are right."
            )
    return None


def _wrong_lines(pair: Pair, dimension: int) -> set[int]:
    off = (pair.actual.double() - pair.expected.double()).abs() > CLOSENESS * pair.expected.abs().max()
    size = pair.actual.shape[dimension]
    found = {int(i) for i in off.any(1 - dimension).nonzero().flatten()}
    return {-1 if i == size - 1 and i > 0 else i for i in found}


_FACTS: tuple[Fact, ...] = (
    _transposed,
    _unsummed,
    _reshaped,
    _constant,
    _factor,
    _same_rows,
    _offset,
    _where_positive,
    _some_lines,
    _other_places,
)
