"""Mistakes that students make here, by exercise. The likelier come first: where two give the same, it is told."""

from __future__ import annotations

from checks.mistakes.data_set import DATA
from checks.mistakes.descent import DESCENT, TRAINING
from checks.mistakes.module import MODULE

MISCONCEPTIONS = (*DATA, *MODULE, *DESCENT, *TRAINING)
