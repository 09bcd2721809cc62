"""Files that do not go through a call: downloads by a link, and uploads to an `uploadUrl`."""

from __future__ import annotations

import os
from pathlib import Path

from . import answer
from ._version import USER_AGENT
from .effects import Download, Flow, Reply, Request, Sleep, Upload, run
from .errors import BadAnswer, Bitrix24Error, PortalError, TransportError
from .files import Content, File, file_name
from .response import Response
from .retries import Attempts
from .session import Options, Session

_HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*"}


def download(session: Session, options: Options, url: str, path: Path) -> Flow[Path]:
    """Fetch a file to a path; under a name of its own at first, so that the path never holds half of it.

    Raises:
        PortalError, BadAnswer: The portal does not have it.
        TransportError: It did not come whole.
    """
    request = Request("download", url, b"", _HEADERS, options.timeout, "GET")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    attempts = Attempts(session.retries, harmless=True, random=session.random)
    try:
        while True:
            outcome = yield Download(request, part)
            error = _refusal(outcome)
            if error is None:
                yield from run(lambda: part.replace(path))
                return path
            wait = attempts.wait_after(error)
            if wait is None:
                raise error
            yield Sleep(wait)
    finally:
        part.unlink(missing_ok=True)


def _refusal(outcome: int | TransportError) -> Bitrix24Error | None:
    """Why there is no file; None if there is. An int is the HTTP status."""
    if isinstance(outcome, TransportError):
        return outcome
    if outcome >= 500:
        return PortalError("", "no file came", outcome, "download")
    if outcome != 200:
        error = BadAnswer(f"no file came (HTTP {outcome})", "download")
        error.status = outcome
        return error
    return None


def upload(session: Session, options: Options, url: str, field: str, file: File | Content) -> Flow[Response]:
    """Send a file to the `uploadUrl` that a method gave, under the `fieldName` that it gave; the answer to it.

    Raises:
        ApiError, TransportError: The upload failed. It is not repeated: the portal may have taken it.
        ValueError: The file has no name.
    """
    request = Request("upload", url, b"", {"User-Agent": USER_AGENT, "Accept": "application/json"}, options.timeout)
    content = file.content if isinstance(file, File) else file
    outcome = yield Upload(request, field, file_name(file), content)
    result = answer.read("upload", outcome, session.credentials.hide) if isinstance(outcome, Reply) else outcome
    if isinstance(result, Bitrix24Error):
        raise result
    return result
