"""@bitrix24/b24jssdk, the vendor's library for JavaScript, on Node: on the local portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.foreign.foreign_program import ran
from tests.foreign.many import MANY, put_many
from tests.foreign.tls import running_portal_over_tls

PROGRAM = "with_b24jssdk.mjs"
Do = Callable[[str], Any]


@pytest.fixture(scope="module")
def do(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Do]:
    """It speaks nothing but TLS."""
    with running_portal_over_tls(tmp_path_factory.mktemp("tls")) as (webhook, trust):
        yield lambda job: ran(PROGRAM, job, webhook, trust)


def test_flows(do: Do) -> None:
    assert do("flows") == [True, "Letters"]


def test_deals_as_items(do: Do) -> None:
    assert do("deals") == [
        ["number", "Ships & <sails>", 1999.5],
        "WON",
        ["Ships & <sails>", "Y"],
        [True, True, 50],
        [],
        ["NOT_FOUND", 400],
    ]


def test_each_way_of_reading_a_list_reads_all_of_it(tmp_path: Path) -> None:
    with running_portal_over_tls(tmp_path) as (webhook, trust):
        put_many(webhook, trust["SSL_CERT_FILE"])
        found = ran(PROGRAM, "lists", webhook, trust)

    assert found == [MANY, MANY, True, MANY, MANY]


def test_batches(do: Do) -> None:
    title, succeeded, count, in_order = do("batch")
    assert (title, count, in_order) == ("In a batch & more", 120, True)
    # The deal in the middle is not there. That error has an empty code, as the CRM's have, which this client takes
    # for none.
    assert succeeded == [True, True, True]


def test_rest_3_with_its_batch(do: Do) -> None:
    changed, title, several, missing, mistyped, gone = do("v3")
    assert changed == {"result": True}
    assert title == "Sail home"
    assert several == [["item"], ["items"]]
    assert missing == [["BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION", 400]]
    assert mistyped == [["BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION", 400]]
    assert gone == {"result": True}


def test_lists_of_rest_3(do: Do) -> None:
    whole, streamed = do("v3_lists")
    assert whole == streamed >= 3


def test_errors_have_the_portals_codes(do: Do) -> None:
    assert do("errors") == [
        # The CRM's codes are empty: the client puts its own there.
        ["ERR_BAD_REQUEST", 400, "Request failed with status code 400"],
        ["ERROR_METHOD_NOT_FOUND", 404, "Method not found!"],
        ["100", 400, "Could not find value for parameter {flowId}"],
        ["NO_AUTH_FOUND", 401, "Wrong authorization data"],
    ]
