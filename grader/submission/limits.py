"""How much a submission may be. What is larger is refused before anything slow is done with it."""

from __future__ import annotations

from pathlib import PurePosixPath

from grader.model import ErrorKind
from grader.submission.content import KIB, MIB, size_text, too_large
from grader.submission.refused import RefusedError

#: Of code; a long homework has a tenth of it.
MAX_CODE_BYTES = 512 * KIB
#: Outputs are not read, but they are in the file.
MAX_NOTEBOOK_BYTES = 20 * MIB
MAX_ARCHIVE_BYTES = 64 * MIB
MAX_CELLS = 5_000


def limit_bytes(name: str) -> int:
    """How large a file of this name may be."""
    limits = {".ipynb": MAX_NOTEBOOK_BYTES, ".zip": MAX_ARCHIVE_BYTES}
    return limits.get(PurePosixPath(name).suffix.lower(), MAX_CODE_BYTES)


def refuse_large_file(content: bytes, name: str) -> None:
    """Refuse what came out of an archive or a folder and is larger than a file of this name may be.

    Raises:
        RefusedError: It is.
    """
    if len(content) > limit_bytes(name):
        raise too_large(name, size_text(len(content)), limit_bytes(name))


def refuse_much_code(code_bytes: int, name: str) -> None:
    """Refuse more code than a person writes for one assignment.

    Raises:
        RefusedError: There is more than `MAX_CODE_BYTES`.
    """
    if code_bytes > MAX_CODE_BYTES:
        raise RefusedError(
            ErrorKind.FORMAT,
            f"{name} is too large: it has {size_text(code_bytes)} of code, the limit is {size_text(MAX_CODE_BYTES)}. "
            "Hand in the code of this assignment alone; data belongs in files.",
        )


def refuse_many_cells(count: int, name: str) -> None:
    """Refuse a notebook of more cells than a person writes.

    Raises:
        RefusedError: There are more than `MAX_CELLS`.
    """
    if count > MAX_CELLS:
        raise RefusedError(
            ErrorKind.FORMAT,
            f"{name} has {count} cells, the limit is {MAX_CELLS}. Hand in the notebook of this assignment alone.",
        )
