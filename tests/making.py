"""Tiny spec trees, written as the YAML that they would be in specs/, the whole documentation's, and their `Api`s."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

from generator.api import Api, resolve
from generator.spec import codec, yamltext
from generator.spec.files import load_tree
from generator.spec.model import EventSpec, MethodSpec, SpecTree, TypeSpec

PAGE = "api-reference/page.html"
ROOT = Path(__file__).resolve().parents[1]


def tree_of(*texts: str) -> SpecTree:
    """Methods, events and shared types; `page` and `title` may be left out."""
    methods = []
    events = []
    types = []
    for text in texts:
        data = {"page": PAGE, "title": "A title", **cast("Mapping[str, object]", yamltext.load(text))}
        if "method" in data:
            methods.append(codec.decode(MethodSpec, {"rest": 2, **data}))
        elif "event" in data:
            events.append(codec.decode(EventSpec, data))
        else:
            types.append(codec.decode(TypeSpec, data))
    return SpecTree(
        methods={(spec.rest, spec.method): spec for spec in methods},
        events={spec.event: spec for spec in events},
        types={spec.type: spec for spec in types},
    )


def api_of(*texts: str) -> Api:
    """What these specs come to."""
    return resolve(tree_of(*texts))


@lru_cache(maxsize=1)
def documented() -> SpecTree:
    """The specs of the whole documentation."""
    return load_tree(ROOT / "specs")


@lru_cache(maxsize=1)
def documented_api() -> Api:
    """What the whole documentation comes to."""
    return resolve(documented())
