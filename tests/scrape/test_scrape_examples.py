"""Example calls and data: cURL commands, almost-JSON, literals of JavaScript and PHP."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.scrape.examples.curl import parse_curl
from generator.scrape.examples.json_text import NotData, parse_json
from generator.scrape.examples.literals import parse_literal
from generator.scrape.examples.placeholders import LONGEST, with_placeholders
from generator.spec.model import Json

HOOK = "https://your-domain.bitrix24.com/rest/_USER_ID_/_CODE_"


@pytest.mark.parametrize(
    ("command", "method", "rest", "params"),
    [
        (f"curl -X POST -d '{{\"id\": 1}}' {HOOK}/shelf.book.get", "shelf.book.get", 2, {"id": 1}),
        (
            f"curl -X POST \\\n    -H 'A: b' \\\n    -d '{{\n  \"id\": 1\n}}' \\\n    {HOOK}/shelf.book.get",
            "shelf.book.get",
            2,
            {"id": 1},
        ),
        (f"curl -d '{{\"id\": 1}}' {HOOK}/shelf.book.get.json", "shelf.book.get", 2, {"id": 1}),
        (f"curl -d '{{\"id\": 1}}' {HOOK}/shelf.book.get/", "shelf.book.get", 2, {"id": 1}),
        (f'curl -d \'{{"id": 1}}\' "{HOOK}/shelf.book.get"', "shelf.book.get", 2, {"id": 1}),
        (f"curl --data '{{\"id\": 1}}' '{HOOK}/shelf.book.get'", "shelf.book.get", 2, {"id": 1}),
        (f"curl --data-raw '{{\"id\": 1}}' {HOOK}/shelf.book.get", "shelf.book.get", 2, {"id": 1}),
        (
            'curl -d \'{"id": 1, "auth": "**token**"}\' https://your-domain.bitrix24.com/rest/shelf.book.get',
            "shelf.book.get",
            2,
            {"id": 1},
        ),
        (
            "curl -d '{\"id\": 1}' https://**put_your_bitrix24_address**/rest/api/**put_your_user_id_here**/**put_your_webhook_here**/shelf.book.get",
            "shelf.book.get",
            3,
            {"id": 1},
        ),
        ("curl -d '{}' https://**put_your_bitrix24_address**/rest/api/shelf.book.get", "shelf.book.get", 3, {}),
        (f"curl {HOOK}/profile", "profile", 2, {}),
        (f"curl -d '[]' {HOOK}/profile", "profile", 2, {}),
        (f"curl -d '' {HOOK}/profile", "profile", 2, {}),
        (f"curl -d '{{\"text\": \"it'\\''s\"}}' {HOOK}/shelf.book.add", "shelf.book.add", 2, {"text": "it's"}),
        (f'curl -d \'{{"text": "it\'s one"}}\' {HOOK}/shelf.book.add', "shelf.book.add", 2, {"text": "it's one"}),
        (f'curl -d "{{\\"id\\": 1}}" {HOOK}/shelf.book.get', "shelf.book.get", 2, {"id": 1}),
        (
            f'curl -d \'{{"url": "https://a.example/rest/of/it"}}\' {HOOK}/shelf.book.add',
            "shelf.book.add",
            2,
            {"url": "https://a.example/rest/of/it"},
        ),
    ],
)
def test_a_call(command: str, method: str, rest: int, params: dict[str, Json]) -> None:
    call = parse_curl(command)

    assert call is not None
    assert (call.method, call.rest, call.params) == (method, rest, params)


@pytest.mark.parametrize(
    "command",
    [
        f'curl -d \'{{"at": "\'$(date)\'", "id": $ID}}\' {HOOK}/shelf.book.get',
        f"curl -d '{{\"id\": ' {HOOK}/shelf.book.get",
        f"curl -d 'id=1' {HOOK}/shelf.book.get",
        f"curl -d '[1]' {HOOK}/shelf.book.get",
        f"curl -d '\"text\"' {HOOK}/shelf.book.get",
        f"curl -d '{{\"id\": NaN}}' {HOOK}/shelf.book.get",
        f"curl -d '{{id: 1}}' {HOOK}/shelf.book.get",
    ],
)
def test_a_call_whose_data_cannot_be_read_keeps_its_method_and_says_why(command: str) -> None:
    call = parse_curl(command)

    assert call is not None
    assert call.method == "shelf.book.get"
    assert call.params is None
    assert call.why


@pytest.mark.parametrize(
    "command",
    [
        "",
        "curl",
        "curl https://oauth.bitrix.info/oauth/token/",
        "curl https://your-domain.bitrix24.com/rest/",
        "curl https://your-domain.bitrix24.com/rest/1/code/",
        "not a command at all",
        f"curl {HOOK}/a%20b",
        f"curl {HOOK}/../..",
    ],
)
def test_what_calls_no_method(command: str) -> None:
    call = parse_curl(command)

    assert call is None or "." not in call.method


def test_a_token_never_becomes_a_parameter() -> None:
    for name in ("auth", "AUTH_ID"):
        call = parse_curl(f'curl -d \'{{"{name}": "secret", "id": 1}}\' {HOOK}/shelf.book.get')
        assert call is not None
        assert call.params == {"id": 1}


# JSON that is not quite


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{"a": 1,}', {"a": 1}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ('{"a": 1} // so', {"a": 1}),
        ('{\n"a": 1, // one\n"b": 2 /* two\nlines */\n}', {"a": 1, "b": 2}),
        ('{"a": [1, 2, ...]}', {"a": [1, 2]}),
        ('{"a": 1, ...}', {"a": 1}),
        ('{"a": [...]}', {"a": []}),
        ('{"a": [{"b": 1}, …]}', {"a": [{"b": 1}]}),
        ('{"a": "http://x/y"}', {"a": "http://x/y"}),
        ('{"a": "http://x/y",}', {"a": "http://x/y"}),
        ('{"a": "wait...",}', {"a": "wait..."}),
        ('{"a": "x, ]",}', {"a": "x, ]"}),
        ('{"a": "/* no */ // no",}', {"a": "/* no */ // no"}),
        ('{"a": "q\\"//",}', {"a": 'q"//'}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"a": "x"\n"b": 1\n "c": true\n"d": 2}', {"a": "x", "b": 1, "c": True, "d": 2}),
        ('{"a": {"b": 1}\n"c": "q\\""\n"d": [1]}', {"a": {"b": 1}, "c": 'q"', "d": [1]}),
        ('[{"a": 1, ...}\n{"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"a": {"b": 1},\n... // and so on\n"c": 2}', {"a": {"b": 1}, "c": 2}),
        ('{"a": [{"b": 1},\n\n48 more books with\n], "n": "\n3 more\n"}', {"a": [{"b": 1}], "n": "\n3 more\n"}),
        ('{"a": {\n[]\n}}', {"a": []}),
        ("[]", []),
        ("null", None),
        ('"\\ud83d\\ude00"', "😀"),
        ('"\\ud800"', "\ufffd"),
        ("1.0", 1.0),
    ],
)
def test_parse_json(text: str, value: Json) -> None:
    assert repr(parse_json(text)) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        '{"a" 1}',
        "{'a': 1}",
        "{a: 1}",
        '{"a": undefined}',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1e999}',
        "1 2",
        '{"a": $x}',
        '{"a": "x}',
        '{"a": {{"b": 1}}}',
        "array('a' => 1)",
        "[" * 500 + "]" * 500,
    ],
)
def test_text_that_is_no_json(text: str) -> None:
    with pytest.raises(NotData):
        parse_json(text)


json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(json_values, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_it_is(value: Json, indent: int | None, ascii_only: bool) -> None:
    assert repr(parse_json(json.dumps(value, indent=indent, ensure_ascii=ascii_only))) == repr(value)


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_javascript_reads_json_too(value: Json) -> None:
    if isinstance(value, (dict, list)):
        assert parse_literal(json.dumps(value, ensure_ascii=False)) == value


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("{}[]()'\"`,:=>#/*\\.0123456789-+eE$ \nabtrue"), max_size=40))
def test_any_text_is_a_literal_or_no_data(text: str) -> None:
    for parse in (parse_json, parse_literal):
        with contextlib.suppress(NotData):
            parse(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("curl -d'\"\\{}:1a/\n $`.htps?&"), max_size=60))
def test_any_command_is_a_call_or_none(text: str) -> None:
    parse_curl(f"{text} https://a.b/rest/x.y {text}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 1, 'b': \"two\", c: [true, null]}", {"a": 1, "b": "two", "c": [True, None]}),
        ("['a' => 1, 'b' => ['c' => 'd']]", {"a": 1, "b": {"c": "d"}}),
        ("array('a' => 1, 'b' => array(1, 2))", {"a": 1, "b": [1, 2]}),
        ("[1, 2, 3,]", [1, 2, 3]),
        ("[]", []),
        ("{}", {}),
        ("{a: 1 /* one */, // two\n # three\n b: 2}", {"a": 1, "b": 2}),
        ("['it\\'s', \"a\\nb\", `c`]", ["it's", "a\nb", "c"]),
        ("[1.5, -2, .5, 1e3]", [1.5, -2, 0.5, 1000.0]),
        ("[TRUE, False, NULL]", [True, False, None]),
        ("{a: 1}) and more", {"a": 1}),
        ("{1: 'a', 2: 'b'}", {"1": "a", "2": "b"}),
    ],
)
def test_parse_literal(text: str, value: Json) -> None:
    assert repr(parse_literal(text)) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{a: b}",
        "{a: f(1)}",
        "{a: 1 + 2}",
        "{a: `x${y}`}",
        "[$id]",
        "{a}",
        "{...rest}",
        "{a: 'x' . $y}",
        "['a' => 1, 2]",
        "{a: new Date()}",
        "{a: 1",
        "['a",
        "{a: " * 100,
        "9" * 5000,
    ],
)
def test_more_than_a_literal(text: str) -> None:
    with pytest.raises(NotData):
        parse_literal(text)


# Placeholders


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("x" * LONGEST, "x" * LONGEST),
        ("word " * 20, "Example text"),
        ("https://a.example/" + "x" * 60, "https://example.com/path"),
        ("/upload/" + "x" * 60, "/example/path"),
        ("<p>" + "word " * 20, "<b>Example</b>"),
        ("iVBORw0KGgo" * 10, "ZXhhbXBsZQ=="),
        ('{"a": "' + "word " * 20 + '"}', '{"example": "value"}'),
        ("a < b, " * 20, "Example text"),
    ],
)
def test_long_texts_are_replaced_by_one_of_their_kind(text: str, short: str) -> None:
    assert with_placeholders(text) == short
    assert with_placeholders({"a": [text, 1]}) == {"a": [short, 1]}


@given(json_values)
def test_short_data_stays_and_shortening_twice_changes_nothing(value: Json) -> None:
    assert with_placeholders(with_placeholders(value)) == with_placeholders(value)
