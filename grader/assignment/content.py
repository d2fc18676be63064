"""What an assignment's files contain, as hashes that are the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path


def hidden_files(directory: Path, names: Iterable[str], reference: Path) -> dict[str, bytes]:
    """Everything that decides about a grade, by relative name: the named files, the checks and the reference.

    Args:
        directory: the assignment's folder.
        names: of files in it.
        reference: the reference solution, which may stand elsewhere.
    """
    files = {name: (directory / name).read_bytes() for name in names}
    files |= {path.relative_to(directory).as_posix(): path.read_bytes() for path in _check_files(directory / "checks")}
    files["reference.py"] = reference.read_bytes()
    return files


def digest_files(files: Mapping[str, bytes], purpose: str) -> bytes:
    """32 bytes of SHA-256 over names and contents. From the digest of one purpose no other can be told."""
    digest = hashlib.sha256(f"{purpose}\0".encode())
    for name in sorted(files):
        # Lengths first, so that no two sets of files run together into the same bytes.
        digest.update(f"{len(name.encode())} {name} {len(files[name])} ".encode())
        digest.update(files[name])
    return digest.digest()


def _check_files(checks: Path) -> list[Path]:
    """The checks and the data they read; not what an interpreter, an editor or a file manager left there."""
    return [
        path
        for path in checks.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not any(_is_litter(part) for part in path.parts[len(checks.parts) :])
    ]


def _is_litter(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__" or name.endswith("~")
