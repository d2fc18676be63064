"""What the project says about itself is true: commands, links, licence, packaging."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import grader

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Heavy, and never needed to answer --help or a mistake in the command.
NOT_FOR_HELP = ("torch", "numpy", "pytest", "docker", "jinja2", "nbformat", "jupytext", "requests")

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def setup_commands() -> list[str]:
    """The README's lines that make an environment and do something with it."""
    return [line for line in README.splitlines() if line.startswith("python3 -m venv")]


def pages() -> list[Path]:
    """Every Markdown page of the project; what students get is checked with its assignment."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in {"assignments", "tests"}]
    visible = [folder for folder in folders if not folder.name.startswith(".")]
    return sorted([*ROOT.glob("*.md"), *(page for folder in visible for page in folder.rglob("*.md"))])


def leads_somewhere(target: str, page: Path) -> bool:
    """Whether the file that a link names is there, and has the section, if it names one."""
    name, _, anchor = target.partition("#")
    place = page.parent / name if name else page
    if not place.exists():
        return False
    return not anchor or anchor in {slug(heading) for heading in HEADING.findall(place.read_text(encoding="utf-8"))}


def slug(heading: str) -> str:
    """The anchor that a heading gets on a web page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_readme_has_two_one_line_commands() -> None:
    """One sets up and grades the example, one sets up and runs the tests."""
    main, tests = setup_commands()
    assert main.endswith(".venv/bin/grade examples/hw4_submission.py --assignment hw4")
    assert ".venv/bin/python -m pytest" in tests
    assert (ROOT / "examples" / "hw4_submission.py").is_file()


def test_ci_runs_the_commands_of_the_readme() -> None:
    """Both stand in .ci/run word for word, so a newcomer types nothing that was never run."""
    lines = CI.splitlines()
    assert [command for command in setup_commands() if command not in lines] == []


def test_ci_can_be_run() -> None:
    """The script is executable, and the workflow calls it and nothing else of ours."""
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert re.findall(r"run: *(.+)", workflow) == [".ci/run"]
    assert 'python-version: "3.11"' in workflow


def test_actions_are_pinned() -> None:
    """Each action names an exact version, so that a build is the same tomorrow."""
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: *(\S+)", workflow)
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", action)] == []


def test_the_changelog_keeps_what_comes_next_first() -> None:
    """Keep a Changelog: an Unreleased section above every version."""
    sections = re.findall(r"^## \[?([^\]\n]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sections[0] == "Unreleased"


def test_the_licence_is_mit_in_every_place() -> None:
    """The file, the metadata and the README agree."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License\n\nCopyright (c) 2026 The grader authors\n")
    assert PYPROJECT["project"]["license"] == "MIT"
    assert "[LICENSE](LICENSE) (MIT)" in README


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(page: Path) -> None:
    """A link to a file of the project names one that is there, and a link to a section one that it has."""
    targets = LINK.findall(CODE_BLOCK.sub("", page.read_text(encoding="utf-8")))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not leads_somewhere(target, page)] == []


def test_every_dependency_is_bounded() -> None:
    """One torch exactly, everything else from a version that is known to work up to the next that may not."""
    project = PYPROJECT["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    exact = [name for name in needed if "==" in name]
    assert exact == ["torch==2.13.0"]
    assert [name for name in needed if name not in exact and not re.search(r">=[\d.]+,<[\d.]+$", name)] == []


def test_every_dependency_has_its_reason() -> None:
    """docs/decisions.md has a row for each, and no row for one that is gone."""
    project = PYPROJECT["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[]", name)[0] for name in needed}
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    rows = {name for cell in re.findall(r"^\| (`.+?`) \|", page, re.MULTILINE) for name in re.findall(r"`(.+?)`", cell)}
    assert rows == names


def test_the_version_is_in_one_place() -> None:
    """The package says it; the metadata reads it from there."""
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "grader/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", grader.__version__)


def test_a_wheel_carries_assignments_and_references() -> None:
    """What is graded comes with the package, below the one place where the package looks for it."""
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert sorted(wheel["only-include"]) == ["assignments", "grader", "reference"]
    assert wheel["sources"] == {
        "assignments": "grader/bundled/assignments",
        "reference": "grader/bundled/reference",
    }


@pytest.mark.parametrize("command", ["grade", "grader"])
def test_help_imports_nothing_heavy(command: str) -> None:
    """--help answers at once: the caller's process has none of the heavy modules afterwards."""
    script = (
        "import json, sys\n"
        "from click.testing import CliRunner\n"
        f"from grader.cli import {command} as main\n"
        "result = CliRunner().invoke(main, ['--help'])\n"
        "print(json.dumps([result.exit_code, result.output, sorted(sys.modules)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    exit_code, output, modules = json.loads(done.stdout)
    assert exit_code == 0
    assert "Usage:" in output
    assert [name for name in NOT_FOR_HELP if name in modules] == []
