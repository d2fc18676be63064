"""Which of several files is the work, and which only lie beside it."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeAlias

from grader.model import ErrorKind, SubmittedFile
from grader.submission.file_format import TEXT_NOTEBOOKS
from grader.submission.imports import code_of, importers
from grader.submission.names import shown_name
from grader.submission.refused import RefusedError

#: Names that say "this is the work", the clearest first.
_NAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"submit|submission",
        r"solutions?|answers?",
        r"main",
        r"(?:hw|homework|assignment|exercise)[-_ ]?\d*",
    )
)
_NOT_THE_WORK = re.compile(r"__init__|conftest|setup|test_.*|.*_test|__main__", re.IGNORECASE)
_MAX_LISTED = 10
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")

Files: TypeAlias = tuple[SubmittedFile, ...]


def choose_main(files: Files, *, name: str, choose: str | None) -> tuple[SubmittedFile, Files]:
    """The file that is the work, and the others with paths as seen from beside it.

    It is the one that `choose` names; else the only module or notebook; else the one with a name such as submit,
    solution, main or hw4; else the only notebook; else the only module that no other one imports.

    Raises:
        RefusedError: There is none, or it cannot be told which one: the message asks, and lists the candidates.
    """
    candidates = _candidates(files)
    if not candidates:
        raise _nothing_usable(files, name)
    main = _chosen(candidates, choose, name) if choose is not None else _found(files, candidates)
    if main is None:
        raise _which_one(candidates, name)
    return main, _beside(main, files)


def _candidates(files: Files) -> Files:
    code = tuple(file for file in files if _suffix(file) in {".py", ".ipynb"})
    work = tuple(file for file in code if not _NOT_THE_WORK.fullmatch(_stem(file)))
    texts = tuple(file for file in files if _suffix(file) in TEXT_NOTEBOOKS and code_of(file).strip())
    # A README with an example in it is no notebook, where there is a module.
    return work or texts or code


def _chosen(candidates: Files, choose: str, name: str) -> SubmittedFile:
    exact = [file for file in candidates if file.path == choose]
    named = exact or [file for file in candidates if PurePosixPath(file.path).name.lower() == choose.lower()]
    if len(named) == 1:
        return named[0]
    near = difflib.get_close_matches(choose, [file.path for file in candidates], n=1)
    hint = f" Did you mean {shown_name(near[0])}?" if near else ""
    raise RefusedError(
        ErrorKind.FORMAT,
        f"{name} holds no file {shown_name(choose)!r} to grade.{hint} It holds: {_listed(candidates)}.",
    )


def _found(files: Files, candidates: Files) -> SubmittedFile | None:
    if len(candidates) == 1:
        return candidates[0]
    imported_by = importers(files)
    roots = tuple(file for file in candidates if not imported_by.get(file.path))
    notebooks = tuple(file for file in candidates if _suffix(file) == ".ipynb")
    for among in (_named(roots), _named(candidates), notebooks, roots):
        if len(among) == 1:
            return among[0]
    return None


def _named(files: Files) -> Files:
    """Those with the clearest name that any of them has; of a notebook and a module of one name the notebook."""
    for pattern in _NAMES:
        if named := tuple(file for file in files if pattern.fullmatch(_stem(file))):
            depth = min(file.path.count("/") for file in named)
            shallow = tuple(file for file in named if file.path.count("/") == depth)
            stems = {_stem(file) for file in shallow}
            notebooks = tuple(file for file in shallow if _suffix(file) == ".ipynb")
            return notebooks if len(stems) == 1 and len(notebooks) == 1 else shallow
    return ()


def _beside(main: SubmittedFile, files: Files) -> Files:
    """The others, those in the main file's folder and below with paths from there; the first of a name counts."""
    folder = main.path.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    others = [file for file in files if file is not main]
    near = [replace(file, path=file.path[len(prefix) :]) for file in others if file.path.startswith(prefix)]
    taken = {PurePosixPath(main.path).name, *(file.path for file in near)}
    far = [file for file in others if not file.path.startswith(prefix) and file.path not in taken]
    return tuple(near + far)


def _nothing_usable(files: Files, name: str) -> RefusedError:
    if not files:
        return RefusedError(ErrorKind.EMPTY, f"{name} is empty: there is no file in it. Was the work packed with it?")
    if packed := next((file.path for file in files if _suffix(file) in _ARCHIVES), None):
        advice = f"It holds an archive in turn ({shown_name(packed)}): unpack that one and hand in what is in it."
    else:
        advice = "Hand in a module (.py) or a notebook (.ipynb)."
    return RefusedError(ErrorKind.FORMAT, f"{name} holds nothing that can be graded: {_listed(files)}. {advice}")


def _which_one(candidates: Files, name: str) -> RefusedError:
    return RefusedError(
        ErrorKind.FORMAT,
        f"{name} holds several files that could be the work: {_listed(candidates)}. Which one is it? Give it the name "
        "submit.py or submit.ipynb, and hand in again.",
    )


def _listed(files: Files) -> str:
    shown = [shown_name(file.path) for file in files[:_MAX_LISTED]]
    more = f" and {len(files) - _MAX_LISTED} more" if len(files) > _MAX_LISTED else ""
    return ", ".join(shown) + more


def _suffix(file: SubmittedFile) -> str:
    return PurePosixPath(file.path).suffix.lower()


def _stem(file: SubmittedFile) -> str:
    return PurePosixPath(file.path).stem
