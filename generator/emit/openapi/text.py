"""The document as text: the same value gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

import yaml

from ..json_schema.schemas import Schema


def as_json(document: Schema) -> str:
    return json.dumps(document, indent=1) + "\n"


class _Dumper(yaml.CSafeDumper):
    """Writes out what stands at several places, for not every reader of OpenAPI knows YAML's aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (its base's signature)
        return True


def as_yaml(document: Schema) -> str:
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


# By the suffix of a file's name.
WRITERS: Final[Mapping[str, Callable[[Schema], str]]] = {".json": as_json, ".yaml": as_yaml}
