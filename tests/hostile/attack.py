"""An attack: a folder with a submission and what is expected of it."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
#: What every attack hands in before its own code: nothing that earns a point, and what it needs to know to aim.
PREAMBLE = HERE / "common" / "preamble.py"

#: What an attack wins against plain pytest: the word of expect.toml, and how docs/threat-model.md says it.
WINS = {
    "points": "points for nothing",
    "report": "the report is lost",
    "learns": "hidden text read",
    "loot": "done what it said",
    "process": "a process stays",
    "file": "a file stays or changes",
    "hangs": "the run hangs",
    "memory": "gigabytes of memory",
    "disk": "the disk fills",
    "output": "a report of many megabytes",
    "connects": "a connection is made",
    "garbles": "markup or control codes in the result",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One folder below tests/hostile.

    Attributes:
        name: the folder's.
        family: the heading under which the table lists it.
        tries: one sentence.
        wins: a word of WINS: how it wins against plain pytest, so that it is an attack at all.
        points: of ten, at least, where points are what it wins.
        loot: what it leaves behind as the proof, where `wins` is "loot".
        mode: how the control calls the submission: "plain", "worker" or "pipe".
        linger_s: how long the control waits for what the attack does after the checks.
        score: what it may get here, at most: points for what it does honestly.
        wall_s: what it may take here.
    """

    name: str
    folder: Path
    family: str
    tries: str
    wins: str
    points: int = 1
    loot: str = ""
    mode: str = "plain"
    linger_s: float = 0.0
    score: float = 0.0
    wall_s: float = 10.0

    def hand_in(self, folder: Path, known: Mapping[str, str], *, name: str = "hw4") -> Path:
        """The submission as a file in a folder, aimed at these places."""
        source = PREAMBLE.read_text() + (self.folder / "submission.py").read_text()
        for word, text in known.items():
            source = source.replace(f"@{word}@", text)
        builder = self.folder / "build.py"
        if builder.exists():
            return _build(builder, source, folder, name)
        path = folder / f"{name}.py"
        path.write_text(source, encoding="utf-8")
        return path


def _build(builder: Path, source: str, folder: Path, name: str) -> Path:
    """What the attack's own `build(source, folder, name)` makes: an archive, a file with a strange name."""
    specification = importlib.util.spec_from_file_location("build", builder)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    path = module.build(source, folder, name)
    assert isinstance(path, Path)
    return path


def load(folder: Path) -> Attack:
    """The attack of a folder."""
    values = tomllib.loads((folder / "expect.toml").read_text())
    control, here = values.pop("control"), values.pop("here", {})
    attack = Attack(name=folder.name, folder=folder, **values, **control, **here)
    assert attack.wins in WINS, f"{folder.name}: wins is {attack.wins!r}, expected one of {', '.join(WINS)}"
    return attack


ATTACKS = tuple(load(path.parent) for path in sorted(HERE.glob("*/expect.toml")))
