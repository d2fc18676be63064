"""What an author of checks imports: comparisons that explain themselves, and the vocabulary of misconceptions."""

from grader.checks.catalogue import Catalogue, Evidence
from grader.checks.comparison import assert_matches, assert_tensor, mismatch
from grader.checks.explanation import Explainer, explain, explaining
from grader.checks.misconception import Misconception, Rewriting, by_id, with_symptom
from grader.checks.order import find_order
from grader.checks.outcome import CheckFailedError, fail
from grader.inside.episodes import Episode
from grader.inside.faults import StudentFaultError
from grader.model import Diagnosis

__all__ = [
    "Catalogue",
    "CheckFailedError",
    "Diagnosis",
    "Episode",
    "Evidence",
    "Explainer",
    "Misconception",
    "Rewriting",
    "StudentFaultError",
    "assert_matches",
    "assert_tensor",
    "by_id",
    "explain",
    "explaining",
    "fail",
    "find_order",
    "mismatch",
    "with_symptom",
]
