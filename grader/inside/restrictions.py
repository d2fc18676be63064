"""What an exercise that is to be solved by hand takes out of the process that grades it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.model import ExerciseSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """A kind of student's process: exercises with the same restrictions share one. None at all make an ordinary one."""

    #: Automatic differentiation is switched off.
    by_hand: bool = False
    #: Dotted names of what cannot be used.
    without: frozenset[str] = frozenset()

    @classmethod
    def of(cls, exercise: ExerciseSpec) -> Restrictions:
        """The exercise's."""
        return cls(by_hand=exercise.by_hand, without=frozenset(exercise.without))

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Restrictions:
        """Those of a request for a process."""
        return cls(by_hand=fields["by_hand"], without=frozenset(fields["without"]))

    def as_fields(self) -> dict[str, Any]:
        """As a request for a process carries them."""
        return {"by_hand": self.by_hand, "without": sorted(self.without)}

    def __bool__(self) -> bool:
        return self.by_hand or bool(self.without)

    def impose(self) -> None:
        """Change this process accordingly, for good."""
        if not self:
            return
        import torch

        from grader.inside import autograd_off, unavailable

        # oneDNN writes machine code as it goes, which will not be possible any more. Torch can do without.
        torch._C._set_mkldnn_enabled(False)  # noqa: FBT003, SLF001
        if self.without:
            unavailable.take_away(sorted(self.without))
        if self.by_hand:
            autograd_off.switch_off()
