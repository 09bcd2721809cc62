"""`b24 batch`: many calls from a file, 50 to a request, which a later run goes on with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..batch_calls import Call, Describe, calls_in, describer
from ..batch_results import Result, Results, open_results
from ..connection import open_client, portal_options
from ..failures import NOT_REACHED, REFUSED
from ..messages import progress, tell
from ..preparing import unchecked_option

if TYPE_CHECKING:
    from ..._core.base_batch import BaseSyncBatch, Pending
    from ..._core.base_client import BaseSyncClient
    from ...errors import Bitrix24Error

_TO_A_REQUEST: Final = 50


@click.command("batch")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--results",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where results go, one a line; an earlier run's are gone on with. Default: FILE.results.jsonl",
)
@unchecked_option
@portal_options
def command(file: Path, results: Path | None, unchecked: bool, profile: str | None, verbose: bool) -> None:
    """Make the calls in FILE, one a line, 50 to a request.

    \b
    {"method": "crm.item.add", "params": {"entityTypeId": 2, "fields": {"title": "Tea"}}}
    {"method": "crm.item.get", "params": {"entityTypeId": 2, "id": 7}}

    All lines are checked before anything is sent. Run again after an interruption, it goes on: calls that were answered
    are not made again; those that were not sent, and reads, are. A write whose answer was lost is "unknown": look on the
    portal whether it is there; if it is not, remove its line from the results, and it is sent by the next run.
    """
    describe = describer(unchecked)
    count = sum(1 for _ in calls_in(file, describe))
    with open_results(results or file.with_name(f"{file.name}.results.jsonl")) as kept:
        _refuse_other_calls(kept, file, describe)
        _note_interruption(kept, file, describe)
        with open_client(profile, verbose) as client, progress(file.name) as advance:
            for done in _made(client, kept, _left(kept, file, describe)):
                if advance is not None:
                    advance(done, count)
        _report(kept, count)


def _refuse_other_calls(kept: Results, file: Path, describe: Describe) -> None:
    """Results of other calls would be taken for those of these."""
    methods = {call.line: call.described.method.name for call in calls_in(file, describe)} if kept.known else {}
    for line, result in kept.known.items():
        if methods.get(line) != result.method:
            raise click.UsageError(
                f"the results are of other calls: {file.name}:{line} is {methods.get(line, 'none')}, not {result.method};"
                " name another file with --results"
            )


def _note_interruption(kept: Results, file: Path, describe: Describe) -> None:
    """The calls of a request that was under way when an earlier run was killed: nobody knows what became of them."""
    first = kept.interrupted_at()
    if first is None:
        return
    calls = [call for call in _left(kept, file, describe) if call.line >= first][:_TO_A_REQUEST]
    lost = {"error": {"code": "", "message": "interrupted before the answer came; it may have run"}}
    kept.add(
        [Result(call.line, call.described.method.name, "unknown", lost) for call in calls if call.described.method.writes]
    )


def _left(kept: Results, file: Path, describe: Describe) -> Iterator[Call]:
    """What is to be sent: all but what was answered, and writes that may have run."""
    for call in calls_in(file, describe):
        known = kept.known.get(call.line)
        is_open = known is None or known.state == "not executed"
        if is_open or (known is not None and known.state == "unknown" and not call.described.method.writes):
            yield call


def _made(client: BaseSyncClient[Any], kept: Results, calls: Iterator[Call]) -> Iterator[int]:
    """Make them; how many calls are settled by now, after each request."""
    under_way: list[Call] = []

    def noted() -> Iterator[Call]:
        for call in calls:
            if not under_way:
                kept.begin(call.line)
            under_way.append(call)
            yield call

    def add(batch: BaseSyncBatch, call: Call) -> Pending[Any]:
        return batch.invoke(call.described.method, call.body)

    results: list[Result] = []
    for pending in client.bulk(add, noted()):
        results.append(_result(under_way[len(results)], pending))
        if len(results) == len(under_way):
            kept.add(results)
            under_way.clear()
            results = []
            yield len(kept.known)


def _result(call: Call, pending: Pending[Any]) -> Result:
    state, error = pending.state, pending.error
    if state == "waiting":
        raise RuntimeError("a batch that has run left a call waiting")
    answer = {"result": pending.response.result} if error is None else {"error": _error(error)}
    return Result(call.line, call.described.method.name, state, answer)


def _error(error: Bitrix24Error) -> dict[str, object]:
    from ..._core.redact import redact
    from ...errors import ApiError

    if isinstance(error, ApiError):
        return {"code": error.code, "message": redact(error.message)}
    return {"code": "", "message": redact(str(error))}


def _report(kept: Results, count: int) -> None:
    states = [result.state for result in kept.known.values()]
    counts = {state: states.count(state) for state in ("executed", "refused", "not executed", "unknown")}
    tell(f"{count} calls: {', '.join(f'{number} {state}' for state, number in counts.items() if number)}")
    ctx = click.get_current_context()
    if counts["unknown"] or counts["not executed"]:
        ctx.exit(NOT_REACHED)
    if counts["refused"]:
        ctx.exit(REFUSED)
