"""A submission as a check sees it: its attributes are the student's, its values come from the student's process."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import torch

from grader import wire
from grader.inside.answers import checked_place, checked_states, checked_texts
from grader.inside.episodes import Episode, checked_episodes
from grader.inside.faults import StudentFaultError
from grader.inside.made import MadeModule, Training, checked_modules, checked_trainings
from grader.inside.student_process import StudentProcess
from grader.inside.values import from_wire, to_wire
from grader.model import CheckStatus, Limits


class SubmissionProxy:
    """A submission as a check sees it: its attributes are the student's names.

    `submission.forward(x)` calls the student's function in the student's process and gives its value, with tensors of
    this process. `submission.given(X=..., W1=...)` is the same submission with these globals set before each call.
    """

    def __init__(
        self, process: StudentProcess, limits: Limits, given: dict[str, Any] | None = None, seed: int = 0
    ) -> None:
        self._process = process
        self._limits = limits
        self._given = given or {}
        self._seed = seed

    def given(self, **names: Any) -> SubmissionProxy:
        """The same submission, with these module globals set before each call. Tensors are copies on the other side."""
        return SubmissionProxy(self._process, self._limits, {**self._given, **names}, self._seed)

    def has(self, name: str) -> bool:
        """Whether the submission defines the name."""
        self._process.ready()
        return name in self._process.names

    def kind(self, name: str) -> str | None:
        """What the name stands for: "function", "class", "module", "tensor" or "object"; None when it is missing."""
        self._process.ready()
        return self._process.names.get(name)

    def states(self, name: str) -> list[dict[str, Any]]:
        """What a watched model's parameters were after each statement that changed them: label, line, parameters."""
        answer = self._process.request("states", limit_s=self._limits.call_s, what=name, name=name)
        return checked_states(from_wire(answer.get("value")))

    def versions(self, name: str) -> list[Version]:
        """Everything that a name of the manifest stood for while the submission ran, the first one first."""
        answer = self.ask("versions", name, name=name)
        found = self.incoming(answer.get("value"), name)
        return [version for item in found if (version := _version(item))] if isinstance(found, list) else []

    def modules(self) -> list[MadeModule]:
        """The modules that top-level names stood for while the submission ran, in order, whatever the names are."""
        value = self.ask("modules", "the submission's modules").get("value")
        return checked_modules(self.incoming(value, "a module of the submission"))

    def trainings(self) -> list[Training]:
        """What each of the submission's optimizers did while the submission ran, in order."""
        return checked_trainings(self.incoming(self.ask("trainings", "the submission's trainings").get("value"), ""))

    def episodes(self, name: str) -> list[Episode]:
        """What happened in each statement that trained something, seen from this module's name. For hints alone."""
        return checked_episodes(self.ask("episodes", f"the trainings of `{name}`", name=name).get("value"))

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The submission's statements that failed: label, line, defines, kind, type, message."""
        self._process.ready()
        return list(self._process.problems)

    @property
    def cpu_s(self) -> float:
        """The processor time that the process which is running now has used."""
        return self._process.usage().cpu_s

    @contextlib.contextmanager
    def from_another_start(
        self, number: int, name: str, *, last: tuple[str, int], limit_s: float
    ) -> Iterator[SubmissionProxy]:
        """The submission run once more, its module of this name from other random weights.

        Args:
            number: from 1.
            name: of the module.
            last: label and line of the last statement that matters.
            limit_s: what running it may take.
        """
        start = {"number": number, "name": name, "label": last[0], "line": last[1]}
        process = self._process.from_another_start(start, limit_s=limit_s)
        try:
            yield SubmissionProxy(process, self._limits, seed=self._seed)
        finally:
            process.close()

    def again(self, name: str) -> Any:
        """What a name's statements outside any function compute from the given globals.

        Raises:
            StudentFaultError: no statement computes it, or one of them failed.
        """
        answer = self.ask("again", f"the computation of `{name}`", name=name, **self._conditions())
        return self.incoming(answer.get("value"), name)

    def library(self, name: str) -> RemoteObject:
        """A library in the student's process.

        `library("torch").optim.SGD.keep([params], lr=0.1)` makes an optimizer there, for a student's function.
        """
        self._process.ready()
        return RemoteObject(self, [{"library": name}], name, self._process.generation)

    def __getattr__(self, name: str) -> RemoteObject:
        if name.startswith("_"):
            raise AttributeError(name)
        self._process.ready()
        if name not in self._process.names:
            raise StudentFaultError(self.why_missing(name))
        return RemoteObject(self, [name], name, self._process.generation)

    def why_missing(self, name: str) -> str:
        """Why a name is not there, as far as is known."""
        for problem in self._process.problems:
            if name in problem["defines"]:
                return f"`{name}` is not defined, because {describe_problem(problem)}"
        if name in self._process.unread:
            return f"`{name}` is not defined, because Python cannot read the statement at {self._process.unread[name]}"
        near = difflib.get_close_matches(name, self._process.names, n=1, cutoff=0.75)
        hint = f" There is `{near[0]}`: should that be its name?" if near else ""
        return f"`{name}` is not defined.{hint}"

    def ask(self, kind: str, what: str, **fields: Any) -> dict[str, Any]:
        """One request, its errors turned into faults of the student's."""
        self._process.refuse_hopeless(what)
        try:
            answer = self._process.request(kind, limit_s=self._limits.call_s, what=what, **fields)
            error = answer.get("error")
            if error is not None:
                raise _fault(error, what, self._limits.call_s)
        except StudentFaultError as fault:
            self._process.note_fault(what, fault)
            raise
        return answer

    def call(
        self, target: list[Any], what: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, keep: bool = False
    ) -> Any:
        """What a call gives; see RemoteObject."""
        answer = self.ask(
            "call",
            what,
            target=target,
            args=[_outgoing(arg) for arg in args],
            kwargs={name: _outgoing(arg) for name, arg in kwargs.items()},
            keep=keep,
            **self._conditions(*args, *kwargs.values()),
        )
        return self.incoming(answer.get("value"), what)

    def _conditions(self, *arguments: Any) -> dict[str, Any]:
        """Under which the student's code runs."""
        return {
            "given": {name: _outgoing(value) for name, value in self._given.items()},
            "call_s": self._limits.call_s,
            "double": any(_is_double(value) for value in (*arguments, *self._given.values())),
            "seed": self._seed,
        }

    def incoming(self, value: Any, what: str) -> Any:
        """A wire value as a check sees it: what stayed on the other side becomes a RemoteObject."""
        if isinstance(value, wire.Opaque):
            return RemoteObject(self, [value.handle], what, self._process.generation, value)
        if isinstance(value, (list, tuple)):
            return type(value)(self.incoming(item, what) for item in value)
        if isinstance(value, dict):
            return {key: self.incoming(item, what) for key, item in value.items()}
        return from_wire(value)


