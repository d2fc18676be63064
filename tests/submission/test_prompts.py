"""The text of a notebook's PDF."""

from __future__ import annotations

import textwrap

from grader.submission.markdown_file import read_markdown


def _code(text: str) -> list[str]:
    cells = read_markdown(textwrap.dedent(text), "hw.txt")
    return [cell.source.lstrip("\n") for cell in cells if cell.kind.value == "code"]


def test_a_numbers_first_prompt_is_code_and_its_second_output() -> None:
    """Prompts go, outputs are dropped, and what was printed between them too."""
    text = """\
        ```
        [3]: x = torch.ones(2)
        print(x.sum())
        x
        ```

        ```
        the sum is 2
        ```

        ```
        [3]: tensor([1., 1.])
        ```

        ```
        more of it])
        ```

        ```
        In [4]: y = x + 1
        ```

        ```
        Out[4]: tensor([2., 2.])
        ```
        """
    assert _code(text) == ["x = torch.ones(2)\nprint(x.sum())\nx", "y = x + 1"]


def test_code_that_a_page_has_cut_is_put_together() -> None:
    """At the same line numbers, and with the indentation that the second part has lost."""
    text = """\
        ```
        [1]: def forward(x):
            h = x + 1
        ```

        ```
        y = h * 2

        return y
        ```
        """
    (code,) = _code(text)
    assert code == "def forward(x):\n    h = x + 1\n\n\n\n    y = h * 2\n\n    return y"
    (cell,) = [c for c in read_markdown(textwrap.dedent(text), "hw.txt") if c.kind.value == "code"]
    assert cell.source.split("\n")[6] == "    y = h * 2"


def test_lines_below_a_prompt_may_be_aligned_with_it() -> None:
    """As they are on the page."""
    assert _code("```\n[7]: a = 1\n     b = 2\n```\n") == ["a = 1\nb = 2"]


def test_long_lines_are_put_together_at_the_arrow() -> None:
    """The arrow's line is emptied, so that the lines below keep their numbers."""
    assert _code("```\n[7]: a = f(1,\n     ↪ 2)\nb = 2\n```\n") == ["a = f(1, 2)\n\nb = 2"]
    assert _code("```\n[7]: # a long\n↳ comment\nb = 2\n```\n") == ["# a long comment\n\nb = 2"]


def test_an_arrow_that_repeats_what_was_there_is_dropped() -> None:
    """Reading a page's picture may see a character twice."""
    assert _code("```\n[7]: a = [1,\n   2),\n↪2),\n]\n```\n".replace("2),", "2,")) == ["a = [1,\n   2, 2,\n\n]"]
    assert _code("```\n[7]: a = f(1)\n↪1)\nb = 2\n```\n") == ["a = f(1)\n\nb = 2"]


def test_fences_below_prose_are_prose() -> None:
    """An example in the text is not the student's code."""
    assert _code("```\n[1]: x = 1\n```\nAn example:\n```\ny = 2\n```\n") == ["x = 1"]


def test_several_prompts_in_a_fence_are_several_cells() -> None:
    """Where the fences are lost."""
    assert _code("```\n[1]: x = 1\n[1]: 1\n[2]: y = 2\n```\n") == ["x = 1", "y = 2"]


def test_what_code_printed_is_dropped_from_the_same_fence() -> None:
    """A value below an empty line that Python cannot read is no mistake of the student's."""
    text = """\
        ```
        [7]: a = torch.ones(3, requires_grad=True)
        total = a.sum()
        print(total)

        tensor(3., grad_fn=<SumBackward0>)
        tensor([1., 1., 1.])
        ```
        """
    [code] = _code(text)
    assert code.rstrip() == "a = torch.ones(3, requires_grad=True)\ntotal = a.sum()\nprint(total)"


def test_a_mistake_of_the_students_stays() -> None:
    """What stands below an empty line and looks like no value is code, which gets its error."""
    [code] = _code("```\n[7]: a = 1\n\nb = = 2\n```\n")
    assert "b = = 2" in code
