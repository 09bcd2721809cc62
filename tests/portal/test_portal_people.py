"""Users and departments on the local portal."""

from __future__ import annotations

import pytest

from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def ids(portal: InProcess, method: str, **params: object) -> list[str]:
    return [each["ID"] for each in portal.call(method, params)]


def test_the_first_user_is_who_calls(portal: InProcess) -> None:
    user = portal.call("user.current")

    assert (user["ID"], user["ACTIVE"], user["LAST_NAME"], user["UF_DEPARTMENT"]) == ("1", True, "Example", [1])
    assert (user["PERSONAL_BIRTHDAY"], user["IS_ONLINE"]) == ("", "Y")
    assert portal.call("user.get", {"ID": 1}) == [user]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["1", "3", "503", "547"]),
        ({"sort": "ID", "order": "DESC"}, ["547", "503", "3", "1"]),
        ({"SORT": "LAST_NAME", "ORDER": "asc"}, ["3", "1", "503", "547"]),
        ({"ID": [1, 547]}, ["1", "547"]),
        ({"FILTER": {">ID": 3}}, ["503", "547"]),
        ({"filter": {"NAME": "Maria"}}, ["503"]),
        ({"UF_DEPARTMENT": 2}, ["3", "503"]),
        ({"NAME": "Sam", "ACTIVE": True}, ["547"]),
        ({"EMAIL": "nobody@example.com"}, []),
    ],
)
def test_users_are_asked_at_the_top_or_by_a_filter(
    portal: InProcess, params: dict[str, object], found: list[str]
) -> None:
    assert ids(portal, "user.get", **params) == found


def test_users_are_found_by_a_part_of_their_names(portal: InProcess) -> None:
    assert ids(portal, "user.search", FILTER={"FIND": "john"}) == ["503"]
    assert ids(portal, "user.search", FIND="exam") == ["1", "3", "503", "547"]
    assert ids(portal, "user.search", FILTER={"%LAST_NAME": "arch"}) == ["3"]


def test_a_user_is_invited_and_changed(portal: InProcess) -> None:
    portal.hears("ONUSERADD")
    id = portal.call("user.add", {"EMAIL": "new@example.com", "NAME": "New", "PERSONAL_PHONE": "+1"})

    assert portal.call("user.update", {"ID": id, "WORK_POSITION": "Guest", "ACTIVE": "N"}) is True
    user = portal.call("user.get", {"ID": id})[0]
    assert (user["NAME"], user["WORK_POSITION"], user["ACTIVE"], user["PERSONAL_PHONE"]) == (
        "New",
        "Guest",
        False,
        "+1",
    )
    assert portal.told() == [("ONUSERADD", {"ID": str(id), "EMAIL": "new@example.com"})]
    taken = portal.refused("user.add", {"EMAIL": "new@example.com"})
    assert taken == ("ERROR_ARGUMENT", "A user with this email already exists")
    assert portal.refused("user.add", {"EMAIL": "new"}) == ("ERROR_ARGUMENT", "wrong_email")


def test_a_user_has_the_fields_that_people_add(portal: InProcess) -> None:
    portal.call("user.userfield.add", {"fields": {"FIELD_NAME": "UF_USR_BADGE", "USER_TYPE_ID": "string"}})
    portal.call("user.update", {"ID": 3, "UF_USR_BADGE": "A7"})

    assert portal.call("user.get", {"UF_USR_BADGE": "A7"})[0]["UF_USR_BADGE"] == "A7"
    listed = portal.call("user.userfield.list")
    assert [(each["FIELD_NAME"], each["ENTITY_ID"], each["MULTIPLE"]) for each in listed] == [
        ("UF_USR_BADGE", "USER", "N")
    ]


def test_departments_are_a_tree(portal: InProcess) -> None:
    assert ids(portal, "department.get", PARENT=1) == ["2"]
    assert ids(portal, "department.get", sort="NAME", order="DESC") == ["2", "3", "1"]
    assert portal.call("department.get", {"ID": 1}) == [{"ID": "1", "NAME": "Company", "SORT": 500, "UF_HEAD": "1"}]

    id = portal.call("department.add", {"NAME": "Shop", "PARENT": 1})
    assert portal.call("department.update", {"ID": id, "UF_HEAD": 3}) is True
    assert portal.call("department.get", {"UF_HEAD": 3})[0]["PARENT"] == "1"
    assert portal.call("department.delete", {"ID": id}) is True
    assert portal.refused("department.delete", {"ID": id}) == ("ERROR_CORE", "Department not found")
    assert portal.refused("department.add", {"NAME": "A", "PARENT": 99}) == ("ERROR_CORE", "Department not found")


def test_lists_of_people_have_pages(portal: InProcess) -> None:
    for number in range(60):
        portal.call("user.add", {"EMAIL": f"{number}@example.com"})

    first = portal.answer("user.get", {"start": 0})
    assert (len(first["result"]), first["total"], first["next"]) == (50, 64, 50)
    rest = portal.answer("user.get", {"start": 50})
    assert (len(rest["result"]), "next" in rest) == (14, False)
