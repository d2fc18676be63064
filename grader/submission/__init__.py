"""What a student handed in, or a class: read, bounded, never run."""

from grader.submission.classroom import class_members
from grader.submission.looks import looks_like_class
from grader.submission.member import Member
from grader.submission.names import submission_id
from grader.submission.reader import read_submission
from grader.submission.syntax import recover

__all__ = ["Member", "class_members", "looks_like_class", "read_submission", "recover", "submission_id"]
