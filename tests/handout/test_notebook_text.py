"""A percent script becomes a notebook: the same one each time."""

from __future__ import annotations

import json

import pytest

from grader.handout import notebook_text

SCRIPT = '''\
# %% [markdown]
# # Title
#
# Text with "quotes" and ×.

# %% tags=["given"]
x = 1

# %% tags=["answer"]
why_answer = """
Your answer.
"""
'''


def test_cells_keep_their_kind_order_and_tags() -> None:
    """Markdown without its comment signs, code with its tags."""
    title, given, _ = json.loads(notebook_text(SCRIPT))["cells"]
    assert (title["cell_type"], "".join(title["source"])) == ("markdown", '# Title\n\nText with "quotes" and ×.')
    assert (given["cell_type"], "".join(given["source"])) == ("code", "x = 1")
    assert given["metadata"] == {"tags": ["given"]}


def test_an_answer_becomes_markdown() -> None:
    """The string's text, which is where a person writes in a notebook."""
    answer = json.loads(notebook_text(SCRIPT))["cells"][-1]
    assert (answer["cell_type"], answer["source"]) == ("markdown", ["Your answer."])


def test_an_answer_that_is_no_string_is_refused() -> None:
    """With what was expected and what is there."""
    with pytest.raises(ValueError, match=r"expected one statement such as answer = \"\.\.\.\", found 'x = 1'"):
        notebook_text('# %% tags=["answer"]\nx = 1\n')


def test_the_same_script_gives_the_same_bytes() -> None:
    """Ids count the cells; nothing is drawn, dated or read from the machine."""
    assert notebook_text(SCRIPT) == notebook_text(SCRIPT)
    assert [cell["id"] for cell in json.loads(notebook_text(SCRIPT))["cells"]] == ["cell-001", "cell-002", "cell-003"]
