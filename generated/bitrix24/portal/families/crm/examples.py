# Copied from generator/runtime/portal/families/crm/examples.py by "python -m generator generate". Edit that file.
"""The records of the CRM that a family's example calls name, for a portal that is to answer them.

What belongs to several families: whose requisites, whose activity, in which pipeline of which smart process. Each is
put in as one that its methods can work with, where it is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ...calls import USER
from ...conditions import belonging
from ...documented import Method
from ...fields import key_of, now
from ...store import Body, Id, Store
from ...values import integer, is_list, is_map
from . import multifields, stages, user_fields
from .currencies import KIND as CURRENCIES
from .entities import DEAL, FIRST_SMART, TYPES, EntityType, by_letter, by_name, classic, entity_type
from .product_rows import KIND as ROWS
from .product_rows import calculated
from .records import defaults
from .requisites import ADDRESS, LINK
from .timeline import BINDINGS, COMMENT_BINDINGS, COMMENTS

_OWNERS: Final = (
    ("entitytypeid", "entityid"),
    ("ownertypeid", "ownerid"),
    ("ownertype", "ownerid"),
    ("entitytype", "entityid"),
    ("sourceentitytypeid", "sourceentityid"),
    ("targetentitytypeid", "targetentityid"),
)
"""What says of which kind something is, and what says which."""
_STAGE: Final = re.compile(r"C(\d+):.+|DEAL_STAGE_(\d+)")
_OF_TYPE: Final = re.compile(r"CRM_(\d+)")
_NEW: Final = ("crm.type.add",)
_FIRST_TYPE: Final = 1100
_COMMENT: Final[Body] = {"entityid": 1, "entitytype": "deal", "comment": "Comment", "authorid": USER}


def put_crm_examples(methods: Iterable[Method], store: Store) -> None:
    """Those that the methods of a family name."""
    for method in methods:
        example = method.described.get("example")
        if is_map(example) and method.name.startswith(("crm.", "userfieldconfig.")) and method.name not in _NEW:
            maps = list(_maps(example))
            for each in maps:
                _put_kinds(each, store)
            for kind, id, body in _named(method, maps, store):
                if store.get(kind, id) is None:
                    store.put(kind, id, body)


def _maps(value: object) -> Iterator[Body]:
    """The call's parameters and all maps inside of them, each by keys."""
    if is_map(value):
        yield {key_of(name): each for name, each in value.items()}
        for each in value.values():
            yield from _maps(each)
    elif is_list(value):
        for each in value:
            yield from _maps(each)


def _put_kinds(given: Body, store: Store) -> None:
    """Smart processes, pipelines and stages: first of all, for others depend on them."""
    for key in ("entitytypeid", "ownertypeid"):
        type = _number(given.get(key))
        if type is not None and type >= FIRST_SMART and entity_type(type, store) is None:
            _put_type(store.new_id(TYPES), type, store)
    own = _OF_TYPE.fullmatch(str(given.get("entityid", "")))
    if own is not None and store.get(TYPES, int(own[1])) is None:
        _put_type(int(own[1]), _FIRST_TYPE + int(own[1]), store)
    for key in ("stageid", "entityid", "categoryid"):
        named = _STAGE.fullmatch(str(given.get(key, "")))
        category = int(named[1] or named[2]) if named is not None else None
        if category is None and key == "categoryid" and given.get("entitytypeid", DEAL) == DEAL:
            category = _number(given[key]) if key in given else None
        if category is not None:
            _put_pipeline(classic(DEAL), category, store)
        if named is not None and named[1]:
            _put_stage(f"DEAL_STAGE_{category}", str(given[key]), store)


def _put_type(id: int, entity_type_id: int, store: Store) -> None:
    body = {"title": "Example", "code": "", "entitytypeid": entity_type_id, "createdby": USER, "updatedby": USER}
    store.put(TYPES, id, {**body, **_SWITCHES, "createdtime": now(), "updatedtime": now(), "relations": _NO_RELATIONS})
    found = entity_type(entity_type_id, store)
    assert found is not None
    category = store.new_id("crm.category")
    general = {"name": "General", "sort": 500, "isdefault": True, "entitytypeid": found.id}
    store.put(stages.categories(found.id), category, general)
    stages.add_stages(store, found, category)


