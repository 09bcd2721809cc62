"""Credentials: a webhook, an OAuth access token, or an application that renews its token. No repr shows a secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from ._core.header_text import fits_header
from ._core.origin import UNDER_A_PATH, not_a_portal, origin_of, portal_of, secure
from ._core.redact import HIDDEN, redact
from ._core.tracebacks import forgetful
from .errors import CredentialsError

if TYPE_CHECKING:
    from .oauth import StoredOAuth

__all__ = ["Credentials", "OAuth", "Webhook"]

_WEBHOOK: Final = re.compile(
    r"\s*(?P<origin>(?i:https?)://[^\s/?#@\\]+)"
    r"/rest/(?:api/)?(?P<user>[0-9]+)/(?P<code>[A-Za-z0-9_-]+)"
    r"(?:/[A-Za-z0-9_.-]*)?/?\s*\Z"
)


_UNDER_A_PATH: Final = re.compile(r"\s*(?i:https?)://[^\s/?#@\\]+(?:/[^\s/?#]+)+?/rest/")


class Webhook:
    """An inbound webhook, from its URL: `https://PORTAL/rest/USER/CODE/`.

    The slash at the end may be missing, a method's name may follow, `/rest/api/USER/CODE/` is accepted too. `portal`
    is the origin without a slash (`https://example.bitrix24.com`), `user_id` the user in whose name it calls.

    Raises:
        CredentialsError: The text is no webhook URL. The message does not repeat it.
    """

    __slots__ = ("_code", "portal", "user_id")

    @forgetful
    def __init__(self, url: str) -> None:
        match = _WEBHOOK.match(_text(url))
        portal = origin_of(match["origin"]) if match else None
        if match is None or portal is None:
            message = _not_a_webhook(url)
            del url, match  # a traceback may show the locals of this frame, and its own repr
            self.portal, self.user_id = "", 0
            raise CredentialsError(message)
        self.portal = secure(portal)
        self.user_id = int(match["user"])
        self._code: str = match["code"]

    def __repr__(self) -> str:
        return f"Webhook('{self.portal}/rest/{self.user_id}/{HIDDEN}/')"

    def base(self, rest: int) -> str:
        """What stands before the method's name in a URL of that REST version."""
        return f"{self.portal}/rest/{'api/' if rest == 3 else ''}{self.user_id}/{self._code}/"

    @property
    def token(self) -> None:
        """What goes into `auth`: nothing, the URL is the credential."""
        return

    @property
    def renewer(self) -> None:
        """What gets another token when this one has expired: nothing."""
        return

    def hide(self, text: str) -> str:
        """The text without this secret, nor any other."""
        return redact(text, [self._code])


def _text(given: object) -> str:
    """What is no text cannot be right."""
    return given if isinstance(given, str) else ""


def _not_a_webhook(given: object) -> str:
    if not isinstance(given, str):
        return f"a webhook's URL is text, not {type(given).__name__}"
    if _UNDER_A_PATH.match(given):
        return f"not a webhook URL: {UNDER_A_PATH}"
    return "not a webhook URL; one looks like https://PORTAL/rest/USER/CODE/"


class OAuth:
    """An application's access token for one portal, `OAuth("example.bitrix24.com", "token")`, until it expires.

    Raises:
        CredentialsError: The portal is no host or URL of one, or the token is empty. The message does not repeat them.
    """

    __slots__ = ("_access_token", "portal")

    @forgetful
    def __init__(self, portal: str, access_token: str) -> None:
        origin, token = portal_of(_text(portal)), _text(access_token)
        self.portal = origin or ""
        message = not_a_portal(portal) if origin is None else _not_a_token(access_token)
        if origin is None or not token or not fits_header(token):
            del portal, access_token, token  # a traceback may show the locals of this frame
            raise CredentialsError(message)
        self._access_token = access_token

    def __repr__(self) -> str:
        return f"OAuth({self.portal!r}, access_token={HIDDEN})"

    def base(self, rest: int) -> str:
        """What stands before the method's name in a URL of that REST version."""
        return f"{self.portal}/rest/api/" if rest == 3 else f"{self.portal}/rest/"

    @property
    def token(self) -> str:
        """What goes into `auth`."""
        return self._access_token

    @property
    def renewer(self) -> None:
        """What gets another token when this one has expired: nothing."""
        return

    def hide(self, text: str) -> str:
        """The text without this secret, nor any other."""
        return redact(text, [self._access_token])


def _not_a_token(given: object) -> str:
    if given in ("", None):
        return "the access token is empty"
    if not isinstance(given, str):
        return f"an access token is text, not {type(given).__name__}"
    return "the access token has blanks around it, or characters that no token has"


# Ask `renewer` and not isinstance: only a program that has a StoredOAuth need import it.
Credentials: TypeAlias = "Webhook | OAuth | StoredOAuth"
