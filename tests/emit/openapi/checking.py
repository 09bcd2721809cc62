"""Documents, and what in them does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from generator.api import Api, resolve
from generator.emit.openapi import openapi
from generator.spec import codec, yamltext
from generator.spec.model import SharedErrors
from tests.making import tree_of

Document = dict[str, Any]
_DOCUMENT = "urn:document"


def document_of(*texts: str, errors: str = "errors: []") -> Document:
    """Of methods and shared types, written as in specs/; `page` and `title` may be left out."""
    return openapi(api_of(*texts, errors=errors), "1.2.3")


def api_of(*texts: str, errors: str = "errors: []") -> Api:
    shared = codec.decode(SharedErrors, yamltext.load(errors)).errors
    return resolve(replace(tree_of(*texts), errors=shared))


class Checker:
    """Holds values against the schemas of a document."""

    def __init__(self, document: Document) -> None:
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, DRAFT202012.create_resource(document))

    def accepts(self, schema: Mapping[str, Any], value: object) -> bool:
        resolver = self._registry.resolver(_DOCUMENT)
        return Draft202012Validator(schema, registry=self._registry, _resolver=resolver).is_valid(value)


def operations(document: Document) -> Iterator[Document]:
    for item in document["paths"].values():
        yield item["post"]


def operation(document: Document, id: str) -> Document:
    return next(each for each in operations(document) if each["operationId"] == id)


def parameters_of(operation: Document) -> Document:
    """The schema of the request."""
    return cast("Document", operation["requestBody"]["content"]["application/json"]["schema"])


def documented(part: Document) -> tuple[Document, Any] | None:
    """The schema of a request or response and the documented example of it, if there is one."""
    media = part["content"]["application/json"]
    return (
        (media["schema"], media["examples"]["documented"]["value"])
        if "documented" in media.get("examples", {})
        else None
    )
