"""b24pysdk, the vendor's library for Python, as its documentation has it used: on the local portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.foreign.foreign_program import ran
from tests.foreign.many import MANY, put_many
from tests.foreign.tls import running_portal_over_tls

PROGRAM = "with_b24pysdk.py"
Do = Callable[[str], Any]


@pytest.fixture(scope="module")
def do(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Do]:
    """It speaks nothing but TLS."""
    with running_portal_over_tls(tmp_path_factory.mktemp("tls")) as (webhook, trust):
        yield lambda job: ran(PROGRAM, job, webhook, trust)


def test_flows(do: Do) -> None:
    assert do("flows") == [
        {"exists": True},
        *(True, "Parcels", True),
        ["Parcels", 7200, False],
        {"deleted": True},
        ["BitrixAPIBadRequest", 400, "0", "Flow not found"],
    ]


def test_deals(do: Do) -> None:
    assert do("deals") == [
        "int",
        True,
        [True, "Ships & <sails> + 100 %", "1999.50", "WON", "Y"],
        [["Ships & <sails> + 100 %", ["ID", "TITLE"]]],
        [1, None],
        True,
        ["BitrixAPIBadRequest", 400, "", "Not found"],
    ]


def test_contacts_with_several_telephones(do: Do) -> None:
    assert do("contacts") == [
        ["Ada", "Lovelace", "Y"],
        [["+49 30 901820", "WORK", "PHONE"], ["+49 170 1", "MOBILE", "PHONE"]],
        True,
        ["+49 170 1", "+49 30 5"],
        ["Ada"],
        True,
        ["BitrixAPIBadRequest", 400, ""],
    ]


def test_tasks(do: Do) -> None:
    assert do("tasks") == [
        [True, "Sail", "2030-01-02T15:00:00+03:00"],
        "Sail home",
        ["Sail home"],
        {"task": True},
        # As portals answer of old what is not there.
        ["taken", []],
    ]


def test_tasks_of_rest_3(do: Do) -> None:
    *done, gone = do("tasks_v3")
    assert done == [{"result": True}, "Sail home", {"result": True}]
    assert gone[:2] == ["BitrixAPIEntityNotFoundException", 400]


def test_each_way_of_reading_a_list_reads_all_of_it(tmp_path: Path) -> None:
    with running_portal_over_tls(tmp_path) as (webhook, trust):
        put_many(webhook, trust["SSL_CERT_FILE"])
        found = ran(PROGRAM, "lists", webhook, trust)

    assert found == [
        *([MANY, MANY], [MANY, True], True),
        *(120, 120),
        *(3000, 3000),
        *(MANY, MANY),
        [1, 1],
    ]


def test_batches(do: Do) -> None:
    assert do("batch") == [
        [["In a batch & more", "5.00"]],
        "Not found",
        ["got"],
        [[], ["bad"]],
        True,
        [2, [50], []],
    ]


def test_errors_are_its_own_exceptions(do: Do) -> None:
    assert do("errors") == [
        ["BitrixAPIBadRequest", 400, "", "Not found"],
        ["BitrixOAuthNoAuthFound", 401, "NO_AUTH_FOUND", "Wrong authorization data"],
        ["BitrixAPINotFound", 404, "ERROR_METHOD_NOT_FOUND"],
        [400, "Could not find value for parameter {flowId}"],
        [401, "expired_token"],
    ]


def test_tokens_are_renewed_when_they_are_refused_and_when_they_are_old(do: Do) -> None:
    *renewed, rows = do("refresh")
    assert renewed == ["1", [True, True], "2", True]
    assert rows >= 170
