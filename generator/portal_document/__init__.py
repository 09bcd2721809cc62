"""A portal's own OpenAPI document, the answer of `rest.documentation.openapi`, as a second source of specs.

It lists the methods of REST 3.0 that this portal has, also those that the documentation lacks. The portal makes it of
its code: it names parameters and fields, and knows nothing of errors, examples and meanings. So what a page says stays,
and the document adds methods, marked by their source.

reading     a file: JSON, and an OpenAPI document
schemas     its schemas as fields of specs
methods     its operations as specs
merging     what becomes of the specs that there are
comparing   where a document and a page disagree
"""

from __future__ import annotations

from .merging import Merged, merged
from .reading import DocumentUnusable, read_document

__all__ = ["DocumentUnusable", "Merged", "merged", "read_document"]
