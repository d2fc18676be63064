"""A zip, read in memory: nothing of it is written anywhere."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from grader.model import ErrorKind, SubmittedFile
from grader.submission.bundle import Bundle, is_left_behind, plain_path
from grader.submission.names import shown_name
from grader.submission.refused import RefusedError

#: Each file of an archive has one of these in the table of contents.
_ENTRY_MARK = b"PK\x01\x02"
_MAX_ENTRIES = 5_000
#: The others may ask for gigabytes before they give a byte.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


def read_archive(content: bytes, name: str) -> tuple[SubmittedFile, ...]:
    """The files of a zip, without folders, links, and what systems leave behind. Archives inside stay packed.

    Raises:
        RefusedError: Damaged, encrypted, too large when unpacked, too many files, or a file whose name is unsafe.
    """
    if content.count(_ENTRY_MARK) > _MAX_ENTRIES:
        # Told from the bytes: the table of contents alone could fill the memory.
        raise Bundle(name).too_many_files()
    bundle = Bundle(name)
    with opened(io.BytesIO(content), name) as archive:
        for path, entry in entries(archive, name):
            if entry.file_size > bundle.room_bytes():
                raise bundle.too_large(path)
            bundle.add(path, unpacked(archive, entry, name=name, limit_bytes=bundle.room_bytes()))
    return bundle.files()


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """A zip that is open for reading; whatever is wrong with it, also later, is a refusal.

    Raises:
        RefusedError: Damaged, or no zip at all.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, OverflowError) as error:
        why = f"{name} is no zip, or is damaged ({shown_name(str(error))}). Pack it again and check that it opens."
        raise RefusedError(ErrorKind.FORMAT, why) from error
    except (NotImplementedError, RuntimeError) as error:
        why = (
            f"{name} is a zip of a kind that is not read ({shown_name(str(error))}). Pack it again as an ordinary zip."
        )
        raise RefusedError(ErrorKind.FORMAT, why) from error


def entries(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The plain files of a zip that are somebody's work, each with its safe path.

    Raises:
        RefusedError: A name leads out of the archive.
    """
    for entry in archive.infolist():
        meant = _name_as_meant(entry)
        path = plain_path(meant, bundle=name)
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if not meant.endswith(("/", "\\")) and not is_link and not is_left_behind(path):
            yield path, entry


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, name: str, limit_bytes: int) -> bytes:
    """The content of one file, or one byte more than the limit: the size in the table of contents may be a lie.

    Raises:
        RefusedError: Encrypted, or packed in a way that is not read.
    """
    if entry.flag_bits & _ENCRYPTED:
        why = f"{name} is encrypted ({shown_name(entry.filename)}). Pack it again without a password."
        raise RefusedError(ErrorKind.FORMAT, why)
    if entry.compress_type not in _METHODS:
        what = f"{shown_name(entry.filename)}: method {entry.compress_type}"
        raise RefusedError(
            ErrorKind.FORMAT, f"{name} is packed in an unusual way ({what}). Pack it as an ordinary zip."
        )
    with archive.open(entry) as file:
        return file.read(limit_bytes + 1)


def _name_as_meant(entry: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 without saying so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename
