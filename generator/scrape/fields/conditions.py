"""What a line of text says of a parameter's use together with others.

`one_needed`: names of which one is needed. `replaced_by`: the one that is needed where this is not given. `when_of`:
the other parameter, or its values, with which alone this one means something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ...spec.model import Json, When
from ..html.document import Spans
from ..html.wording import with_ticks
from .node import Fields, Node
from .value_conditions import when_beside
from .values import json_value

_NAME: Final = r"`(?P<name>[A-Za-z_]\w*)`"
_LIST: Final = r"`[A-Za-z_]\w*`(?:(?:\s*,\s*(?:(?:or|and)\s+)?|\s+or\s+(?:the\s+)?|\s*/\s*)`[A-Za-z_]\w*`)+"
_ONE_NEEDED: Final = re.compile(
    r"\b(?:at least|only|exactly) one\b(?: of)?(?: the)?(?: following)?(?: two)?(?: required)?"
    r" (?:parameters?|fields?)\b[^`.]{0,120}"
    r"|\b(?:must|have to|need to|should)\b[^`.]{0,120}\b(?:either|one of)\b[^`.]{0,120}"
    r"|(?:\A|[.:]\s+)(?:please )?(?:pass|provide|specify)\b"
    r"(?: either\b[^`.]{0,120}|[^`.]{0,120}\bone of the parameters\b[^`.]{0,120})"
    r"|\bmethod accepts one of the parameters\b[^`.]{0,120}",
    re.IGNORECASE,
)
_NOT_ALWAYS: Final = re.compile(
    r"\A\W*(?:to (?:retrieve|get|obtain|find)|if|when|for)\b|\b(?:recommended|advisable|you can)\b", re.IGNORECASE
)
_NAMES: Final = re.compile(_LIST)
_OR_BOTH: Final = re.compile(r"(?:\A|[.:]\s+)pass `(?:(\w+)\.)?(\w+)`, `(?:(\w+)\.)?(\w+)`,? or both\b", re.IGNORECASE)
_WITHOUT: Final = re.compile(
    rf"\b(?:required|mandatory|needed),? if (?:the )?(?:parameter )?{_NAME}(?: parameter)? (?:is|was) "
    r"(?:not (?:specified|provided|passed|set|filled|given)|omitted|missing)\b",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(
    rf"\b(?:(?:can|may) be (?:used|provided|passed|specified)|used) instead of (?:the )?{_NAME}", re.IGNORECASE
)

_USED: Final = (
    r"\b(?:(?:required|mandatory|needed|used|\Ause|available|relevant|applie[sd]|works|makes sense|valid|arrives|passed"
    r"|(?<!not )returned|(?<!automatically )filled)\b(?: for filling)?(?: only)?"
    r"(?: (?:together|in combination))?|only)"
)
_WITH_VALUE: Final = re.compile(
    rf"{_USED}(?: on [^`.;,]{{1,40}},)? (?:if|when|for|with) (?:the )?(?:parameter )?(?P<condition>"
    r"`[\w.]+\s*=\s*[^`=]+`(?:\s*(?:,|or|and|/)\s*`[\w.]+\s*=\s*[^`=]+`)*"
    r"|`\w+`\s*(?:=|is equal to|equals|is set to|is)\s*`[^`]+`(?:\s*(?:,|or)\s*`[^`]+`)*"
    r"|`\w+` with (?:the )?values? `[^`]+`(?:\s*(?:,|or|and)\s*`[^`]+`)*)(?P<after>[^.;]*)",
    re.IGNORECASE,
)
_OF_VALUE: Final = re.compile(
    r"\A(?:(?:[A-Z]\w*|An? \w+)(?: (?!(?:may|can|is|are|be)\b)[\w'-]+){0,7} (?:for|if) "
    r"(?P<condition>`\w+\s*=\s*[^`=]+`)\s*(?:[:.]|\Z)"
    r"|If (?P<leading>`\w+\s*=\s*[^`=]+`), (?:contains|specifies|sets)\b)"
)
"""`Period type for `MODE = multiple`:` at the start of a description: of no other value there is anything to say."""
_WITH_NAME: Final = re.compile(
    r"\b(?:(?:only )?(?:used|works|passed|applies) (?:only )?(?:together )?with|pass together with"
    r"|(?:must|should) be (?:used|passed) (?:only )?together with"
    r"|(?:required|mandatory|used|applied|performed|makes sense|(?<!not )returned|available|needed|relevant)"
    r" (?:only )?(?:if|when)(?: passing)?"
    r"|\bonly for|\bonly with)"
    r" (?:the )?(?:parameter )?`(?P<name>[A-Za-z_][\w.]*)`(?P<after>[^.;]*)",
    re.IGNORECASE,
)
_IS_GIVEN: Final = re.compile(
    r"\A(?: parameter| flag)?(?: is)?(?: also)?(?: (?:specified|provided|passed|set|filled|given|enabled|turned on))?"
    r"(?: to\b.*|,.*)?\s*\)?\Z",
    re.IGNORECASE,
)
_IS_ON: Final = re.compile(r"\b(?:enabled|turned on)\b", re.IGNORECASE)
"""Of a flag; of anything else, that it is given."""
_ELSE: Final = re.compile(r"\bcan be omitted\b|\boptional\b|\bignored\b|\bunless\b", re.IGNORECASE)
_NEGATED: Final = re.compile(r"\bnot\b", re.IGNORECASE)
_PAIR: Final = re.compile(r"`([\w.]+)\s*=\s*([^`=]+)`")
_CODES: Final = re.compile(r"`([^`]+)`")


def one_needed(line: Spans) -> tuple[str, ...]:
    """`At least one of the parameters must be specified: `A` or `B``."""
    text = with_ticks(line)
    if _NOT_ALWAYS.search(text):
        return ()
    if (both := _OR_BOTH.search(text)) and both[1] == both[3]:
        return both[2], both[4]
    for found in _ONE_NEEDED.finditer(text):
        names = _NAMES.match(text, found.end()) or _behind_words(text, found.end())
        if names:
            return tuple(dict.fromkeys(_CODES.findall(names.group())))
    return ()


def _behind_words(text: str, at: int) -> re.Match[str] | None:
    """`either the `A` parameter or the `B` parameter`: the same list with a word behind each name."""
    rest = re.sub(r"(`\w+`) (?:parameter|field|element)\b", r"\1", text[at:])
    return _NAMES.match(rest)


def replaced_by(line: Spans) -> str:
    """`Required if `B` is not provided`, `can be used instead of `B``; empty where nothing is."""
    text = with_ticks(line)
    found = _WITHOUT.search(text) or _INSTEAD.search(text)
    return found["name"] if found else ""


def when_of(line: Spans) -> When | None:
    """The other parameter's name, or its values as text; True where it has to be switched on."""
    for sentence in re.split(r"(?<=[.;])\s", with_ticks(line)):
        found = _WITH_VALUE.search(sentence)
        if found and not _NEGATED.search(found["condition"] + found["after"]) and not _ELSE.search(with_ticks(line)):
            return _values(found["condition"])
        if found := _OF_VALUE.match(sentence):
            return _values(found["condition"] or found["leading"])
        found = _WITH_NAME.search(sentence)
        if found and _IS_GIVEN.match(found["after"]) and not _ELSE.search(sentence):
            return {found["name"]: True} if _IS_ON.search(found["after"]) else found["name"]
    return None


def _values(condition: str) -> When | None:
    pairs = [(found[1], found[2].strip(" '\"")) for found in _PAIR.finditer(condition)]
    if not pairs:
        first, *others = (found[1] for found in _CODES.finditer(condition))
        pairs = [(first, value) for value in others]
    name, values = pairs[0][0], [value for _, value in pairs]
    if any(other != name for other, _ in pairs) or not all(re.fullmatch(r"[\w.-]+", value) for value in values):
        return None
    return {name: values[0]} if len(values) == 1 else {name: list[Json](values)}


# In the tree


def with_conditions(fields: Fields, sent: Fields = MappingProxyType({})) -> dict[str, Node]:
    """The fields, each with `when` where its row states one and the other is beside it, or in what is `sent` for it."""
    return {name: _with_condition(name, node, fields, sent) for name, node in fields.items()}


def _with_condition(name: str, node: Node, beside: Fields, sent: Fields) -> Node:
    when = _decided(name, node.hints.when, beside, sent) or when_beside(name, node.hints.when_values, beside)
    return replace(
        node,
        facts=node.facts if when is None else replace(node.facts, when=when),
        fields=with_conditions(node.fields, sent),
        variants={case: with_conditions(fields, sent) for case, fields in node.variants.items()},
    )


def _decided(name: str, when: When | None, beside: Fields, sent: Fields) -> When | None:
    if when is None:
        return None
    said, value = (when, None) if isinstance(when, str) else next(iter(when.items()))
    other, node = _other(said, beside, sent)
    if node is None or other == name:
        return None
    return other if isinstance(when, str) else with_value(other, value, node)


def _other(said: str, beside: Fields, sent: Fields) -> tuple[str, Node | None]:
    """What the row names: a field beside it, or a parameter, by its path."""
    name = said if said in beside or said in sent else _spelled(said, beside)
    if name is not None and name in beside:
        return name, beside[name]
    path, fields, node = list[str](), sent, None
    holders = [holder for holder, each in sent.items() if said in each.fields]
    steps = [*holders, said] if said not in sent and len(holders) == 1 else said.split(".")
    for step in steps:
        name = _spelled(step, fields)
        if name is None:
            return said, None
        path, node = [*path, name], fields[name]
        fields = node.fields
    return ".".join(path), node


def with_value(name: str, value: Json, node: Node) -> When:
    """The condition that the value of that name is this one, as what it is of the value's type."""
    if value is True:
        return {name: True} if "boolean" in node.type.split(" | ") else name
    return {name: _typed(value, node)}


def _typed(value: Json, node: Node) -> Json:
    if isinstance(value, list):
        return [_typed(each, node) for each in value]
    return json_value(str(value), node.type)


def _spelled(name: str, beside: Fields) -> str | None:
    return next((each for each in beside if each == name), None) or next(
        (each for each in beside if each.lower() == name.lower()), None
    )


def groups_of(fields: Fields, said: list[tuple[str, ...]], at: str = "") -> Iterator[tuple[str, ...]]:
    """Every group of which one is needed, by the rows and by the text around the tables (`said`), as dotted paths."""
    for names in [*said, *_by_rows(fields)]:
        spelled = [_spelled(name, fields) for name in names]
        if len(names) > 1 and all(spelled):
            yield tuple(f"{at}{name}" for name in fields if name in spelled)
    for name, node in fields.items():
        yield from groups_of(node.fields, said, f"{at}{name}.")


def _by_rows(fields: Fields) -> Iterator[tuple[str, ...]]:
    for name, node in fields.items():
        if node.hints.one_needed:
            yield node.hints.one_needed
        other = node.hints.replaced_by
        # What may take another's place is needed only where that is.
        if other in fields and (node.facts.required or fields[other].facts.required or node.hints.conditional):
            yield other, name


def distinct(groups: Iterator[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Each set of names once, and none that is part of another."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for group in groups:
        found.setdefault(frozenset(group), tuple(dict.fromkeys(group)))
    return tuple(group for names, group in found.items() if not any(names < other for other in found))


def unmarked(fields: Fields, groups: tuple[tuple[str, ...], ...], at: str = "") -> dict[str, Node]:
    """None of a group's members is required by itself."""
    members: Mapping[str, None] = dict.fromkeys(name for group in groups for name in group)
    return {
        name: replace(
            node,
            facts=replace(node.facts, required=node.facts.required and f"{at}{name}" not in members),
            fields=unmarked(node.fields, groups, f"{at}{name}."),
        )
        for name, node in fields.items()
    }