class RemoteObject:
    """Something of the student's that stays in the student's process: it can be called, looked into and asked."""

    def __init__(
        self, owner: SubmissionProxy, target: list[Any], what: str, generation: int, opaque: wire.Opaque | None = None
    ) -> None:
        self._owner = owner
        self._target = target
        self._what = what
        self._generation = generation
        self._opaque = opaque

    @property
    def described(self) -> wire.Opaque | None:
        """What is known of it without asking: its type's name, its kind, why it did not cross."""
        return self._opaque

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the student's process."""
        self._same_process()
        return self._owner.call(self._target, self._told(args, kwargs), args, kwargs)

    def keep(self, *args: Any, **kwargs: Any) -> RemoteObject:
        """What a call gives, as an object that stays where it is: a tensor to train, an optimizer for it."""
        self._same_process()
        made = self._owner.call(self._target, self._told(args, kwargs), args, kwargs, keep=True)
        if not isinstance(made, RemoteObject):
            msg = f"{self._told(args, kwargs)} gave no readable answer"
            raise StudentFaultError(msg, status=CheckStatus.CRASH)
        return made

    def _told(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """A call as messages write it."""
        names = ", ".join([_short(arg) for arg in args] + [f"{name}=…" for name in kwargs])
        return f"{self._what}({names})"

    def __getattr__(self, name: str) -> RemoteObject:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteObject(self._owner, [*self._target, name], f"{self._what}.{name}", self._generation)

    def value(self) -> Any:
        """The thing itself where it is plain data or a tensor."""
        self._same_process()
        return self._owner.incoming(self._owner.ask("get", self._what, target=self._target).get("value"), self._what)

    def parameters(self) -> dict[str, Any] | None:
        """A module's registered parameters by name, in its order; None when this is no nn.Module."""
        self._same_process()
        answer = self._owner.ask("parameters", f"{self._what}.parameters()", target=self._target)
        value = self._owner.incoming(answer.get("value"), self._what)
        return value if isinstance(value, dict) else None

    def unregistered(self) -> list[str]:
        """The attributes in which a module holds tensors or layers that its parameters() does not see."""
        self._same_process()
        answer = self._owner.ask("parameters", f"{self._what}.parameters()", target=self._target)
        return checked_texts(answer.get("unregistered"), longest=100)

    def load(self, parameters: dict[str, torch.Tensor]) -> None:
        """Put values into the module's parameters of these names."""
        self._same_process()
        values = {name: _outgoing(value) for name, value in parameters.items()}
        self._owner.ask("load", f"{self._what}.load_state_dict", target=self._target, parameters=values)

    def _refuse_as_value(self, *_: Any) -> NoReturn:
        opaque = self._opaque
        there = (opaque.why or f"a {opaque.type_name}") if opaque else "an object"
        msg = f"{self._what} is {there}, expected plain values or a tensor"
        raise StudentFaultError(msg)

    @classmethod
    def __torch_function__(cls, _func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> NoReturn:
        """Refuse in torch's functions too: see `_USES_AS_VALUE`."""
        for argument in (*args, *(kwargs or {}).values()):
            if isinstance(argument, cls):
                argument._refuse_as_value()  # noqa: SLF001
        msg = "the submission gave an object where plain values or a tensor were expected"
        raise StudentFaultError(msg)

    def _same_process(self) -> None:
        """An object of a process that has died is gone with it."""
        if self._owner._process.generation != self._generation and isinstance(self._target[0], int):  # noqa: SLF001
            msg = f"`{self._what}` was lost when the Python process that held it ended"
            raise StudentFaultError(msg, status=CheckStatus.CRASH)


#: A check that computes with what a student's function gave, or asks whether it is true, expects a value. Where it is
#: an object that did not cross, that is the student's fault, not the check's; no object is true, equal or different.
_USES_AS_VALUE = """
    bool len iter contains getitem eq ne lt le gt ge add radd sub rsub mul rmul truediv rtruediv floordiv mod pow rpow
    matmul rmatmul neg pos abs int float complex index round array
""".split()
for _use in _USES_AS_VALUE:
    setattr(RemoteObject, f"__{_use}__", RemoteObject._refuse_as_value)  # noqa: SLF001
RemoteObject.__hash__ = object.__hash__  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One of the objects that a name stood for while the submission ran."""

    #: The statement that bound it.
    label: str
    line: int
    #: "function", "class", "module", "tensor" or "object".
    kind: str
    #: What it must be given by position when it is called; None where that is unknown.
    parameters: tuple[str, ...] | None
    #: What it may be given by position after those.
    optional: tuple[str, ...]
    object: RemoteObject


def _version(item: Any) -> Version | None:
    """What the student's process says of a version; None where it says nothing readable."""
    match item:
        case {
            "label": str(label),
            "line": int(line),
            "parameters": list() | None as names,
            "optional": list() as optional,
            "object": RemoteObject() as it,
        }:
            return Version(
                label=label,
                line=line,
                kind=it.described.kind if it.described else "object",
                parameters=None if names is None else tuple(str(name)[:100] for name in names),
                optional=tuple(str(name)[:100] for name in optional),
                object=it,
            )
    return None


def describe_problem(problem: dict[str, Any]) -> str:
    """A failed statement in words: 'line 3 of cell 5 raised NameError: ...'."""
    place = f"{problem['label']}, line {problem['line']}"
    if problem.get("killed"):
        return f"the statement at {place} could not be run: {problem['message']}"
    if problem["kind"] == "timeout":
        return f"the statement at {place} was stopped when the time for running the submission was over"
    if problem["kind"] == "autograd":
        return f"the statement at {place} needs automatic differentiation, which is off for exercises by hand"
    if problem["kind"] == "unavailable":
        return f"the statement at {place} uses what this exercise is to be solved without"
    told = f"the statement at {place} raised {problem['type']}: {problem['message']}"
    if problem["kind"] == "import" and problem["type"] == "ModuleNotFoundError":
        return f"{told}. It is not installed where submissions are graded: do without it, or ask your teacher for it"
    return told


def _fault(error: Any, what: str, limit_s: float) -> StudentFaultError:
    """An error that the student's process reports, in words."""
    if not isinstance(error, dict):
        return StudentFaultError(f"{what} gave no readable answer", status=CheckStatus.CRASH)
    kind, name, message = (str(error.get(key, ""))[:2000] for key in ("kind", "type", "message"))
    place = checked_place(error.get("at"))
    staff = str(error.get("traceback", ""))[:6000]
    if kind == "timeout":
        text = f"{what} did not finish within {limit_s:g} s and was stopped{place}. Is there an endless loop?"
        return StudentFaultError(text, status=CheckStatus.TIMEOUT, staff_message=staff)
    if kind == "memory":
        return StudentFaultError(
            f"{what} asked for more memory than it may have{place}: {message[:300]}",
            status=CheckStatus.MEMORY,
            staff_message=staff,
        )
    if kind == "autograd":
        text = (
            f"{what} uses automatic differentiation{place}. This exercise is to be solved by hand: "
            "write the derivatives with tensor operations"
        )
        return StudentFaultError(text, staff_message=f"{name}: {message}\n{staff}")
    if kind == "unavailable":
        used = (
            message.partition(" is not available")[0]
            if name == "NotAvailableError"
            else "what is to be written by hand"
        )
        text = f"{what} uses {used}{place}. This exercise is to be solved without it: write the computation yourself"
        return StudentFaultError(text, staff_message=f"{name}: {message}\n{staff}")
    return StudentFaultError(f"{what} raised {name}: {message}{place}", staff_message=staff)


def _outgoing(value: Any) -> Any:
    """A check's value as it crosses; the student's own objects go back as their handles."""
    if isinstance(value, RemoteObject):
        handle, *attributes = value._target  # noqa: SLF001
        if isinstance(handle, int) and not attributes:
            value._same_process()  # noqa: SLF001
            return wire.Opaque(type_name="", kind="object", handle=handle)
    if isinstance(value, (list, tuple)):
        return type(value)(_outgoing(item) for item in value)
    return to_wire(value, _refuse)


def _refuse(value: object) -> int:
    msg = f"a check cannot send a {type(value).__name__} to a student's function"
    raise TypeError(msg)


def _is_double(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.dtype == torch.float64


def _short(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"tensor of shape {tuple(value.shape)}"
    return repr(value)[:40] if isinstance(value, (int, float, str, bool)) else "…"
