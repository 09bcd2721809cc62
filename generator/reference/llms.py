"""What models read: `llms.txt`, an index of the site in Markdown; `llms-full.txt`, the guides and every signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ..text import clean
from .calls import signature
from .client import Client, ClientMethod, Namespace
from .pages import VERSIONS, chapters, path_of

INDEX: Final = "llms.txt"
FULL: Final = "llms-full.txt"
_FOLDER: Final = "reference"

_ABOUT: Final = """\
# bitrix24-client

> A typed Python client for the Bitrix24 REST API, sync and async, generated from the API's documentation: every method
> of REST v2 and REST 3.0 under its wire name, each segment in snake_case. `tasks.flow.Flow.isExists` is
> `b24.tasks.flow.flow.is_exists`, and `tasks.task.get` of REST 3.0 is `b24.v3.tasks.task.get`.

```python
from bitrix24 import Client

with Client("https://portal.bitrix24.com/rest/1/secret/") as b24:  # an inbound webhook
    deal = b24.crm.item.get(entity_type_id=2, id=7).item
    print(deal.title)
```
"""
# What only the builder of the site understands.
_DIRECTIVE: Final = re.compile(r"^```\{.*?^```\n", re.MULTILINE | re.DOTALL)


def for_models(client: Client, guides: Mapping[str, str]) -> dict[str, str]:
    """Both files, by name.

    Args:
        guides: The Markdown of each, by its path from the reference's folder, without the end.
    """
    return {INDEX: _index(client, guides), FULL: "\n".join([_ABOUT, *_guides(guides), *_methods(client)])}


def _index(client: Client, guides: Mapping[str, str]) -> str:
    lines = [_ABOUT, "## Guides", ""]
    lines += [f"- [{title_of(text, path)}]({path.removeprefix('../')}.html)" for path, text in guides.items()]
    for chapter in chapters(client):
        lines += ["", f"## {chapter.title}", ""]
        lines += [f"- [{clean(each.title)}]({_FOLDER}/{each.path}.html): {each.count}" for each in chapter.sections]
    lines += [
        "",
        "## Optional",
        "",
        f"- [Everything in one file]({FULL}): the guides, and the signature of every method",
    ]
    return "\n".join(lines) + "\n"


def _guides(guides: Mapping[str, str]) -> Iterator[str]:
    for text in guides.values():
        yield re.sub(r"^#", "##", _DIRECTIVE.sub("", text), count=1)


def _methods(client: Client) -> Iterator[str]:
    yield "## Every method\n"
    yield "A parameter with `= ...` may be left out. The JSON of a result is its `raw`.\n"
    for namespace in client.namespaces:
        if namespace.methods:
            yield f"### {_heading(namespace)}\n"
            yield "```python"
            yield from map(_method, namespace.methods)
            yield "```\n"


def _heading(namespace: Namespace) -> str:
    place = path_of(namespace).partition("/")[2]
    return f"{place}, {VERSIONS[namespace.node.rest]}"


def _method(shown: ClientMethod) -> str:
    method = shown.method
    instead = f", use {method.replaced_by}" if method.replaced_by else ""
    old = f" (deprecated{instead})" if method.status != "active" else ""
    return f"# {method.name}: {clean(method.title)}{old}\n{signature(shown.path, shown.signature, shown.returns)}"


def title_of(text: str, path: str) -> str:
    """Of a guide: its first heading."""
    lines = text.splitlines()
    return next((line[2:].replace("`", "") for line in lines if line.startswith("# ")), path.rpartition("/")[2])
