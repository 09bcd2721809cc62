"""The documented call, as people would write it in Python."""

from __future__ import annotations

from typing import Any

from generator.api import resolve
from generator.reference.calls import example
from generator.reference.client import client
from generator.spec.model import Field, MethodSpec, SpecTree
from generator.spec.names import WireName

PARAMETERS = {"id": Field("integer", required=True), "since": Field("datetime"), "note": Field("string")}


def told(**facts: Any) -> str:
    spec = MethodSpec(WireName("app.do"), 2, "a/b.html", "Do", params=PARAMETERS, **facts)
    of = client(resolve(SpecTree({(2, spec.method): spec})), {})
    ((shown,),) = (each.methods for each in of.namespaces if each.methods)
    return example(shown, {})


def test_arguments_have_their_names_and_types_in_python() -> None:
    text = told(example={"ID": 5, "since": "2026-01-02T03:04:05+00:00", "other": 1})
    assert text.splitlines() == [
        "from datetime import datetime",
        "",
        "b24.app.do(",
        "    id=5,",
        '    since=datetime.fromisoformat("2026-01-02T03:04:05+00:00"),',
        '    extra={"other": 1},',
        ")",
    ]


def test_without_a_documented_call_a_method_that_needs_arguments_has_no_example() -> None:
    assert told() == ""


def test_a_call_that_lacks_what_is_required_is_completed() -> None:
    text = told(example={"note": "x"})
    assert text.startswith("b24.app.do(id=")
    assert text.endswith(', note="x")')


def test_by_position_nothing_is_sent_that_is_no_parameter() -> None:
    assert told(example={"id": 5, "other": 1}, positional=True) == "b24.app.do(id=5)"
