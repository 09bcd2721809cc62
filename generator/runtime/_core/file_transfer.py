"""Files that do not go through a call: downloads by a link, and uploads to an `uploadUrl`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar, cast

from .._version import USER_AGENT
from ..errors import BadAnswer, Bitrix24Error, PortalError, ResultError, TransportError
from ..files import Content, File
from ..response import Response
from . import envelope
from .convert import ConvertError
from .deadline import Deadline
from .effects import Download, Flow, Reply, Request, Sleep, Upload, run
from .file_content import LARGEST_REQUEST, can_be_read_again, file_name
from .json_types import is_map
from .origin import is_cloud, origin_of
from .retry_state import RetryState
from .session import Options, Session
from .views import View

# What a method answers with that wants a file to be sent somewhere.
Linked = TypeVar("Linked", bound="View | Response")

_UPLOAD_HEADERS: Final = {"User-Agent": USER_AGENT, "Accept": "application/json"}

# A file and what goes around it are one request.
_LARGEST_UPLOAD: Final = LARGEST_REQUEST - 4096


def download_request(session: Session, options: Options, url: str) -> Request:
    """The request for the file behind a link; the portal wants to see these headers."""
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Language": "en-US,en;q=0.9",
        "Referer": f"{session.credentials.portal or origin_of(url) or ''}/",
    }
    return Request("download", url, b"", headers, options.timeout, "GET", sys.maxsize, options.deadline)


def download(session: Session, request: Request, path: Path) -> Flow[Path]:
    """Fetch a file to a path; under a name of its own at first, so that the path never holds half of it.

    Raises:
        ValueError: It has no link. The message does not repeat what there is.
        PortalError, BadAnswer: The portal does not have it.
        TransportError: It did not come whole.
    """
    if origin_of(request.url) is None:
        raise ValueError("not a link to a file; one looks like https://PORTAL/...")
    # Neither another process nor another thread may write to it; the file's own name might leave no room for more.
    part = path.with_name(f"{os.urandom(8).hex()}.part")
    attempts = RetryState(session.retries, harmless=True, random=session.random)
    deadline = Deadline(session.clock, request.left)
    try:
        while True:
            outcome = yield Download(request, part)
            error = _refusal(outcome)
            if error is None:
                yield from run(lambda: part.replace(path))
                return path
            wait = attempts.wait_after(error)
            if wait is None or wait > deadline.left:
                raise error
            yield Sleep(wait)
            request.left = deadline.left_or_none
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


def upload(session: Session, options: Options, link: Linked, file: File | Content) -> Flow[Linked]:
    """Send a file where a method's answer says, and again if the portal certainly did not take it.

    Raises:
        ResultError: There is no `uploadUrl` in the answer, or the file's own answer is of another shape.
        ApiError, TransportError: The upload failed.
        ValueError: The file has no name, or is larger than the cloud takes; it is not read then.
    """
    request, field = _target(link, options)
    largest = _LARGEST_UPLOAD if is_cloud(origin_of(request.url) or "") else None
    content = file.content if isinstance(file, File) else file
    attempt = Upload(request, field, file_name(file), content, largest)
    attempts = RetryState(session.retries, harmless=False, random=session.random)
    deadline = Deadline(session.clock, options.deadline)
    while True:
        request.left = deadline.left_or_none
        outcome = yield attempt
        hide = session.credentials.hide
        result = envelope.read(request.name, outcome, hide) if isinstance(outcome, Reply) else outcome
        if not isinstance(result, Bitrix24Error):
            return _like(link, result)
        wait = attempts.wait_after(result) if can_be_read_again(content) else None
        if wait is None or wait > deadline.left:
            raise result
        yield Sleep(wait)


def _target(link: View | Response, options: Options) -> tuple[Request, str]:
    """The request without its form, and the name of the form's field."""
    value: object = link.raw if isinstance(link, View) else link.result
    target: Mapping[str, object] = value if is_map(value) else {}
    url, field = target.get("uploadUrl"), target.get("field") or target.get("fieldName")
    if not isinstance(url, str) or not isinstance(field, str) or origin_of(url) is None:
        del value, target, url  # a traceback may show the locals of this frame
        raise ResultError(f"upload: no uploadUrl, or no field for it, in {link!r}")
    return Request("upload", url, b"", _UPLOAD_HEADERS, options.timeout, largest=options.max_answer), field


def _like(link: Linked, response: Response) -> Linked:
    """The portal's answer to a file, in the form of the answer that had the link."""
    if isinstance(link, Response):
        return cast("Linked", response)
    try:
        return cast("Linked", type(link)(response.result))
    except ConvertError as error:
        raise ResultError(f"upload: {error.reason} (in result)") from None
