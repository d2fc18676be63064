"""What grading again would change, before anything is overwritten."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.assignment import Assignment
from grader.command.class_folder import STORE_NAME, ClassFolder
from grader.command.class_grading import grade_members
from grader.command.gathering import gather
from grader.command.options import Options, reader_of
from grader.command.several import end
from grader.command.summary import say
from grader.model import Report
from grader.regrade.changes import Comparison, compare
from grader.regrade.document import comparison_json, old_versions
from grader.regrade.former import FormerReports, read_former
from grader.regrade.table import comparison_counts, print_comparison
from grader.report.wording import points
from grader.result_store import ResultStore
from grader.scratch_folder import scratch_folder
from grader.whole_file import write_whole

_SHORT = 12


def run(options: Options, assignment: Assignment, old: Path) -> int:
    """Grade, and say what is different from the earlier run in `old`, which stays as it is; the exit status.

    Raises:
        GraderError: no reports to compare with, wrong usage, unusable checks, no sandbox, or a place where nothing can
            be written.
    """
    former = read_former(old, assignment, options.only)
    output = options.output
    with _place(output) as (store_folder, scratch):
        members = gather(options.submissions, scratch, outputs=(old, *([output] if output else [])))
        store = ResultStore(store_folder, drafts=scratch, older=(old / STORE_NAME,))
        folder = None
        if output is not None and output.resolve() != old.resolve():
            folder = ClassFolder(output, reader=reader_of(options, assignment), drafts=scratch)
        deliver = folder.write if folder else lambda _: None
        grading = grade_members(options, assignment, members, store=store, deliver=deliver)
        if folder and grading.outcomes:
            folder.write_overviews(grading.reports, {member.id: member for member in members})
        if not grading.is_interrupted and not grading.failure:
            comparison = compare(former, {report.submission.id: report for report in grading.reports})
            if output is not None:
                document = comparison_json(comparison, former, assignment)
                write_whole(output / "comparison.json", document, drafts=scratch)
            _tell(options, assignment, former, grading.reports, comparison)
    return end(grading, output)


@contextmanager
def _place(output: Path | None) -> Iterator[tuple[Path, Path]]:
    """Where results are kept, and where files grow: in the output, or for as long as this run lasts."""
    if output is not None:
        with scratch_folder(output / STORE_NAME) as scratch:
            yield output / STORE_NAME, scratch
        return
    with tempfile.TemporaryDirectory(prefix="grader-") as name:
        scratch = Path(name) / "scratch"
        scratch.mkdir()
        yield Path(name) / STORE_NAME, scratch


def _points(amounts: set[float]) -> str:
    return " or ".join(points(amount) for amount in sorted(amounts))


def _tell(
    options: Options,
    assignment: Assignment,
    former: FormerReports,
    reports: Sequence[Report],
    comparison: Comparison,
) -> None:
    if options.quiet:
        say(comparison_counts(comparison))
        return
    say(f"{assignment.title or assignment.name}: grading again, compared with {former.folder}")
    versions = ", ".join(version[:_SHORT] for version in old_versions(former))
    say(f"Assignment version {versions or 'unknown'} then, {assignment.version[:_SHORT]} now.")
    then = {report.max_score for report in former.reports.values()}
    now = {report.max_score for report in reports}
    if then != now:
        say(f"Of {_points(then)} points then, of {_points(now)} now.")
    print_comparison(comparison, sys.stdout)
    say(comparison_counts(comparison))
    for line in _what_next(options.output, former.folder):
        say(line)


def _what_next(output: Path | None, old: Path) -> Iterator[str]:
    yield f"Nothing in {old} was overwritten."
    if output is None:
        yield "With --output DIR the new reports and comparison.json are kept there."
    elif output.resolve() == old.resolve():
        yield f"The comparison: {output / 'comparison.json'}"
        yield "The same command without --compare puts the new reports there: nothing is graded again for it."
    else:
        yield f"The new reports: {output / 'index.html'}, the comparison: {output / 'comparison.json'}"
