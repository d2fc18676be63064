"""Results as JSON files: written by a run, read by the page and the plot."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.cost import Cost
from benchmarks.findings import Round, Sample
from benchmarks.processes import Memory
from benchmarks.scaling import Look, Point

#: Where results are kept in the repository.
FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every harness, measured in one run."""

    machine: dict[str, str]
    #: Harness -> package -> version.
    versions: dict[str, dict[str, str]]
    rounds: tuple[Round, ...]
    #: Harness -> the first submission when nothing is in the kernel's file cache.
    cold: dict[str, Cost]
    #: Harness -> the peak of all its processes together, two submissions at once.
    memory_mb: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """`grade` alone, over classes of several sizes."""

    machine: dict[str, str]
    import_torch: Cost
    own_s: float
    points: tuple[Point, ...]


def write(path: Path, result: Comparison | Scaling) -> None:
    """Write one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(asdict(result)), indent=1) + "\n", encoding="utf-8")


def read_comparison(path: Path) -> Comparison:
    """Read one back."""
    found = json.loads(path.read_text(encoding="utf-8"))
    rounds = tuple(
        Round(own_s=one["own_s"], samples=tuple(_sample(sample) for sample in one["samples"]))
        for one in found["rounds"]
    )
    cold = {name: Cost(**cost) for name, cost in found["cold"].items()}
    return Comparison(**{**found, "rounds": rounds, "cold": cold})


def read_scaling(path: Path) -> Scaling:
    """Read one back."""
    found = json.loads(path.read_text(encoding="utf-8"))
    points = tuple(
        Point(size=point["size"], cost=Cost(**point["cost"]), looks=tuple(map(_look, point["looks"])))
        for point in found["points"]
    )
    return Scaling(**{**found, "import_torch": Cost(**found["import_torch"]), "points": points})


def _sample(found: dict[str, Any]) -> Sample:
    costs = {name: Cost(**found[name]) for name in ("import_torch", "single", "batch")}
    large = Cost(**found["large"]) if found["large"] else None
    return Sample(**{**found, **costs, "large": large})


def _look(found: dict[str, Any]) -> Look:
    return Look(done=found["done"], memory={role: Memory(**held) for role, held in found["memory"].items()})


def _rounded(value: Any) -> Any:
    """Milliseconds and tenths of a MB are as much as is known."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
