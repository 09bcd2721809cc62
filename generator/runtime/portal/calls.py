"""What a method of the portal is, the table of them, and what calling one takes and gives."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from .errors import Refused
from .time_info import time_of
from .values import Params

USER: Final = 1
"""Every call is this user's: the portal has one webhook and one application."""


@dataclass(frozen=True)
class Caller:
    """Who calls. `origin` is where he found the portal: `http://127.0.0.1:8024`."""

    origin: str
    application: bool
    """With an access token, and not through the webhook."""


@dataclass(frozen=True)
class Answer:
    """A result, and for a list how many rows there are and where the next page begins."""

    result: object
    total: int | None = None
    next: int | None = None


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


class Methods:
    """The methods of both versions of REST by name, and how long each has been at work."""

    def __init__(self) -> None:
        self._methods: dict[int, dict[str, Method]] = {2: {}, 3: {}}
        self._operating: defaultdict[tuple[int, str], float] = defaultdict(float)

    def add(self, rest: int, methods: Mapping[str, Method]) -> None:
        self._methods[rest].update(methods)

    def names(self, rest: int) -> Iterable[str]:
        return self._methods[rest]

    def call(self, rest: int, name: str, params: Params, caller: Caller) -> tuple[Answer, dict[str, object]]:
        """The answer and the documented `time`. Raises Refused."""
        method = self._methods[rest].get(name)
        if method is None:
            raise Refused("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)
        started, begun = time.time(), time.perf_counter()
        try:
            found = method(params, caller)
        finally:
            self._operating[rest, name] += time.perf_counter() - begun
        answer = found if isinstance(found, Answer) else Answer(found)
        return answer, time_of(started, self._operating[rest, name])
