"""A spec written as YAML and read again is the same spec, whatever text is in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.spec import codec, files, model, yamltext
from generator.spec.model import (
    ALWAYS_WRITTEN,
    UNSET,
    Defect,
    Error,
    EventSpec,
    Example,
    Field,
    Json,
    Listing,
    MethodSpec,
    RowId,
    SpecTree,
    TypeSpec,
)
from generator.spec.names import Replacement, WireName

pytestmark = pytest.mark.slow

# fmt: off
TRAPS = [
    *("yes", "no", "on", "off", "y", "n", "Y", "N", "Yes", "NO", "On", "true", "false", "TRUE", "null", "Null", "NULL"),
    *("~", "<<", "=", "0", "00", "07", "0o7", "0x1F", "0b1", "1_000", "-1", "+1", "1.", ".5", "1e3", "1e+3", "1.0e+3"),
    *(".inf", "-.INF", ".nan", "nan", "inf", "190:20:30", "1:30", "12:30:45.5", "2001-01-01", "21.12.2001", "1 2"),
    *("2001-12-14t21:59:43.10-05:00", "2001-01-01 00:00:00", "!!str", "!!python/object:os.system", "!tag", "&a", "*a"),
    *("%", "@", "`", "|", ">", "|-", ">+", "?", "-", ":", "#", ",", "[", "]", "{", "}", "'", '"', "---", "..."),
    *("", " ", "  a", "a  ", "null ", "\n", "a\n", "\na", "a\n\n b\n", "\t", "a\tb", "\r", "a\r\nb", "a: b", "a #b"),
    *("\0", "a\0b", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\ufeffa", "\ufffd", "\uffff"),
    *("\U0010ffff", "\u202e", "naïve", "Поле", "日本語", "👩‍👩‍👧", "🇦🇶", "e\u0301", '"""', "'''", "{{ x }}"),
    *("- a", "--- a", "{% x %}", "\ufeff"),
    *("\\", "\\n", "\\u0041", "</script>", "../../x", "x" * 200, "word " * 60, "x" * 20_000, "\n" * 300, "'\"" * 100),
]
# fmt: on

texts = st.one_of(st.sampled_from([trap for trap in TRAPS if len(trap) < 1000]), st.text(max_size=30))
segments = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
wire_names = st.lists(segments, min_size=1, max_size=4).map(lambda parts: WireName(".".join(parts)))
pages = st.lists(segments, min_size=1, max_size=3).map(lambda parts: "/".join((*parts, "index.html")))
replacements = st.one_of(
    wire_names.map(Replacement), wire_names.map(lambda name: Replacement(f"{name}.*")), pages.map(Replacement)
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts)
json_values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
mappings = st.dictionaries(texts, json_values, max_size=3)
flags = st.booleans()
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
groups = st.lists(st.lists(texts, max_size=2).map(tuple), max_size=2).map(tuple)
defects = st.lists(st.builds(Defect, at=texts, what=texts), max_size=2).map(tuple)


_facts = st.builds(
    Field,
    type=texts,
    required=flags,
    ref=st.none() | wire_names.map(str),
    wire=st.none() | texts,
    format=st.none() | texts,
    pattern=st.none() | texts,
    file=st.sampled_from([None, "base64", "pair", "pairs", "file_data", "multipart", "drive_id"]),
    nullable=flags,
    values=st.lists(scalars, max_size=3).map(tuple),
    open=flags,
    labels=st.dictionaries(texts, texts, max_size=2),
    default=st.just(UNSET) | json_values,
    unit=st.none() | texts,
    min=st.none() | numbers,
    max=st.none() | numbers,
    max_length=st.none() | st.integers(),
    max_items=st.none() | st.integers(),
    max_bytes=st.none() | st.integers(),
    keys_of=st.none() | texts,
    prefixes=flags,
    when=st.none() | texts | mappings,
    since=st.none() | texts,
    on_premise=flags,
    required_for=st.none() | st.just("webhook"),
    read_only=flags,
    deprecated=flags,
)


