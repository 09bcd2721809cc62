"""Where the portal keeps its records."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bitrix24.portal.store import Store


def test_a_kind_of_numbers_takes_a_text_for_an_id_later(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "portal.sqlite"))
    first = store.new_id("thing")
    store.put("thing", first, {"title": "numbered"})
    store.put("thing", "code", {"title": "named"})
    store.put("thing", store.new_id("thing"), {"title": "numbered again"})
    store.close()

    again = Store(str(tmp_path / "portal.sqlite"))
    assert again.select("thing") == [
        (1, {"title": "numbered"}),
        (2, {"title": "numbered again"}),
        ("code", {"title": "named"}),
    ]
    assert (again.get("thing", "code"), again.get("thing", "1")) == ({"title": "named"}, None)
    assert again.kinds() == [("thing", 3)]
    assert again.new_id("thing") == 3
    again.close()


def test_what_is_not_there_is_empty() -> None:
    store = Store()
    assert (store.get("thing", 1), store.select("thing"), store.count("thing")) == (None, [], 0)
    assert not store.remove("thing", 1)
    assert store.kinds() == []
    store.close()


def test_one_store_takes_over_all_of_another() -> None:
    one, other = Store(), Store()
    one.put("old", 1, {})
    other.put("new", 7, {"title": "Seven"})
    one.take_over(other)
    assert (one.kinds(), one.get("old", 1), one.new_id("new")) == ([("new", 1)], None, 8)
    one.put("old", 3, {})
    assert other.kinds() == [("new", 1)]
    one.close()
    other.close()


def test_a_file_is_that_of_one_portal_at_a_time(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "portal.sqlite"))
    store.put("thing", store.new_id("thing"), {"n": 1})
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        Store(str(tmp_path / "portal.sqlite"))
    store.close()

    again = Store(str(tmp_path / "portal.sqlite"))
    assert again.get("thing", 1) == {"n": 1}
    again.close()


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine (a)")
    other.commit()
    before = path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError, match="other tables"):
        Store(str(path))
    assert path.read_bytes() == before
    other.close()
