"""The pytest plugin that turns an assignment's hidden checks into check results.

Checks are collected once per assignment; each submission is graded by a fork of the process that collected them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import torch

from grader.checks import closeness
from grader.checks.outcome import CheckFailedError
from grader.inside.faults import ServiceFaultError, StudentFaultError
from grader.inside.reference_proxy import ReferenceProxy
from grader.inside.submission_proxy import RemoteObject, SubmissionProxy
from grader.model import CheckResult, CheckStatus, ExerciseSpec

_MAX_STAFF_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """What a check's markers and docstring declare."""

    id: str
    title: str
    exercise: str
    points: float
    depends: tuple[str, ...]


class CourseError(Exception):
    """The assignment's checks are not usable; its text is for the author."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One submission's grading, as the fixtures see it."""

    #: exercise id -> the submission as its checks see it.
    proxies: Callable[[ExerciseSpec], SubmissionProxy]
    reference: ReferenceProxy
    seed: int
    only: str | None
    report: Callable[[CheckSpec, CheckResult], None]


class GradingPlugin:
    """Collects, then runs the checks for one submission after the other in forks."""

    def __init__(
        self,
        exercises: tuple[ExerciseSpec, ...],
        serve: Callable[[pytest.Session], None],
        *,
        left_out: frozenset[str] = frozenset(),
    ) -> None:
        """Args: left_out: exercises that the checks know and this assignment does not ask for."""
        self._exercises = {exercise.id: exercise for exercise in exercises}
        self._left_out = left_out
        self._serve = serve
        self._statuses: dict[str, CheckStatus] = {}
        self._missing: dict[str, str | None] = {}
        self.errors: list[str] = []
        self.checks: dict[str, CheckSpec] = {}
        self.run: Run | None = None
        #: The check that is being set up or called.
        self._running: CheckSpec | None = None

    # Collecting.

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the markers of checks."""
        for line in (
            "exercise(id): the exercise that a check belongs to",
            "points(number): what passing the check earns",
            "depends(*ids): checks without which this one says nothing",
        ):
            config.addinivalue_line("markers", line)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected."""
        if report.failed:
            self.errors.append(str(report.longrepr)[:_MAX_STAFF_TEXT])

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep what broke pytest itself."""
        self.errors.append(str(excrepr)[-_MAX_STAFF_TEXT:])

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read what the checks declare, and hold it to the manifest."""
        items[:] = [item for item in items if _exercise_of(item) not in self._left_out]
        for item in items:
            try:
                spec = _spec_of(item, self._exercises)
            except CourseError as error:
                self.errors.append(str(error))
                continue
            if any(spec.id == other.id and spec.exercise == other.exercise for other in self.checks.values()):
                self.errors.append(f"{item.nodeid}: two checks of {spec.exercise!r} are called {spec.id!r}; rename one")
            self.checks[item.nodeid] = spec
        for exercise in self._exercises.values():
            self._check_points(exercise)

    def _check_points(self, exercise: ExerciseSpec) -> None:
        if exercise.written is not None:
            return
        total = sum(spec.points for spec in self.checks.values() if spec.exercise == exercise.id)
        if abs(total - exercise.points) > 1e-9:  # noqa: PLR2004
            self.errors.append(
                f"exercise {exercise.id!r}: its checks give {total:g} points together, "
                f"the manifest says {exercise.points:g}"
            )

    # Running.

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Stop here, collected, and serve submissions."""
        self._serve(session)
        return True

    @pytest.fixture
    def submission(self) -> SubmissionProxy:
        """The submission; its attributes are the student's names."""
        run, spec = self._current()
        exercise = self._exercises[spec.exercise]
        proxy = run.proxies(exercise)
        missing = self._missing_names(exercise, proxy)
        if missing:
            pytest.skip(missing)
        return proxy

    @pytest.fixture
    def reference(self) -> ReferenceProxy:
        """The reference solution, in the same form."""
        return self._current()[0].reference

    @pytest.fixture
    def seed(self) -> int:
        """The seed of this check's hidden inputs: the submission's, mixed with the check's name."""
        run, spec = self._current()
        return mix(run.seed, f"{spec.exercise}/{spec.id}")

    @pytest.fixture
    def generator(self, seed: int) -> torch.Generator:
        """A source of this check's hidden inputs."""
        return torch.Generator().manual_seed(seed)

    @pytest.fixture
    def settings(self) -> dict[str, float]:
        """The numbers that the manifest gives the exercise."""
        return dict(self._exercises[self._current()[1].exercise].settings)

    def _current(self) -> tuple[Run, CheckSpec]:
        # Not by pytest's `request`: making one took a tenth of a check's time.
        assert self.run is not None  # noqa: S101  checks only run for a submission
        assert self._running is not None  # noqa: S101  and one after the other
        return self.run, self._running

    def _missing_names(self, exercise: ExerciseSpec, proxy: SubmissionProxy) -> str | None:
        """Why the exercise cannot be checked at all; None where it can."""
        if exercise.id not in self._missing:
            self._missing[exercise.id] = next(
                (why for name, kind in exercise.requires.items() if (why := _why_not(proxy, name, kind))), None
            )
        return self._missing[exercise.id]

    def is_missing(self, exercise_id: str) -> bool:
        """Whether the submission lacks what the exercise asks for."""
        return bool(self._missing.get(exercise_id))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check that says nothing without another."""
        spec = self._running = self.checks[item.nodeid]
        for other in spec.depends:
            status = self._statuses.get(f"{spec.exercise}/{other}") or self._statuses.get(other)
            if status is not CheckStatus.PASSED:
                pytest.skip(f"not checked, because the check “{self._title(spec, other)}” comes first and did not pass")

    def _title(self, spec: CheckSpec, other: str) -> str:
        for candidate in self.checks.values():
            if other in (candidate.id, f"{candidate.exercise}/{candidate.id}") and (
                "/" in other or candidate.exercise == spec.exercise
            ):
                return candidate.title
        return other

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Turn what pytest saw into a check's result."""
        if call.excinfo is not None and isinstance(call.excinfo.value, (CheckFailedError, StudentFaultError)):
            # What failed is the student's, so a traceback through the check says nothing, and takes 10 ms to write.
            error = call.excinfo.value
            item.repr_failure = lambda *_, **__: f"{error.message}\n{error.staff_message}".strip()  # type: ignore[method-assign]
        nearest = closeness.take()
        if nearest:
            # For `grader validate`: how near to its limit the check's closest comparison came.
            item.user_properties.append(("closeness", nearest))
        report = yield
        if self.run is None or (call.when == "teardown" and call.excinfo is None):
            return report
        if call.when == "setup" and call.excinfo is None:
            return report
        spec = self.checks[item.nodeid]
        if call.when == "teardown" and f"{spec.exercise}/{spec.id}" in self._statuses:
            return report
        if call.excinfo is not None and isinstance(call.excinfo.value, ServiceFaultError):
            raise call.excinfo.value
        result = _result(spec, call, report)
        self._statuses[f"{spec.exercise}/{spec.id}"] = result.status
        self.run.report(spec, result)
        return report