_SWITCHES: Final[Body] = dict.fromkeys(
    (
        *("isautomationenabled", "isbeginclosedatesenabled", "isbizprocenabled", "iscategoriesenabled"),
        *("isclientenabled", "iscountersenabled", "isdocumentsenabled", "islinkwithproductsenabled"),
        *("ismycompanyenabled", "isobserversenabled", "ispaymentsenabled", "isrecyclebinenabled"),
        *("issetopenpermissions", "issourceenabled", "isstagesenabled", "isuseinuserfieldenabled"),
    ),
    "Y",
)
_NO_RELATIONS: Final[Body] = {"parent": [], "child": []}


def _put_pipeline(entity: EntityType, id: int, store: Store) -> None:
    kind = stages.categories(entity.id)
    if store.get(kind, id) is None:
        body = {"name": f"Pipeline {id}", "sort": 500, "isdefault": False, "entitytypeid": entity.id}
        store.put(kind, id, {**body, "createddate": now()})
        stages.add_stages(store, entity, id)


def _put_stage(directory: str, code: str, store: Store) -> None:
    if not store.count(stages.STATUSES, belonging({"entityid": directory, "statusid": code})):
        store.put(stages.STATUSES, store.new_id(stages.STATUSES), {**_status(code), "entityid": directory})


def _status(code: str) -> Body:
    own = {"statusid": code, "name": "Example", "nameinit": "", "sort": 15, "system": "N"}
    return {"entityid": "SOURCE", **own, "categoryid": None, "color": None, "semantics": None}


def _named(method: Method, maps: list[Body], store: Store) -> Iterator[tuple[str, Id, Body]]:
    for given in maps:
        yield from _owners(given, store)
    family, does = method.name.rpartition(".")[0], method.name.rpartition(".")[2].lower()
    top, id = maps[0], _number(maps[0].get("id"))
    if family.endswith(".userfield") and id is not None:
        yield _user_field(id, _user_fields_of(family, store))
    elif family == "userfieldconfig" and id is not None:
        yield _user_field(id, classic(DEAL).user_fields)
    elif family in ("crm.category", "crm.dealcategory") and id is not None:
        entity = entity_type(_number(top.get("entitytypeid")) or DEAL, store)
        if entity is not None:
            _put_pipeline(entity, id, store)
    elif method.name == "crm.item.update" and id is not None:
        entity, staged = entity_type(_number(top.get("entitytypeid")) or DEAL, store), _stage_of(maps)
        if entity is not None and staged is not None:
            yield entity.kind, id, {**_record(entity, store), "categoryid": staged[0], "stageid": staged[1]}
    elif family == "crm.status" and id is not None:
        yield stages.STATUSES, id, _status(f"UC_{id}")
    elif family == "crm.currency" and does == "update":
        yield CURRENCIES, str(top.get("id")), {**(store.get(CURRENCIES, "USD") or {}), "base": "N"}
    elif family == "crm.item.productrow" and id is not None:
        yield from _row(id, store)
    elif family in (ADDRESS, LINK) and does in ("get", "update", "delete", "unregister"):
        fields: Body = next((each for each in maps if "entityid" in each), maps[0])
        yield family, *_by_parts(fields, ADDRESS if family == ADDRESS else LINK)
    elif family == "crm.activity.binding" and does in ("delete", "move"):
        yield from _activity_bindings(top, store)
    elif family == "crm.timeline.bindings":
        yield from _comment_bindings(maps, does, store)


def _owners(given: Body, store: Store) -> Iterator[tuple[str, Id, Body]]:
    for type, which in _OWNERS:
        entity, id = _entity(given.get(type), store), _number(given.get(which))
        if entity is not None and id is not None:
            yield entity.kind, id, _record(entity, store)


