"""Rows of a CSV file become deals: new ones are added, known ones changed. Run again, it goes on where it ended.

python upsert_deals.py https://portal.bitrix24.com/rest/1/secret/ orders.csv

The file has the columns number, title and amount. A deal remembers in originatorId and originId which order it is, so
the portal itself knows what is done: nothing is doubled, whenever the program ends.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bitrix24 import Bitrix24Error, Client

DEAL = 2
SHOP = "shop"
AT_ONCE = 50


@dataclass(frozen=True)
class Order:
    number: str
    title: str
    amount: float


def main(webhook: str, source: Path) -> int:
    progress = Progress(source.with_name(f"{source.name}.done"))
    added = changed = failed = 0
    with Client(webhook) as b24:
        for orders in chunks(source, progress.rows):
            known = deals_of(b24, orders)
            with b24.batch(halt=False) as batch:
                calls = [
                    (
                        batch.crm.item.update(entity_type_id=DEAL, id=known[order.number], fields=fields_of(order))
                        if order.number in known
                        else batch.crm.item.add(entity_type_id=DEAL, fields=fields_of(order))
                    )
                    for order in orders
                ]
            for order, call in zip(orders, calls, strict=True):
                if call.error is not None:
                    print(f"order {order.number}: {call.error}", file=sys.stderr)
                    failed += 1
                elif order.number in known:
                    changed += 1
                else:
                    added += 1
            progress.advance(len(orders))
    progress.finish()
    print(f"{added} added, {changed} changed, {failed} failed")
    return 1 if failed else 0


def fields_of(order: Order) -> dict[str, object]:
    return {
        "title": order.title,
        "opportunity": order.amount,
        "originatorId": SHOP,
        "originId": order.number,
    }


def deals_of(b24: Client, orders: list[Order]) -> dict[str, int]:
    """The deals that there are of these orders, by the order's number."""
    filter = {"=originatorId": SHOP, "@originId": [order.number for order in orders]}
    deals = b24.crm.item.list(entity_type_id=DEAL, filter=filter, select=["id", "originId"])
    return {str(deal["originId"]): deal.id for deal in deals}


class Progress:
    """How many rows are done, in a file: it saves time. That nothing is doubled does not depend on it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.rows = int(file.read_text()) if file.exists() else 0

    def advance(self, rows: int) -> None:
        self.rows += rows
        self._file.write_text(str(self.rows))

    def finish(self) -> None:
        self._file.unlink(missing_ok=True)


def chunks(source: Path, done: int) -> Iterator[list[Order]]:
    with source.open(newline="", encoding="utf-8") as file:
        orders: list[Order] = []
        for number, row in enumerate(csv.DictReader(file)):
            if number < done:
                continue
            orders.append(Order(row["number"], row["title"], float(row["amount"])))
            if len(orders) == AT_ONCE:
                yield orders
                orders = []
        if orders:
            yield orders


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1], Path(sys.argv[2])))
    except Bitrix24Error as error:
        sys.exit(str(error))
