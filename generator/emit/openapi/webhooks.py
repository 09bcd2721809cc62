"""An event as a webhook: what the portal posts to the address of a handler."""

from __future__ import annotations

from typing import Final

from ...api import Event, Json
from ...api.kinds import Kind
from ...api.types import Object, Property, Scalar
from ...text import clean
from ..json_schema.schemas import ResultSchemas, Schema
from .place import PLACE
from .tags import EVENTS

AUTH_NAME: Final = "EventAuth"
_TEXTS: Final = (
    "access_token",
    "scope",
    "domain",
    "server_endpoint",
    "status",
    "client_endpoint",
    "member_id",
    "refresh_token",
    "application_token",
)
AUTH: Final = Object(
    (
        *(Property(name, Scalar(Kind.STRING)) for name in _TEXTS),
        Property("expires_in", Scalar(Kind.INTEGER)),
    )
)
"""How a handler may answer, and by whose application it knows the portal."""

# PHP's way to write what is inside of what: one level deeper than OpenAPI can say.
_BRACKETS: Final[Schema] = {"style": "deepObject", "explode": True}


class Webhooks:
    def __init__(self, results: ResultSchemas) -> None:
        self._results = results

    def of(self, event: Event) -> Schema:
        operation: Schema = {
            "tags": [EVENTS],
            "summary": clean(event.title),
            "description": "Sent as a form, its keys in brackets to any depth: `data[FIELDS][ID]=5`.",
            "operationId": f"on.{event.name}",
            "externalDocs": {"url": event.url},
        }
        if event.status != "active":
            operation["deprecated"] = True
        if event.scope:
            operation["x-scopes"] = list[Json](event.scope)
        if event.context is not None:
            operation["x-context"] = event.context
        # Who posts is known by the application's token in it, which no security scheme can say.
        operation["security"] = []
        operation["requestBody"] = {
            "required": True,
            "content": {"application/x-www-form-urlencoded": self._media(event)},
        }
        operation["responses"] = {"2XX": {"description": "Taken. The portal does not read the answer."}}
        return {"post": operation}

    def _media(self, event: Event) -> Schema:
        number = self._results.of(Scalar(Kind.INTEGER))
        properties: Schema = {
            "event": {"type": "string", "description": f"`{event.name}`, in capitals as a rule."},
            "event_handler_id": number,
            "data": {} if event.data is None else self._results.of(event.data),
            "ts": self._results.of(Scalar(Kind.TIMESTAMP)),
        }
        encoding: Schema = {"data": dict(_BRACKETS)}
        if event.auth:
            properties["auth"] = {"$ref": f"{PLACE}{AUTH_NAME}"}
            encoding["auth"] = dict(_BRACKETS)
        media: Schema = {
            "schema": {"type": "object", "properties": properties, "required": ["event"]},
            "encoding": encoding,
        }
        if event.example is not None:
            media["examples"] = {"documented": {"value": dict(event.example)}}
        return media
