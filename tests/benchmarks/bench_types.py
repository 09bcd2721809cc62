"""The types of a large portal: 10 smart processes and 1,500 custom fields, a tenth of them lists of values.

The limits: 30 requests and 3 s of the processor's time from the first call to the written module, 50 ms for its import
once the client is imported, and 2.5 s for pyright on a program of 30 lines. Times are the processor's: others may
use it too. The best of several runs counts.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bitrix24.auth import Webhook
from bitrix24.portal import LocalPortal
from bitrix24.typegen.module import module_of
from bitrix24.typegen.names import named
from bitrix24.typegen.reading import read
from tests.conftest import ROOT

_TYPES = ("string", "integer", "double", "boolean", "date", "datetime", "money", "employee", "crm", "enumeration")
_PROCESSES = range(1030, 1050, 2)
_FIELDS = 1500
_LABELS = ("Дата поставки", "Сумма договора", "Contract type", "Комментарий менеджера", "Priority")
_PROGRAM = """from datetime import date

from my_portal import Deal, DealStage, Portal, Process1030


def overdue(b24: Portal, today: date) -> list[Deal]:
    where = (Deal.stage == DealStage.NEW) & (Deal.close_date < today)
    return [deal for deal in b24.deals.list(where=where, order=[Deal.id.desc()])]


def titles(b24: Portal) -> list[str]:
    return [deal.title or "" for deal in b24.deals.list(select=[Deal.id, Deal.title])]


def write(b24: Portal, title: str) -> int:
    deal = b24.deals.add(title=title, stage=DealStage.NEW, amount=12.5)
    b24.deals.update(deal.id, title=f"{title}!")
    return deal.id


def processes(b24: Portal) -> int:
    found = 0
    for each in b24.process1030s.list(where=Process1030.title.contains("x")):
        found += len(each.title or "")
    return found


with Portal("https://portal.example.com/rest/1/secret/") as b24:
    print(overdue(b24, date.today()), titles(b24))
    print(write(b24, "Tea"), processes(b24))
"""


def main() -> None:
    portal = large_portal()
    last = max(call.number for call in portal.calls)
    with portal.client() as b24:
        begun = time.process_time()
        description = named(read(b24, Webhook(portal.webhook)))
        read_in = time.process_time() - begun
        source = module_of(description)
        took = time.process_time() - begun
    requests = sum(not call.in_batch for call in portal.calls if call.number > last)
    customs = sum(field.custom for entity in description.entities for field in entity.fields)
    print(f"{customs} custom fields, {len(source.splitlines()):,} lines")
    print(f"{'requests':40}{requests:6}")
    print(f"{'read (portal and client)':40}{read_in:6.2f} s")
    print(f"{'all of it':40}{took:6.2f} s")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "my_portal.py").write_text(source, "utf-8")
        (folder / "program.py").write_text(_PROGRAM, "utf-8")
        print(f"{'import of the module':40}{min(imported(folder) for _ in range(7)) * 1000:6.1f} ms")
        print(f"{'pyright, 30 lines':40}{min(checked(folder) for _ in range(5)):6.2f} s")


def large_portal() -> LocalPortal:
    portal = LocalPortal()
    with portal.client() as b24, b24.batch() as batch:
        for number in _PROCESSES:
            fields = {"title": f"Process {number}", "entityTypeId": number, "isStagesEnabled": "Y"}
            batch.call("crm.type.add", {"fields": {**fields, "isLinkWithProductsEnabled": "Y"}})
    with portal.client() as b24:
        entities = [f"CRM_{row['id']}" for row in b24.call("crm.type.list").result["types"]]
        with b24.batch() as batch:
            for number in range(_FIELDS):
                entity = ["CRM_DEAL", *entities][number % 11]
                batch.call("userfieldconfig.add", {"moduleId": "crm", "field": custom_field(entity, number)})
    return portal


def custom_field(entity: str, number: int) -> dict[str, object]:
    type, label = _TYPES[number % len(_TYPES)], f"{_LABELS[number % len(_LABELS)]} {number // 100}"
    ahead = "UF_CRM_" if entity == "CRM_DEAL" else f"UF_{entity}_"
    found: dict[str, object] = {"entityId": entity, "fieldName": f"{ahead}{1700000000000 + number}"}
    if type == "enumeration":
        found["enum"] = [{"value": f"{label}: {choice}"} for choice in ("да", "нет", "later", "other", "none")]
    return {**found, "userTypeId": type, "editFormLabel": {"en": label}, "multiple": "Y" if number % 7 == 0 else "N"}


def imported(folder: Path) -> float:
    """With its bytecode there, and the client imported before."""
    code = (
        "import time, bitrix24, bitrix24.client, bitrix24.entities; begun = time.process_time(); import my_portal;"
        " print(time.process_time() - begun)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generated")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, check=True)
    return float(run.stdout)


def checked(folder: Path) -> float:
    """How long pyright takes, its own start included; of its threads all together."""
    (folder / "pyrightconfig.json").write_text(f'{{"extraPaths": ["{ROOT / "generated"}"]}}', "utf-8")
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "program.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(run.stdout)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


if __name__ == "__main__":
    main()
