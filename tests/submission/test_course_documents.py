"""Documents of the kinds that courses publish, in small: each is read for the code in it and for nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

from grader.model import CellKind
from grader.submission import read_submission

#: A page of a web site: metadata between plus signs, drawings, empty cells, printed values set in.
SITE = """+++
title = "Towers"
weight = 3
+++
## Section 1

```mermaid
flowchart LR
  x["Input"] --> l1["Linear"]
```

```python
import torch.nn as nn
tower = nn.Linear(2, 1)
tower
```

    Linear(in_features=2, out_features=1, bias=True)

![png](tower_files/tower_1.png)

```python

```

<!--
height = 12
-->
"""
#: What jupytext writes of a notebook from Colab: ids and outputs in the fences, prose in regions.
COLAB = """---
jupyter:
  kernelspec:
    name: python3
---

<!-- #region id="aXb1" -->
## A title
```
not = "code"
```
<!-- #endregion -->

```python id="cD3e" outputId="77-aa" colab={"base_uri": "https://localhost:8080/", "height": 248}
%matplotlib inline
rate = 0.5
!nvidia-smi
```

```python id="fG5h" executionInfo={"status": "ok", "user": {"displayName": "A \\"B\\" C"}}
steps = 4
```
"""
#: A blog's shortcodes around outputs, and a cell in another language.
BLOG = """# Lines

```python
slope = 2
```

{{< output >}}
```nb-output
slope = 3
```
{{< /output >}}

```r
%%R -i df
f <- lm(c ~ u, df)
```

```python
%load_ext rpy2.ipython
```
"""
#: The text of a PDF: prompts, an arrow where a line was broken, a value printed below an empty line.
PRINTED = """### 1.1 Sums

```
[4]: total = 1 + 2\x20\x20
print(total) # and a comment that goes\x20\x20
↪ on

tensor(3., grad_fn=<AddBackward0>)
```

None

```
[5]: half = total / 2
```

[5]: 1.5
"""


def assigned(folder: Path, text: str) -> tuple[set[str], list[str]]:
    """The names that the code of a document binds, and the problems of reading it."""
    path = folder / "document.txt"
    path.write_text(text, encoding="utf-8")
    submission = read_submission(path)
    code = "\n".join(cell.source for cell in submission.cells if cell.kind is CellKind.CODE)
    stored = {n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored, [problem.message for problem in submission.problems]


def test_a_page_of_a_site_is_read(tmp_path: Path) -> None:
    """Not its drawings, its printed values, or the solution that it hides in a comment."""
    assert assigned(tmp_path, SITE) == ({"tower"}, [])


def test_a_notebook_from_colab_is_read(tmp_path: Path) -> None:
    """Whatever stands behind a fence's language; a fence within a region is prose."""
    assert assigned(tmp_path, COLAB) == ({"rate", "steps"}, [])


def test_a_blog_is_read(tmp_path: Path) -> None:
    """Outputs and other languages are passed over."""
    assert assigned(tmp_path, BLOG) == ({"slope"}, [])


def test_the_text_of_a_printed_notebook_is_read(tmp_path: Path) -> None:
    """What it printed is no mistake of the student's."""
    assert assigned(tmp_path, PRINTED) == ({"total", "half"}, [])
