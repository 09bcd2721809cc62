"""Deals with their contacts and custom fields, as a CSV file.

python export_deals.py https://portal.bitrix24.com/rest/1/secret/ deals.csv
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bitrix24 import Bitrix24Error, Client
from bitrix24.types.crm import Item

T = TypeVar("T")

DEAL, CONTACT = 2, 3
COLUMNS = ["id", "title", "stageId", "opportunity", "currencyId", "createdTime"]
AT_ONCE = 50
"""Of so many deals the contacts are asked for in one request."""


def main(webhook: str, target: Path) -> None:
    with Client(webhook) as b24:
        labels = custom_fields(b24)
        # Under another name until all of it is there: a file that has its name is whole.
        unfinished = target.with_name(f"{target.name}.part")
        with unfinished.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([*COLUMNS, "contact", *labels.values()])
            count = 0
            for row in rows(b24, list(labels)):
                writer.writerow(row)
                count += 1
        unfinished.replace(target)
    print(f"{count} deals")


def custom_fields(b24: Client) -> dict[str, str]:
    """The names of the deals' custom fields with what people call them."""
    fields = b24.call("crm.item.fields", {"entityTypeId": DEAL}).result["fields"]
    return {name: field.get("title") or name for name, field in fields.items() if name.startswith("ufCrm")}


def rows(b24: Client, custom: list[str]) -> Iterator[list[object]]:
    deals = b24.crm.item.list(entity_type_id=DEAL, select=[*COLUMNS, "contactId", *custom])
    for some in chunks(deals, AT_ONCE):
        names = contacts_of(b24, some)
        for deal in some:
            contact = names.get(deal.contact_id, "") if deal.contact_id else ""
            yield [*(deal.get(column) for column in COLUMNS), contact, *(deal.get(each) for each in custom)]


def contacts_of(b24: Client, deals: list[Item]) -> dict[int, str]:
    """The names of the deals' contacts by id."""
    ids = sorted({deal.contact_id for deal in deals if deal.contact_id})
    if not ids:
        return {}
    found = b24.crm.item.list(entity_type_id=CONTACT, filter={"@id": ids}, select=["id", "name", "lastName"])
    return {contact.id: f"{contact.get('name') or ''} {contact.get('lastName') or ''}".strip() for contact in found}


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    several = iter(items)
    while chunk := list(islice(several, size)):
        yield chunk


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except Bitrix24Error as error:
        sys.exit(str(error))
