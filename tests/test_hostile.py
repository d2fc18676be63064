"""Every attack of tests/hostile wins against plain pytest and gains, learns, harms and leaves nothing here."""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.assignment import Assignment
from grader.model import Audience, Report
from grader.pipeline import Request, grade
from grader.report.formats import render
from grader.report.html import render_html
from grader.report.json_report import dumps
from grader.report.terminal import print_summary
from grader.sandbox import local
from grader.sandbox.session import Session
from tests.hostile.attack import ATTACKS, Attack
from tests.hostile.plain_pytest import Outcome, PlainPytest
from tests.hostile.processes import container_roots, local_roots, watched
from tests.hostile.table import table
from tests.hostile.yard import Canaries, Yard, copy_assignment, listening, machine_packages
from tests.processes import below

HONEST = Path(__file__).parent / "hostile" / "common" / "honest.py"
#: How often the control is attacked before an attack counts as none.
TRIES = 4
THREAT_MODEL = Path(__file__).parents[1] / "docs" / "threat-model.md"
#: What the honest submission earns for the exercise by which it is tried.
HONEST_EXERCISE, HONEST_POINTS = "forward", 20.0
#: The fork server may keep this much more after all attacks than before: some ask for torch's compiler, which it then
#: imports once for all that follow.
GROWTH_MB = 128
#: On a machine that has other things to do, everything takes so many times as long as an attack says.
PATIENCE = 4
#: A checker has torch, the checks and the values of one submission in its memory.
CHECKER_MB = 900

each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@dataclass(frozen=True, slots=True)
class Ground:
    """One warm sandbox with the assignment in it, and the yard around it."""

    name: str
    session: Session
    assignment: Assignment
    yard: Yard
    #: What an attack knows about the places.
    known: dict[str, str]
    #: The sandbox's first processes.
    roots: Callable[[], set[int]]
    #: Process -> resident MiB, before the first attack.
    at_first: dict[int, float]


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    """Fresh ones."""
    return Canaries()


@pytest.fixture(scope="module")
def control(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, canaries: Canaries
) -> Iterator[dict[str, Future[Outcome]]]:
    """What plain pytest makes of each attack: on another core, while the sandboxes make theirs of them."""
    wanted = {item.callspec.params["attack"].name for item in request.session.items if _is_of_control(item)}  # type: ignore[attr-defined]
    process = PlainPytest(tmp_path_factory.mktemp("control"), canaries)

    def once(attack: Attack) -> Outcome:
        base = tmp_path_factory.mktemp(attack.name)
        with listening(base) as listener:
            return process.run(attack, Yard(base / "yard", canaries, listener))

    def run(attack: Attack) -> Outcome:
        # Some attacks need luck, such as a freed tensor's memory being given out again: an attacker tries again too.
        outcome = once(attack)
        for _ in range(TRIES - 1):
            if outcome.lost(attack, canaries.found_in(outcome.loot)):
                break
            outcome = once(attack)
        return outcome

    with ThreadPoolExecutor(max_workers=1) as executor:
        yield {attack.name: executor.submit(run, attack) for attack in ATTACKS if attack.name in wanted}
        executor.shutdown(cancel_futures=True)
    process.close()


def _is_of_control(item: pytest.Item) -> bool:
    return getattr(item, "originalname", "") == "test_the_attack_wins_against_plain_pytest"


@pytest.fixture(scope="module", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, canaries: Canaries
) -> Iterator[Ground]:
    """A sandbox in which all attacks happen, one after the other."""
    base = tmp_path_factory.mktemp(request.param)
    base.chmod(0o755)
    assignment = copy_assignment(base, canaries)
    with listening(base) as listener, pytest.MonkeyPatch.context() as patch:
        yard = Yard(base / "yard", canaries, listener, packages=machine_packages())
        patch.setenv("GRADER_SECRET", canaries.environment)
        with _start(request, assignment) as session:
            session.open(assignment)
            roots = local_roots if request.param == "local" else container_roots
            known = yard.known(
                checks=next(assignment.checks_dir.glob("test_*.py")), reference=assignment.reference_path
            )
            ground = Ground(request.param, session, assignment, yard, known, roots, {})
            with watched(roots) as seen:
                _grade(ground, yard.base / "neighbour" / "hw4.py")
            assert seen.left() == set()
            ground.at_first.update((process.pid, process.resident_mb) for process in below(roots()))
            yield ground


