"""`b24 batch`: many calls from a file, 50 to a request, which a later run goes on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..batch_calls import Call, Describe, calls_in, describer
from ..batch_results import Result, Results, State, open_results
from ..connection import open_client, portal_options
from ..failures import DONE, NOT_REACHED, REFUSED
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
    """Make the calls in FILE, one a line.

    \b
    {"method": "crm.item.add", "params": {"entityTypeId": 2, "fields": {"title": "Tea"}}}
    {"method": "crm.item.get", "params": {"entityTypeId": 2, "id": 7}}

    They go 50 to a request. All lines are checked before anything is sent. Run again after an interruption, it goes
    on: a call that has a result is not made again. The result of a write whose answer was lost is "unknown": look on
    the portal whether it was done; if it was not, remove the result, and the next run makes the call.
    """
    describe = describer(unchecked)
    count = sum(1 for _ in calls_in(file, describe))
    with open_results(results or file.with_name(f"{file.name}.results.jsonl")) as kept:
        _refuse_other_calls(kept, file, describe)
        _note_interruption(kept, file, describe)
        with open_client(profile, verbose) as client, progress(file.name) as advance:
            failure = _make(
                client, kept, _left(kept, file, describe), lambda: advance and advance(len(kept.known), count)
            )
        _report(kept, count)
    if failure is not None:
        raise failure
    click.get_current_context().exit(_code(kept, count))


def _refuse_other_calls(kept: Results, file: Path, describe: Describe) -> None:
    """Results of other calls would be taken for those of these."""
    calls = {call.line: (call.described.method.name, call.digest) for call in calls_in(file, describe) if kept.known}
    for line, result in kept.known.items():
        method, digest = calls.get(line, ("none", ""))
        if (method, digest) != (result.method, result.call or digest):
            what = f"is {method}, not {result.method}" if method != result.method else f"is another {method}"
            raise click.UsageError(
                f"the results are of other calls: {file.name}:{line} {what}; name another file with --results"
            )


def _note_interruption(kept: Results, file: Path, describe: Describe) -> None:
    """The calls of a request that was under way when an earlier run was killed: nobody knows what became of them."""
    first = kept.interrupted_at()
    if first is None:
        return
    begun = (call for call in _left(kept, file, describe) if call.line >= first)
    sent = islice(begun, max(0, _TO_A_REQUEST - kept.added_since(first)))
    writes = [call for call in sent if call.described.method.writes]
    lost = {"error": {"code": "", "message": "interrupted before the answer came; it may have run"}}
    kept.add([_kept(call, "unknown", lost) for call in writes])


def _left(kept: Results, file: Path, describe: Describe) -> Iterator[Call]:
    """What is to be sent: all that has no result yet."""
    return (call for call in calls_in(file, describe) if call.line not in kept.known)


def _make(
    client: BaseSyncClient[Any], kept: Results, calls: Iterator[Call], after_each_request: Callable[[], None]
) -> Bitrix24Error | None:
    """Make them; why it ended before all were made, if it did."""
    under_way: list[Call] = []

    def noted() -> Iterator[Call]:
        for call in calls:
            if not under_way:
                kept.begin(call.line)
            under_way.append(call)
            yield call

    def add(batch: BaseSyncBatch, call: Call) -> Pending[Any]:
        return batch.invoke(call.described.method, call.body)

    done: list[Pending[Any]] = []
    for pending in client.bulk(add, noted()):
        done.append(pending)
        if len(done) < len(under_way):
            continue
        found = [_result(call, each) for call, each in zip(under_way, done, strict=True)]
        results = [each for each in found if each is not None]
        kept.add(results)
        after_each_request()
        if not results:  # nor would the next request be answered
            return next(each.error for each in done)
        under_way.clear()
        done.clear()
    return None


def _result(call: Call, pending: Pending[Any]) -> Result | None:
    """None for what the portal has certainly not done, for a reason that is not the call's, and for lost reads."""
    from ...errors import AuthError, OperatingLimit, Overloaded, RateLimited

    error, method = pending.error, call.described.method
    if error is None:
        return _kept(call, "executed", {"result": pending.response.result})
    if pending.state == "refused" and not isinstance(error, (AuthError, OperatingLimit, Overloaded, RateLimited)):
        return _kept(call, "refused", _error(error))
    if pending.state == "unknown" and method.writes:
        return _kept(call, "unknown", _error(error))
    return None


def _kept(call: Call, state: State, answer: Mapping[str, object]) -> Result:
    return Result(call.line, call.described.method.name, call.digest, state, answer)


def _error(error: Bitrix24Error) -> dict[str, object]:
    from ..._core.redact import redact
    from ...errors import ApiError

    code, message = (error.code, error.message) if isinstance(error, ApiError) else ("", str(error))
    return {"error": {"code": code, "message": redact(message)}}


def _report(kept: Results, count: int) -> None:
    states = Counter[str](result.state for result in kept.known.values())
    states["left"] = count - len(kept.known)
    tell(f"{count} calls: {', '.join(f'{number} {state}' for state, number in states.items() if number)}")


def _code(kept: Results, count: int) -> int:
    states = {result.state for result in kept.known.values()}
    if "unknown" in states or len(kept.known) < count:
        return NOT_REACHED
    return REFUSED if "refused" in states else DONE
