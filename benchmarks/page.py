"""The measured part of docs/performance.md, from the results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from benchmarks import findings, plot, results
from benchmarks.fit import line_through
from benchmarks.results import Comparison, Scaling
from benchmarks.scaling import EARLY, ROLES

BEGIN = "<!-- measured: begin (written by benchmarks/run.py) -->"
END = "<!-- measured: end -->"
COMPARISON, SCALING = "comparison.json", "scaling.json"
#: Which rows of `grade` are judged.
JUDGED = ("grade", "grade, own hw4")


def render(folder: Path) -> str:
    """Markdown: tables and verdicts, as far as there are results."""
    parts = []
    if (folder / COMPARISON).exists():
        parts.append(_comparison(results.read_comparison(folder / COMPARISON)))
        parts.append("![Processor time per submission for each harness](images/performance.svg)\n")
    if (folder / SCALING).exists():
        parts.append(_scaling(results.read_scaling(folder / SCALING)))
        parts.append("![Time over the size of the class, and memory while it is graded](images/scaling.svg)\n")
    return "\n".join(parts)


def update(folder: Path, docs: Path) -> None:
    """Put it into the page, and the plots beside it."""
    page = docs / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{render(folder)}\n{END}{after}", encoding="utf-8")
    (docs / "images").mkdir(exist_ok=True)
    if (folder / COMPARISON).exists():
        drawn = plot.draw_comparison(results.read_comparison(folder / COMPARISON))
        (docs / "images" / "performance.svg").write_text(drawn, encoding="utf-8")
    if (folder / SCALING).exists():
        drawn = plot.draw_scaling(results.read_scaling(folder / SCALING))
        (docs / "images" / "scaling.svg").write_text(drawn, encoding="utf-8")


def _comparison(found: Comparison) -> str:
    rows = findings.rows(found.rounds)
    sample = found.rounds[0].samples[0]
    own_s = median(one.own_s for one in found.rounds)
    imports = [s.import_torch for one in found.rounds for s in one.samples]
    heads = ["", "cold, s", "one, s", f"of {sample.batch_size}, s", "cpu, s", "× import", "overhead, s", "memory, MB"]
    table = _table(
        heads,
        (
            [
                row.harness,
                f"{found.cold[row.harness].wall_s:.1f}",
                f"{row.single_wall_s:.2f}",
                f"{row.wall_s:.3f}",
                f"{row.cpu_s:.3f}",
                f"{row.imports:.2f}",
                f"{row.overhead_s:.3f}",
                f"{found.memory_mb[row.harness]:.0f}",
            ]
            for row in rows
        ),
    )
    facts = ", ".join(f"{name} {value}" for name, value in found.machine.items())
    versions = {name: v for of_one in found.versions.values() for name, v in of_one.items()}
    lines = [
        f"Machine: {facts}. Versions: {', '.join(f'{name} {v}' for name, v in sorted(versions.items()))}.",
        (
            f"Rounds: {len(found.rounds)}. `import torch`: {median(c.wall_s for c in imports):.2f} s wall clock, "
            f"{median(c.cpu_s for c in imports):.2f} s processor time. "
            f"A submission's own computing: {own_s:.3f} s processor time."
        ),
        "",
        table,
    ]
    for name in (row.harness for row in rows if row.harness in JUDGED):
        lines += ["", f"Asked of `grade` (row “{name}”):", "", _verdicts(findings.verdicts(found.rounds, name))]
    return "\n".join([*lines, ""])


def _verdicts(verdicts: Iterable[findings.Verdict]) -> str:
    return _table(
        ["", "measured", "at most", ""],
        ([v.text, f"{v.actual:.4f}", f"{v.limit:.4f}", "met" if v.is_met else "**missed**"] for v in verdicts),
    )


def _scaling(found: Scaling) -> str:
    table = _table(
        ["submissions", "wall clock, s", "cpu, s", "cpu of each, s", "overhead of each, s"],
        (
            [
                str(p.size),
                f"{p.cost.wall_s:.2f}",
                f"{p.cost.cpu_s:.2f}",
                f"{p.cost.cpu_s / p.size:.3f}",
                f"{p.cost.cpu_s / p.size - found.own_s:.3f}",
            ]
            for p in found.points
        ),
    )
    lines = [f"`grade` alone, own hw4, 2 at once; a submission's own computing {found.own_s:.3f} s:", "", table, ""]
    if len(found.points) > 1:
        wall, cpu = (line_through(pairs) for pairs in _pairs(found))
        fits = [
            f"{what} {line.start:.2f} s + {1000 * line.slope:.0f} ms each, no point further than {line.worst:.0%} off"
            for what, line in (("wall clock", wall), ("processor time", cpu))
        ]
        lines += [f"Straight lines: {'; '.join(fits)}.", ""]
    return "\n".join([*lines, *_memory(found)])


def _pairs(found: Scaling) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    return [(p.size, p.cost.wall_s) for p in found.points], [(p.size, p.cost.cpu_s) for p in found.points]


def _memory(found: Scaling) -> list[str]:
    """Memory early and late in the largest class."""
    largest = found.points[-1]
    early, late = largest.at(EARLY), largest.looks[-1] if largest.looks else None
    if early is None or late is None or largest.size <= EARLY:
        return []
    rows = []
    for role in ROLES:
        then, now = early.memory[role], late.memory[role]
        growth = now.rss_mb / then.rss_mb - 1 if then.rss_mb else 0.0
        rows.append([role, *(f"{v:.1f}" for v in (then.rss_mb, now.rss_mb)), f"{growth:+.1%}", f"{now.pss_mb:.1f}"])
    heads = ["process", f"resident after {early.done}, MB", f"after {late.done}, MB", "growth", "its share (PSS), MB"]
    return [f"Memory in the class of {largest.size}:", "", _table(heads, rows), ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
