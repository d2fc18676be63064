"""Names that came with a submission: what is shown of them, and what a submission is called."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

#: The endings that are read.
SUFFIXES = (".py", ".ipynb", ".md", ".markdown", ".rmd", ".qmd", ".txt", ".zip")
_MAX_SHOWN = 100
_UNFIT_FOR_A_FOLDER = re.compile(r'[\\/:*?"<>|]')


def shown_name(name: str) -> str:
    """The name, fit for a message or a label: one printable line, not too long."""
    printable = "".join(c if c.isprintable() else "\ufffd" for c in unicodedata.normalize("NFC", name[:1000]))
    return printable if len(printable) <= _MAX_SHOWN else f"{printable[: _MAX_SHOWN - 25]}...{printable[-22:]}"


def submission_id(path: Path) -> str:
    """What the submission at this path is called: its name less the suffix, fit for the name of a folder.

    Of a folder it is the whole name, dots and all.
    """
    name = path.name or path.resolve().name
    return plain_id(name if path.is_dir() else path.stem)


def plain_id(name: str) -> str:
    """The name as one that is safe as a folder's name everywhere."""
    plain = _UNFIT_FOR_A_FOLDER.sub("_", shown_name(name).replace("\ufffd", "_")).strip(" .")
    return plain or "submission"
