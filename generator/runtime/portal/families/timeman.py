"""The working day of each user, `timeman.*`: opened, paused, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from ..answer import Answer
from ..calls import USER
from ..errors import Refused
from ..fields import ZONE, Field, now
from ..records import Call, Records
from ..store import Body
from ..values import integer, map_of
from .users import user_of

_KIND: Final = "timeman.day"
_AFTER: Final = {"open": "OPENED", "pause": "PAUSED", "close": "CLOSED"}


class WorkingDays(Records):
    also: ClassVar[Mapping[str, str]] = {**dict.fromkeys(_AFTER, "act"), "status": "status"}

    def status(self, call: Call) -> Answer:
        _, body = self._day(call)
        return Answer(_shown(body))

    def act(self, call: Call) -> Answer:
        user, body = self._day(call)
        action = call.method.name.rpartition(".")[2].lower()
        given, moment = call.params.get("TIME"), now()
        time = str(Field("", "datetime").read(given)) if given else moment
        place = {"lat": call.params.get("LAT", 0), "lon": call.params.get("LON", 0)}
        if action == "open":
            # A day that was paused or closed goes on.
            paused = body.get("paused")
            begun = {"start": time, "open": place, "leaks": 0} if not body else {}
            lost = int(body.get("leaks", 0)) + (_seconds(paused, moment) if paused else 0)
            body = {**body, **begun, "leaks": lost, "paused": None, "finish": None, "status": "OPENED"}
        elif body.get("status") not in ("OPENED", "PAUSED"):
            raise Refused("ERROR_CORE", "The working day is not open")
        elif action == "pause":
            body = {**body, "paused": time, "finish": time, "status": "PAUSED"}
        else:
            body = {**body, "finish": time, "paused": None, "close": place, "status": "CLOSED"}
        self.state.store.put(_KIND, user, body)
        return Answer(_shown(body))

    def _day(self, call: Call) -> tuple[int, Body]:
        user = integer(call.params.get("USER_ID") or USER)
        if user_of(self.state.store, user) is None:
            raise Refused("ERROR_CORE", "User not found")
        return user, self.state.store.get(_KIND, user) or {}


def _seconds(begin: object, end: object) -> int:
    return max(int((datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(begin))).total_seconds()), 0)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _shown(body: Body) -> dict[str, object]:
    """A day that was never opened is closed."""
    opened, closed = map_of(body.get("open")), map_of(body.get("close"))
    start, finish, leaks = body.get("start"), body.get("finish"), int(body.get("leaks", 0))
    is_closed = body.get("status") == "CLOSED"
    duration = max(_seconds(start, finish) - leaks, 0) if is_closed and start and finish else 0
    return {
        "STATUS": body.get("status", "CLOSED"),
        "TIME_START": start,
        "TIME_FINISH": finish,
        "DURATION": _clock(duration),
        "TIME_LEAKS": _clock(leaks),
        "ACTIVE": False,
        "IP_OPEN": "",
        "IP_CLOSE": "",
        "LAT_OPEN": opened.get("lat", 0),
        "LON_OPEN": opened.get("lon", 0),
        "LAT_CLOSE": closed.get("lat", 0),
        "LON_CLOSE": closed.get("lon", 0),
        "TZ_OFFSET": int(datetime.now(ZONE).strftime("%z")[:3]) * 3600,
    }