def _entity(type: object, store: Store) -> EntityType | None:
    number = _number(type)
    if number is not None:
        return entity_type(number, store)
    return (by_name(type, store) or by_letter(type, store)) if isinstance(type, str) and type else None


def _stage_of(maps: list[Body]) -> tuple[int, str] | None:
    """The pipeline of deals that a call names by a stage, and that stage."""
    for given in maps:
        named = _STAGE.fullmatch(str(given.get("stageid", "")))
        if named is not None and named[1]:
            return int(named[1]), named[0]
    return None


def _record(entity: EntityType, store: Store) -> Body:
    moment = now()
    made: Body = {"title": "Example", "name": "John", "lastname": "Smith", "assignedbyid": USER, "opened": True}
    made |= {"createdby": USER, "updatedby": USER, "createdtime": moment, "updatedtime": moment}
    made |= {"lastactivityby": USER, "lastactivitytime": moment, "opportunity": 0, "currencyid": "EUR"}
    made |= {"stagesemanticid": stages.PROCESS, "isnew": True, "closed": False}
    category = stages.default_category(store, entity) if entity.has_categories else 0
    if entity.has_categories:
        made["categoryid"] = category
    directory = stages.directory(entity, category)
    if directory is not None:
        made |= {"stageid": stages.first_stage(store, directory), "movedby": USER, "movedtime": moment}
    made |= multifields.summaries({}) if "hasphone" in entity.fields else {}
    return {**defaults(entity), **{key: value for key, value in made.items() if key in entity.fields}}


def _user_fields_of(family: str, store: Store) -> str:
    word = family.split(".")[1]
    entity = by_name(word, store)
    return entity.user_fields if entity is not None else f"CRM_{word.upper()}"


def _user_field(id: int, entity: str) -> tuple[str, Id, Body]:
    return user_fields.KIND, id, user_fields.text_field(entity, f"UF_CRM_{id}", "Example")


def _row(id: int, store: Store) -> Iterator[tuple[str, Id, Body]]:
    yield classic(DEAL).kind, 1, _record(classic(DEAL), store)
    yield ROWS, id, calculated({"ownertype": "D", "ownerid": 1, "price": 100, "quantity": 1, "productname": "Example"})


def _by_parts(fields: Body, family: str) -> tuple[Id, Body]:
    names = ("typeid", "entitytypeid", "entityid") if family == ADDRESS else ("entitytypeid", "entityid")
    parts = {name: fields.get(name) for name in names}
    more = {} if family == ADDRESS else dict.fromkeys(_LINKED, 0)
    return ":".join(map(str, parts.values())), {**more, **parts}


_LINKED: Final = ("requisiteid", "bankdetailid", "mcrequisiteid", "mcbankdetailid")


def _activity_bindings(given: Body, store: Store) -> Iterator[tuple[str, Id, Body]]:
    """The one that is meant, and another: the last of an activity stays."""
    type = given.get("entitytypeid", given.get("sourceentitytypeid"))
    id = given.get("entityid", given.get("sourceentityid"))
    for entity in ((type, id), (classic(DEAL).id, 170)):
        body = {"activityid": given.get("activityid"), "entitytypeid": entity[0], "entityid": entity[1]}
        if not store.count(BINDINGS, belonging(body)):
            yield BINDINGS, store.new_id(BINDINGS), body


def _comment_bindings(maps: list[Body], does: str, store: Store) -> Iterator[tuple[str, Id, Body]]:
    given = next((each for each in maps if "ownerid" in each), maps[0])
    comment = _number(given.get("ownerid"))
    if comment is not None:
        yield COMMENTS, comment, {**_COMMENT, "created": now()}
        body = {"ownerid": comment, "entityid": given.get("entityid"), "entitytype": given.get("entitytype")}
        if does == "unbind" and not store.count(COMMENT_BINDINGS, belonging(body)):
            yield COMMENT_BINDINGS, store.new_id(COMMENT_BINDINGS), body


def _number(value: object) -> int | None:
    try:
        return integer(value)
    except ValueError:
        return None
