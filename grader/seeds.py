"""The seed of a submission's hidden inputs: the same for the same file, and not to be foreseen."""

from __future__ import annotations

import hashlib
import hmac

from grader.assignment import Assignment

#: Seeds stay below this, so that every JSON reader holds them exactly.
SEED_BITS = 53


def seed_of(assignment: Assignment, sha256: str, secret: str | None) -> int:
    """An HMAC of the submission's content under the secret, or without one under the assignment's hidden content."""
    key = secret.encode() if secret else assignment.hidden_digest
    digest = hmac.new(key, f"seed\0{assignment.name}\0{sha256}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - SEED_BITS)
