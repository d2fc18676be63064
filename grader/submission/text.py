"""Bytes to text, by the rules that Python has for its own files, and a few that editors on Windows make necessary."""

from __future__ import annotations

import codecs
import re

from grader.model import ErrorKind
from grader.submission.refused import RefusedError

_DECLARATION = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]{1,60})")
_ONLY_COMMENT = re.compile(rb"^[ \t\f]*(?:#.*)?$")
#: Codecs which agree with ASCII in its range, as PEP 263 asks. Others in the registry unpack, or are slow.
_READABLE = re.compile(
    r"utf-8(?:-sig)?|ascii|iso8859-\d+|cp\d{3,4}|mac-\w+|koi8-\w|big5\w*|gbk|gb2312|gb18030|euc_\w+|shift_jis\w*"
    r"|johab|tis-620|ptcp154|kz1048|hp-roman8"
)
#: The longer first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_BINARIES = (
    (b"PK\x03\x04", "a zip archive (or a file saved by torch.save, or a Word document); a zip's name must end in .zip"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"\x80\x02", "a pickle"),
    (b"\x80\x04", "a pickle"),
)


def decode(content: bytes, name: str, *, declared: bool = True) -> str:
    """The text, with line feeds as line ends and without a byte order mark.

    Args:
        content: The bytes of the file.
        name: What a person calls the file.
        declared: Whether a coding declaration (PEP 263) in the first two lines counts.

    Raises:
        RefusedError: Binary, not in the encoding that it declares or must have, or declared in one that is unknown.
    """
    for start, what in _KNOWN_BINARIES:
        if content.startswith(start):
            raise RefusedError(
                ErrorKind.FORMAT, f"{name} is {what}, not text. Hand in the Python file or the notebook itself."
            )
    mark, encoding = next(((m, e) for m, e in _MARKS if content.startswith(m)), (b"", "utf-8"))
    body = content[len(mark) :]
    if not mark:
        _refuse_null_bytes(content, name)
    if declared and encoding == "utf-8" and (declaration := _declared_encoding(body)):
        encoding = _known_encoding(declaration, name, marked=bool(mark))
    try:
        text = body.decode(encoding)
    except UnicodeError as error:
        raise _undecodable(body, error, name, encoding, offset=len(mark)) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _null_byte(name, f"line {line}", line)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _declared_encoding(content: bytes) -> str | None:
    first, _, rest = content[:1000].replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n")
    if match := _DECLARATION.match(first):
        return match[1].decode("ascii", "replace")
    match = _DECLARATION.match(rest.partition(b"\n")[0]) if _ONLY_COMMENT.match(first) else None
    return match[1].decode("ascii", "replace") if match else None


def _known_encoding(declaration: str, name: str, *, marked: bool) -> str:
    try:
        encoding = codecs.lookup(declaration).name
    except (LookupError, ValueError) as error:
        raise _wrong_declaration(name, declaration, "which Python does not know") from error
    if not _READABLE.fullmatch(encoding):
        raise _wrong_declaration(name, declaration, "which no Python file can have")
    if marked and encoding not in {"utf-8", "utf-8-sig"}:
        raise _wrong_declaration(name, declaration, "but begins with the mark of UTF-8")
    return encoding


def _wrong_declaration(name: str, declaration: str, why: str) -> RefusedError:
    return RefusedError(
        ErrorKind.FORMAT,
        f"{name} declares the encoding {declaration!r}, {why}. Save it as UTF-8 and delete the line with "
        f'"coding: {declaration}".',
        location=f"{name}, line 1",
    )


def _undecodable(body: bytes, error: UnicodeError, name: str, encoding: str, *, offset: int) -> RefusedError:
    at = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = body.count(b"\n", 0, at) + 1
    shown = f"0x{body[at]:02x}" if at < len(body) else "the end"
    return RefusedError(
        ErrorKind.FORMAT,
        f"{name} is not valid {encoding.upper()}: byte {at + offset} ({shown}, in line {line}) cannot be read. Save "
        "the file as UTF-8: an editor offers this under its encoding or its save-as menu.",
        location=f"{name}, line {line}",
    )


def _refuse_null_bytes(content: bytes, name: str) -> None:
    at = content.find(0)
    if at >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise _null_byte(name, f"byte {at}, in line {line}", line)


def _null_byte(name: str, where: str, line: int) -> RefusedError:
    return RefusedError(
        ErrorKind.FORMAT,
        f"{name} has a null byte ({where}): it is no text, or was damaged on its way, or is UTF-16 without a byte "
        "order mark. Open it in an editor, save it as UTF-8, and hand it in again.",
        location=f"{name}, line {line}",
    )
