"""A class: a report for each submission, the grades as a table, and a page about all of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.assignment import Assignment
from grader.command.class_folder import STORE_NAME, ClassFolder
from grader.command.class_grading import Grading, grade_members
from grader.command.gathering import gather, is_one_students
from grader.command.options import Options, reader_of
from grader.command.summary import class_summary, counts, how_to_go_on, listed, say
from grader.model import ReportStatus
from grader.report.csv_report import grades_csv
from grader.result_store import ResultStore
from grader.scratch_folder import scratch_folder
from grader.submission import Member, looks_like_class
from grader.whole_file import write_whole

#: What a shell says of a command that Ctrl-C ended.
INTERRUPTED = 130


def run(options: Options, assignment: Assignment, output: Path) -> int:
    """Grade them, write reports and overviews, print a summary; the exit status.

    Raises:
        GraderError: wrong usage, unusable checks, no sandbox, or a place where nothing can be written.
    """
    with scratch_folder(output / STORE_NAME) as scratch:
        members = gather(options.submissions, scratch, outputs=(output,))
        _hint_at_one_student(options.submissions, members)
        folder = ClassFolder(output, reader=reader_of(options, assignment), drafts=scratch)
        store = ResultStore(output / STORE_NAME, drafts=scratch)
        grading = grade_members(options, assignment, members, store=store, deliver=folder.write)
        if grading.outcomes:
            by_id = {member.id: member for member in members}
            written = _write_overviews(options, grading, folder, by_id)
            _tell(options, assignment, grading, by_id, written)
            _tell_of_others(output, folder.others(by_id))
    return end(grading, output)


def end(grading: Grading, output: Path | None) -> int:
    """The exit status of a run over a class, with what is to be said of one that was stopped.

    Raises:
        GraderError: what stopped it.
    """
    if grading.failure:
        raise grading.failure
    if grading.is_interrupted:
        say(how_to_go_on(output), sys.stderr)
        return INTERRUPTED
    return int(any(report.status is ReportStatus.FAILED for report in grading.reports))


def _write_overviews(
    options: Options, grading: Grading, folder: ClassFolder, members: Mapping[str, Member]
) -> list[Path]:
    written = list(folder.write_overviews(grading.reports, members))
    if options.output_file:
        write_whole(options.output_file, grades_csv(grading.reports, members))
        written.append(options.output_file)
    return written


def _tell(
    options: Options,
    assignment: Assignment,
    grading: Grading,
    members: Mapping[str, Member],
    written: Sequence[Path],
) -> None:
    if options.quiet:
        say(counts(grading, len(members)))
        return
    for line in class_summary(grading, title=assignment.title or assignment.name, total=len(members)):
        say(line)
    say(f"Reports: {', '.join(str(path) for path in written)}")


def _tell_of_others(output: Path, others: Sequence[str]) -> None:
    if others:
        say(
            f"{output} also holds reports on {listed(others)}, not among the submissions given this time and so not in "
            "grades.csv and index.html. Give all of them in one command: what has been graded is not graded again.",
            sys.stderr,
        )


def _hint_at_one_student(paths: Sequence[Path], members: Sequence[Member]) -> None:
    """A folder given alone is a class; whoever meant one student's should learn it before the work is done."""
    if len(paths) == 1 and paths[0].is_dir() and len(members) > 1:
        path = paths[0]
        if not looks_like_class(path) and is_one_students(path):
            say(
                f"{path} is graded as a class of {len(members)}. One student's folder is graded without --output.",
                sys.stderr,
            )
