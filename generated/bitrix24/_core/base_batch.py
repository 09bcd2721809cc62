# Copied from generator/runtime/_core/base_batch.py by "python -m generator generate". Edit that file.
"""Many calls in few requests: commands are collected in a block and sent together when it ends.

with client.batch() as batch:
    new = batch.tasks.flow.flow.create(flow_data={…})
    batch.tasks.flow.flow.pin(flow_id=new.ref("id"))
new.result.id
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile
from types import TracebackType
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

from typing_extensions import Self

from ..errors import ApiError, Bitrix24Error, TransportError
from ..response import Response
from . import batch_commands
from .anew import anew
from .batch_commands import Command, command_body
from .batch_reference import BatchReference, marked
from .calls import result_of
from .convert import anything
from .effects import Flow
from .given import parameters_of
from .method import Method
from .namespace import Collector
from .runners import AsyncRunner, SyncRunner
from .session import Options, Session

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# What the program knows of a call. `executed`: it has an answer. `refused`: the portal said no, and did nothing. `not
# executed`: it was certainly not begun. `unknown`: it was sent, and no answer tells what became of it.
State: TypeAlias = Literal["waiting", "executed", "refused", "not executed", "unknown"]


def state_of(outcome: Response | Bitrix24Error | None) -> State:
    if outcome is None:
        return "waiting"
    if isinstance(outcome, Response):
        return "executed"
    if isinstance(outcome, (ApiError, TransportError)) and outcome.may_have_run:
        return "unknown"
    # What else is no refusal of the portal's kept the request from being sent.
    return "refused" if isinstance(outcome, ApiError) else "not executed"


class Pending(Generic[T_co]):
    """One call of a batch: a promise before the batch has run, then its result or its error."""

    __slots__ = ("_command", "_method")

    def __init__(self, command: Command, method: Method[T_co]) -> None:
        self._command = command
        self._method = method

    def __repr__(self) -> str:
        return f"Pending({self._method.name}, {self._command.outcome!r})"

    def __str__(self) -> str:
        """To be printed and logged; as a parameter it is refused. An error here would break both, and f-strings."""
        return marked(repr(self))

    @property
    def command(self) -> Command:
        """What is sent."""
        return self._command

    def ref(self, *path: str | int) -> Any:
        """The call's result, or a place in it, as a value for a later call of the same batch or in a text of it."""
        return BatchReference(self._command, path)

    @property
    def error(self) -> Bitrix24Error | None:
        """Why the call failed or was left out; None if it did not, or has not run."""
        outcome = self._command.outcome
        return outcome if isinstance(outcome, Bitrix24Error) else None

    @property
    def state(self) -> State:
        """Has the portal run it? `executed`, `refused`, `not executed`, or `unknown`: it was sent, and no answer came.

        `waiting` before the batch has run. What is not executed may be sent again as it is; of what is unknown a
        program has to look whether it is there.
        """
        return state_of(self._command.outcome)

    @property
    def response(self) -> Response:
        """The whole answer.

        Raises:
            Bitrix24Error: The call failed, or was left out (NotExecuted).
            RuntimeError: The batch has not run.
        """
        outcome = self._command.outcome
        if outcome is None:
            raise RuntimeError(f"{self._method.name}: the batch has not run yet")
        if isinstance(outcome, Bitrix24Error):
            raise anew(outcome)  # other calls of its request may have the same
        return outcome

    @property
    def result(self) -> T_co:
        """The result, converted; raises as `response` does, and ResultError if it is of another shape."""
        return result_of(self._method, self.response, self._command.body)


class _Batch(Collector):
    """What the two batches have in common: they collect."""

    def __init__(self, halt: bool) -> None:
        self._halt = halt
        self._commands: list[Command] = []
        self._every: list[Command] = []

    def invoke(
        self, method: Method[T], params: Mapping[str, object], extra: Mapping[str, object] | None = None
    ) -> Pending[T]:
        """Put a described call into the batch."""
        command = Command(f"c{len(self._every)}", method, command_body(method, params, extra))
        self._every.append(command)
        self._commands.append(command)
        return Pending(command, method)

    def call(self, method: str, params: Mapping[str, object] | None = None, *, rest: int = 2) -> Pending[Any]:
        """Put a call into the batch that need not be documented."""
        return self.invoke(Method(method, anything, rest), parameters_of(method, params))

    @property
    def position(self) -> int:
        """How many of its calls, from the first on, have been executed or refused: where to go on if it broke off."""
        answered = (state_of(command.outcome) in ("executed", "refused") for command in self._every)
        return sum(1 for _ in takewhile(bool, answered))

    def holds(self, call: object) -> bool:
        """Is it one of the calls that wait to be sent with this batch?"""
        if not isinstance(call, Pending):
            return False
        sought: object = call.command
        return any(command is sought for command in reversed(self._commands))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a batch cannot be copied: each copy would send its calls once more")

    def _flow(self, session: Session, options: Options) -> Flow[None]:
        ready, self._commands = self._commands, []
        return batch_commands.run(session, options, ready, self._halt)

    def _first_error(self, ready: Iterable[Command]) -> Bitrix24Error | None:
        if not self._halt:
            return None
        errors = (command.outcome for command in ready if isinstance(command.outcome, Bitrix24Error))
        return next(errors, None)


class BaseSyncBatch(_Batch):
    """What `Batch` adds to its namespaces."""

    def __init__(self, run_flow: SyncRunner, halt: bool) -> None:
        super().__init__(halt)
        self._run_flow = run_flow

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.run()

    def run(self) -> None:
        """Send what was collected since the last time.

        Raises:
            Bitrix24Error: With `halt`, that of the first call that failed; in any case, of a request that failed whole.
        """
        ready = self._commands
        self._run_flow(self._flow)
        error = self._first_error(ready)
        if error is not None:
            raise error


class BaseAsyncBatch(_Batch):
    """What `AsyncBatch` adds to its namespaces."""

    def __init__(self, run_flow: AsyncRunner, halt: bool) -> None:
        super().__init__(halt)
        self._run_flow = run_flow

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self.run()

    async def run(self) -> None:
        """Send what was collected since the last time.

        Raises:
            Bitrix24Error: With `halt`, that of the first call that failed; in any case, of a request that failed whole.
        """
        ready = self._commands
        await self._run_flow(self._flow)
        error = self._first_error(ready)
        if error is not None:
            raise error
