"""A Sphinx extension: how the docstrings of the client itself are read, and what of its classes is left out."""

from __future__ import annotations

from typing import Any, Final, Generic, NamedTuple, Protocol

from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.util.typing import ExtensionMetadata

# A base that says nothing to who uses the class.
_PLAIN: Final[tuple[object, ...]] = (object, Generic, Protocol, NamedTuple)

# What only the client makes: how is its own business.
_GIVEN: Final = frozenset(
    f"bitrix24.{name}"
    for name in ("AsyncBatch", "AsyncList", "Batch", "Pending", "SyncList", "lists.FirstPage", "response.Time")
)


def _read(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Napoleon's own hook takes what stands before a colon in the docstring of a property for its type."""
    lines[:] = GoogleDocstring(lines, what="method").lines()


def _skip(_app: Sphinx, _what: str, _name: str, object: object, _skipped: bool, _options: object) -> bool | None:
    """The portal's methods have pages of their own; fields of named tuples are their parameters."""
    is_documented_method = callable(object) and getattr(object, "__module__", "") == "bitrix24.client"
    return True if is_documented_method or type(object).__name__ == "_tuplegetter" else None


def _bases(_app: Sphinx, _name: str, _object: object, _options: object, bases: list[Any]) -> None:
    bases[:] = [base for base in bases if base not in _PLAIN and getattr(base, "__origin__", None) not in _PLAIN]


def _signature(
    _app: Sphinx, _what: str, name: str, object: object, _options: object, _shown: str | None, _returns: str | None
) -> tuple[str, None] | None:
    return ("", None) if name in _GIVEN or getattr(object, "_is_protocol", False) else None


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", _read)
    app.connect("autodoc-skip-member", _skip)
    app.connect("autodoc-process-bases", _bases)
    app.connect("autodoc-process-signature", _signature)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
