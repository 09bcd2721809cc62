# Copied from generator/runtime/portal/methods.py by "python -m generator generate". Edit that file.
"""The table of all methods: who answers a call, and how long each has been at work."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from .answer import Answer
from .calls import Caller, Method, refuse_webhook
from .checks import checked, named
from .documented import Documentation
from .errors import Refused
from .examples import documented_answer
from .families import Families
from .operating_time import OperatingTime
from .positions import by_position
from .time_info import time_of
from .values import NoValue, Params


class Methods:
    """The methods of both versions of REST by name, and how long each has been at work.

    What is asked first: what a program has put in, then what is written by hand, then the families of records; what
    none of them knows is answered as its page shows it.
    """

    def __init__(self, families: Families, documentation: Documentation) -> None:
        self.put_in: dict[tuple[int, str], Method] = {}
        """What a program has put in to be answered, by version and name in small letters."""
        self._own: dict[int, dict[str, Method]] = {2: {}, 3: {}}
        self._families = families
        self._documentation = documentation
        self.operating = OperatingTime()

    def add(self, rest: int, methods: Mapping[str, Method]) -> None:
        self._own[rest].update(methods)

    def names(self, rest: int) -> Iterable[str]:
        documented = {method.name for method in self._documentation if method.rest == rest}
        return documented | self._own[rest].keys()

    def keeps(self, rest: int, name: str) -> bool:
        """Does a documented method do something with what there is, or is its answer always the documented one?"""
        return name in self._own[rest] or self._families.find(rest, name) is not None

    def call(self, rest: int, name: str, params: Params, caller: Caller) -> tuple[Answer, dict[str, object]]:
        """The answer and the documented `time`. Raises Refused."""
        self.operating.check(rest, name, caller)
        started, begun = time.time(), time.perf_counter()
        try:
            answer = self.run(rest, name, params, caller)
        finally:
            # A batch is not counted, but the calls in it are.
            seconds = time.perf_counter() - begun
            spent = self.operating.add(rest, name, caller, seconds) if name != "batch" else None
        return answer, time_of(started, spent)

    def run(self, rest: int, name: str, params: Params, caller: Caller) -> Answer:
        """As a call, but nobody counts how long it takes. Raises Refused."""
        try:
            found = self._answer(rest, name, params, caller)
        except NoValue as error:
            raise Refused("INVALID_REQUEST", f"A parameter has a value of the wrong kind: {error}") from error
        return found if isinstance(found, Answer) else Answer(found)

    def _answer(self, rest: int, name: str, params: Params, caller: Caller) -> object:
        documented = self._documentation.find(rest, name)
        put_in = self.put_in.get((rest, name.lower()))
        own = self._own[rest].get(documented.name if documented is not None else name)
        if documented is None:
            undocumented = put_in or own
            if undocumented is None:
                raise Refused("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)
            return undocumented(params, caller)
        if not caller.may(documented.scope):
            message = "The request requires higher privileges than provided by the webhook token"
            raise Refused("insufficient_scope", message, 403)
        if documented.described.get("context") == "application":
            refuse_webhook(caller)
        params = by_position(documented, params)
        if put_in is None and own is not None:
            # What is written by hand reads its parameters itself.
            return own(params, caller)
        is_checked = put_in is not None or self._families.are_checked(documented)
        try:
            given = checked(documented, params) if is_checked else named(documented, params)
        except Refused as refused:
            raise self._families.worded(documented, refused) from None
        kept = put_in or self._families.find(rest, documented.name)
        return kept(given, caller) if kept is not None else documented_answer(documented)
