"""The orders of a CSV file become deals, and the deals that are due are printed: with the types of the portal.

python due_deals.py https://portal.bitrix24.com/rest/1/secret/ orders.csv

The file has the columns number, title, amount, delivery and priority. `due_deals_plain.py` sends the same without them.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from my_portal import Deal, DealFields, DealPriority, DealStage, Portal

from bitrix24 import Bitrix24Error


def main(webhook: str, source: Path, today: date) -> int:
    with Portal(webhook) as b24:
        failed = 0
        for call in b24.deals.bulk.upsert(orders(source), by=[Deal.originator_id, Deal.origin_id]):
            if call.error is not None:
                print(call.error, file=sys.stderr)
                failed += 1
        due = b24.deals.list(
            where=(Deal.stage == DealStage.NEW) & (Deal.delivery <= today),
            select=[Deal.title, Deal.delivery, Deal.priority],
            related=[Deal.company],
        )
        for deal in due:
            company = deal.company.title if deal.company else "-"
            print(deal.id, deal.title, deal.delivery, deal.priority or "-", company, sep="; ")
    return 1 if failed else 0


def orders(source: Path) -> Iterator[DealFields]:
    with source.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {
                "title": row["title"],
                "amount": float(row["amount"]),
                "originator_id": "shop",
                "origin_id": row["number"],
                "delivery": date.fromisoformat(row["delivery"]),
                "priority": DealPriority.labelled(row["priority"]),
            }


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1], Path(sys.argv[2]), date.today()))
    except Bitrix24Error as error:
        sys.exit(str(error))
