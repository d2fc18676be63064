"""Which modules a file imports, told from its text: it may be broken, and it is never run."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from grader.model import CellKind, SubmittedFile
from grader.submission.file_format import read_cells
from grader.submission.refused import RefusedError

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+([^\n#]{1,500})|import[ \t]+([^\n#]{1,500}))", re.MULTILINE
)
_WORD = re.compile(r"\w+")
_MAX_MODULES = 60
_MODULE_SUFFIXES = (".py", ".ipynb")


def importers(files: tuple[SubmittedFile, ...]) -> dict[str, set[str]]:
    """For each module and notebook the paths of the others which import it."""
    modules = [file for file in files if file.path.lower().endswith(_MODULE_SUFFIXES)][:_MAX_MODULES]
    words = {file.path: imported_words(code_of(file)) for file in modules}
    return {path: {other for other, said in words.items() if other != path and _module(path) in said} for path in words}


def imported_words(code: str) -> set[str]:
    """Every word in the import statements: "from pkg.part import thing" gives pkg, part, thing."""
    found = _IMPORT.finditer(code)
    return {word for match in found for group in match.groups() if group for word in _WORD.findall(group)}


def code_of(file: SubmittedFile) -> str:
    """The code of the file, or an empty text where it cannot be read."""
    if file.path.lower().endswith(".py"):
        return file.content.decode("utf-8", "replace")
    try:
        _, cells = read_cells(file.content, file.path)
    except RefusedError:
        return ""
    return "\n".join(cell.source for cell in cells if cell.kind is CellKind.CODE)


def _module(path: str) -> str:
    pure = PurePosixPath(path)
    return pure.parent.name if pure.stem == "__init__" else pure.stem
