# Copied from generator/runtime/errors.py by "python -m generator generate". Edit that file.
"""Every error of the client, in one tree, divided by what the caller does next."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "AnswerTooLarge",
    "ApiError",
    "AuthError",
    "BadAnswer",
    "Bitrix24Error",
    "ConnectionFailed",
    "CredentialsError",
    "EventError",
    "FieldError",
    "FieldProblem",
    "ListInterrupted",
    "MethodNotFound",
    "MissingField",
    "NotExecuted",
    "NotFound",
    "OperatingLimit",
    "Overloaded",
    "PermissionDenied",
    "PortalError",
    "RateLimited",
    "ResultError",
    "TimedOut",
    "TokenExpired",
    "TokenStoreBusy",
    "TokenStoreError",
    "TransportError",
    "ValidationError",
]


class Bitrix24Error(Exception):
    """The root: whatever this package raises on purpose. `request_id`: of the call that failed, as in the log."""

    request_id: str | None = None


class CredentialsError(Bitrix24Error, ValueError):
    """The credentials given to the client cannot be read. Never shows what was given."""


class TokenStoreError(Bitrix24Error):
    """The token store failed; the message has what it raised, without tokens. A new token is kept, and saved later."""


class TokenStoreBusy(TokenStoreError):
    """Another process holds the lock of the token store and does not give it back."""


class ApiError(Bitrix24Error):
    """The portal answered with an error; here and in no narrower class: one of the method's own.

    Args:
        code: As sent; may be empty or "0". Compare with `is_code`.
        message: The portal's text, or a short description of an answer that had none.
        status: HTTP status.
        method: Wire name of the method.

    `may_have_run`: True when the portal refused a repetition, and nobody knows what became of an attempt before it.
    """

    may_have_run: bool = False

    def __init__(self, code: str, message: str, status: int, method: str) -> None:
        super().__init__(code, message, status, method)
        self.code = code
        self.message = message
        self.status = status
        self.method = method

    def __str__(self) -> str:
        from ._core.hints import after  # what it knows is large, and no business of those whose calls succeed

        text = f'{self.method}: {self.message or "no message"} (code "{self.code}", HTTP {self.status})'
        return text + self._earlier() + after(self)

    def _earlier(self) -> str:
        return "; an attempt before it got no answer and may have run" if self.may_have_run else ""

    def is_code(self, *codes: str) -> bool:
        """Is the error's code one of these? The portal mixes cases, so case does not count."""
        return self.code.casefold() in {code.casefold() for code in codes}


class AuthError(ApiError):
    """The credentials are missing, wrong or revoked: get new ones."""


class TokenExpired(AuthError):
    """The access token ran out: refresh it."""


class PermissionDenied(ApiError):
    """The credentials are right but may not do this: change scope, plan or the user's rights."""


class NotFound(ApiError):
    """What the call names does not exist."""


class MethodNotFound(NotFound):
    """No such method on this portal: misspelt, of the other REST version, or not installed."""


class FieldProblem(NamedTuple):
    """What REST 3.0 holds against one field."""

    field: str
    message: str


class ValidationError(ApiError):
    """The parameters were refused: correct them. REST 3.0 says in `fields` which, and why."""

    fields: tuple[FieldProblem, ...] = ()


class RateLimited(ApiError):
    """Too many requests; refused before execution: wait a little and send it again.

    `retry_after`: how many seconds, where the answer says so.
    """

    retry_after: float | None = None


class OperatingLimit(ApiError):
    """The method used up its execution time: wait `retry_after` seconds, if that is known."""

    retry_after: float | None = None


class Overloaded(ApiError):
    """The portal was blocked by hand for overload: do not repeat; ask Bitrix24's support."""


class PortalError(ApiError):
    """The portal failed: a write may or may not have been executed, as `may_have_run` says."""

    def __init__(self, code: str, message: str, status: int, method: str) -> None:
        super().__init__(code, message, status, method)
        self.may_have_run = not self.is_code("PORTAL_DELETED")

    def _earlier(self) -> str:
        return ""


class ListInterrupted(Bitrix24Error):
    """A list could not be read to its end; `__cause__` says why, if another error did.

    Args:
        message: What happened.
        method: Wire name of the method.
        position: How many rows were read before, all of which the caller has got.
    """

    def __init__(self, message: str, method: str, position: int) -> None:
        super().__init__(message, method, position)
        self.message = message
        self.method = method
        self.position = position

    def __str__(self) -> str:
        return f"{self.method}: after {self.position} rows: {self.message}"


class NotExecuted(Bitrix24Error):
    """A command of a batch that was left out, because one before it failed."""


class TransportError(Bitrix24Error):
    """No readable answer. `may_have_run`: False when the portal certainly did not execute the call.

    Args:
        message: What happened, without secrets.
        method: Wire name of the method, or what else was asked for.
        may_have_run: Could the portal have executed it?
    """

    def __init__(self, message: str, method: str, may_have_run: bool = True) -> None:
        super().__init__(message, method, may_have_run)
        self.message = message
        self.method = method
        self.may_have_run = may_have_run

    def __str__(self) -> str:
        return f"{self.method}: {self.message}"


class ConnectionFailed(TransportError):
    """No connection, or it was lost before the answer was complete."""


class TimedOut(TransportError, TimeoutError):
    """Connecting, sending or waiting took longer than the timeout allows."""


class BadAnswer(TransportError):
    """An answer came that is not the portal's JSON, or breaks off. `status`: its HTTP status, if it got so far."""

    status: int | None = None


class AnswerTooLarge(BadAnswer):
    """The answer is larger than the client's `max_answer`: ask for less, or allow more."""


class ResultError(Bitrix24Error, ValueError):
    """The call was executed, but `result` does not have the documented shape."""


class MissingField(Bitrix24Error, AttributeError):
    """The call's `select` left out this field of the portal's object: add it to the call."""


class FieldError(Bitrix24Error, ValueError, AttributeError):
    """The portal's object has this field, but its value is not of the documented type."""


class EventError(Bitrix24Error, ValueError):
    """What was posted is no event of the portal."""
