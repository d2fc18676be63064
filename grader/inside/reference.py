"""The reference solution as a module, for the checker's side only."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType


def load_reference(assignment_given: Path | None, reference: Path) -> ModuleType:
    """A fresh module in which the given names were executed first and the reference after them.

    Both share one namespace, so that the reference's functions read the given globals (X, W1, ...) and a check may
    set them. Nothing is imported but what the two files import; ``__name__`` is not ``"__main__"``, so a guarded
    part of the reference, such as its training, does not run.

    Raises: whatever the two files raise, which is the course's fault, and OSError where one cannot be read.
    """
    name = f"reference_{reference.stem}"
    module = ModuleType(name)
    module.__file__ = str(reference)
    # As an import does: dataclasses and the like look their module up by name.
    sys.modules[name] = module
    for path in (assignment_given, reference):
        if path is not None:
            _execute(path, module)
    return module


def _execute(path: Path, module: ModuleType) -> None:
    # dont_inherit: the files decide about their own __future__ imports.
    code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - the course's own code, in the checker's jail