def _field(**inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Field]:
    @st.composite
    def field(draw: st.DrawFn) -> Field:  # a strategy that is short to show
        inside = {name: draw(each) for name, each in inner.items()}
        return draw(_facts.map(lambda facts: dataclasses.replace(facts, **inside)))

    return field()


def _deeper(inner: st.SearchStrategy[Field]) -> st.SearchStrategy[Field]:
    fields = st.dictionaries(texts, inner, max_size=2)
    variants = st.dictionaries(texts, fields, max_size=2)
    return _field(items=st.none() | inner, fields=fields, map_of=st.none() | inner, variants=variants)


fields = st.recursive(_field(), _deeper, max_leaves=4)
listings = st.builds(
    Listing,
    paging=st.sampled_from(["start", "cursor", "pagination"]),
    rows=st.none() | texts,
    id=st.none() | st.builds(RowId, row=texts, filter=texts, order=texts, sort=mappings),
)
errors = st.builds(
    Error, code=texts, message=st.none() | texts, status=st.none() | st.integers(100, 599), field=st.none() | texts
)
methods = st.builds(
    MethodSpec,
    method=wire_names,
    rest=st.sampled_from([2, 3]),
    page=texts,
    title=texts,
    scope=st.lists(texts, max_size=3).map(tuple),
    status=st.sampled_from(["active", "deprecated", "removed"]),
    replaced_by=st.none() | replacements,
    aliases=st.lists(wire_names, max_size=2).map(tuple),
    positional=flags,
    reads=st.none() | flags,
    idempotent=flags,
    who=st.none() | texts,
    who_more=flags,
    context=st.none() | st.just("application"),
    since=st.none() | texts,
    on_premise=flags,
    one_of=groups,
    forms=groups,
    params=st.dictionaries(texts, fields, max_size=3),
    example=st.none() | mappings,
    returns=st.none() | fields,
    total=flags,
    list=st.none() | listings,
    response=st.none() | mappings,
    examples=st.lists(st.builds(Example, call=mappings, response=st.none() | mappings), max_size=2).map(tuple),
    errors=st.lists(errors, max_size=2).map(tuple),
    defects=defects,
)
types = st.builds(
    TypeSpec,
    type=wire_names,
    page=texts,
    title=texts,
    fields=st.dictionaries(texts, fields, max_size=3),
    defects=defects,
)
events = st.builds(
    EventSpec,
    event=wire_names,
    page=texts,
    title=texts,
    scope=st.lists(texts, max_size=2).map(tuple),
    status=st.sampled_from(["active", "deprecated", "removed"]),
    replaced_by=st.none() | replacements,
    auth=flags,
    who=st.none() | texts,
    who_more=flags,
    data=st.none() | fields,
    example=st.none() | mappings,
    defects=defects,
)
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


# Compared by repr: 1, 1.0 and True are equal, and not the same fact.


@pytest.mark.slow
@quick
@given(methods)
def test_a_method_survives_its_file(spec: MethodSpec) -> None:
    text = yamltext.dump(codec.encode(spec))

    assert repr(codec.decode(MethodSpec, yamltext.load(text))) == repr(spec)


@pytest.mark.slow
@quick
@given(types)
def test_a_type_survives_its_file(spec: TypeSpec) -> None:
    text = yamltext.dump(codec.encode(spec))

    assert repr(codec.decode(TypeSpec, yamltext.load(text))) == repr(spec)


@quick
@given(events)
def test_an_event_survives_its_file(spec: EventSpec) -> None:
    text = yamltext.dump(codec.encode(spec))

    assert repr(codec.decode(EventSpec, yamltext.load(text))) == repr(spec)


@pytest.mark.parametrize("text", TRAPS, ids=lambda text: repr(text)[:30])
def test_a_trap_of_yaml_survives_as_key_and_as_value(text: str) -> None:
    value: dict[str, Json] = {text: text, "list": [text, [text]], "block": {"type": text, "inner": {text: text}}}

    written = yamltext.dump({"value": value})

    assert repr(yamltext.load(written)) == repr({"value": value})


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(texts, json_values, max_size=4))
def test_any_json_survives_and_is_written_the_same_again(value: dict[str, Json]) -> None:
    written = yamltext.dump(value)
    read = yamltext.load(written)

    assert repr(read) == repr(value)
    assert yamltext.dump(value) == written


