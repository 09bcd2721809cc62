"""Which methods only b24pysdk wraps, and which only this client: `python -m tests.benchmarks.bench_coverage`.

The peer's names are read off its objects: it makes a wire name of the names of its classes and methods. Exit code 1 if
a method is lacking whose reason is not in `LACKING`, or if a reason is out of date.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

from generator.spec.files import load_tree
from tests.conftest import ROOT

_NOT_DOCUMENTED = "no page of the documentation names it"
_NO_PAGE = "named in the documentation, but without a page of its own"

LACKING = {
    "ai.prompt.register": _NOT_DOCUMENTED,
    "ai.prompt.unregister": _NOT_DOCUMENTED,
    "biconnector.dataset.fieldsUpdate": "the documented name is biconnector.dataset.fields.update, which both have",
    "imconnector.send.status.reading": _NOT_DOCUMENTED,
    "imopenlines.v2.Operator.list": _NOT_DOCUMENTED,
    "imopenlines.v2.Session.Rating.list": _NOT_DOCUMENTED,
    "imopenlines.v2.Session.Stat.get": _NOT_DOCUMENTED,
    "imopenlines.v2.Session.Transfer.list": _NOT_DOCUMENTED,
    "imopenlines.v2.Session.list": _NOT_DOCUMENTED,
    "imopenlines.v2.Stat.get": _NOT_DOCUMENTED,
    "landing.repo.bind": _NO_PAGE,
    "rest.documentation.openapi": _NO_PAGE,
    "rest.scope.list": _NO_PAGE,
    "tasks.task.gantt.link.list": _NOT_DOCUMENTED,
}


def theirs() -> set[str]:
    """The wire names that the peer can call with a method of its own."""
    sdk, clients = import_module("b24pysdk"), import_module("b24pysdk.client")
    context = import_module("b24pysdk.scopes._base_context").BaseContext
    token = sdk.BitrixWebhook(domain="portal.example", webhook_token="1/secret")
    found: set[str] = set()
    for client in (sdk.Client(token), clients.ClientV3(token)):
        found.update(_names(client, context, set()))
    return found


def _names(holder: Any, context: type, seen: set[type]) -> Iterator[str]:
    for name in (name for name in dir(holder) if not name.startswith("_")):
        value = getattr(holder, name)
        if isinstance(value, context):
            if type(value) not in seen:
                seen.add(type(value))
                yield from _names(value, context, seen)
        elif inspect.ismethod(value) and isinstance(holder, context):
            yield holder._get_api_method(value)  # type: ignore[attr-defined]  # how the peer itself makes the name


def main() -> int:
    methods = load_tree(ROOT / "specs").methods.values()
    ours = {str(name).casefold(): str(name) for spec in methods for name in (spec.method, *spec.aliases)}
    peer = {name.casefold(): name for name in theirs()}
    lacking = sorted(name for folded, name in peer.items() if folded not in ours)
    ahead = sorted(name for folded, name in ours.items() if folded not in peer)
    print(f"this client {len(ours)} names, b24pysdk {version('b24pysdk')} {len(peer)}; both {len(ours) - len(ahead)}")
    print(f"\nonly in b24pysdk: {len(lacking)}")
    for name in lacking:
        print(f"  {name}: {LACKING.get(name, 'NO REASON KNOWN')}")
    print(f"\nonly in this client: {len(ahead)}")
    for section, count in Counter(name.split(".")[0] for name in ahead).most_common():
        print(f"  {section}: {count}")
    stale = sorted(set(LACKING) - set(lacking))
    for name in stale:
        print(f"no longer lacking, remove its reason: {name}")
    return 1 if stale or set(lacking) - set(LACKING) else 0


if __name__ == "__main__":
    sys.exit(main())
