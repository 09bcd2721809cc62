"""What a row states of its value stands in the spec: no step between them names single facts."""

from __future__ import annotations

from dataclasses import fields

from generator.scrape.examples.samples import Samples
from generator.scrape.fields.field_tables import FieldTable, Row
from generator.scrape.fields.node import Node
from generator.scrape.fields.reconcile import reconcile
from generator.scrape.fields.required_marks import relax
from generator.scrape.fields.spelling import correct_case_inside
from generator.scrape.fields.tree import build_tree
from generator.scrape.linking import link_params
from generator.scrape.shared_objects import SharedObjects
from generator.site import PagePath
from generator.spec.model import Field
from generator.spec.names import WireName

STATED = Field(
    "string",
    required=True,
    ref=WireName("shelf.book"),
    wire="integer",
    format="date",
    pattern="dd.mm.yyyy",
    file="base64",
    nullable=True,
    values=("a", "b"),
    open=True,
    labels={"a": "first"},
    default="a",
    unit="seconds",
    min=1,
    max=9.5,
    max_length=10,
    max_items=3,
    max_bytes=1000,
    keys_of="shelf.book",
    prefixes=True,
    when={"kind": "book"},
    since="23.400.0",
    on_premise=True,
    required_for="webhook",
    read_only=True,
    deprecated=True,
    left="2026-08-21",
    left_values={"b": "2026-08-21"},
)


def test_the_example_above_states_every_fact() -> None:
    inside = {"items", "fields", "map_of", "variants"}
    unstated = [each.name for each in fields(Field) if getattr(STATED, each.name) == getattr(Field("any"), each.name)]

    assert set(unstated) == inside


def test_every_fact_of_a_row_stands_in_the_spec() -> None:
    rows = (Row("shelf", Node(Field("object"))), Row("shelf.book", Node(STATED)))
    samples = Samples(({"shelf": {"book": 5}},))

    tree = build_tree([FieldTable("", "", "", rows)], samples, "params").fields
    tree, _ = correct_case_inside(tree, samples, "params")
    tree, _ = relax(tree, samples, [], "params")
    tree = link_params(tree, PagePath("shelf.html"), samples, SharedObjects({})).fields
    shelf, _ = reconcile(tree["shelf"], Samples(), "params.shelf", infer_fields=False)

    assert shelf.to_field().fields == {"book": STATED}
