# Copied from generator/runtime/portal/calls.py by "python -m generator generate". Edit that file.
"""What a method of the portal is, the table of them, and what calling one takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from .errors import Refused
from .values import Params

USER: Final = 1
"""Every call is this user's: the portal has one webhook and one application."""


@dataclass(frozen=True)
class Caller:
    """Who calls. `origin` is where he found the portal: `http://127.0.0.1:8024`."""

    origin: str
    application: bool
    """With an access token, and not through the webhook."""
    name: str = ""
    """The application's `client_id`, or the webhook's code: what tells its calls from those of others."""
    scope: frozenset[str] | None = None
    """What it may call; None for everything."""

    def may(self, scopes: Iterable[str]) -> bool:
        """Does it have one of these, or is none needed?"""
        needed = frozenset(scopes) - {"basic"}
        return self.scope is None or not needed or not needed.isdisjoint(self.scope)


def refuse_webhook(caller: Caller) -> None:
    if not caller.application:
        raise Refused("WRONG_AUTH_TYPE", "Application context required", 403)


Method: TypeAlias = Callable[[Params, Caller], object]
"""Returns an Answer, or no more than its result. Raises Refused."""


def whoever_calls(methods: Mapping[str, Callable[[Params], object]]) -> dict[str, Method]:
    """Methods to which it is all the same who calls."""
    return {name: _whoever(method) for name, method in methods.items()}


def _whoever(method: Callable[[Params], object]) -> Method:
    return lambda params, _: method(params)
