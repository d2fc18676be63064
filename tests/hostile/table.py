"""The attacks as a table for docs/threat-model.md. `python -m tests.hostile.table` writes it there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tests.hostile.attack import ATTACKS, WINS, Attack

DOCUMENT = Path(__file__).parents[2] / "docs" / "threat-model.md"
BEGIN, END = "<!-- attacks: begin -->\n", "<!-- attacks: end -->\n"


def table(attacks: Iterable[Attack]) -> str:
    """A section for each family, a row for each attack."""
    ordered = sorted(attacks, key=lambda attack: (attack.family, attack.name))
    parts = []
    for family, members in groupby(ordered, key=lambda attack: attack.family):
        rows = [f"| {attack.name} | {attack.tries}. | {_won(attack)} | held | held |" for attack in members]
        head = ["| attack | what it tries | plain pytest | local | docker |", "|---|---|---|---|---|"]
        parts.append("\n".join([f"### {family[0].upper()}{family[1:]} ({len(rows)})", "", *head, *rows, ""]))
    return "\n".join(parts)


def _won(attack: Attack) -> str:
    return f"**{attack.points} of 10 points**" if attack.wins == "points" else f"**{WINS[attack.wins]}**"


def write() -> None:
    """Put the table where the document has it."""
    before, rest = DOCUMENT.read_text().split(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}{table(ATTACKS)}{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    write()
