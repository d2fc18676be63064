"""How far the tolerance is from right solutions, and from wrong ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from grader.model import Report
from grader.validate.findings import Section

#: Right solutions stay below this share of the limit, wrong ones above this multiple of it.
MOST_OF_LIMIT = 0.5
LEAST_OVER_LIMIT = 2.0


def examine_margin(right: Sequence[Report], wrong: Sequence[Report]) -> Section:
    """Whether the limit lies well between right solutions and wrong ones.

    Args:
        right: reports of solutions that earned everything.
        wrong: reports of those that lost points.
    """
    nearest_right = max((ratio for report in right for ratio in _ratios(report, failed=False)), default=0.0)
    # A wrong solution is as far away as its most conspicuous value.
    per_solution = [max(ratios) for report in wrong if (ratios := list(_ratios(report, failed=True)))]
    nearest_wrong = min(per_solution, default=math.inf)
    problems = []
    if nearest_right > MOST_OF_LIMIT:
        problems.append(f"a right solution comes to {nearest_right:.0%} of the limit; expected {MOST_OF_LIMIT:.0%}")
    if nearest_wrong < LEAST_OVER_LIMIT:
        problems.append(
            f"a wrong solution is only {nearest_wrong:.2g} times as far as the limit; expected {LEAST_OVER_LIMIT:g}"
        )
    wrong_ones = f"wrong ones begin at {nearest_wrong:,.0f} times it" if per_solution else "no wrong value was compared"
    return Section(
        id="margin",
        title="The tolerance parts right from wrong",
        summary=f"right solutions come to {_percent(nearest_right)} of the limit, {wrong_ones}",
        problems=tuple(problems),
        figures={"nearest_right": nearest_right, "nearest_wrong": nearest_wrong if per_solution else 0.0},
    )


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"


def _ratios(report: Report, *, failed: bool) -> Iterable[float]:
    """Of each check, its greatest difference over the allowed one, as pytest's document has them."""
    for test in (report.pytest or {}).get("tests", []):
        for properties in test.get("user_properties") or []:
            ratio: Any = properties.get("closeness")
            if isinstance(ratio, float) and (ratio > 1) == failed and math.isfinite(ratio):
                yield ratio
