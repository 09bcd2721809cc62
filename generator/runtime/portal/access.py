"""Who may call a portal: inbound webhooks by their codes, applications by their access tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .calls import USER, Caller
from .errors import Refused
from .request import Address
from .tokens import Tokens

CODE: Final = "secret"
"""The code of the webhook that is there from the start: `/rest/1/secret/`."""


@dataclass(frozen=True)
class Webhook:
    user: int
    code: str
    scope: frozenset[str] | None
    """None for everything."""


class Access:
    """`scope`: of the webhook that is there from the start."""

    def __init__(self, tokens: Tokens, scope: frozenset[str] | None) -> None:
        self._tokens = tokens
        self._webhooks: dict[tuple[str, str], Webhook] = {}
        self.add(Webhook(USER, CODE, scope))

    def add(self, webhook: Webhook) -> None:
        self._webhooks[str(webhook.user), webhook.code] = webhook

    def caller(self, address: Address, token: object, origin: str) -> Caller:
        """Raises Refused."""
        if address.webhook is None:
            application = self._tokens.check(token)
            return Caller(origin, True, application.client_id, application.scope)
        webhook = self._webhooks.get(address.webhook)
        if webhook is None:
            raise Refused("NO_AUTH_FOUND", "Wrong authorization data", 401)
        return Caller(origin, False, webhook.code, webhook.scope)


def scope_of(names: str | Iterable[str] | None) -> frozenset[str] | None:
    """From "crm,task" or the names; None for everything."""
    if names is None:
        return None
    several = names.split(",") if isinstance(names, str) else names
    return frozenset(name.strip() for name in several if name.strip())
