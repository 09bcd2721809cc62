# Copied from generator/runtime/portal/families/calendar.py by "python -m generator generate". Edit that file.
"""Calendars, `calendar.*`: sections, events by when they are, resources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..documented import Method
from ..errors import Refused
from ..fields import ZONE, Field, key_of, now
from ..records import Call, Records
from ..store import Body, Id, Where
from ..values import integer, is_list
from .users import members

EVENTS: Final = "calendar.event"
_MOMENT: Final = Field("", "datetime")
_EVENT: Final[Body] = {
    "active": True,
    "deleted": False,
    "dtskiptime": False,
    "description": "",
    "privateevent": "",
    "accessibility": "busy",
    "importance": "normal",
    "ismeeting": False,
    "meetingstatus": "Y",
    "location": "",
    "remind": [],
    "color": "",
    "textcolor": "",
    "rrule": "",
    "exdate": "",
    "version": 1,
    "attendeelist": [],
}
_ALIASES: Final = {
    "type": "caltype",
    "from": "datefrom",
    "to": "dateto",
    "section": "sectionid",
    "skiptime": "dtskiptime",
    "timezonefrom": "tzfrom",
    "timezoneto": "tzto",
    "crmfields": "ufcrmcalevent",
}


class InCalendar(Records):
    """Words what is missing as these methods do, and tells of its changes with the id alone."""

    def worded(self, refused: Refused, method: Method) -> Refused:
        name = refused.message.partition("{")[2].partition("}")[0]
        if not refused.message.startswith("Could not find"):
            return refused
        return Refused("", f'The required parameter "{name}" for the method "{method.name}" is not set')

    def found(self, call: Call) -> tuple[Id, Body]:
        try:
            return super().found(call)
        except Refused as refused:
            raise (
                self.worded(refused, call.method) if "{" in refused.message else Refused("", "Access denied")
            ) from None

    def update(self, call: Call) -> Answer:
        super().update(call)
        return Answer(self.found(call)[0])

    def happened(self, what: str, id: Id, call: Call) -> None:
        if self.event:
            self.state.tell(f"ON{self.event}{what}", {"id": id})


class Sections(InCalendar):
    event = "CALENDARSECTION"
    aliases: ClassVar[Mapping[str, str]] = {"type": "caltype"}

    def taken(self, call: Call) -> Body:
        return {**super().taken(call), "caltype": call.params["type"], "ownerid": call.params["ownerId"]}

    def new(self, body: Body, call: Call) -> Body:
        moment = now()[:19].replace("T", " ")
        made: Body = {"createdby": USER, "datecreate": moment, "timestampx": moment, "externaltype": "local"}
        made |= {"export": [], "access": {f"U{USER}": 19}, "iscollab": False, "description": ""}
        return {**made, "perm": dict.fromkeys(_RIGHTS, True), **super().new(body, call)}

    def _parent(self, call: Call) -> Body:
        """A change says of whose calendar it is, but a section is known by its id."""
        is_list = call.method.record.does == "list"
        names = {"caltype": call.params.get("type"), "ownerid": call.params.get("ownerId")}
        return {key: value for key, value in names.items() if value is not None} if is_list else {}


_RIGHTS: Final = ("view_time", "view_title", "view_full", "add", "edit", "edit_section", "access")


class Events(InCalendar):
    event = "CALENDARENTRY"
    aliases: ClassVar[Mapping[str, str]] = _ALIASES
    also: ClassVar[Mapping[str, str]] = {"nearest": "nearest"}

    def kind(self, call: Call) -> str:
        return EVENTS

    def taken(self, call: Call) -> Body:
        found: Body = {}
        for name, value in call.params.items():
            key = _ALIASES.get(key_of(name), key_of(name))
            if key in ("datefrom", "dateto"):
                found[key] = _moment(name, value)
            elif key in ("fromts", "tots"):
                date = datetime.fromtimestamp(integer(value), ZONE).isoformat(timespec="seconds")
                found["datefrom" if key == "fromts" else "dateto"] = date
            elif key in ("dtskiptime", "ismeeting"):
                found[key] = value in (True, "Y", "1", 1)
            elif key not in ("id", "auth"):
                found[key] = value
        return found

    def _parent(self, call: Call) -> Body:
        return {}

    def new(self, body: Body, call: Call) -> Body:
        moment = now()
        made: Body = {"createdby": USER, "datecreate": moment, "timestampx": moment}
        return {**_EVENT, **made, **body}

    def changed(self, body: Body, given: Body, call: Call) -> Body:
        return {**body, **given, "timestampx": now(), "version": int(body.get("version", 1)) + 1}

    def list(self, call: Call) -> Answer:
        """Those that lie within the dates: from a month ago to three months from now, where none are given."""
        today = datetime.now(ZONE)
        begin = _day(call.params.get("from")) or today - timedelta(days=30)
        end = (_day(call.params.get("to")) or today + timedelta(days=92)) + timedelta(days=1)
        return self._between(call, begin, end, call.params.get("section"))

    def nearest(self, call: Call) -> Answer:
        days = integer(call.params.get("days", 60))
        today = datetime.now(ZONE)
        return self._between(call, today, today + timedelta(days=days), None)

    def _between(self, call: Call, begin: datetime, end: datetime, sections: object) -> Answer:
        where = "json_extract(body, '$.dateto') >= ? AND json_extract(body, '$.datefrom') < ?"
        values: list[object] = [begin.isoformat(timespec="seconds"), end.isoformat(timespec="seconds")]
        for name, key in (("type", "caltype"), ("ownerId", "ownerid")):
            if call.params.get(name) is not None:
                where += f" AND CAST(json_extract(body, '$.{key}') AS TEXT) = ?"
                values.append(str(call.params[name]))
        wanted = {str(each) for each in (sections if is_list(sections) else [sections]) if each not in (None, "")}
        rows = self.state.store.select(EVENTS, Where(where, tuple(values)), Where("json_extract(body, '$.datefrom')"))
        shown = [
            self.written(id, body, call) for id, body in rows if not wanted or str(body.get("sectionid")) in wanted
        ]
        most = call.params.get("maxEventsCount")
        return Answer(shown[: integer(most)] if most else shown)

    def written(self, id: Id, body: Body, call: Call) -> dict[str, Any]:
        begin, end = datetime.fromisoformat(body["datefrom"]), datetime.fromisoformat(body["dateto"])
        offset = str(int((begin.utcoffset() or timedelta()).total_seconds()))
        whole = body.get("dtskiptime") is True
        zone = {"tzfrom": body.get("tzfrom") or "Europe/Moscow", "tzto": body.get("tzto") or "Europe/Moscow"}
        length = int((end - begin).total_seconds()) + (86_400 if whole else 0)
        made: Body = {
            **zone,
            "parentid": id,
            "datefrom": _written(begin),
            "dateto": _written(end),
            "tzoffsetfrom": offset,
            "tzoffsetto": offset,
            "datefromtsutc": str(int(begin.timestamp())),
            "datetotsutc": str(int(end.timestamp())),
            "dtlength": length,
            "datecreate": _written(datetime.fromisoformat(body["datecreate"])),
            "timestampx": _written(datetime.fromisoformat(body["timestampx"])),
            "sectid": body.get("sectionid"),
            "meetinghost": body.get("createdby") if body.get("ismeeting") else 0,
            "datefromformatted": begin.strftime("%a %b %d %Y" if whole else "%a %b %d %Y %H:%M:%S"),
            "datetoformatted": end.strftime("%a %b %d %Y" if whole else "%a %b %d %Y %H:%M:%S"),
            "attendeelist": [
                {"id": user, "entryId": id, "status": "Q"} for user in members(body.get("attendees") or [])
            ],
        }
        known = {key: value for key, value in {**body, **made}.items() if key in self.fields.by_key}
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.given is not None:
                value = id if field.key == "id" else known.get(field.key)
                found[field.given] = field.write(value, as_text=True)
        return found | {
            "DT_LENGTH": length,
            "SECTION_ID": _text(body.get("sectionid")),
            "SECT_ID": _text(body.get("sectionid")),
        }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(name: str, value: object) -> object:
    try:
        return _MOMENT.read(value)
    except ValueError:
        raise Refused("", f'Invalid value for the parameter "{name}"') from None


def _day(value: object) -> datetime | None:
    return None if value in (None, "") else datetime.fromisoformat(str(_moment("from", value)))


def _written(moment: datetime) -> str:
    return moment.strftime("%d.%m.%Y %H:%M:%S")


class Resources(InCalendar):
    def new(self, body: Body, call: Call) -> Body:
        return {"createdby": USER, **super().new(body, call)}


class Attendance(InCalendar):
    """`calendar.meeting.status.get` and `.set`: the caller's answer to an invitation."""

    also: ClassVar[Mapping[str, str]] = {"get": "get", "set": "set"}

    def _event(self, call: Call) -> tuple[int, Body]:
        id = integer(call.params["eventId"])
        body = self.state.store.get(EVENTS, id)
        if body is None:
            raise Refused("", "An error occurred while retrieving the status")
        return id, body

    def get(self, call: Call) -> Answer:
        return Answer(self._event(call)[1].get("meetingstatus"))

    def set(self, call: Call) -> Answer:
        id, body = self._event(call)
        self.state.store.put(EVENTS, id, {**body, "meetingstatus": call.params["status"]})
        return Answer(True)
