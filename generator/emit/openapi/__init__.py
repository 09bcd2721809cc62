"""The `Api` in, its OpenAPI 3.1 document out, as a plain value that JSON can hold. Nothing is read or written here.

document    the whole of it
operations  a method
webhooks    an event
tags        how methods are grouped
refusals    documented errors
statements  what is documented of a method as a whole
access      where the API is, and how callers show who they are
text        the document as JSON or YAML
"""

from __future__ import annotations

from .document import openapi

__all__ = ["openapi"]
