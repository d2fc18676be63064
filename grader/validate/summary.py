"""Several validations at a glance: a line for each assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.validate.findings import Validation
from grader.validate.margin import in_words

_HEADINGS = ("assignment", "", "time", "mistakes told", "mutants caught", "nearest right", "nearest wrong")


def render_summary(validations: Sequence[Validation]) -> str:
    """A table: how long it took, how many mistakes are diagnosed and mutants caught, and the tolerance's margin.

    "Nearest right" is how near a right solution comes to its limit, "nearest wrong" how far beyond it the closest wrong
    one is.
    """
    rows = [_HEADINGS, *map(_row, validations)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [_aligned(row, widths) for row in rows]
    invalid = sum(not validation.holds for validation in validations)
    seconds = sum(validation.wall_s for validation in validations)
    told = f"{invalid} of {len(rows) - 1} are NOT valid" if invalid else f"All {len(rows) - 1} are valid"
    return "\n".join([*lines, "", f"{told}, {seconds:.0f} s together."]) + "\n"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if number < 2 else cell.rjust(width)  # noqa: PLR2004  the words, then the figures
        for number, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _row(validation: Validation) -> tuple[str, ...]:
    figures = {section.id: section.figures for section in validation.sections}
    mistakes, mutants, margin = (figures.get(name, {}) for name in ("misconceptions", "mutants", "margin"))
    return (
        validation.assignment,
        "ok" if validation.holds else "FAIL",
        f"{validation.wall_s:.0f} s",
        f"{mistakes['diagnosed']:g}/{mistakes['misconceptions']:g}" if mistakes else "-",
        f"{mutants['caught']:g}/{mutants['caught'] + mutants['survivors']:g}" if mutants else "-",
        *_margin(margin),
    )


def _margin(figures: Mapping[str, float]) -> tuple[str, str]:
    right = [value for name, value in figures.items() if name.startswith("right")]
    wrong = [value for name, value in figures.items() if name.startswith("wrong") and value]
    return f"{100 * max(right):.2g} %" if right else "-", f"{in_words(min(wrong))} x" if wrong else "-"
