"""What a TypeScript example declares of the answer: `type Result = {id: number, …}` and `make<Result>(`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ...spec.model import Field
from ..fields.node import Node
from ..html.document import Code, Document
from ..sections import example_codes

_CALL: Final = re.compile(r"\bv[23]\.call\.make<")
_DECLARED: Final = re.compile(r"^(?:export )?(?:type (\w+) = |interface (\w+) (?=\{))", re.MULTILINE)
_TOKEN: Final = re.compile(
    r"\s+|//[^\n]*|/\*.*?\*/|(?P<word>[\w$]+(?:\.\w+)*)|(?P<text>'[^'\n]*'|\"[^\"\n]*\")|(?P<sign>.)", re.DOTALL
)
_TYPES: Final = {
    "string": "string",
    "boolean": "boolean",
    "true": "boolean",
    "false": "boolean",
    "number": "number",
    "ISODate": "datetime",
    "Date": "datetime",
    "object": "object",
}
_UNKNOWN: Final = Node(Field("any"))
_DEEPEST: Final = 12
_LONGEST: Final = 20_000
_MOST_NAMES: Final = 100
"""Names that are followed for one answer: types may hold each other many times over."""


class _Unreadable(ValueError):
    pass


def declared_answer(document: Document) -> Node | None:
    """The declared shape of `result`; None where no example declares one that can be read."""
    for _, code in example_codes(document):
        found = _CALL.search(code.text) if _is_typescript(code) else None
        if found and len(code.text) <= _LONGEST:
            try:
                return _Reader(code.text, found.end()).type(0)
            except _Unreadable:
                continue
    return None


def _is_typescript(code: Code) -> bool:
    return code.language in ("ts", "typescript")


class _Reader:
    """A recursive descent over the few forms of types that examples use."""

    def __init__(
        self, text: str, at: int, using: frozenset[str] = frozenset(), followed: list[str] | None = None
    ) -> None:
        self._text = text
        self._followed: list[str] = [] if followed is None else followed
        self._tokens = list(_tokens(text, at))
        self._at = 0
        self._using = using

    def type(self, depth: int) -> Node:
        """Alternatives: one of them and null, or no more than what they have in common."""
        if depth > _DEEPEST:
            raise _Unreadable
        options: list[Node] = []
        nullable = False
        if self._peek() == "|":
            self._next()
        while True:
            if self._peek() in ("null", "undefined"):
                self._next()
                nullable = True
            else:
                options.append(self._postfixed(depth + 1))
            if self._peek() != "|":
                break
            self._next()
        found = options[0] if options and all(_alike(each, options[0]) for each in options) else _UNKNOWN
        return found.with_facts(nullable=True) if nullable else found

    def _postfixed(self, depth: int) -> Node:
        node = self._single(depth)
        while self._peek() == "[":
            self._next()
            self._expect("]")
            node = Node(Field("array"), items=node if node.type != "any" else None)
        return node

    def _single(self, depth: int) -> Node:
        token = self._next()
        if token == "(":
            node = self.type(depth)
            self._expect(")")
            return node
        if token == "{":
            return self._object(depth)
        if token[:1] in "'\"":
            return Node(Field("string"))
        if not re.fullmatch(r"[\w$.]+", token):
            raise _Unreadable
        if self._peek() == "<":
            return self._generic(token, depth)
        if token.isdigit():
            return Node(Field("integer"))
        return Node(Field(_TYPES[token])) if token in _TYPES else self._named(token)

    def _generic(self, name: str, depth: int) -> Node:
        self._expect("<")
        arguments = [self.type(depth)]
        while self._peek() == ",":
            self._next()
            arguments.append(self.type(depth))
        self._expect(">")
        if name in ("Array", "ReadonlyArray"):
            return Node(Field("array"), items=arguments[0])
        return Node(Field("object")) if name == "Record" else _UNKNOWN

    def _object(self, depth: int) -> Node:
        fields: dict[str, Node] = {}
        keyed = False
        while self._peek() != "}":
            name = self._next()
            if name == "[":  # `[key: string]: …`
                while self._next() != "]":
                    pass
                keyed = True
            if self._peek() == "?":
                self._next()
            self._expect(":")
            node = self.type(depth)
            if not keyed:
                fields[name.strip("'\"")] = node
            if self._peek() in (",", ";"):
                self._next()
        self._next()
        return Node(Field("object"), fields={} if keyed else fields)

    def _named(self, name: str) -> Node:
        """The type that the same example declares under that name."""
        found = next((each for each in _DECLARED.finditer(self._text) if name in each.groups()), None)
        self._followed.append(name)
        if len(self._followed) > _MOST_NAMES:
            raise _Unreadable
        if found is None or name in self._using:
            return _UNKNOWN
        try:
            return _Reader(self._text, found.end(), self._using | {name}, self._followed).type(0)
        except _Unreadable:
            return _UNKNOWN

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise _Unreadable
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise _Unreadable


def _tokens(text: str, at: int) -> Iterator[str]:
    for found in _TOKEN.finditer(text, at, at + 6_000):
        if found.lastgroup:
            yield found.group()


def _alike(one: Node, other: Node) -> bool:
    return replace(one.facts, nullable=False) == replace(other.facts, nullable=False) and one.fields == other.fields
