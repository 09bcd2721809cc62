# Copied from generator/runtime/apps/flask.py by "python -m generator generate". Edit that file.
"""For Flask: `server.post("/events")(handler(application, InBackground(work)))`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort, request

from .._core.form_body import LARGEST
from ._handing_over import check, check_outcome
from .application import Application
from .calls import AppOpen, Call, Installation
from .forms import CallError, Posted, Request

__all__ = ["handler", "install", "page", "read"]

T = TypeVar("T")


def read(application: Application) -> Call:
    """The call in the current request; aborts with 400 or 403 if it is none, or not from a portal that is known."""
    return _parse(application.read)


def page(application: Application) -> AppOpen:
    """The page that the current request opens; aborts as `read` does."""
    return _parse(application.page)


def install(application: Application) -> Installation:
    """The installation in the current request, whose portal is kept; aborts as `read` does."""
    return _parse(application.install)


def handler(application: Application, hand_over: Callable[[Call], object]) -> Callable[[], str]:
    """A view for events, robots and webhooks. `hand_over` is called before it answers, and returns at once: it is an
    `InBackground`, or puts the call into a queue.
    """

    check(hand_over, awaited=False)

    def bitrix24_handler() -> str:
        check_outcome(hand_over(read(application)))
        return ""

    return bitrix24_handler


def _parse(parse: Callable[[Posted], T]) -> T:
    if (request.content_length or 0) > LARGEST:
        abort(413)
    try:
        return parse(Request(request.get_data(), request.query_string, request.content_type or ""))
    except CallError as error:
        abort(error.status, str(error))
