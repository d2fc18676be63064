"""Wrong solutions that students really write, and how each of them shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.model import Diagnosis

#: The values that a misconception gives to the parameters of a catalogue's solution.
Way = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A named wrong solution.

    It shows in one of three ways: in wrong values (`ways`, evaluated on the same inputs), in an error's text
    (`symptoms`), or in facts that a check knows by itself.

    Attributes:
        id: "missing-factor-2"; unique in its exercise.
        exercise: the id of the exercise in which it is made.
        message: for the student: names the mistake without giving the code away.
        staff_message: for staff: how it comes about, what to say in class.
        ways: the parameters of the catalogue's solution that differ from the right ones; one mapping for each way in
            which the mistake is made.
        symptoms: regular expressions, searched in the text of the error that the mistake leads to.
        edits: text of the reference -> what stands there in a solution that has the mistake.
        solution: statements that replace those of the reference which bind the same names.
        costs: further exercises that it costs by nature, such as the training of a network that cannot be made.
    """

    id: str
    exercise: str
    message: str
    staff_message: str = ""
    ways: tuple[Way, ...] = ()
    symptoms: tuple[str, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    solution: str = ""
    costs: tuple[str, ...] = ()

    @property
    def diagnosis(self) -> Diagnosis:
        """What a report says of it."""
        return Diagnosis(id=self.id, message=self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """A right solution that differs from the reference: it must earn everything, and get no diagnosis.

    Attributes:
        id: "sums-in-another-order".
        edits, solution: as those of a Misconception.
    """

    id: str
    edits: Mapping[str, str] = field(default_factory=dict)
    solution: str = ""


def with_symptom(misconceptions: Sequence[Misconception], text: str) -> tuple[Diagnosis, ...]:
    """The first misconception that an error's text shows; nothing where it shows none."""
    for misconception in misconceptions:
        if any(re.search(symptom, text) for symptom in misconception.symptoms):
            return (misconception.diagnosis,)
    return ()


def by_id(misconceptions: Sequence[Misconception], id: str) -> Diagnosis:
    """The diagnosis of the misconception of this id.

    Raises:
        KeyError: there is none.
    """
    return next(iter(m.diagnosis for m in misconceptions if m.id == id), None) or _unknown(id, misconceptions)


def _unknown(id: str, misconceptions: Sequence[Misconception]) -> Diagnosis:
    raise KeyError(f"no misconception {id!r} among {', '.join(m.id for m in misconceptions)}")
