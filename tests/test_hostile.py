"""Every attack of tests/hostile wins against plain pytest and gains, learns, harms and leaves nothing here."""

from __future__ import annotations

import contextlib
import io
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.assignment import Assignment
from grader.model import Audience, Report, ReportStatus
from grader.pipeline import Request, grade
from grader.report.formats import render
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.report.terminal import print_summary
from grader.sandbox import local
from grader.sandbox.session import Session
from tests.hostile.attack import ATTACKS, Attack
from tests.hostile.plain_pytest import PlainPytest
from tests.hostile.yard import Canaries, Yard, copy_assignment, listening, machine_packages

HONEST = Path(__file__).parent / "hostile" / "honest.py"
#: What the honest submission earns for the exercise by which it is tried.
HONEST_EXERCISE, HONEST_POINTS = "forward", 20.0
#: The fork server may keep this much more after all attacks than before.
GROWTH_MB = 64
#: A checker has torch, the checks and the values of one submission in its memory.
CHECKER_MB = 900


@dataclass(frozen=True, slots=True)
class Ground:
    """One warm sandbox with the assignment in it, and the yard around it."""

    name: str
    session: Session
    assignment: Assignment
    yard: Yard
    known: dict[str, str]


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    """Fresh ones."""
    return Canaries()


@pytest.fixture(scope="module")
def control(tmp_path_factory: pytest.TempPathFactory, canaries: Canaries) -> Iterator[PlainPytest]:
    """Plain pytest."""
    process = PlainPytest(tmp_path_factory.mktemp("control"), canaries)
    yield process
    process.close()


@pytest.fixture(scope="module", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, canaries: Canaries
) -> Iterator[Ground]:
    """A sandbox in which all attacks happen, one after the other."""
    base = tmp_path_factory.mktemp(request.param)
    assignment = copy_assignment(base, canaries)
    with listening(base) as listener, pytest.MonkeyPatch.context() as patch:
        yard = Yard(base / "yard", canaries, listener, packages=machine_packages())
        patch.setenv("GRADER_SECRET", canaries.environment)
        with _start(request, assignment) as session:
            session.open(assignment)
            known = yard.known(checks=next(assignment.checks_dir.glob("test_*.py")), reference=assignment.reference_path)
            ground = Ground(request.param, session, assignment, yard, known)
            _grade(ground, yard.base / "neighbour" / "hw4.py")
            yield ground


def _start(request: pytest.FixtureRequest, assignment: Assignment) -> Session:
    if request.param == "local":
        return local.start()
    request.getfixturevalue("container_image")
    from grader.sandbox import docker

    return docker.start(assignment, docker.ContainerSettings())


def _grade(ground: Ground, path: Path, only: str | None = None) -> Report:
    calls = 0

    def session() -> Session:
        nonlocal calls
        calls += 1
        assert calls == 1, "the sandbox was lost"
        return ground.session

    return grade(Request(path=path, assignment=ground.assignment, only=only, sandbox=ground.name), session)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_attack_wins_against_plain_pytest(
    attack: Attack, control: PlainPytest, canaries: Canaries, tmp_path: Path
) -> None:
    """An attack that does not win there is none, and proves nothing here."""
    with listening(tmp_path) as listener:
        outcome = control.run(attack, Yard(tmp_path / "yard", canaries, listener))
    if attack.mode == "pipe" and attack.wins == "points":
        assert outcome.said_score >= attack.points, outcome.facts
    else:
        assert outcome.lost(attack, canaries.found_in(outcome.loot)), f"{attack.tries}\n{outcome.facts}"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_attack_gains_nothing(attack: Attack, ground: Ground, tmp_path: Path) -> None:
    """No point, no hidden word, no file, no process, no connection, no lost report; and the next student is not hurt."""
    yard = ground.yard
    before, visitors = yard.snapshot(), yard.listener.visitors
    with watched() as seen:
        started = time.monotonic()
        report = _grade(ground, attack.hand_in(tmp_path, ground.known))
        took_s = time.monotonic() - started
    texts = written(report)

    assert report.score <= attack.score, _told(report)
    assert report.pending == 0, _told(report)
    assert report.status is ReportStatus.GRADED or report.error is not None
    assert report.error is None or report.error.kind.value != "internal", report.error
    assert took_s < attack.wall_s
    assert not yard.canaries.found_in("".join(texts.values()))
    assert not (attack.loot and attack.loot in report.output.stdout + report.output.stderr + yard.loot())
    for name, text in texts.items():
        assert not [sign for sign in ("\x1b", "\x07", "\x00") if sign in text], name
    assert "<script>alert" not in texts["html"]
    assert str(report.seed) not in report.output.stdout
    assert yard.snapshot() == before
    assert yard.listener.visitors == visitors
    assert seen.left() == set()
    assert seen.largest_checker_mb < CHECKER_MB

    honest = _grade(ground, HONEST, HONEST_EXERCISE)
    assert (honest.score, honest.error) == (HONEST_POINTS, None), _told(honest)


