"""What a new portal starts with, by kind of record and id: people, a flow with a task, two tasks more, a drive."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from .families.crm.seeds import seed as seed_crm
from .store import Store

_REGISTERED: Final = "2025-01-01T00:00:00+00:00"


@cache
def seeded() -> Store:
    """A store with all of it. It is made once in a process and never changed: to copy it takes a tenth of the time."""
    store = Store()
    for kind, records in _SEEDS.items():
        store.put_all(kind, records.items())
    seed_crm(store)
    return store


def _user(name: str, last_name: str, email: str, position: str, departments: list[int]) -> dict[str, Any]:
    return {
        "active": True,
        "name": name,
        "lastname": last_name,
        "email": email,
        "lastlogin": "2026-01-12T09:07:26+00:00",
        "dateregister": _REGISTERED,
        "isonline": "Y",
        "timestampx": "12.01.2026 09:07:26",
        "lastactivitydate": "2026-01-12 09:08:50",
        "workposition": position,
        "ufdepartment": departments,
        "usertype": "employee",
    }


def _task(title: str, description: str, creator: int, responsible: int, deadline: str | None, **more: Any) -> Any:
    return {
        "title": title,
        "description": description,
        "createdby": creator,
        "responsibleid": responsible,
        "deadline": deadline,
        "createddate": "2025-10-06T17:02:43+02:00",
        "changedby": creator,
        "changeddate": "2025-12-10T16:04:54+02:00",
        "activitydate": "2025-12-10T16:04:54+02:00",
        "statuschangeddate": "2025-11-24T06:00:00+02:00",
        "status": 2,
        "priority": 1,
        "chatid": 2537,
        **more,
    }


def _folder(name: str, storage: int, parent: int | None) -> dict[str, Any]:
    moment = "2026-01-12T09:00:00+00:00"
    return {
        "type": "folder",
        "name": name,
        "storageid": storage,
        "parentid": parent,
        "createtime": moment,
        "updatetime": moment,
        "createdby": 1,
        "updatedby": 1,
        "deletedtype": 0,
    }


def _storage(name: str, entity: str, entity_id: str, root: int) -> dict[str, Any]:
    return {"name": name, "entitytype": entity, "entityid": entity_id, "rootobjectid": root}


_SEEDS: Final[Mapping[str, Mapping[int, Mapping[str, Any]]]] = {
    "user": {
        1: _user("Alex", "Example", "alex@example.com", "Director", [1]),
        3: _user("Robin", "Archer", "robin@example.com", "Support", [2]),
        503: _user("Maria", "Johnson", "maria@example.com", "Admin", [2]),
        547: _user("Sam", "Tester", "sam@example.com", "Tester", [3]),
    },
    "department": {
        1: {"name": "Company", "sort": 500, "ufhead": 1},
        2: {"name": "Support", "sort": 500, "parent": 1, "ufhead": 503},
        3: {"name": "Quality", "sort": 600, "parent": 2},
    },
    "catalog.catalog": {
        23: {
            "iblockid": 23,
            "iblocktypeid": "CRM_PRODUCT_CATALOG",
            "lid": "s1",
            "name": "Products",
            "subscription": "N",
        },
        24: {
            "iblockid": 24,
            "iblocktypeid": "CRM_PRODUCT_CATALOG",
            "lid": "s1",
            "name": "Variations",
            "productiblockid": 23,
            "skupropertyid": 97,
            "subscription": "N",
        },
    },
    "disk.storage": {
        1357: _storage("Alex Example", "user", "1", 8875),
        1361: _storage("Company drive", "common", "shared_files_s1", 8893),
        1366: _storage("Application", "restapp", "1", 8910),
    },
    "disk.object": {
        8875: _folder("Alex Example", 1357, None),
        8893: _folder("Company drive", 1361, None),
        8895: _folder("Shared", 1361, 8893),
        8907: _folder("Folder", 1357, 8875),
        8910: _folder("Application", 1366, None),
        8930: _folder("Folder in folder", 1357, 8907),
        9010: _folder("Archive", 1357, 8875),
    },
    "tasks.task": {
        51: _task("Answer the letter", "", 1, 547, None, flowid=516),
        3835: _task(
            "Plan the year",
            "Draft by [I]autumn[/I]",
            1,
            503,
            "2025-12-25T23:00:00+02:00",
            ufcrmtask=["D_6529"],
        ),
        8017: _task(
            "Task Example",
            "Some [B]bold[/B] words",
            503,
            547,
            "2025-10-24T19:00:00+02:00",
            ufcrmtask=["C_627", "CO_591", "L_1177", "T88_3", "D_1723"],
            uftaskwebdavfiles=[1065, 1077],
        ),
    },
}
