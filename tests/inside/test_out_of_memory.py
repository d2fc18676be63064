"""The kernel's own count of those it ended for want of memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.inside.out_of_memory import OutOfMemory


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("memory.events", "low 0\nhigh 0\nmax 7\noom 3\noom_kill {}\noom_group_kill 0\n"),
        ("memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill {}\n"),
    ],
)
def test_each_end_is_told_once(tmp_path: Path, name: str, text: str) -> None:
    """In both versions of control groups; what was there at the beginning does not count."""
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text.format(4))
    out_of_memory = OutOfMemory(tmp_path)
    assert not out_of_memory.has_happened()
    file.write_text(text.format(5))
    assert out_of_memory.has_happened()
    assert not out_of_memory.has_happened()


def test_without_a_count_nothing_has_happened(tmp_path: Path) -> None:
    """Outside of a container there is usually none."""
    assert not OutOfMemory(tmp_path).has_happened()
