"""fast_bitrix24, as its documentation has it used: on the local portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.foreign.foreign_program import ran
from tests.foreign.many import MANY, put_many
from tests.foreign.tls import running_portal_over_tls

PROGRAM = "with_fast_bitrix24.py"
Do = Callable[[str], Any]


@pytest.fixture(scope="module")
def do(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Do]:
    with running_portal_over_tls(tmp_path_factory.mktemp("tls")) as (webhook, trust):
        yield lambda job: ran(PROGRAM, job, webhook, trust)


def test_flows_but_not_by_raw_calls(do: Do) -> None:
    """What it calls raw it calls in small letters, and portals know flows by their own spelling alone."""
    name, refused = do("flows")
    assert name
    assert refused == [404]


def test_deals(do: Do) -> None:
    assert do("deals") == [
        "int",
        True,
        [True, "Ships & <sails> + 100 %", "1999.50", "WON"],
        [["Ships & <sails> + 100 %", ["ID", "TITLE"]]],
        [70, 70],
        [71, True],
    ]


def test_contacts_by_their_ids(do: Do) -> None:
    telephones = ["+49 30 901820", "+49 170 1"]
    assert do("contacts") == [[["Ada", telephones], ["Grace", telephones]], [2, 2]]


def test_tasks(do: Do) -> None:
    assert do("tasks") == ["Sail", 120, [120, 120]]


def test_each_way_of_reading_a_list_reads_all_of_it(tmp_path: Path) -> None:
    with running_portal_over_tls(tmp_path) as (webhook, trust):
        put_many(webhook, trust["SSL_CERT_FILE"])
        found = ran(PROGRAM, "lists", webhook, trust)

    assert found == [[MANY, MANY], [MANY, MANY], [1000, True], [True, True], 1000 - 171]


def test_batches(do: Do) -> None:
    *done, opened = do("batch")
    assert done == [
        [["got", "new"], "In a batch"],
        {"bad": {"error": "", "error_description": "Not found"}},
    ]
    # It writes True into its batches as the word `True`, which is neither Y nor N.
    assert opened["error_description"] == 'Invalid value for the "OPENED" field'


def test_errors(do: Do) -> None:
    assert do("errors") == ["Not found", 404, 401]


def test_without_its_limits_it_fails_by_itself(do: Do) -> None:
    """It looks for a limit of its own for each method whose answer says how long it took, which portals' do."""
    assert do("without_policy") == ["KeyError('crm.deal.list')"]


def test_a_refused_token_is_renewed_once(do: Do) -> None:
    assert do("refresh") == [[170, 2, True]]
