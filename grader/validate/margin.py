"""How far the tolerance is from right solutions, and from wrong ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from grader.model import Report
from grader.validate.findings import Section

#: Right solutions stay below this share of the limit, wrong ones above this multiple of it.
MOST_OF_LIMIT = 0.5
LEAST_OVER_LIMIT = 2.0


def examine_margin(right: Sequence[Report], wrong: Sequence[Report]) -> Section:
    """Whether each limit lies well between right solutions and wrong ones.

    Args:
        right: reports of solutions that earned everything.
        wrong: reports of those that lost points.
    """
    problems: list[str] = []
    told: list[str] = []
    figures: dict[str, float] = {}
    for tolerance in sorted(
        {name for report in (*right, *wrong) for name, _ in _ratios(report)}, key=float, reverse=True
    ):
        nearest_right = max((ratio for report in right for ratio in _of(report, tolerance) if ratio <= 1), default=0.0)
        # A wrong solution is as far away as its most conspicuous value.
        missed = [max(ratios) for report in wrong if (ratios := [r for r in _of(report, tolerance) if r > 1])]
        nearest_wrong = min(missed, default=math.inf)
        figures |= {f"right_at_{tolerance}": nearest_right, f"wrong_at_{tolerance}": nearest_wrong if missed else 0.0}
        problems += _problems(tolerance, nearest_right, nearest_wrong)
        beyond = f"wrong ones begin at {in_words(nearest_wrong)} times it" if missed else "no wrong value was compared"
        told.append(f"at {tolerance} right solutions come to {100 * nearest_right:.2g} % of the limit, {beyond}")
    return Section(
        id="margin",
        title="The tolerance parts right from wrong",
        summary="; ".join(told) or "nothing was compared",
        problems=tuple(problems),
        figures=figures,
    )


def _problems(tolerance: str, right: float, wrong: float) -> list[str]:
    problems = []
    if right > MOST_OF_LIMIT:
        problems.append(
            f"at {tolerance} a right solution comes to {right:.0%} of the limit; expected {MOST_OF_LIMIT:.0%}"
        )
    if wrong < LEAST_OVER_LIMIT:
        problems.append(
            f"at {tolerance} a wrong solution is {wrong:.2g} times as far off as the limit; "
            f"expected {LEAST_OVER_LIMIT:g}"
        )
    return problems


def in_words(ratio: float) -> str:
    """A ratio as a table has it: 1,500, or 2e+06."""
    return f"{ratio:,.0f}" if ratio < 1e6 else f"{ratio:.0e}"  # noqa: PLR2004  more digits say no more


def _of(report: Report, tolerance: str) -> list[float]:
    return [ratio for name, ratio in _ratios(report) if name == tolerance]


def _ratios(report: Report) -> Iterator[tuple[str, float]]:
    """Of each check the greatest difference over the allowed one, by tolerance, as pytest's document has them."""
    for test in (report.pytest or {}).get("tests", []):
        for properties in test.get("user_properties") or []:
            for tolerance, ratio in (properties.get("closeness") or {}).items():
                if isinstance(ratio, float) and math.isfinite(ratio):
                    yield str(tolerance), ratio