def _start(request: pytest.FixtureRequest, assignment: Assignment) -> Session:
    if request.param == "local":
        return local.start()
    request.getfixturevalue("container_image")
    from grader.sandbox import docker

    return docker.start(assignment, docker.ContainerSettings())


def _grade(ground: Ground, path: Path, only: str | None = None) -> Report:
    """The report; a sandbox that is lost is not asked again."""
    sessions = iter([ground.session])
    return grade(
        Request(path=path, assignment=ground.assignment, only=only, sandbox=ground.name), lambda: next(sessions)
    )


@pytest.mark.usefixtures("control")
@each_attack
def test_the_attack_gains_nothing(attack: Attack, ground: Ground, tmp_path: Path) -> None:
    """No point, no hidden word, no file, no process, no connection, no lost report; and the next is graded as ever."""
    yard = ground.yard
    before, visitors = yard.snapshot(), yard.listener.visitors
    with watched(ground.roots) as seen:
        started = time.monotonic()
        report = _grade(ground, attack.hand_in(tmp_path, ground.known))
        took_s = time.monotonic() - started
    texts = _written(report)
    output = report.output.stdout + report.output.stderr

    assert report.score <= attack.score, _told(report)
    assert report.pending == 0, _told(report)
    assert report.error is None or report.error.kind.value != "internal", report.error
    assert took_s < PATIENCE * attack.wall_s
    assert not yard.canaries.found_in("".join([*texts.values(), output, yard.loot()]))
    assert not attack.loot or attack.loot not in output + yard.loot()
    for name, text in texts.items():
        assert not [sign for sign in ("\x1b", "\x07", "\x00") if sign in text], name
    assert "<script>alert" not in texts["html"]
    assert str(report.seed) not in output
    assert yard.snapshot() == before
    assert yard.listener.visitors == visitors
    assert seen.left() == set()
    assert seen.largest_checker_mb < CHECKER_MB

    honest = _grade(ground, HONEST, HONEST_EXERCISE)
    assert (honest.score, honest.error) == (HONEST_POINTS, None), _told(honest)


def test_the_sandbox_has_not_grown(ground: Ground) -> None:
    """After all attacks the processes that stay have about the memory that they began with."""
    for process in below(ground.roots()):
        if process.pid not in ground.at_first:
            # The last grading's, on its way out.
            with contextlib.suppress(ProcessLookupError):
                handle = os.pidfd_open(process.pid)
                select.select([handle], [], [], 10)
                os.close(handle)
    now = {process.pid: process.resident_mb for process in below(ground.roots())}
    assert set(now) == set(ground.at_first)
    assert max(now[pid] - mb for pid, mb in ground.at_first.items()) < GROWTH_MB


@each_attack
def test_the_attack_wins_against_plain_pytest(
    attack: Attack, control: dict[str, Future[Outcome]], canaries: Canaries
) -> None:
    """An attack that does not win there is none, and proves nothing here."""
    outcome = control[attack.name].result()
    assert outcome.lost(attack, canaries.found_in(outcome.loot)), f"{attack.tries}: {attack.wins}\n{outcome.facts}"


def test_the_table_is_in_the_threat_model() -> None:
    """What is attacked and how it ends is written there; tests/conftest.py prints it after a verbose run."""
    assert table(ATTACKS) in THREAT_MODEL.read_text(), "write it anew: python -m tests.hostile.table"


def _told(report: Report) -> str:
    lines = [str(report.error), report.output.stdout[-1000:], report.output.stderr[-1000:]]
    for exercise in report.exercises:
        lines += [f"{c.id} {c.status.value} {c.score}: {c.message[:200]} {c.staff_message}" for c in exercise.checks]
    return "\n".join(lines)


def _written(report: Report) -> dict[str, str]:
    """The report in every form that somebody may open."""
    with contextlib.redirect_stdout(io.StringIO()) as terminal:
        print_summary(report, audience=Audience.STAFF, verbose=True, quiet=False)
    texts = {
        "json": dumps(report, audience=Audience.STUDENT),
        "html": render_html(report, audience=Audience.STUDENT),
        "terminal": terminal.getvalue(),
        **{name: render(report, name, audience=Audience.STUDENT) for name in ("gradescope", "junit", "csv")},
    }
    for text in (*texts.values(), render_html(report, audience=Audience.STAFF)):
        # A lone surrogate would lose the whole file.
        text.encode("utf-8")
    json.loads(dumps(report, audience=Audience.STAFF))
    return texts
