"""The figures that a submission draws, as thumbnails for staff."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Any

from grader.inside.answers import MAX_FIGURE_BYTES, MAX_FIGURES

#: The longer side of a thumbnail, pixels.
SIDE_PX = 480
_MAX_INCHES = 100.0


class Figures:
    """Collects matplotlib's figures: at every show(), and when a cell ends, as a notebook does."""

    def __init__(self) -> None:
        self._found: list[dict[str, Any]] = []
        self._label = ""
        self._line = 0
        self._watched: object = None

    def look(self, label: str, line: int) -> None:
        """After a statement: at a new cell, what the one before it drew is complete."""
        if label != self._label:
            self.take()
        self._label, self._line = label, line
        plt = sys.modules.get("matplotlib.pyplot")
        if plt is not None and plt is not self._watched:
            # A function of its own, because matplotlib leaves marks on it.
            plt.show = lambda *_args, **_kwargs: self.take()  # type: ignore[attr-defined]
            self._watched = plt

    def take(self) -> None:
        """Keep what is drawn now, and close it."""
        plt = sys.modules.get("matplotlib.pyplot")
        if plt is None:
            return
        # A figure that cannot be drawn is the student's, and costs nothing.
        with contextlib.suppress(Exception):
            for number in plt.get_fignums():
                if len(self._found) < MAX_FIGURES:
                    self._keep(plt.figure(number))
            plt.close("all")

    def _keep(self, figure: Any) -> None:
        width, height = (min(float(side), _MAX_INCHES) for side in figure.get_size_inches())
        figure.set_size_inches(width, height)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=SIDE_PX / max(width, height, 1.0))
        if buffer.tell() <= MAX_FIGURE_BYTES:
            self._found.append({"label": self._label, "line": self._line, "png": buffer.getvalue()})

    def found(self) -> list[dict[str, Any]]:
        """All of them: label, line, png."""
        self.take()
        return self._found
