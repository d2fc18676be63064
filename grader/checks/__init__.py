"""What an author of checks imports: comparisons that explain themselves, and the fixtures' types."""

from grader.checks.comparison import assert_matches, assert_tensor, mismatch
from grader.checks.misconception import Misconception
from grader.checks.outcome import CheckFailedError, fail

__all__ = ["CheckFailedError", "Misconception", "assert_matches", "assert_tensor", "fail", "mismatch"]
