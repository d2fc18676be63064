"""Whether an assignment's checks are any good: what right, wrong and mutated solutions get from them."""

from grader.validate.findings import Section, Validation
from grader.validate.run import validate

__all__ = ["Section", "Validation", "validate"]
