# Copied from generator/runtime/_core/anew.py by "python -m generator generate". Edit that file.
"""One error for several callers: each gets an object of its own."""

from __future__ import annotations

from copy import copy
from typing import TypeVar

E = TypeVar("E", bound=Exception)


def anew(error: E) -> E:
    """The same error, to be raised once more: tracebacks grow with each raising, and what one caller's call adds, such
    as `may_have_run` and notes, is no business of the others. What cannot be copied stays what it is.
    """
    try:
        mine = copy(error)
    except Exception:  # a foreign one, of a store or a hook
        return error
    if type(mine) is not type(error):
        return error
    if notes := getattr(error, "__notes__", None):
        mine.__dict__["__notes__"] = list(notes)
    mine.__cause__, mine.__context__ = error.__cause__, error.__context__
    mine.__suppress_context__ = error.__suppress_context__
    return mine.with_traceback(error.__traceback__)
