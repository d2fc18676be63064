"""IPython's own syntax, neutralised."""

from __future__ import annotations

import pytest

from grader.submission.magics import neutralise_magics


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nimport torch", "pass\nimport torch"),
        ("!pip install it's (\nx = 1", "pass\nx = 1"),
        ("!!ls", "pass"),
        ("if x:\n    !ls\n    y = 2", "if x:\n    pass\n    y = 2"),
        ("files = !ls *.py", "files = []"),
        ("a, b = !ls", "a, b = []"),
        ("here = %pwd", "here = None"),
        ("%time model = train()", "model = train()"),
        ("r = %time f(1)", "r = f(1)"),
        ("%time", "pass"),
        ("%timeit f()", "pass"),
        ("torch.relu?", "pass"),
        ("torch.relu??  # look", "pass"),
        ("?torch.relu", "pass"),
        ("pip install torch\nx = 1", "pass\nx = 1"),
        ("!echo a \\\n  b \\\n  c\nx = 1", "pass\n\n\nx = 1"),
        ("def f():\n    %time return 3", "def f():\n    return 3"),
    ],
)
def test_lines_that_are_no_python_become_some(cell: str, python: str) -> None:
    """Line for line, at the same indentation."""
    assert neutralise_magics(cell) == python


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "# first\n%%time", "\n%%capture\n%%time"])
def test_a_cell_magic_around_python_keeps_the_body(magic: str) -> None:
    """The magic's line is blanked, so that the body keeps its line numbers."""
    python = neutralise_magics(f"{magic}\nx = 1\n!ls")
    assert python.split("\n")[-2:] == ["x = 1", "pass"]
    assert python.count("\n") == magic.count("\n") + 2


@pytest.mark.parametrize(
    "magic", ["%%bash", "%%html", "%%writefile submit.py", "%%javascript", "%%timeit", "%%nosuch", "%%!"]
)
def test_any_other_cell_magic_takes_its_body_along(magic: str) -> None:
    """The body is no Python of the notebook's."""
    assert neutralise_magics(f"{magic}\nx = 1\ny = 2") == "\n\n"


@pytest.mark.parametrize(
    "cell",
    [
        "a = (b\n  % c)",
        "a = b \\\n  % c",
        's = """\n%matplotlib inline\n!ls\nwhat?\n"""',
        "s = '''\n%%bash\n'''",
        'print("100 %")\nprint("%d" % 3)\nok = 1 != 2',
        "s = 'a\\\n%b'",
        "x = [\n    1,  # what?\n    !2\n]".replace("!", "-"),
        "def f():\n    return '!ls'",
    ],
)
@pytest.mark.parametrize("magic", ["", "%matplotlib inline", "!ls"])
def test_what_only_looks_like_a_magic_survives(cell: str, magic: str) -> None:
    """Inside strings, brackets and continued lines, also where a real magic is in the same cell."""
    expected = f"{cell}\npass" if magic else cell
    assert neutralise_magics(f"{cell}\n{magic}" if magic else cell) == expected


def test_quotes_in_a_shell_line_do_not_reach_the_lines_below() -> None:
    """What stands in a magic opens no string and no bracket."""
    assert neutralise_magics('!echo """ ( it\'s\n%matplotlib inline\nx = 1') == "pass\npass\nx = 1"


def test_a_magic_below_a_bracket_that_is_never_closed_is_found() -> None:
    """A definition shows that the bracket above it is a mistake."""
    assert neutralise_magics("x = foo(1\ndef f():\n    %time return 1") == "x = foo(1\ndef f():\n    return 1"


def test_the_indentation_of_a_whole_cell_is_taken_off() -> None:
    """As IPython does for pasted code."""
    assert neutralise_magics("    x = 1\n    if x:\n        y = 2") == "x = 1\nif x:\n    y = 2"


def test_broken_python_without_magics_is_left_alone() -> None:
    """It is not for this module to mend."""
    assert neutralise_magics("def f(:\n    x %%% y") == "def f(:\n    x %%% y"
