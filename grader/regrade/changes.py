"""The difference between the reports of two runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.model import CheckResult, Report
from grader.regrade.former import FormerReports
from grader.report.wording import is_service_fault

#: Less than this is the rounding of a sum.
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """A check with another result than before."""

    exercise: str
    id: str
    title: str
    #: None: the check is new, or did not get to run then.
    old: CheckResult | None
    #: None: the check is gone, or did not get to run now.
    new: CheckResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A submission with another result than before."""

    id: str
    old: Report
    new: Report
    checks: tuple[CheckChange, ...]

    @property
    def difference(self) -> float:
        """Points, negative where the score falls."""
        return self.new.score - self.old.score

    @property
    def is_other_work(self) -> bool:
        """Whether the student has handed in something else since."""
        return self.new.submission.sha256 != self.old.submission.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What grading again changes. Ids are sorted."""

    #: Those whose score falls first, the most first; then those who gain, the most first; then the others by id.
    changes: tuple[Change, ...]
    same: tuple[str, ...]
    #: Graded now, and not before.
    added: tuple[Report, ...]
    #: In the earlier run, and not in this one.
    missing: tuple[str, ...]
    #: Not graded now, because the service failed: nothing can be said of them.
    not_graded: tuple[Report, ...]
    #: What kept the earlier report from being read, by id.
    unreadable: Mapping[str, str]

    @property
    def falls(self) -> tuple[Change, ...]:
        """Those whose score falls."""
        return tuple(change for change in self.changes if change.difference < -_NOTHING)

    @property
    def rises(self) -> tuple[Change, ...]:
        """Those whose score rises."""
        return tuple(change for change in self.changes if change.difference > _NOTHING)


def compare(former: FormerReports, reports: Mapping[str, Report]) -> Comparison:
    """The difference between an earlier run and this one's reports by id, which may be slim."""
    graded = {name: report for name, report in sorted(reports.items()) if not is_service_fault(report)}
    before = {name: report for name, report in former.reports.items() if not is_service_fault(report)}
    compared = [_change(name, before[name], new) for name, new in graded.items() if name in before]
    changes = [change for change in compared if _is_change(change)]
    known = {*before, *former.unreadable}
    return Comparison(
        changes=tuple(sorted(changes, key=_order)),
        same=tuple(change.id for change in compared if not _is_change(change)),
        added=tuple(new for name, new in graded.items() if name not in known),
        missing=tuple(sorted({*former.reports, *former.unreadable} - reports.keys())),
        not_graded=tuple(report for _, report in sorted(reports.items()) if is_service_fault(report)),
        unreadable={name: why for name, why in sorted(former.unreadable.items()) if name in reports},
    )


def _order(change: Change) -> tuple[int, float, str]:
    difference = change.difference
    kind = 0 if difference < -_NOTHING else 1 if difference > _NOTHING else 2
    return kind, -abs(difference) if kind < 2 else 0.0, change.id  # noqa: PLR2004  those with other points


def _change(name: str, old: Report, new: Report) -> Change:
    return Change(id=name, old=old, new=new, checks=tuple(_check_changes(old, new)))


def _is_change(change: Change) -> bool:
    """A check more or less, which costs and gives nothing, is none."""
    in_both = any(check.old is not None and check.new is not None for check in change.checks)
    return in_both or _facts(change.old) != _facts(change.new)


def _facts(report: Report) -> tuple[object, ...]:
    return report.status, round(report.score, 6), round(report.pending, 6), report.error and report.error.kind


def _check_changes(old: Report, new: Report) -> Iterator[CheckChange]:
    """In the order of the new report; what is gone comes last."""
    before, now = _checks(old), _checks(new)
    for key in dict.fromkeys([*now, *before]):
        one, other = before.get(key), now.get(key)
        if one is None or other is None or _result(one) != _result(other):
            known = other or one
            title = known.title if known is not None else ""
            yield CheckChange(exercise=key[0], id=key[1], title=title, old=one, new=other)


def _checks(report: Report) -> dict[tuple[str, str], CheckResult]:
    return {(exercise.id, check.id): check for exercise in report.exercises for check in exercise.checks}


def _result(check: CheckResult) -> tuple[object, ...]:
    return check.status, round(check.score, 6)
