"""An assignment's misconceptions.py as plain values, for the caller's side, which never runs a course's file."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def describe_catalogue(directory: Path) -> dict[str, Any]:
    """What the file declares: its misconceptions, its rewritings, the exercises that have a probe, and trial edits.

    Args:
        directory: the assignment's, first on the path from which modules are imported.

    Raises: whatever the file raises, which is the course's fault.
    """
    if not (directory / "misconceptions.py").is_file():
        return {"misconceptions": [], "rewritings": [], "probes": [], "trial_edits": {}}
    module = importlib.import_module("misconceptions")
    return {
        "misconceptions": [
            _plain(each, "id exercise message staff_message edits solution costs".split())
            for each in getattr(module, "MISCONCEPTIONS", ())
        ],
        "rewritings": [_plain(each, "id edits solution".split()) for each in getattr(module, "REWRITINGS", ())],
        "probes": list(getattr(module, "PROBES", {})),
        "trial_edits": dict(getattr(module, "TRIAL_EDITS", {})),
    }


def _plain(record: Any, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in names}
    return {name: value if isinstance(value, str) else _collected(value) for name, value in values.items()}


def _collected(value: Any) -> Any:
    return dict(value) if hasattr(value, "keys") else list(value)
