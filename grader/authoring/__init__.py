"""What an author is helped with: a new assignment, what students get, and a draft from another grader's tests."""
