"""What `pyproject.toml` says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from packaging.requirements import Requirement

from tests.conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]
REPOSITORY: str = PROJECT["urls"]["Homepage"]
PYTHONS = [
    classifier.removeprefix("Programming Language :: Python :: ")
    for classifier in PROJECT["classifiers"]
    if classifier.startswith("Programming Language :: Python :: 3.")
]


def extra(name: str) -> list[Requirement]:
    """What an extra needs, without the extras that it includes; "" is the project alone."""
    texts = PROJECT["optional-dependencies"][name] if name else PROJECT["dependencies"]
    return [each for each in map(Requirement, texts) if each.name != PROJECT["name"]]


def group(name: str) -> Iterator[Requirement]:
    """What a dependency group has, and the groups in it."""
    for entry in PYPROJECT["dependency-groups"][name]:
        if isinstance(entry, dict):
            yield from group(entry["include-group"])
        else:
            yield Requirement(entry)