def test_the_server_has_not_grown(ground: Ground) -> None:
    """After all attacks the processes that stay have about the memory that they began with."""
    before = {pid: rss for pid, _, rss in _processes()}
    _grade(ground, HONEST, HONEST_EXERCISE)
    after = {pid: rss for pid, _, rss in _processes()}
    assert all(after.get(pid, 0) - rss < GROWTH_MB for pid, rss in before.items())


def _told(report: Report) -> str:
    lines = [str(report.error), report.output.stdout[-1000:], report.output.stderr[-1000:]]
    for exercise in report.exercises:
        lines += [f"{c.id} {c.status.value} {c.score}: {c.message[:200]} {c.staff_message}" for c in exercise.checks]
    return "\n".join(lines)


def written(report: Report) -> dict[str, str]:
    """The report in every form that somebody may open, as staff and as the student."""
    terminal = io.StringIO()
    with contextlib.redirect_stdout(terminal):
        print_summary(report, audience=Audience.STAFF, verbose=True, quiet=False)
    texts = {"json": dumps(report, audience=Audience.STUDENT), "html": render_html(report, audience=Audience.STUDENT)}
    texts["terminal"] = terminal.getvalue()
    texts["output"] = report.output.stdout + report.output.stderr
    for name in ("gradescope", "junit", "csv"):
        texts[name] = render(report, name, audience=Audience.STUDENT)
    for text in texts.values():
        text.encode("utf-8")
    json.loads(dumps(report, audience=Audience.STAFF))
    texts["output"] = texts["output"].translate({7: None, 27: None, 0: None})
    return texts


class Watch:
    """What is seen of this process's descendants while something runs."""

    def __init__(self) -> None:
        self._before = {pid for pid, _, _ in _processes()}
        self.largest_checker_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(0.05):
            found = _processes()
            parents = {pid: parent for pid, parent, _ in found}
            for pid, parent, rss in found:
                # A checker is a child of the template, which is a child of the fork server, and so on up to here.
                if pid not in self._before and parent in self._before and _depth(pid, parents) == CHECKER_DEPTH:
                    self.largest_checker_mb = max(self.largest_checker_mb, rss)

    def stop(self) -> None:
        """Look no longer."""
        self._done.set()
        self._thread.join()

    def left(self) -> set[int]:
        """Processes that were not there before; a moment is given to those that are just ending."""
        deadline = time.monotonic() + 5
        while (left := {pid for pid, _, _ in _processes()} - self._before) and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        return left


#: This process, the gateway, the fork server, the template, the checker.
CHECKER_DEPTH = 4


@contextlib.contextmanager
def watched() -> Iterator[Watch]:
    """Watch this process's descendants."""
    watch = Watch()
    try:
        yield watch
    finally:
        watch.stop()


def _depth(pid: int, parents: dict[int, int]) -> int:
    depth = 0
    while pid in parents:
        pid, depth = parents[pid], depth + 1
    return depth


def _processes() -> list[tuple[int, int, float]]:
    """This process's descendants: id, parent, resident MiB."""
    rows: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent, *rest = (entry / "stat").read_text().rpartition(")")[2].split()
                if state != "Z":
                    rows[int(entry.name)] = int(parent), int(rest[19]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    found, level = [], {os.getpid()}
    while level := {pid for pid, (parent, _) in rows.items() if parent in level}:
        found += [(pid, *rows[pid]) for pid in level]
    return found
