# Copied from generator/runtime/_core/json_types.py by "python -m generator generate". Edit that file.
"""Type guards for JSON objects and arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard


def is_map(value: object) -> TypeGuard[Mapping[str, object]]:
    """Is it a JSON object?"""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Is it a JSON array?"""
    return isinstance(value, list)
