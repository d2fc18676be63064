"""The main job as the command line asks for it: submissions in, reports and a summary out."""

from grader.command.dispatch import run
from grader.command.options import Options

__all__ = ["Options", "run"]
