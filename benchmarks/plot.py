"""The plots, written as SVG by hand: no library is needed to look at a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from statistics import median

from benchmarks import findings
from benchmarks.fit import line_through
from benchmarks.results import Comparison, Scaling
from benchmarks.scaling import ROLES

_OWN, _OVERHEAD = "#8da0cb", "#fc8d62"
_COLOURS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a")
_STYLE = "text{font:13px system-ui,sans-serif;fill:#222}.s{font-size:11px;fill:#555}"


def draw_comparison(found: Comparison) -> str:
    """A bar for each harness: processor time per submission, the student's own part and the rest."""
    rows = findings.rows(found.rounds)
    own_s = median(one.own_s for one in found.rounds)
    most = max(row.overhead_s for row in rows) + own_s
    left, width, step = 170, 480, 30
    parts = [_text(10, 20, "Processor time per submission, s: its own computing, and the harness")]
    for number, row in enumerate(rows):
        y = 40 + number * step
        own, rest = own_s / most * width, max(row.overhead_s, 0.0) / most * width
        parts += [
            _text(left - 8, y + 15, row.harness, anchor="end"),
            f'<rect x="{left}" y="{y}" width="{own:.1f}" height="20" fill="{_OWN}"/>',
            f'<rect x="{left + own:.1f}" y="{y}" width="{rest:.1f}" height="20" fill="{_OVERHEAD}"/>',
            _text(left + own + rest + 6, y + 15, f"{own_s:.2f} + {row.overhead_s:.2f}"),
        ]
    return _svg(left + width + 110, 50 + len(rows) * step, parts)


def draw_scaling(found: Scaling) -> str:
    """Left: time over the size of the class, with straight lines. Right: memory while the largest class is graded."""
    size = max(p.size for p in found.points)
    time_most = max(max(p.cost.wall_s, p.cost.cpu_s) for p in found.points)
    parts = _axes(50, "time, s, over submissions", size, time_most)
    for number, (label, pairs) in enumerate(
        (
            ("processor time", [(p.size, p.cost.cpu_s) for p in found.points]),
            ("wall clock, 2 at once", [(p.size, p.cost.wall_s) for p in found.points]),
        )
    ):
        colour = _COLOURS[number]
        if len(pairs) > 1:
            line = line_through(pairs)
            parts.append(_path([(0, line.start), (size, line.at(size))], 50, size, time_most, colour, dashed=True))
        parts += [_dot(x, y, 50, size, time_most, colour) for x, y in pairs]
        parts.append(_text(70, 55 + 16 * number, label, colour=colour))
    looks = [look for look in found.points[-1].looks if look.done]
    if looks:
        memory_most = max(held.rss_mb for look in looks for held in look.memory.values())
        parts += _axes(430, "resident memory, MB, over submissions done", size, memory_most)
        for number, role in enumerate(ROLES):
            points = [(look.done, look.memory[role].rss_mb) for look in looks]
            parts.append(_path(points, 430, size, memory_most, _COLOURS[number]))
            parts.append(_text(450 + 85 * number, 275, role, colour=_COLOURS[number]))
    return _svg(780, 290, parts)


_TOP, _HEIGHT, _WIDTH = 40, 200, 320


def _axes(left: int, title: str, x_most: float, y_most: float) -> list[str]:
    bottom = _TOP + _HEIGHT
    return [
        _text(left, 20, title),
        f'<path d="M{left} {_TOP}V{bottom}H{left + _WIDTH}" fill="none" stroke="#999"/>',
        _text(left - 6, _TOP + 8, f"{y_most:.0f}", anchor="end", small=True),
        _text(left - 6, bottom, "0", anchor="end", small=True),
        _text(left + _WIDTH, bottom + 16, f"{x_most:.0f}", anchor="end", small=True),
    ]


def _place(x: float, y: float, left: int, x_most: float, y_most: float) -> tuple[float, float]:
    return left + x / x_most * _WIDTH, _TOP + _HEIGHT - y / y_most * _HEIGHT


def _path(
    points: Sequence[tuple[float, float]], left: int, x_most: float, y_most: float, colour: str, *, dashed: bool = False
) -> str:
    places = " ".join("{:.1f},{:.1f}".format(*_place(x, y, left, x_most, y_most)) for x, y in points)
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes}/>'


def _dot(x: float, y: float, left: int, x_most: float, y_most: float, colour: str) -> str:
    across, down = _place(x, y, left, x_most, y_most)
    return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4" fill="{colour}"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", small: bool = False, colour: str | None = None
) -> str:
    kind = ' class="s"' if small else ""
    fill = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}{fill}>{escape(text)}</text>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f'<style>{_STYLE}</style>\n<rect width="{width}" height="{height}" fill="#fff"/>\n{inside}\n</svg>\n'
    )
