"""The example answers of a page, each as the whole envelope around `result`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...spec.model import Json
from ..html.document import Code, Document, flat
from ..sections import response_sections
from .json_text import NotData, parse_json

ENVELOPE: Final = frozenset({"result", "time", "total", "next"})
"""Keys of an answer that stand beside `result`, wherever a table lists them."""

_OF_TIME: Final = frozenset({"start", "finish", "duration"})


@dataclass(frozen=True)
class Answer:
    envelope: dict[str, Json]
    is_whole: bool = True
    """The page shows the envelope, too."""


def answers_of(document: Document) -> list[Answer]:
    """The example answers. Beside a whole one, others are parts of it."""
    shown = [_data(code.text) for code in _codes(document)]
    whole = [Answer(_with_time_beside(value)) for value in shown if isinstance(value, dict) and "result" in value]
    bare = [value for value in shown if isinstance(value, (dict, list)) and not _is_error(value)]
    return whole or [Answer(_enveloped(value), is_whole=False) for value in bare[:1]]


def looks_like_an_answer(document: Document) -> bool:
    """Some code shows a `result`, whether it can be read or not."""
    return any(code.text.lstrip().startswith("{") and '"result"' in code.text for code in _codes(document))


def _codes(document: Document) -> Iterator[Code]:
    for section in response_sections(document):
        for part in section.walk():
            for block in flat(part.blocks):
                if isinstance(block, Code):
                    yield block


def _enveloped(bare: Json) -> dict[str, Json]:
    """An answer shown without `result`: its content, and what belongs beside it."""
    if not isinstance(bare, dict):
        return {"result": bare}
    inner = {name: value for name, value in bare.items() if name not in ENVELOPE}
    beside = {name: value for name, value in bare.items() if name in ENVELOPE}
    return {"result": inner, **beside} if "time" in beside else {"result": bare}


def _with_time_beside(envelope: dict[str, Json]) -> dict[str, Json]:
    """With `time`, where a brace too late has put it into `result`, beside that, where the portal has it."""
    result = envelope["result"]
    time = result.get("time") if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(time, dict) or "time" in envelope or not time.keys() >= _OF_TIME:
        return envelope
    return {**envelope, "result": {name: value for name, value in result.items() if name != "time"}, "time": time}


def _data(text: str) -> Json:
    try:
        return parse_json(text)
    except NotData:
        return None


def _is_error(value: Json) -> bool:
    return isinstance(value, dict) and "error" in value
