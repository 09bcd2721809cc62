"""Whatever a portal's labels, codes and names are: nothing of it is code in the module, and nothing is an order."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from black import format_str
from black.mode import Mode
from hypothesis import given, settings
from hypothesis import strategies as st

from bitrix24.entities import Field, ListItem
from bitrix24.typegen.description import (
    Choice,
    Directory,
    EntityFacts,
    FieldFacts,
    Pipeline,
    PortalDescription,
    dumped,
    loaded,
)
from bitrix24.typegen.module import module_of
from bitrix24.typegen.names import named
from bitrix24.typegen.source import comment, literal, shown
from tests.typegen.making import ID, custom, deal, described, imported

ATTACKS = [
    *('"', "'", '"""', "\\", "\n", "\r", "\x0c", "\u2028", "\u0085", "\0", "\u202e", "{{ 7 * 7 }}", "{% raw %}", "#"),
    *("type: ignore", "x # type: ignore", "fmt: off", "a; fmt: skip; b", "noqa", "pyright: basic", "-*- coding: x -*-"),
    *('"""\nimport os\nos.abort()\n"""', "'); import os; os.abort(); ('", "\nraise SystemExit\n", "class", "🚀", ""),
    *(
        "\\N{BULLET}",
        "\\u0022",
        "x" * 5000,
        "\ud800".encode("utf-8", "replace").decode(),
        "__class__",
        "Portal",
        "Deal",
    ),
]
HOSTILE = st.one_of(st.sampled_from(ATTACKS), st.text(), st.tuples(st.sampled_from(ATTACKS), st.text()).map("".join))


def portal_with(labels: Sequence[str]) -> PortalDescription:
    """Nine labels, each at another place."""
    entity, field, item, status, pipeline, wire, code, host, directory = labels
    items = (Choice("101", item), Choice("102", item))
    fields = (
        ID,
        FieldFacts("stageId", "crm_status", "Stage", directory="DEAL_STAGE"),
        FieldFacts("ufCrm_1", "string", field, custom=True),
        FieldFacts("ufCrm_2", "enumeration", field, custom=True, choices=items),
        FieldFacts(f"ufCrm_3{wire}", "crm_status", field, custom=True, multiple=True, directory=f"OWN{directory}"),
    )
    pipelines = (Pipeline(0, pipeline, "DEAL_STAGE"), Pipeline(1, pipeline, "DEAL_STAGE_1"))
    directories = (
        Directory("DEAL_STAGE", (Choice("NEW", status), Choice(f"x{code}", status))),
        Directory("DEAL_STAGE_1", (Choice("C1:NEW", status),)),
        Directory(f"OWN{directory}", (Choice(f"y{code}", status),)),
    )
    deal = EntityFacts("crm.item", 2, entity, fields, pipelines)
    return PortalDescription(host, (deal, replace(deal, id=1030)), directories)


def shape(source: str) -> list[str]:
    """What the code is, but for its names and its literals."""
    return [type(node).__name__ for node in ast.walk(ast.parse(source))]


PLAIN = shape(module_of(portal_with(["plain"] * 9)))


@settings(max_examples=15, deadline=None)
@given(st.lists(HOSTILE, min_size=9, max_size=9))
def test_a_module_has_the_same_code_whatever_the_labels(labels: list[str]) -> None:
    described = portal_with(labels)
    source = module_of(described)

    assert shape(source) == PLAIN
    assert format_str(source, mode=Mode()) == source
    assert loaded(dumped(named(described))) == named(described)
    assert module_of(loaded(dumped(named(described)))) == source


def test_a_module_with_hostile_labels_can_be_imported_and_has_them() -> None:
    fields = [custom(number, attack, "enumeration", *ATTACKS) for number, attack in enumerate(ATTACKS)]
    made = imported(module_of(described(deal(*fields))))

    several = [kind for name, kind in vars(made).items() if name.startswith("Deal") and issubclass(kind, ListItem)]
    assert len(several) == len(ATTACKS)
    for kind in several:
        assert [member.label for member in kind] == ATTACKS
    assert (
        len({member.wire_name for member in vars(made.Deal).values() if isinstance(member, Field)}) == len(fields) + 1
    )


@given(HOSTILE)
def test_a_literal_is_the_text(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text
    assert len(literal(text).splitlines()) == 1


@given(HOSTILE)
def test_a_comment_is_one_line_and_no_order(text: str) -> None:
    found = comment(text)

    assert found.isprintable()
    assert found.startswith('# "')
    assert found.endswith('"')
    # A tool that looks for an order looks behind a hash, or behind a semicolon.
    assert not set(found[3:-1]) & set('#;"')
    assert shape(f"x = 1  {found}\n") == shape("x = 1\n")


@given(HOSTILE)
def test_text_in_a_docstring_stays_in_it(text: str) -> None:
    assert [type(node).__name__ for node in ast.walk(ast.parse(f'"""{shown(text)}: x."""'))] == [
        *("Module", "Expr", "Constant"),
    ]
