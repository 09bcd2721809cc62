"""A page that was published again with other times in its example has no other example."""

from __future__ import annotations

import pytest

from generator.scrape.clock_values import with_former_times
from generator.scrape.kept import Keeper
from generator.spec.model import Json
from tests.making import tree_of

ANSWER: dict[str, Json] = {
    "result": {"id": 5, "made": "2026-06-05T10:00:00+03:00", "day": "05.06.2026"},
    "time": {"start": 1780000000.5, "duration": 1, "date_start": "2026-06-05T10:00:00+03:00"},
}


@pytest.mark.parametrize(
    ("result", "time", "stays"),
    [
        ({"made": "2026-08-21T11:30:00+03:00"}, {}, True),
        ({"day": "21.08.2026"}, {"start": 1790000000, "duration": 0.25}, True),
        ({"id": 6}, {}, False),
        ({"id": 5.0}, {}, False),
        ({"made": "2026-08-21"}, {}, False),
        ({"made": "later"}, {}, False),
        ({"made": None}, {}, False),
        ({}, {"start": "1780000000"}, False),
        ({"more": 1}, {}, False),
    ],
)
def test_an_example_that_differs_in_times_alone_stays(
    result: dict[str, Json], time: dict[str, Json], stays: bool
) -> None:
    before = {name: dict(part) for name, part in ANSWER.items() if isinstance(part, dict)}
    now = {"result": {**before["result"], **result}, "time": {**before["time"], **time}}

    assert with_former_times(now, before) is (before if stays else now)


def test_of_a_method() -> None:
    (old,), (new,) = (
        tree_of(
            f"{{method: shelf.get, example: {{since: '{day}'}}, response: {{result: '{day}'}}, "
            f"examples: [{{call: {{since: '{day}'}}}}]}}"
        ).methods.values()
        for day in ("2026-06-05", "2026-08-21")
    )

    assert Keeper("2026-08-21").method(old, new) == old
