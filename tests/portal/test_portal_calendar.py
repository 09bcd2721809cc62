"""Calendars and working days on the local portal."""

from __future__ import annotations

import pytest

from tests.portal.in_process import InProcess

MINE = {"type": "user", "ownerId": 1}


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def event(portal: InProcess, name: str, begin: str, end: str, **more: object) -> int:
    return int(portal.call("calendar.event.add", {**MINE, "name": name, "from": begin, "to": end, **more}))


def names(portal: InProcess, **params: object) -> list[str]:
    return [each["NAME"] for each in portal.call("calendar.event.get", {**MINE, **params})]


def test_events_are_asked_by_dates_and_section(portal: InProcess) -> None:
    section = portal.call("calendar.section.add", {**MINE, "name": "Work"})
    event(portal, "May", "2027-05-03T10:00:00+03:00", "2027-05-03T11:00:00+03:00", section=section)
    event(portal, "June", "2027-06-03T10:00:00+03:00", "2027-06-03T11:00:00+03:00", section=99)
    portal.call(
        "calendar.event.add", {"type": "user", "ownerId": 3, "name": "Other", "from": "2027-05-03", "to": "2027-05-03"}
    )

    assert names(portal, **{"from": "2027-05-01", "to": "2027-05-31"}) == ["May"]
    assert names(portal, **{"from": "2027-05-03", "to": "2027-06-03"}) == ["May", "June"]
    assert names(portal, **{"from": "2027-01-01", "to": "2027-12-31"}, section=[section]) == ["May"]
    assert names(portal, **{"from": "2027-05-04", "to": "2027-05-31"}) == []


def test_an_event_is_answered_with_its_moments(portal: InProcess) -> None:
    id = event(portal, "Tea", "2027-05-03T10:00:00+03:00", "2027-05-03T11:30:00+03:00", description="Green")

    found = portal.call("calendar.event.getbyid", {"id": id})
    assert (found["ID"], found["DATE_FROM"], found["DATE_TO"]) == (
        str(id),
        "03.05.2027 10:00:00",
        "03.05.2027 11:30:00",
    )
    assert (found["DT_LENGTH"], found["DT_SKIP_TIME"], found["DESCRIPTION"]) == (5400, "N", "Green")
    assert found["DATE_FROM_TS_UTC"] == "1809327600"
    assert portal.call("calendar.event.update", {**MINE, "id": id, "name": "Coffee"}) == id
    assert portal.call("calendar.event.getbyid", {"id": id})["NAME"] == "Coffee"
    assert portal.call("calendar.event.getbyid", {"id": id})["DATE_FROM"] == "03.05.2027 10:00:00"
    assert portal.call("calendar.event.delete", {**MINE, "id": id}) is True
    assert portal.refused("calendar.event.getbyid", {"id": id}) == ("", "Access denied")


def test_what_is_missing_is_said_in_their_words(portal: InProcess) -> None:
    text = 'The required parameter "name" for the method "calendar.event.add" is not set'

    assert portal.refused("calendar.event.add", {**MINE, "from": "2027-05-03", "to": "2027-05-03"}) == ("", text)


def test_handlers_hear_of_events(portal: InProcess) -> None:
    portal.hears("ONCALENDARENTRYADD", "ONCALENDARENTRYDELETE")
    id = event(portal, "Tea", "2027-05-03", "2027-05-03")
    portal.call("calendar.event.delete", {**MINE, "id": id})

    assert portal.told() == [("ONCALENDARENTRYADD", {"id": str(id)}), ("ONCALENDARENTRYDELETE", {"id": str(id)})]


def test_sections_and_resources_are_kept(portal: InProcess) -> None:
    section = portal.call("calendar.section.add", {**MINE, "name": "Work", "color": "#fff"})
    assert portal.call("calendar.section.update", {**MINE, "id": section, "name": "Home"}) == section
    found = portal.call("calendar.section.get", MINE)
    assert [(each["ID"], each["NAME"], each["COLOR"]) for each in found] == [(str(section), "Home", "#fff")]

    room = portal.call("calendar.resource.add", {"name": "Room"})
    assert portal.call("calendar.resource.list")[0] == {"ID": str(room), "NAME": "Room", "CREATED_BY": "1"}


def test_an_invitation_is_answered(portal: InProcess) -> None:
    id = event(portal, "Tea", "2027-05-03", "2027-05-03")

    portal.call("calendar.meeting.status.set", {"eventId": id, "status": "N"})
    assert portal.call("calendar.meeting.status.get", {"eventId": id}) == "N"


def test_a_working_day_is_opened_paused_and_closed(portal: InProcess) -> None:
    assert portal.call("timeman.status")["STATUS"] == "CLOSED"
    opened = portal.call("timeman.open", {"TIME": "2027-05-03T09:00:00+03:00", "LAT": 53.5, "LON": 9.9})
    assert (opened["STATUS"], opened["TIME_FINISH"], opened["LAT_OPEN"]) == ("OPENED", None, 53.5)
    assert portal.call("timeman.pause")["STATUS"] == "PAUSED"
    assert portal.call("timeman.open")["TIME_START"] == "2027-05-03T09:00:00+03:00"
    closed = portal.call("timeman.close", {"TIME": "2027-05-03T17:00:00+03:00"})
    assert (closed["STATUS"], closed["TIME_FINISH"]) == ("CLOSED", "2027-05-03T17:00:00+03:00")
    assert portal.call("timeman.status", {"USER_ID": 3})["TIME_START"] is None
    assert portal.refused("timeman.pause", {"USER_ID": 3})[0] == "ERROR_CORE"
