"""Files that do not go through a call: downloads by a link, and uploads to an `uploadUrl`."""

from __future__ import annotations

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
from .fetched import Part, in_place_of_a_file
from .file_content import LARGEST_REQUEST, can_be_read_again, file_name
from .json_types import is_map
from .origin import is_cloud, origin_of
from .redirect import next_link
from .retry_state import RetryState
from .session import Options, Session
from .views import View

# What a method answers with that wants a file to be sent somewhere.
Linked = TypeVar("Linked", bound="View | Response")

_UPLOAD_HEADERS: Final = {"User-Agent": USER_AGENT, "Accept": "application/json"}

_MOST_REDIRECTS: Final = 20

# A file and what goes around it are one request.
_LARGEST_UPLOAD: Final = LARGEST_REQUEST - 4096


def download_request(session: Session, options: Options, url: object) -> Request:
    """The request for the file behind a link; the portal wants to see these headers.

    Raises:
        ValueError: There is no link: a field that holds none is None.
    """
    if not isinstance(url, str):  # unchecked programs hand on what a field holds
        raise ValueError(f"a link to a file is text, not {type(url).__name__}")
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Language": "en-US,en;q=0.9",
        "Referer": f"{session.credentials.portal or origin_of(url) or ''}/",
    }
    return Request("download", url, b"", headers, options.timeout, "GET", sys.maxsize, options.deadline)


def download(session: Session, request: Request, path: Path) -> Flow[Path]:
    """Fetch a file to a path; under a name of its own at first, so that the path never holds half of it. A file that
    is there already keeps its mode.

    Raises:
        ValueError: It has no link. The message does not repeat what there is.
        ApiError, BadAnswer: The portal does not have it, or answers with a page in its place.
        TransportError: It did not come whole.
    """
    if origin_of(request.url) is None:
        raise ValueError("not a link to a file; one looks like https://PORTAL/...")
    attempts = RetryState(session.retries, harmless=True, random=session.random)
    deadline = Deadline(session.clock, request.left)
    part = Part(path)
    try:
        yield from run(part.create)
        while True:
            outcome = yield from _fetch(session, request, part)
            if outcome is None:
                yield from run(part.finish)
                return path
            wait = attempts.wait_after(outcome)
            if wait is None or wait > deadline.left:
                raise outcome
            yield Sleep(wait)
            request.left = deadline.left_or_none
    finally:
        part.drop()


def _fetch(session: Session, request: Request, part: Part) -> Flow[Bitrix24Error | None]:
    """Fetch it once, from wherever the link leads on to; why there is no file, or None."""
    asked = request
    for _ in range(_MOST_REDIRECTS + 1):
        outcome: Reply | TransportError = yield Download(asked, part.opened)
        onward = next_link(asked, outcome) if isinstance(outcome, Reply) else None
        if onward is None:
            error = _refusal(outcome)
            if error is not None or isinstance(outcome, TransportError):
                return error
            names = (part.target.name, _path(request.url), _path(asked.url))
            begin: bytes = yield from run(part.begin)
            return in_place_of_a_file(outcome, begin, names, session.credentials.hide)
        if isinstance(onward, BadAnswer):
            return onward
        asked = onward
    circle = BadAnswer("redirected in a circle", request.name)
    circle.status = 302  # so that nobody walks in the circle again
    return circle


def _path(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def _refusal(outcome: Reply | TransportError) -> Bitrix24Error | None:
    """Why nothing came; None if something did."""
    if isinstance(outcome, TransportError):
        return outcome
    if outcome.status >= 500:
        return PortalError("", "no file came", outcome.status, "download")
    if outcome.status != 200:
        error = BadAnswer(f"no file came (HTTP {outcome.status})", "download")
        error.status = outcome.status
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
    if not isinstance(link, (View, Response)):  # pyright: ignore[reportUnnecessaryIsInstance]  # of unchecked programs
        raise TypeError(f"upload: the link is what a method without content answered, not {type(link).__name__}")
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
