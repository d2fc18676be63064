"""Mistakes in the data set."""

from __future__ import annotations

from grader.checks import Misconception

DATA = (
    Misconception(
        id="line-turned-round",
        exercise="data-set",
        message="Slope and intercept have changed places, or one of them has the wrong sign.",
        edits={"        self.f = 1 * self.x - 1": "        self.f = -1 * self.x + 1"},
    ),
    Misconception(
        id="end-included",
        exercise="data-set",
        message="The end of the interval, 3, is one of the inputs: it does not belong to them, and the steps are 0.1.",
        edits={"torch.arange(-3, 3, 0.1).view(-1, 1)": "torch.linspace(-3, 3, 61).view(-1, 1)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="same-noise-for-all",
        exercise="data-set",
        message="All points carry the same noise, which only moves the line: each needs a number of its own.",
        edits={"0.1 * torch.randn(self.x.size())": "0.1 * torch.randn(1)"},
    ),
    Misconception(
        id="outputs-spread",
        exercise="data-set",
        message="There are more outputs than inputs: a column and a row were added, of which PyTorch makes a whole "
        "table. What is added needs the same shape.",
        edits={"0.1 * torch.randn(self.x.size())": "0.1 * torch.randn(60)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="no-noise",
        exercise="data-set",
        message="The points lie exactly on the line: the noise is missing.",
        edits={"self.f + 0.1 * torch.randn(self.x.size())": "self.f.clone()"},
    ),
    Misconception(
        id="noise-all-positive",
        exercise="data-set",
        message="The noise is drawn evenly from 0 to 0.1 (rand), where normal noise around 0 is asked for (randn).",
        edits={"0.1 * torch.randn(self.x.size())": "0.1 * torch.rand(self.x.size())"},
    ),
    Misconception(
        id="noise-drawn-anew",
        exercise="data-set",
        message="A point is another one each time that it is asked for. Draw the noise once, with the data set.",
        edits={
            "self.f + 0.1 * torch.randn(self.x.size())": "self.f.clone()",
            "return self.x[index], self.y[index]": "return self.x[index], self.y[index] + 0.1 * torch.randn(1)",
        },
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="noise-too-strong",
        exercise="data-set",
        message="The noise is much too strong: is the factor of 0.1 missing?",
        edits={"self.f + 0.1 * torch.randn(self.x.size())": "self.f + torch.randn(self.x.size())"},
    ),
    Misconception(
        id="flat-rows",
        exercise="data-set",
        message="The points are numbers, where rows of one column were asked for: the tensors need a second dimension.",
        edits={"torch.arange(-3, 3, 0.1).view(-1, 1)": "torch.arange(-3, 3, 0.1)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="pair-turned-round",
        exercise="data-set",
        message="Output and input have changed places in the pair: x comes first.",
        edits={"return self.x[index], self.y[index]": "return self.y[index], self.x[index]"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="no-length",
        exercise="data-set",
        message="The data set cannot tell how many points it has: the method __len__ is missing, or has another name.",
        symptoms=(r"has no len\(\)",),
        edits={"    def __len__(self)": "    def length(self)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="one-row-of-points",
        exercise="data-set",
        message="The sixty points lie in one row of a table, where sixty rows of one column were asked for.",
        edits={"torch.arange(-3, 3, 0.1).view(-1, 1)": "torch.arange(-3, 3, 0.1).view(1, -1)"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
    Misconception(
        id="columns-counted",
        exercise="data-set",
        message="The length is the number of columns, expected that of rows.",
        edits={"self.len = self.x.shape[0]": "self.len = self.x.shape[1]"},
        costs=("mini-batch-descent", "larger-rate"),
    ),
)
