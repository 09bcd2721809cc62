"""Deals, contacts and invoices into a warehouse, each hour, by Dagster: `dagster dev -f dagster_job.py`.

PORTAL is the URL of a webhook, WAREHOUSE that of a PostgreSQL.
"""

import os

import dagster
import dlt

from bitrix24 import Client, warehouse

TABLES: list[str | warehouse.Table] = [
    "crm.deal.list",
    "crm.contact.list",
    warehouse.Table("crm.item.list", {"entityTypeId": 31}, name="invoices"),
]


@dagster.asset(retry_policy=dagster.RetryPolicy(max_retries=3, delay=60))
def crm(context: dagster.AssetExecutionContext) -> dagster.MaterializeResult:
    """What was begun by a run that was killed, the next one goes on with."""
    destination = dlt.destinations.postgres(os.environ["WAREHOUSE"])
    pipeline = dlt.pipeline("bitrix24", destination=destination, dataset_name="crm")
    with Client(os.environ["PORTAL"]) as b24:
        loaded = warehouse.load(pipeline, b24, TABLES)
    context.log.info("loaded %s", loaded)
    return dagster.MaterializeResult(metadata={"rows": sum(loaded.rows.values()), "gone": sum(loaded.gone.values())})


job = dagster.define_asset_job("load_crm", [crm])
hourly = dagster.ScheduleDefinition(job=job, cron_schedule="0 * * * *")
definitions = dagster.Definitions(assets=[crm], jobs=[job], schedules=[hourly])
