"""Imports run one way. The source is read with `ast`; nothing of it is run."""

from __future__ import annotations

import ast
import graphlib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: From the bottom to the top. A room may import its own layer and what is below; a new room is given its place here.
LAYERS = (
    {"model", "errors"},
    {"assignment", "submission", "wire", "machine", "whole_file", "scratch_folder"},
    {"sandbox", "inside", "checks", "report", "doctor", "handout", "seeds"},
    {"pipeline"},
    {"result_key", "result_store"},
    {"class_run", "regrade", "validate", "authoring"},
    {"command"},
    {"service", "cli", "__main__"},
)
#: Where torch may be imported. Everything else runs in the caller's process.
TORCH_ROOMS = {"inside", "checks"}
#: What stands next to an attacker, and so knows next to nothing of ours.
INSIDE_MAY_IMPORT = {"model", "errors", "wire", "checks", "inside"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The modules of one package and what each imports."""

    package: str
    #: Module -> every module of this package that it imports, anywhere in the file.
    own: dict[str, frozenset[str]]
    #: Module -> the top-level names of everything else that it imports.
    foreign: dict[str, frozenset[str]]


def read_source(folder: Path) -> Source:
    """What the package in this folder imports, read file by file."""
    files = {_module_name(path, folder): path for path in sorted(folder.rglob("*.py"))}
    own: dict[str, frozenset[str]] = {}
    foreign: dict[str, frozenset[str]] = {}
    for module, path in files.items():
        names = set(_imported(path, module))
        found = {_longest_module(name, files) for name in names if name.partition(".")[0] == folder.name}
        own[module] = frozenset(name for name in found if name is not None) - {module}
        foreign[module] = frozenset(name.partition(".")[0] for name in names) - {folder.name}
    return Source(package=folder.name, own=own, foreign=foreign)


def _module_name(path: Path, folder: Path) -> str:
    parts = path.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, module: str) -> list[str]:
    """Dotted names; for `from a import b` both readings, since b may be a module."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names += [f"{base}.{alias.name}" for alias in node.names]
    return names


def _longest_module(name: str, modules: dict[str, Path]) -> str | None:
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in modules), None)


def room(module: str) -> str:
    """The room that a module is in: `grader.report.html` is in report; the package itself is in no room."""
    return module.split(".")[1] if "." in module else ""


def cycle(source: Source) -> list[str]:
    """One import cycle, or an empty list."""
    try:
        graphlib.TopologicalSorter(source.own).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def upward(source: Source, layers: tuple[set[str], ...]) -> list[str]:
    """Each import of a higher layer, as "module -> module"."""
    height = {name: level for level, names in enumerate(layers) for name in names}
    edges = (
        (module, other) for module, others in source.own.items() for other in others if room(module) and room(other)
    )
    return sorted(f"{a} -> {b}" for a, b in edges if height[room(b)] > height[room(a)])


def homeless(source: Source, layers: tuple[set[str], ...]) -> set[str]:
    """Rooms that no layer names."""
    return {room(module) for module in source.own if room(module)} - set().union(*layers)


def reached(source: Source, start: str) -> set[str]:
    """Every module that importing this one may bring with it, packages on the way included."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        if module in found or module not in source.own:
            continue
        found.add(module)
        waiting += [*source.own[module], module.rpartition(".")[0]]
    return found


@pytest.fixture(scope="module")
def source() -> Source:
    """The project's own package."""
    return read_source(ROOT / "grader")


def test_there_is_no_import_cycle(source: Source) -> None:
    """Not even through an import inside a function: two modules that need each other are one, or three."""
    assert " -> ".join(cycle(source)) == ""


def test_every_room_has_its_place(source: Source) -> None:
    """A new module or folder of the package is put into a layer on purpose."""
    assert homeless(source, LAYERS) == set()


def test_nothing_imports_upward(source: Source) -> None:
    """From model through assignment, sandbox and pipeline to cli: what is below knows nothing of what is above."""
    assert upward(source, LAYERS) == []


def test_only_the_sandbox_side_imports_torch(source: Source) -> None:
    """The caller's process never pays for torch and never touches a student's tensor."""
    importing = {module for module, names in source.foreign.items() if "torch" in names}
    assert {module for module in importing if room(module) not in TORCH_ROOMS} == set()


def test_no_module_of_the_caller_reaches_torch(source: Source) -> None:
    """Nor by way of another: what a module outside may bring with it, it brings without torch."""
    callers = [module for module in source.own if room(module) not in TORCH_ROOMS]
    reaching = {
        f"{module} by way of {other}"
        for module in callers
        for other in reached(source, module)
        if "torch" in source.foreign[other]
    }
    assert reaching == set()


def test_what_is_inside_knows_next_to_nothing_of_ours(source: Source) -> None:
    """`grader.inside` imports the vocabulary, the wire and the checks, and no other room."""
    foreign = {
        f"{module} -> {other}"
        for module, others in source.own.items()
        if room(module) == "inside"
        for other in others
        if room(other) and room(other) not in INSIDE_MAY_IMPORT
    }
    assert foreign == set()


def test_references_import_nothing_of_the_caller(source: Source) -> None:
    """An assignment's own files are loaded inside: of this package they use the checks' vocabulary alone."""
    allowed = {f"{source.package}.checks"}
    for folder in ("assignments", "reference"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            names = {name for name in _imported(path, path.stem) if name.partition(".")[0] == source.package}
            assert {name for name in names if ".".join(name.split(".")[:2]) not in allowed} == set(), path


# The rules themselves, on packages that break them.


def write(folder: Path, files: dict[str, str]) -> Source:
    """A package of these files, read back."""
    for name, text in files.items():
        path = folder / "grader" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_source(folder / "grader")


def test_a_cycle_is_found_even_inside_a_function(tmp_path: Path) -> None:
    """One imports the other, and that one the first where nobody looks."""
    made = write(
        tmp_path,
        {"__init__.py": "", "a.py": "from grader import b", "b.py": "def f():\n    from grader.a import x\n"},
    )
    assert set(cycle(made)) == {"grader.a", "grader.b"}


def test_an_upward_import_is_found_in_every_spelling(tmp_path: Path) -> None:
    """Absolute, relative, and by the package's name."""
    made = write(
        tmp_path,
        {
            "__init__.py": "",
            "cli.py": "",
            "model.py": "import grader.cli",
            "wire.py": "from . import cli",
            "report/__init__.py": "",
            "report/html.py": "from ..cli import main",
        },
    )
    assert upward(made, LAYERS) == [
        "grader.model -> grader.cli",
        "grader.report.html -> grader.cli",
        "grader.wire -> grader.cli",
    ]


def test_a_room_without_a_place_is_found(tmp_path: Path) -> None:
    """A room of the forbidden kind, for example."""
    made = write(tmp_path, {"__init__.py": "", "utils.py": "", "model.py": ""})
    assert homeless(made, LAYERS) == {"utils"}


def test_torch_is_found_behind_another_module(tmp_path: Path) -> None:
    """A package's own file counts too: importing grader.inside.x runs grader.inside first."""
    made = write(
        tmp_path,
        {
            "__init__.py": "",
            "cli.py": "from grader.inside.light import x",
            "inside/__init__.py": "import torch.nn",
            "inside/light.py": "x = 1",
        },
    )
    assert "grader.inside" in reached(made, "grader.cli")
    assert made.foreign["grader.inside"] == {"torch"}
