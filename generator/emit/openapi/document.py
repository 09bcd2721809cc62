"""The whole document."""

from __future__ import annotations

from ...api import SITE, Api
from ...api.licence import licence_of_prose
from ...api.prose import NO_PROSE, Prose
from ...problems import Problems
from ..json_schema.schemas import STAND_INS, ParameterSchemas, ResultSchemas, Schema
from . import refusals
from .access import path_of, schemes, servers
from .operations import TIME, TIME_NAME, Operations
from .place import PLACE
from .tags import tags
from .webhooks import AUTH, AUTH_NAME, Webhooks


def openapi(api: Api, version: str, prose: Prose = NO_PROSE) -> Schema:
    """The OpenAPI 3.1 document of the API.

    Args:
        version: Of the document.
        prose: What becomes descriptions.

    Raises:
        GenerateError: Two schemas would have one name.
    """
    _refuse_twins(api)
    parameters = ParameterSchemas({name: each.as_parameter for name, each in api.types.items()}, PLACE, prose)
    results = ResultSchemas({name: each.as_result for name, each in api.types.items()}, PLACE, prose)
    in_v2 = frozenset(method.name for method in api.methods.values() if method.rest == 2)
    operations = Operations(parameters, results, prose)
    paths: Schema = {}
    for method in api.methods.values():
        item: Schema = {"servers": servers(3)} if method.rest == 3 else {}
        paths[path_of(method, in_v2)] = {**item, "post": operations.of(method)}
    hooks = Webhooks(results)
    webhooks: Schema = {name: hooks.of(event) for name, event in sorted(api.events.items())}
    schemas = {
        **parameters.definitions(),
        TIME_NAME: results.properties(TIME),
        AUTH_NAME: results.properties(AUTH),
        **refusals.SCHEMAS,
        **results.definitions(),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bitrix24 REST API",
            "version": version,
            "summary": "Methods of REST version 2 and of REST 3.0, and events.",
            "description": _about(prose),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "externalDocs": {"url": SITE},
        "servers": servers(2),
        **tags((method.name for method in api.methods.values()), events=bool(api.events)),
        "paths": dict(sorted(paths.items())),
        **({"webhooks": webhooks} if webhooks else {}),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": refusals.responses_of_any(api.errors),
            "securitySchemes": schemes(api.methods.values()),
        },
    }


def _about(prose: Prose) -> str:
    about = "Made from the facts of the API's public documentation, independently of its publisher."
    return f"{about}\n\n{licence_of_prose()}" if prose else about


def _refuse_twins(api: Api) -> None:
    problems = Problems()
    taken = {
        *STAND_INS,
        *refusals.SCHEMAS,
        TIME_NAME,
        AUTH_NAME,
        *(f"{name}{ParameterSchemas.suffix}" for name in api.types),
    }
    for name in api.types:
        if name in taken:
            problems.add(f"shared type {name}", "another schema of the OpenAPI document has its name")
    problems.raise_any()
