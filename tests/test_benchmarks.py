"""The benchmark's pure parts: what follows from measurements, the line, the page, the homework for notebooks."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import findings, homework, page, plot, results, scaling
from benchmarks.cost import Cost
from benchmarks.findings import Round, Sample
from benchmarks.fit import line_through
from benchmarks.harnesses import notebook
from benchmarks.processes import Memory, children, command_of, memory_of
from benchmarks.results import Comparison, Scaling
from benchmarks.scaling import ROLES, Look, Point


def cost(wall_s: float, cpu_s: float) -> Cost:
    """What something took."""
    return Cost(wall_s=wall_s, cpu_s=cpu_s, max_rss_mb=300.0)


def sample(harness: str, *, wall_s: float, cpu_s: float) -> Sample:
    """Ten submissions in a batch, where importing torch takes a second."""
    return Sample(
        harness=harness,
        import_torch=cost(1.0, 1.1),
        single=cost(2.0, 2.0),
        batch=cost(10 * wall_s, 10 * cpu_s),
        batch_size=10,
    )


def a_round(factor: float = 1.0) -> Round:
    """A round in which everything took so many times as long; `grade` had a class of a hundred too."""
    ours = replace(sample("grade", wall_s=0.1, cpu_s=0.5), large=cost(12.0, 20.0), large_size=100)
    peers = [sample("gradescope-utils", wall_s=1.0, cpu_s=2.1), sample("otter", wall_s=2.0, cpu_s=4.1)]
    scaled = [replace(one, batch=cost(factor * one.batch.wall_s, factor * one.batch.cpu_s)) for one in (ours, *peers)]
    return Round(own_s=0.1, samples=tuple(scaled))


def a_comparison() -> Comparison:
    """One run."""
    harnesses = [one.harness for one in a_round().samples]
    return Comparison(
        machine={"processor": "two cores"},
        versions={"grade": {"torch": "2.13.0"}},
        rounds=(a_round(), a_round()),
        cold=dict.fromkeys(harnesses, cost(4.0, 3.0)),
        memory_mb=dict.fromkeys(harnesses, 400.0),
    )


def a_scaling() -> Scaling:
    """Classes on a straight line, with steady memory."""
    looks = tuple(
        Look(done=done, memory={role: Memory(rss_mb=100.0, pss_mb=50.0, own_mb=10.0) for role in ROLES})
        for done in (0, scaling.EARLY, 1000)
    )
    points = tuple(Point(size=size, cost=cost(2 + 0.1 * size, 3 + 0.2 * size), looks=looks) for size in (1, 100, 1000))
    return Scaling(machine={"processor": "two cores"}, import_torch=cost(1.0, 1.1), own_s=0.1, points=points)


def test_overhead_is_of_the_large_class_less_the_own_computing() -> None:
    """20 s for a hundred submissions of 0.1 s each: 0.1 s overhead, a tenth of the second that importing takes."""
    assert findings.overhead_in_imports((a_round(),), "grade") == pytest.approx(0.1)


def test_verdicts_compare_within_a_round() -> None:
    """Overhead 0.1 s against 2 s and 4 s; 0.1 s wall clock against 1 s; nothing is said of a peer that did not run."""
    actual = {verdict.text: verdict.actual for verdict in findings.verdicts((a_round(),), "grade")}
    expected = {
        "overhead per submission of a class, in times of `import torch`": 0.1,
        "the same in times of gradescope-utils's": 0.05,
        "the same in times of otter's": 0.025,
        "wall clock per submission of a batch, in times of the fastest peer's": 0.1,
    }
    assert actual == pytest.approx(expected)


def test_a_number_above_its_limit_is_missed() -> None:
    """The limit itself is met."""
    met = findings.Verdict(text="", actual=0.1, limit=0.1)
    assert (met.is_met, replace(met, actual=0.1001).is_met) == (True, False)


def test_a_row_is_the_median_over_rounds() -> None:
    """One slow round out of three does not move it."""
    rows = findings.rows((a_round(), a_round(5.0), a_round()))
    assert [row.harness for row in rows] == ["grade", "gradescope-utils", "otter"]
    assert [row.cpu_s for row in rows] == pytest.approx([0.5, 2.1, 4.1])


def test_a_line_goes_through_points_that_lie_on_one() -> None:
    """Exactly; and its worst distance is nothing."""
    line = line_through([(1, 2.1), (10, 3.0), (1000, 102.0)])
    assert (line.start, line.slope, line.worst) == pytest.approx((2.0, 0.1, 0.0), abs=1e-9)


def test_a_bend_shows_as_a_distance_from_the_line() -> None:
    """Time that grows with the square of the size."""
    assert line_through([(1, 1.0), (10, 100.0), (100, 10_000.0)]).worst > 0.2


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Both kinds."""
    results.write(tmp_path / "comparison.json", a_comparison())
    results.write(tmp_path / "scaling.json", a_scaling())
    assert results.read_comparison(tmp_path / "comparison.json") == a_comparison()
    assert results.read_scaling(tmp_path / "scaling.json") == a_scaling()


def test_the_page_shows_tables_verdicts_and_memory(tmp_path: Path) -> None:
    """And keeps what a person wrote around them."""
    results.write(tmp_path / "comparison.json", a_comparison())
    results.write(tmp_path / "scaling.json", a_scaling())
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "performance.md").write_text(f"# Before\n\n{page.BEGIN}\nold\n{page.END}\n\nAfter.\n", encoding="utf-8")
    page.update(tmp_path, docs)
    text = (docs / "performance.md").read_text(encoding="utf-8")
    assert text.startswith("# Before\n")
    assert text.endswith(f"{page.END}\n\nAfter.\n")
    assert "\nold\n" not in text
    assert "| otter | 4.0 | 2.00 | 2.000 | 4.100 |" in text
    assert "| the same in times of otter's | 0.0250 | 0.0286 | met |" in text
    assert "| fork server | 100.0 | 100.0 | +0.0% | 50.0 |" in text
    assert "wall clock 2.00 s + 100 ms each" in text
    assert (docs / "images" / "scaling.svg").read_text(encoding="utf-8") == plot.draw_scaling(a_scaling())


def test_every_check_of_the_homework_is_a_function_that_every_harness_names() -> None:
    """Ten points, ten functions that take what was handed in."""
    tree = ast.parse(homework.CHECKS.read_text(encoding="utf-8"))
    checks = [f.name for f in tree.body if isinstance(f, ast.FunctionDef) and [a.arg for a in f.args.args] == ["work"]]
    named = [check for of_one in homework.EXERCISES.values() for check in of_one]
    assert sorted(set(checks) - {"final_loss"}) == sorted(named)
    assert homework.POINTS == 10


def test_a_notebook_holds_the_parts_of_a_submission() -> None:
    """In order, each with its title, and no two students hand in the same."""
    made = json.loads(notebook.submission(homework.honest(1)))
    code = "\n\n".join(cell["source"] for cell in made["cells"] if cell["cell_type"] == "code")
    assert [part.title for part in homework.cells(homework.stub())] == [
        part.title for part in homework.cells(homework.honest())
    ]
    assert "range(600)" in code
    assert code != "\n\n".join(cell.source for cell in homework.cells(homework.honest(2)))
    compile(code, "notebook", "exec")


def test_memory_of_a_process_that_has_ended_is_nothing() -> None:
    """It may end between being listed and being looked at. No process has this id."""
    gone = 2**22 + 1
    assert (memory_of(gone), children(gone), command_of(gone)) == (Memory(), [], "")
