"""The table of what the local portal keeps, which `python -m tests.docs.portal_families` writes into the guide."""

from __future__ import annotations

from collections import defaultdict

from bitrix24.portal.assembly import assembled
from bitrix24.portal.documented import documentation
from bitrix24.portal.events import Events
from bitrix24.portal.received import Received
from bitrix24.portal.store import Store
from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "guides" / "portal.md"
BEGIN, END = "<!-- families: made by tests/docs/portal_families.py -->\n", "<!-- /families -->\n"


def table() -> str:
    """A row for each first part of methods' names; a family whose methods all keep nothing is counted alone."""
    methods = assembled(Events(""), Store(), Received(), examples=False)
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    families: dict[str, set[str]] = defaultdict(set)
    for method in documentation():
        first = method.name.partition(".")[0]
        keeps = methods.keeps(method.rest, method.name)
        rows[first][keeps] += 1
        if keeps:
            family = method.name.rpartition(".")[0] or method.name
            families[first].add(f"{family} (3.0)" if method.rest == 3 else family)
    lines = ["| Methods | Stateful | Shape only | Families with state |\n", "|---|--:|--:|---|\n"]
    for first, (shape, stateful) in sorted(rows.items()):
        names = ", ".join(f"`{name}`" for name in sorted(families[first]))
        lines.append(f"| `{first}` | {stateful or ''} | {shape or ''} | {names} |\n")
    shape, stateful = (sum(row[at] for row in rows.values()) for at in (0, 1))
    lines.append(f"| all | {stateful} | {shape} | |\n")
    return "".join(lines)


def with_table(guide: str) -> str:
    before, rest = guide.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    GUIDE.write_text(with_table(GUIDE.read_text("utf-8")), "utf-8")
