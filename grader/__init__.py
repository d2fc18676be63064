"""Grade students' PyTorch work: hidden checks, a sandbox, diagnoses, reports."""

__version__ = "0.1.0"
