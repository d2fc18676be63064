"""What a report depends on, as a key: where two keys are the same, so are the reports."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from grader import __version__
from grader.model import Submission

_PACKAGE = Path(__file__).parent
#: Parts of this package that no grade depends on; an installed copy's assignments have versions of their own.
_NO_PART = ("bundled/", "cli.py", "command/", "doctor.py", "handout", "machine.py", "regrade/", "report/", "service/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Everything but the submission and this machine's software that decides about a report."""

    assignment: str
    #: The assignment's content hash.
    version: str
    seed: int
    only: str | None
    #: "local" or "docker".
    sandbox: str
    #: Which container image, for example; empty where the sandbox has no software of its own.
    sandbox_identity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultKeys:
    """Two keys, 64 hex digits each."""

    #: The same for everybody who hands in the same content: for a report that says nothing of how the file is called.
    anonymous: str
    #: The same for those who also call it the same.
    named: str


def result_keys(submission: Submission, circumstances: Circumstances) -> ResultKeys:
    """The keys of a submission's report."""
    labels = names_of(submission)
    digest = hashlib.sha256()
    _add(digest, _software(), asdict(circumstances), submission.sha256, submission.format.value)
    for cell in submission.cells:
        _add(digest, cell.kind.value, labels.index(cell.label), cell.source)
    for file in submission.attachments:
        _add(digest, file.path, len(file.content))
        digest.update(file.content)
    anonymous = digest.hexdigest()
    _add(digest, labels)
    return ResultKeys(anonymous=anonymous, named=digest.hexdigest())


def names_of(submission: Submission) -> list[str]:
    """What a report may call the places in the submission: its file's name, or "cell 3"."""
    return list(dict.fromkeys(cell.label for cell in submission.cells))


@cache
def _software() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "torch": metadata.version("torch"),
        "grader": __version__,
        "code": _code_digest(),
    }


def _code_digest() -> str:
    """Of this package's own code: a version number says nothing about a copy that somebody works on."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = path.relative_to(_PACKAGE).as_posix()
        if not name.startswith(_NO_PART):
            _add(digest, name, path.read_text(encoding="utf-8"))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, *facts: object) -> None:
    """As JSON: nothing runs into the next."""
    digest.update(json.dumps(facts).encode() + b"\n")
