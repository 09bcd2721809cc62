"""Where the API is, and how callers show who they are.

A webhook's user and secret stand in the path before the method, where OpenAPI knows no credentials: they are variables
of the server. So a caller without a security scheme is one with a webhook. Both REST versions have methods of one name
under roots of their own. The servers are the whole root, so that a path is the method's name alone, whichever way the
caller comes; REST 3.0 is a server of the single path. Where version 2 has a method of that name too, the path has `#v3`
behind it, which keeps it apart in the document and which no program sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ...api import Json, Method, WireName
from ..json_schema.schemas import Schema

OAUTH: Final = "oauth"
TOKEN: Final = "token"

_ROOTS: Final = {2: "https://{portal}/rest", 3: "https://{portal}/rest/api"}
_VARIABLES: Final[Schema] = {
    "portal": {"default": "portal.bitrix24.com", "description": "The portal's host."},
    "user": {"default": "1", "description": "The id of the user who made the webhook."},
    "webhook": {"default": "secret", "description": "The webhook's secret."},
}


def servers(rest: int) -> list[Json]:
    """The roots of a REST version."""
    return [
        {
            "url": f"{_ROOTS[rest]}/{{user}}/{{webhook}}",
            "description": "With a webhook.",
            "variables": dict(_VARIABLES),
        },
        {
            "url": _ROOTS[rest],
            "description": "With an access token.",
            "variables": {"portal": _VARIABLES["portal"]},
        },
    ]


def path_of(method: Method, in_v2: frozenset[WireName]) -> str:
    """`in_v2`: the names of the methods of REST version 2."""
    return f"/{method.name}#v3" if method.rest == 3 and method.name in in_v2 else f"/{method.name}"


def security(method: Method) -> list[Json]:
    """A webhook, or a token with one of the scopes."""
    scheme = TOKEN if method.rest == 2 else OAUTH
    with_token: list[Json] = [{scheme: [scope]} for scope in method.scope]
    return [{}, *(with_token or [{scheme: []}])]


def schemes(methods: Iterable[Method]) -> Schema:
    scopes = sorted({scope for method in methods for scope in method.scope})
    return {
        OAUTH: {
            "type": "oauth2",
            "description": "Authorization happens on the caller's own portal. REST 3.0 takes the access token as it is"
            " sent here.",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "https://portal.bitrix24.com/oauth/authorize/",
                    "tokenUrl": "https://oauth.bitrix.info/oauth/token/",
                    "refreshUrl": "https://oauth.bitrix.info/oauth/token/",
                    "scopes": {scope: f"Methods of `{scope}`." for scope in scopes},
                }
            },
        },
        TOKEN: {
            "type": "apiKey",
            "description": "The access token that OAuth gives, as REST version 2 takes it.",
            "in": "query",
            "name": "auth",
        },
    }
