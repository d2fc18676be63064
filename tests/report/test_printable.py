"""Text from strangers, made harmless once for every format."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.printable import printable, printable_record
from tests.report import samples

ANY_TEXT = st.text(st.characters(), max_size=200) | st.text(
    st.sampled_from("\x1b\x9b[]0;31mP\\\x07\r\n\t\x85\u2028\u202e\u2066\ud800\udfff\ufffe\U000e0041 at 0x7f3a>ab"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ŷ − Y, 漢字, 👩‍🔬", "plain ŷ − Y, 漢字, 👩‍🔬"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("\x1b(Bset", "set"),
        ("unfinished \x1b[", "unfinished \\x1b["),
        ("\x1b[\x1b[0m31m", "\\x1b[31m"),
        ("nul\x00bell\x07del\x7f", "nul\\x00bell\\x07del\\x7f"),
        ("one\r\ntwo\rthree\x85four\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("gpj\u202eexe", "gpj\\u202eexe"),
        ("\ud800 alone", "\\ud800 alone"),
        ("no\ufffecharacter", "no\\ufffecharacter"),
        ("smuggled\U000e0041", "smuggled\\U000e0041"),
        ("<Model object at 0x7f3a12345678>", "<Model object at 0x…>"),
        ("Thread 0x00007f3a12345678 (most recent", "Thread 0x… (most recent"),
        ("the colour 0xff0000", "the colour 0xff0000"),
    ],
)
def test_what_acts_is_taken_out_or_written_down(text: str, expected: str) -> None:
    """Escape sequences go, other control characters stay visible, addresses no longer differ."""
    assert printable(text) == expected


@given(ANY_TEXT)
def test_printable_text_fits_everywhere(text: str) -> None:
    """Whatever comes in, the result is UTF-8, XML, and holds no control character but newline and tab."""
    safe = printable(text)
    safe.encode("utf-8")
    element = ET.Element("a")
    element.text = safe
    assert ET.fromstring(ET.tostring(element, "unicode")).text == (safe or None)  # noqa: S314  # our own text
    assert not [c for c in safe if c not in "\n\t" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]
    assert not set(safe) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(ANY_TEXT)
def test_printable_text_stays_as_it_is(text: str) -> None:
    """Doing it twice is doing it once: rooms need not know whether another has done it."""
    assert printable(printable(text)) == printable(text)


def test_every_text_of_a_record_is_reached() -> None:
    """Also in tuples, in nested records and in the keys of the pytest document."""
    shown = repr(printable_record(samples.hostile()))
    assert "\\u202e" in shown
    assert "\x1b" not in shown
    assert "\\x1b[31m" not in shown
    assert "0x7f3a" not in shown
