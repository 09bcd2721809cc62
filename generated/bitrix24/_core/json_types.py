# Copied from generator/runtime/_core/json_types.py by "python -m generator generate". Edit that file.
"""Tells the shapes of JSON apart, in words that a type checker understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard


def is_map(value: object) -> TypeGuard[Mapping[str, object]]:
    """Is it a JSON object?"""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Is it a JSON array?"""
    return isinstance(value, list)
