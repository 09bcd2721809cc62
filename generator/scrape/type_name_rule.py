"""The rule for names of shared types: the section of the API whose methods use it, and what its heading calls it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ..spec.model import TypeSpec
from ..spec.names import WireName

_FILLERS: Final = frozenset({
    "a", "an", "array", "common", "describing", "description", "element", "field", "fields", "format", "key", "list",
    "main", "object", "objects", "of", "overview", "parameter", "parameters", "params", "result", "single", "structure",
    "the", "type", "with",
})  # fmt: skip
"""Words of a heading that say nothing about which object it is."""
_PART: Final = re.compile(r"\bof (?:the |a |an )?", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CALLS: Final = frozenset({"add", "update", "delete", "get", "list", "set", "fields", "register", "answer", "send"})
"""Last words of methods that say what is done, not with what."""
_MOST_WORDS: Final = 6
_LONGEST: Final = 60


def name_by_rule(spec: TypeSpec, users: Sequence[tuple[int, WireName]]) -> WireName:
    """`crm.deal` for `Deal Type` among the methods of `crm`; `tasks.v3.task` where only REST 3.0 has it."""
    sections = Counter(method.segments[0].lower() for _, method in users if len(method.segments) > 1)
    most = min(sections, key=lambda each: (-sections[each], each)) if sections else ""
    section = snake(most) or snake(spec.page.partition("/")[2].partition("/")[0]) or "site"
    is_v3 = bool(users) and all(rest == 3 for rest, _ in users)
    name = called(spec.title) or _used_by(users) or "object"
    return WireName(f"{section}{'.v3' if is_v3 else ''}.{name.removeprefix(f'{section}_') or name}")


def called(title: str) -> str:
    """What the heading calls the object: `task_chat` for `Task Chat Object`, `body` for `Parameters of the BodyDto`."""
    words = [word.strip("`'\":,()") for word in title.split()]
    identifier = next((word for word in words if re.fullmatch(r"[A-Za-z]\w*_\w+", word)), None)
    if identifier or (title.islower() and len(words) == 1):  # the type's own name, as other pages write it
        return snake(identifier or title)
    for part in _PART.split(" ".join(words)):
        told = [word for word in part.split() if word.lower() not in _FILLERS]
        if told and told != ["item"] and len(told) <= _MOST_WORDS:
            return _without_suffix(snake(" ".join(told)))
    return ""


def snake(text: str) -> str:
    """`checkListTree.fields` → `check_list_tree_fields`, `CONFIG_QUEUE` → `config_queue`."""
    return "_".join(word.lower() for word in _WORD.findall(text)).lstrip("0123456789_")[:_LONGEST]


def _without_suffix(name: str) -> str:
    """`logo` for `logo_dto_object`: what an object is made as says nothing of what it is."""
    for suffix in ("_object", "_dto"):
        name = name.removesuffix(suffix)
    return name


def _used_by(users: Sequence[tuple[int, WireName]]) -> str:
    """For a heading that says nothing, what the first of its methods deals with: `timeline_comment`."""
    for _, method in users:
        words = list(method.segments[1:-1]) or list(method.segments[1:])
        while len(words) > 1 and words[-1].lower() in _CALLS:
            words.pop()
        if words:
            return snake(" ".join(words))
    return ""