def mix(seed: int, text: str) -> int:
    """A seed for a part, so that one part's draws don't depend on another's."""
    import hashlib

    digest = hashlib.blake2b(text.encode(), key=seed.to_bytes(16, "little", signed=True), digest_size=7).digest()
    return int.from_bytes(digest, "little")


def _exercise_of(item: pytest.Item) -> object:
    marker = item.get_closest_marker("exercise")
    return marker.args[0] if marker and marker.args else None


def _spec_of(item: pytest.Item, exercises: dict[str, ExerciseSpec]) -> CheckSpec:
    function = getattr(item, "function", None)
    exercise = item.get_closest_marker("exercise")
    points = item.get_closest_marker("points")
    if exercise is None or not exercise.args or exercise.args[0] not in exercises:
        said = f"exercise {exercise.args[0]!r}" if exercise and exercise.args else "no exercise"
        known = ", ".join(map(repr, exercises))
        msg = f"{item.nodeid}: it has {said}; mark it with one of {known}: pytest.mark.exercise(...)"
        raise CourseError(msg)
    if points is None or not points.args or not isinstance(points.args[0], (int, float)):
        msg = f"{item.nodeid}: it has no points; mark it with pytest.mark.points(...)"
        raise CourseError(msg)
    title = (inspect.getdoc(function) or "").strip().split("\n\n")[0].replace("\n", " ")
    if not title:
        msg = f"{item.nodeid}: it has no docstring, which is the line that the student reads"
        raise CourseError(msg)
    depends = tuple(str(arg) for marker in item.iter_markers("depends") for arg in marker.args)
    parameter = getattr(getattr(item, "callspec", None), "id", "")
    name = re.sub(r"^test_", "", getattr(item, "originalname", item.name) or item.name)
    check_id = re.sub(r"[^a-z0-9]+", "-", f"{name} {parameter}".lower()).strip("-")
    if parameter:
        title = title.replace("{case}", parameter)
    return CheckSpec(id=check_id, title=title, exercise=exercise.args[0], points=float(points.args[0]), depends=depends)


_WANTED = {
    "function": ("function",),
    "class": ("class", "function"),
    "module": ("module",),
    "tensor": ("tensor",),
}
_WORDS = {"function": "a function", "class": "a class", "module": "an nn.Module", "tensor": "a tensor"}


def _why_not(proxy: SubmissionProxy, name: str, wanted: str) -> str | None:
    """Why a name is not what the manifest asks for."""
    kind = proxy.kind(name)
    if kind is None:
        return proxy.why_missing(name)
    if wanted in _WANTED and kind not in _WANTED[wanted]:
        there = _WORDS.get(kind, "another kind of object")
        return f"`{name}` is {there}, expected {_WORDS[wanted]}. Is the name used again further down?"
    return None


def _result(spec: CheckSpec, call: pytest.CallInfo[None], report: pytest.TestReport) -> CheckResult:
    error = call.excinfo.value if call.excinfo is not None else None
    result = CheckResult(
        id=spec.id,
        title=spec.title,
        status=CheckStatus.PASSED,
        score=spec.points,
        max_score=spec.points,
        duration_s=call.duration,
    )
    if error is None:
        return result
    result = replace(result, score=0.0)
    if isinstance(error, pytest.skip.Exception):
        return replace(result, status=CheckStatus.SKIPPED, message=str(error.msg or ""))
    if isinstance(error, (StudentFaultError, CheckFailedError)):
        return replace(
            result,
            status=error.status if isinstance(error, StudentFaultError) else CheckStatus.FAILED,
            message=error.message,
            staff_message=error.staff_message or None,
            diagnosis=error.diagnosis,
            numbers=(error.numbers or None) if isinstance(error, CheckFailedError) else None,
        )
    staff = str(report.longrepr)[:_MAX_STAFF_TEXT]
    if RemoteObject.__name__ in str(error):
        # A library met an object of the student's where it needs a value, and says so in its own words.
        message = "What the check got is an object that it cannot compute with. It expects plain values or a tensor."
        return replace(result, status=CheckStatus.FAILED, message=message, staff_message=staff)
    if isinstance(error, AssertionError):
        return replace(result, status=CheckStatus.FAILED, staff_message=staff)
    return replace(
        result,
        status=CheckStatus.ERROR,
        message="This check could not be carried out. That is not your fault: its points wait for the course's staff.",
        staff_message=staff,
    )
