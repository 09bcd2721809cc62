"""Deals, contacts and invoices into a warehouse: what cron runs each hour.

PORTAL is the URL of a webhook.
"""

import os

import dlt

from bitrix24 import Client, warehouse

TABLES: list[str | warehouse.Table] = [
    "crm.deal.list",
    "crm.contact.list",
    warehouse.Table("crm.item.list", {"entityTypeId": 31}, name="invoices"),
]

pipeline = dlt.pipeline("portal", destination="duckdb", dataset_name="crm")
with Client(os.environ["PORTAL"]) as b24:
    loaded = warehouse.load(pipeline, b24, TABLES)
for table, rows in loaded.rows.items():
    print(f"{table}: {rows} rows read, {loaded.gone.get(table, 0)} taken away")
