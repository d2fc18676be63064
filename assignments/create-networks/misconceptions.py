"""What students of create-networks get wrong."""

from __future__ import annotations

from checks.mistakes import MISCONCEPTIONS

__all__ = ["MISCONCEPTIONS"]