@given(texts)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_on_disk_gives_the_same_tree(tmp_path: Path, text: str) -> None:
    spec = MethodSpec(
        WireName("shelf.book.get"), 2, text, text, example={text: text}, errors=(Error(text, text or None),)
    )
    shared = TypeSpec(WireName("shelf.book"), text, text)
    event = EventSpec(WireName("OnShelfBookAdd"), text, text)
    tree = SpecTree(
        methods={(2, spec.method): spec},
        events={event.event: event},
        types={shared.type: shared},
        errors=(Error(text),),
    )

    files.write(files.texts(tree), tmp_path)

    assert repr(files.load_tree(tmp_path)) == repr(tree)


def test_a_whole_number_a_fraction_and_a_mark_stay_apart() -> None:
    values: tuple[Json, ...] = (1, 1.0, True, "1", "1.0", "true", None, "null", 1e300, 1e-7, -0.0, 10**30)
    spec = MethodSpec(WireName("a.b"), 2, "p", "t", params={"p": Field("any", values=values, default=0)})

    read = codec.decode(MethodSpec, yamltext.load(yamltext.dump(codec.encode(spec))))

    assert [repr(each) for each in read.params["p"].values] == [repr(each) for each in values]
    assert repr(read.params["p"].default) == "0"


def test_a_default_of_null_is_not_the_absence_of_one() -> None:
    for default in (None, UNSET, False, "", [], {}):
        spec = MethodSpec(WireName("a.b"), 2, "p", "t", params={"p": Field("any", default=default)})
        read = codec.decode(MethodSpec, yamltext.load(yamltext.dump(codec.encode(spec))))
        assert repr(read.params["p"].default) == repr(default)


def test_an_empty_example_is_not_the_absence_of_one() -> None:
    for example in ({}, None):
        spec = MethodSpec(WireName("a.b"), 2, "p", "t", example=example, response=example)
        read = codec.decode(MethodSpec, yamltext.load(yamltext.dump(codec.encode(spec))))
        assert (read.example, read.response) == (example, example)


@dataclasses.dataclass(frozen=True)
class Shelf:
    """A class that no file has: what the codec makes of it follows from its annotations."""

    name: str
    books: Mapping[str, tuple[Shelf, ...]] = dataclasses.field(default_factory=dict[str, "tuple[Shelf, ...]"])
    owner: WireName | None = None
    side: Literal["left", "right"] = "left"
    free: bool = dataclasses.field(default=False, metadata={ALWAYS_WRITTEN: True})


def test_a_new_fact_is_a_field_of_a_class_and_nothing_else() -> None:
    shelf = Shelf("a", {"b": (Shelf("c", owner=WireName("d.e")), Shelf("f", side="right"))}, free=True)

    data = codec.encode(shelf)

    assert list(data.items()) == [
        ("name", "a"),
        ("books", {"b": [{"name": "c", "owner": "d.e", "free": False}, {"name": "f", "side": "right", "free": False}]}),
        ("free", True),
    ]
    assert repr(codec.decode(Shelf, data)) == repr(shelf)
    with pytest.raises(codec.InvalidSpec, match=r"^books\.b\[1\]\.side: is 'up', not left or right$"):
        codec.decode(Shelf, {"name": "a", "books": {"b": [{"name": "c"}, {"name": "f", "side": "up"}]}})


@pytest.mark.parametrize(
    "kind", [kind for kind in vars(model).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
)
def test_nothing_is_decided_where_a_fact_is_made(kind: type[object]) -> None:
    """The codec fills in what the class would, and so a class may do nothing more when it is called."""
    assert not hasattr(kind, "__post_init__")
    assert "__slots__" not in vars(kind)
    assert kind.__new__ is object.__new__


def test_what_was_read_is_as_what_was_made() -> None:
    assert vars(codec.decode(Field, {"type": "x", "values": [1]})) == vars(Field("x", values=(1,)))
    assert vars(codec.decode(Shelf, {"name": "x"})) == vars(Shelf("x"))
