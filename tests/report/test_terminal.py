"""The summary that `grade` prints."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from grader.model import Audience, Report
from grader.report.terminal import print_summary
from tests.report import samples

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """As a terminal does."""
        return True


def printed(
    report: Report,
    *,
    width: int = 100,
    audience: Audience = Audience.STAFF,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """The summary as it goes into a pipe."""
    out = io.StringIO()
    print_summary(report, file=out, console_width=width, audience=audience, verbose=verbose, quiet=quiet)
    return out.getvalue()


def test_the_table_has_each_exercise_with_points_and_status() -> None:
    """And the total with what waits for a person apart."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in printed(samples.partial()).splitlines()]
    table = [row for row in rows if row]
    assert table == [
        ["Exercise", "Points", "Status"],
        ["The forward pass", "20 / 20", "passed"],
        ["Gradients by hand", "7 / 30", "partly right"],
        ["What the learning rate does", "0 / 10", "waits for a person"],
        ["The same network as a module", "0 / 20", "missing"],
        ["Training until the loss is small", "12 / 30", "partly right, 6 points wait for a person"],
        ["Total", "39 / 110", "16 points wait for a person"],
    ]


def test_a_failed_check_shows_line_message_and_diagnosis() -> None:
    """In this order, folded under each other."""
    assert (
        "  x The gradient of W1 is the derivative of the summed squared error.  (failed, 0 / 8)\n"
        "    W1_grad differs from the derivative in 12 of 12 numbers. The largest difference is 4.93 of 9.86.\n"
        "    -> Your W1 gradient is exactly half of the expected one: the derivative of (ŷ − Y)² is 2(ŷ − Y),\n"
        "       and the factor 2 is missing.\n"
    ) in printed(samples.partial())


def test_passed_checks_and_staff_messages_wait_for_verbose() -> None:
    """A TA who looks closer gets them, with the output and where the report was made."""
    brief, verbose = printed(samples.partial()), printed(samples.partial(), verbose=True)
    for text in ("summed over the batch.  (passed, 7 / 7)", "for staff: seed 123", "loss 10.3925", "landlock abi 7"):
        assert text not in brief
        assert text in verbose
    assert "I would begin with 0.02" in verbose


def test_a_student_never_sees_what_staff_see() -> None:
    """Not even when verbose."""
    assert "9.8602" not in printed(samples.partial(), audience=Audience.STUDENT, verbose=True)


def test_quiet_is_one_line() -> None:
    """For scripts and for classes."""
    assert printed(samples.partial(), quiet=True) == "grace: 39 / 110, 16 points wait for a person\n"
    assert printed(samples.failed(), quiet=True) == "linus: 0 / 110, could not be run\n"
    assert printed(samples.service_fault(), quiet=True) == "barbara: no grade: the service failed, grade it again\n"
    assert printed(samples.hostile(), quiet=True).count("\n") == 1


def test_a_problem_of_the_run_comes_first_with_its_place() -> None:
    """The caret of a syntax error stays below its column."""
    assert (
        "Syntax error in submit.py, line 7\n"
        "  invalid syntax. Perhaps you forgot a comma?\n\n"
        "      return x @ W1.T + B1)\n"
        "                          ^\n"
    ) in printed(samples.failed())


def test_a_fault_of_the_service_is_no_zero() -> None:
    """No points are shown at all."""
    text = printed(samples.service_fault())
    assert "no grade: the service failed" in text
    assert "0 / 110" not in text


def test_student_text_is_neither_markup_nor_escape_sequence() -> None:
    """What looks like markup is shown, what would act on a terminal is not sent."""
    out = Terminal()
    print_summary(samples.hostile(), file=out, console_width=100, verbose=True)
    text = out.getvalue()
    assert "[red]markup[/red]red" in text
    assert "\x1b]" not in text
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert "\\u202e" in text
    assert "\x1b[2J" not in text


def test_colours_and_drawn_lines_are_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets plain text even where colours are asked for."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    out = Terminal()
    print_summary(samples.good(), file=out, console_width=90)
    assert "\x1b[" in out.getvalue()
    assert "─" in out.getvalue()
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in printed(samples.good())
    assert "─" not in printed(samples.good())


def test_an_ascii_stream_gets_ascii() -> None:
    """Other characters are written as Python writes them, and nothing is lost in an exception."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    print_summary(samples.partial(), file=out, verbose=True)
    out.flush()
    assert "(\\u0177 \\u2212 Y)" in " ".join(raw.getvalue().decode("ascii").split())


def test_a_narrow_terminal_is_never_overrun() -> None:
    """Not by long words either."""
    lines = printed(samples.hostile(), width=60).splitlines()
    assert max(len(line) for line in lines if not line.startswith("<script>")) <= 60
