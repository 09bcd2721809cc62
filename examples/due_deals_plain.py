"""The orders of a CSV file become deals, and the deals that are due are printed: with the client alone.

python due_deals_plain.py https://portal.bitrix24.com/rest/1/secret/ orders.csv

The file has the columns number, title, amount, delivery and priority. `due_deals.py` sends the same, and is checked.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from bitrix24 import Bitrix24Error, Client

DEAL = 2
COMPANY = 4
AT_ONCE = 50
DELIVERY = "ufCrmDelivery"
PRIORITY = "ufCrmPriority"
PRIORITIES = {"Low": 1, "High": 2}
LABELS = {id: label for label, id in PRIORITIES.items()}


def main(webhook: str, source: Path, today: date) -> int:
    with Client(webhook) as b24:
        failed = 0
        rows = orders(source)
        while some := list(islice(rows, AT_ONCE)):
            known = deals_of(b24, [row["originId"] for row in some])
            with b24.batch(halt=False) as batch:
                calls = [
                    (
                        batch.crm.item.update(entity_type_id=DEAL, id=known[row["originId"]], fields=row)
                        if row["originId"] in known
                        else batch.crm.item.add(entity_type_id=DEAL, fields=row)
                    )
                    for row in some
                ]
            for call in calls:
                if call.error is not None:
                    print(call.error, file=sys.stderr)
                    failed += 1
        due = b24.crm.item.list(
            entity_type_id=DEAL,
            select=["id", "title", DELIVERY, PRIORITY, "companyId"],
            filter={"=stageId": "NEW", f"<={DELIVERY}": today},
        )
        for page in due.pages():
            companies = companies_of(b24, page.rows)
            for deal in page:
                delivery = date.fromisoformat(deal[DELIVERY][:10])
                priority = LABELS[deal[PRIORITY]] if deal[PRIORITY] else "-"
                company = companies.get(deal["companyId"], "-")
                print(deal.id, deal.title, delivery, priority, company, sep="; ")
    return 1 if failed else 0


def deals_of(b24: Client, numbers: list[str]) -> dict[str, int]:
    """The deals that there are of these orders, by the order's number."""
    found = b24.crm.item.list(
        entity_type_id=DEAL,
        select=["id", "originatorId", "originId"],
        filter={"=originatorId": "shop", "@originId": numbers},
        order={"id": "ASC"},
        start=-1,
    )
    return {deal["originId"]: deal.id for deal in found.rows}


def companies_of(b24: Client, deals: list[Any]) -> dict[int, str | None]:
    """The titles of the deals' companies, by their ids."""
    ids = list(dict.fromkeys(deal["companyId"] for deal in deals if deal["companyId"]))
    if not ids:
        return {}
    found = b24.crm.item.list(entity_type_id=COMPANY, filter={"@id": ids}, order={"id": "ASC"}, start=-1)
    return {company.id: company.title for company in found.rows}


def orders(source: Path) -> Iterator[dict[str, Any]]:
    with source.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {
                "title": row["title"],
                "opportunity": float(row["amount"]),
                "originatorId": "shop",
                "originId": row["number"],
                DELIVERY: date.fromisoformat(row["delivery"]),
                PRIORITY: PRIORITIES[row["priority"]],
            }


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1], Path(sys.argv[2]), date.today()))
    except Bitrix24Error as error:
        sys.exit(str(error))
