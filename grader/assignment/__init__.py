"""An assignment as data: a folder with a manifest, hidden checks and a reference becomes an `Assignment`."""

from grader.assignment.loading import FoundAssignment, find_assignments, load_assignment
from grader.assignment.record import Assignment
from grader.assignment.search import default_search_path

__all__ = ["Assignment", "FoundAssignment", "default_search_path", "find_assignments", "load_assignment"]
