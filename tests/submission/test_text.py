"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest

from grader.model import ErrorKind
from grader.submission.refused import RefusedError
from grader.submission.text import decode


def _refused(content: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        decode(content, "submit.py")
    assert caught.value.problem.kind is ErrorKind.FORMAT
    return caught.value.problem.message


@pytest.mark.parametrize(
    "content",
    [
        "é".encode(),
        codecs.BOM_UTF8 + "é".encode(),
        codecs.BOM_UTF8 + b"# coding: utf-8\n\xc3\xa9",
        codecs.BOM_UTF16_LE + "é".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "é".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "é".encode("utf-32-le"),
        b"# -*- coding: latin-1 -*-\n\xe9",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n\xe9",
    ],
)
def test_declared_and_marked_encodings_are_honoured(content: bytes) -> None:
    """UTF-8, the marks that editors write, and the declarations that Python knows."""
    assert decode(content, "submit.py").endswith("é")


def test_a_declaration_below_code_is_none() -> None:
    """PEP 263 looks at two lines, and at the second only below a comment."""
    assert decode(b"x = 1\n# coding: ascii\ny = '\xc3\xa9'", "submit.py").endswith("'é'")
    assert decode(b"\n\n# coding: ascii\ny = '\xc3\xa9'", "submit.py").endswith("'é'")


def test_line_ends_become_line_feeds() -> None:
    """Windows and the old Macintosh."""
    assert decode(b"a\r\nb\rc\n", "submit.py") == "a\nb\nc\n"


def test_bytes_that_are_no_utf8_are_placed() -> None:
    """The byte, its offset and its line are told, and what to do."""
    message = _refused(b"x = 1\ny = '\xe9'\n")
    assert "submit.py is not valid UTF-8: byte 11 (0xe9, in line 2) cannot be read" in message
    assert "Save the file as UTF-8" in message


def test_a_wrong_declaration_is_placed() -> None:
    """A file that says ASCII and is not."""
    assert "not valid ASCII: byte 22 (0xc3, in line 2)" in _refused(b"# coding: us-ascii\nx='\xc3\xa9'")


def test_an_unknown_declaration_says_so() -> None:
    """The declared name is shown."""
    message = _refused(b"# coding: klingon\nx = 1\n")
    assert "declares the encoding 'klingon', which Python does not know" in message
    assert "Save it as UTF-8" in message


@pytest.mark.parametrize(
    "codec", ["zlib", "rot13", "hex", "unicode_escape", "punycode", "utf-7", "utf-16", "idna", "mbcs"]
)
def test_codecs_that_are_no_encoding_of_python_files_are_refused(codec: str) -> None:
    """A codec could unpack a bomb or read escapes."""
    message = _refused(f"# coding: {codec}\nx = 1\n".encode())
    assert f"declares the encoding '{codec}'" in message


def test_a_mark_and_a_declaration_must_agree() -> None:
    """As in Python."""
    assert "begins with the mark of UTF-8" in _refused(codecs.BOM_UTF8 + b"# coding: latin-1\n")


def test_a_null_byte_is_placed() -> None:
    """The offset and the line are told."""
    message = _refused(b"x = 1\ny\0 = 2\n")
    assert "submit.py has a null byte (byte 7, in line 2)" in message
    assert "save it as UTF-8" in message


def test_null_characters_in_utf16_are_refused_too() -> None:
    """The mark does not let them in."""
    assert "null byte (line 2)" in _refused(codecs.BOM_UTF16_LE + "a\n\0".encode("utf-16-le"))


def test_half_a_character_at_the_end_is_refused() -> None:
    """An odd number of bytes of UTF-16."""
    assert "not valid UTF-16-LE" in _refused(codecs.BOM_UTF16_LE + b"a\0b")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "a zip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\x80\x04\x95", "a pickle"),
    ],
)
def test_known_binaries_are_called_by_their_name(content: bytes, what: str) -> None:
    """A student understands "a PDF" better than "byte 10"."""
    assert f"submit.py is {what}" in _refused(content)
