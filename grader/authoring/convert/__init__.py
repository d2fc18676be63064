"""Another grader's tests as a first draft of an assignment of ours. What is read is never run and never evaluated."""

from grader.authoring.convert.converting import Converted, convert

__all__ = ["Converted", "convert"]
