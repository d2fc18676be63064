"""What a course's author is helped with: a new assignment, what students get, and a draft from another grader's tests."""
