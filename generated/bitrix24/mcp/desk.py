# Copied from generator/runtime/mcp/desk.py by "python -m generator generate". Edit that file.
"""Makes the calls that a model asks for: looked up, checked, allowed, noted, answered."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mcp.server.mcpserver.exceptions import ToolError

from .. import catalog
from .._core.call_checks import Checker, encoded
from .._core.known_method import is_list_method, raw_method
from .._core.method import ListMethod, Method
from ..errors import ApiError, Bitrix24Error, TransportError
from .audit import Audit
from .output import Answers, Piece, UnknownCursor, as_json, framed, pieces_of, pieces_of_lines
from .policy import Policy

if TYPE_CHECKING:
    from .._core.base_batch import BaseAsyncBatch
    from .._core.base_client import BaseAsyncClient
    from ..auth import Credentials

MOST_CALLS: Final = 50

_LOG: Final = logging.getLogger("bitrix24")
# What is noted when a call has been made.
_AFTER: Final = frozenset({"done", "failed"})


class Refused(ToolError):
    """A call that is not made, or that failed; a model is given the text, which says what to do."""


@dataclass(frozen=True)
class Call:
    """A call that may be sent.

    Args:
        documented: What the documentation says of the method.
        body: What is sent.
    """

    documented: catalog.Method
    method: Method[Any]
    body: Mapping[str, object]


@dataclass(frozen=True)
class Desk:
    """
    Args:
        credentials: Those of the client: what is answered has none of their secrets.
        most: Characters of an answer that a model is given at once.
    """

    client: BaseAsyncClient[Any]
    credentials: Credentials
    policy: Policy = field(default_factory=Policy)
    audit: Audit = field(default_factory=Audit)
    most: int = 20_000
    answers: Answers = field(default_factory=Answers)

    def prepared(self, name: str, params: Mapping[str, object], rest: int | None) -> Call:
        """
        Raises:
            Refused: There is no such method, or the parameters are not as documented.
        """
        documented = find(name, rest)
        method = raw_method(documented.name, documented.rest)
        schema = catalog.describe(documented).parameters
        try:
            body = encoded(method, schema, params)
        except (TypeError, ValueError) as error:
            raise Refused(f"{documented.name}: {error}") from None
        problems = Checker(schema).problems(body)
        if problems:
            raise Refused(f"{documented.name}: {'; '.join(problems)}. See describe_method({documented.name!r})")
        return Call(documented, method, body)

    async def result(self, call: Call, decision: str) -> str:
        """
        Raises:
            Refused: The portal refused, or was not reached.
        """
        self._note("call", call, decision)
        started = time.monotonic()
        try:
            result = await self.client.invoke(call.method, call.body)
        except Bitrix24Error as error:
            raise self._failed(call, error, started) from None
        except BaseException:  # as where the model's program takes it back, or has gone
            self._note_end(call, started)
            raise
        self._note("done", call, decision, seconds=_since(started))
        return await self.answers.first(call.documented.name, pieces_of(self._text(result), self.most))

    async def rows(self, call: Call, limit: int) -> str:
        """
        Raises:
            Refused: It is no list, the portal refused, or was not reached.
        """
        method: Method[Any] = call.method
        if not is_list_method(method):
            raise Refused(f"{method.name} gives no pages of rows: use call_method")
        self._note("call", call, "allowed")
        lines = self._lines(call, method)
        return await self.answers.first(call.documented.name, pieces_of_lines(lines, limit, self.most))

    async def results(self, calls: Sequence[Call], decision: str) -> str:
        """
        Raises:
            Refused: The portal was not reached.
        """
        for call in calls:
            self._note("call", call, decision)
        started = time.monotonic()
        batch: BaseAsyncBatch = self.client.batch(halt=False)
        pending = [batch.invoke(call.method, call.body) for call in calls]
        try:
            await batch.run()
        except Bitrix24Error as error:
            failed = [self._failed(call, error, started) for call in calls]
            raise failed[0] from None
        except BaseException:
            for call in calls:
                self._note_end(call, started)
            raise
        lines: list[str] = []
        for at, (call, each) in enumerate(zip(calls, pending, strict=True)):
            failure = each.error
            if failure is None:
                self._note("done", call, decision, seconds=_since(started))
                outcome = {"result": each.result}
            else:
                self._note("failed", call, decision, error=type(failure).__name__, state=each.state)
                outcome = {"error": self._told(failure), "state": each.state}
            lines.append(self._text({"index": at, "method": call.documented.name, **outcome}))
        return await self.answers.first("batch", pieces_of("\n".join(lines), self.most))

    async def more(self, cursor: str) -> str:
        """
        Raises:
            Refused: There is no such rest; the portal refused, or was not reached.
        """
        try:
            return await self.answers.next(cursor)
        except UnknownCursor as error:
            raise Refused(str(error)) from None

    def refuse(self, call: Call, why: str, reason: str) -> Refused:
        """What a call ends with that is not made. `reason`: for the audit."""
        self._note("refused", call, reason)
        return Refused(why)

    async def _lines(self, call: Call, method: ListMethod[Any, Any]) -> AsyncGenerator[str, None]:
        started, count = time.monotonic(), 0
        rows = self.client.invoke_list(method, call.body).all()
        async with aclosing(rows):
            try:
                async for row in rows:
                    count += 1
                    yield self._text(row)
            except Bitrix24Error as error:
                raise self._failed(call, error, started) from None
            except BaseException:  # as where nobody asks for the rest
                self._note("done", call, "allowed", rows=count, rest="not read", seconds=_since(started))
                raise
        self._note("done", call, "allowed", rows=count, seconds=_since(started))

    def _text(self, value: object) -> str:
        return self.credentials.hide(as_json(value))

    def _note_end(self, call: Call, started: float) -> None:
        may = "" if call.documented.access == "read" else "; it may have run"
        self._note("failed", call, "", error=f"broken off{may}", seconds=_since(started))

    def _failed(self, call: Call, error: Bitrix24Error, started: float) -> Refused:
        self._note("failed", call, "", error=self._told(error), seconds=_since(started))
        return Refused(framed(f"{call.documented.name}: refused", Piece(self._told(error), True), None))

    def _told(self, error: Bitrix24Error) -> str:
        unsure = isinstance(error, (ApiError, TransportError)) and error.may_have_run
        may = " It may have run: look before you repeat it." if unsure else ""
        return f"{type(error).__name__}: {' '.join(self.credentials.hide(str(error)).split())}{may}"

    def _note(self, event: str, call: Call, decision: str, **more: object) -> None:
        told: dict[str, object] = {"method": call.documented.name, "rest": call.documented.rest}
        if event in ("call", "refused"):
            more["params"] = json.loads(self._text(call.body))
        try:
            self.audit.note(event, **told, access=call.documented.access, decision=decision, **more)
        except OSError as error:
            why = f"the audit log cannot be written, so nothing more is called: {error}"
            if event not in _AFTER:
                raise Refused(why) from None
            # What has been called must not look as if it had not: a model would call it again.
            _LOG.error(why)


def find(name: str, rest: int | None) -> catalog.Method:
    """
    Raises:
        Refused: There is none; the text has what may have been meant.
    """
    try:
        return catalog.find(name, rest)
    except catalog.UnknownMethod as error:
        raise Refused(f"{error} (search_methods finds methods by what they do)") from None


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)
