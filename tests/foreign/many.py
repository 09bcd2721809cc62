"""A portal with more deals than there are pages in a batch."""

from __future__ import annotations

import warnings
from typing import Final

from bitrix24 import Client

MANY: Final = 10_000
TITLE: Final = "One of many"


def put_many(webhook: str, certificate: str) -> None:
    """As any program would."""
    with warnings.catch_warnings(), Client(webhook, verify=certificate, limits=None) as b24:
        warnings.simplefilter("ignore", DeprecationWarning)
        for begin in range(0, MANY, 50):
            with b24.batch() as batch:
                for number in range(begin, begin + 50):
                    batch.crm.deal.add(fields={"TITLE": f"{TITLE} {number}"})
