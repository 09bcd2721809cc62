# Copied from generator/runtime/apps/django.py by "python -m generator generate". Edit that file.
"""For Django: `path("events", handler(application, InBackground(work)))`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ._handing_over import check, check_outcome
from .application import Application, CallRefused
from .calls import AppOpen, Call, Installation
from .forms import CallError, Posted, Request

__all__ = ["handler", "in_frame", "install", "page", "read"]

T = TypeVar("T")


def read(application: Application, request: HttpRequest) -> Call:
    """The call in the request; `BadRequest` if it is none, `PermissionDenied` if it is from no portal that is known."""
    return _parse(application.read, request)


def page(application: Application, request: HttpRequest) -> AppOpen:
    """The page that the request opens; raises what `read` does."""
    return _parse(application.page, request)


def install(application: Application, request: HttpRequest) -> Installation:
    """The installation in the request, whose portal is kept; raises what `read` does."""
    return _parse(application.install, request)


def in_frame(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Decorates a view whose page a portal opens with a POST of its own, and shows in a frame."""
    return csrf_exempt(require_POST(xframe_options_exempt(view)))


def handler(application: Application, hand_over: Callable[[Call], object]) -> Callable[[HttpRequest], HttpResponse]:
    """A view for events, robots and webhooks. `hand_over` is called before it answers, and returns at once: it is an
    `InBackground`, or puts the call into a queue.
    """

    check(hand_over, awaited=False)

    @csrf_exempt
    @require_POST
    def handle(request: HttpRequest) -> HttpResponse:
        check_outcome(hand_over(read(application, request)))
        return HttpResponse()

    return handle


def _parse(parse: Callable[[Posted], T], request: HttpRequest) -> T:
    try:
        return parse(Request(request.body, request.META.get("QUERY_STRING", ""), request.content_type or ""))
    except CallRefused as error:
        raise PermissionDenied(str(error)) from None
    except CallError as error:
        raise BadRequest(str(error)) from None
