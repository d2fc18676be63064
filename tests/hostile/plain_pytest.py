"""The control: the same submission, judged by plain pytest in one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile.attack import Attack
from tests.hostile.yard import Canaries, Yard

SERVER = Path(__file__).parent / "control" / "server.py"
#: After this a run counts as hung. Generous where it is not meant to hang: the machine may be busy.
HANG_S, WALL_S = 2.0, 30.0
MANY_MB = 750
FULL_DISK_MB = 40
LONG_REPORT_MB = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one run of the control."""

    facts: dict[str, Any]
    loot: str
    changed: tuple[str, ...]
    visitors: int

    def lost(self, attack: Attack, canaries: list[str]) -> bool:
        """Whether the attack won what it is meant to win.

        Args:
            attack: what it is.
            canaries: those that it carried away.
        """
        facts = self.facts
        won = {
            "points": (self._score(attack) or 0) >= attack.points,
            "report": self._has_no_report(attack),
            "learns": bool(canaries),
            "loot": bool(attack.loot) and attack.loot in self.loot,
            "process": bool(facts["left"]),
            "file": bool(self.changed),
            "hangs": facts["hung"],
            "memory": facts["max_rss_mb"] > MANY_MB,
            "disk": facts["disk_mb"] > FULL_DISK_MB,
            "output": facts["output_mb"] + facts["report_mb"] > LONG_REPORT_MB,
            "connects": self.visitors > 0,
            "garbles": any(sign in facts["output"] for sign in ("\x1b", "<script", "\u202e", "\x07")),
        }
        return bool(won[attack.wins])

    def _score(self, attack: Attack) -> Any:
        return self._said_score if attack.mode == "pipe" else self.facts["score"]

    def _has_no_report(self, attack: Attack) -> bool:
        if attack.mode == "pipe":
            return '"score"' not in self.facts["told"]
        return self.facts["score"] is None or '"status"' not in self.facts["told"]

    @property
    def _said_score(self) -> int:
        """What the harness's pipe said."""
        decoded, _ = json.JSONDecoder().raw_decode(self.facts["told"] or "{}")
        score = decoded.get("score", 0) if isinstance(decoded, dict) else 0
        return score if isinstance(score, int) else 0


class PlainPytest:
    """A warm process that runs the checks on one submission after the other."""

    def __init__(self, folder: Path, canaries: Canaries) -> None:
        self._folder = folder
        self._canaries = canaries
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self._folder),
            "OMP_NUM_THREADS": "1",
            "LANG": "C.UTF-8",
            "GRADER_SECRET": self._canaries.environment,
        }
        process = subprocess.Popen(
            [sys.executable, "-P", str(SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=self._folder,
            text=True,
        )
        _answer(process)
        return process

    def run(self, attack: Attack, yard: Yard) -> Outcome:
        """What the attack does to it."""
        attack.hand_in(yard.base / "work", yard.known())
        before, visitors = yard.snapshot(), yard.listener.visitors
        environment = {**yard.environment(), "CONTROL_MODE": attack.mode}
        request = {
            "work": str(yard.base / "work"),
            "mode": attack.mode,
            "environment": environment,
            "wall_s": HANG_S if attack.wins == "hangs" else WALL_S,
            "linger_s": attack.linger_s,
        }
        facts = self._ask(json.dumps(request))
        after, loot = yard.snapshot(), yard.loot()
        yard.clean()
        changed = tuple(n for n in {**before, **after} if before.get(n) != after.get(n) and "/loot/" not in n)
        return Outcome(facts, loot, changed, yard.listener.visitors - visitors)

    def _ask(self, request: str) -> dict[str, Any]:
        """The answer; from a new process where an attack took this one with it."""
        try:
            return _asked(self._process, request)
        except (BrokenPipeError, ControlEndedError):
            self._process.communicate(timeout=20)
            self._process = self._start()
            return _asked(self._process, request)

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=20)


class ControlEndedError(Exception):
    """The control went down with what it ran."""


def _asked(process: subprocess.Popen[str], request: str) -> dict[str, Any]:
    assert process.stdin is not None
    process.stdin.write(request + "\n")
    process.stdin.flush()
    return _answer(process)


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise ControlEndedError
    answer = json.loads(line)
    assert isinstance(answer, dict)
    return answer
