"""What a call may do to what is there: nothing, add to it or change it, or take something away for good.

The documentation does not say it. That a method only reads is told by `read_only`; of the others, names say which take
away, and what is in doubt counts as writing.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from ..spec.names import WireName
from ..text import words

Access: TypeAlias = Literal["read", "write", "destructive"]

_TAKING: Final = "clear|delete|kill|merge|purge|remove|reset|terminate|unbind|unregister|unset"
# What a last segment begins with, alone or with more behind it: `deleteByFilter`, `unbindingFromMenu`, `markDeleted`.
_LAST: Final = re.compile(rf"(?:{_TAKING})|mark_?(?:folder_?)?delete")
# A whole segment before it: `imconnector.delete.messages`.
_BEFORE: Final = re.compile(rf"(?:{_TAKING})\Z")
# What they answer they take out of a queue; of a batch nobody knows what is in it.
_BY_NAME: Final = frozenset({"batch", "event.offline.get", "im.v2.event.get", "imbot.v2.event.get"})


def access_of(method: WireName, only_reads: bool) -> Access:
    if only_reads:
        return "read"
    return "destructive" if _takes_away(method) else "write"


def _takes_away(method: WireName) -> bool:
    *before, last = ("_".join(words(segment)) for segment in method.segments)
    named = method.casefold() in _BY_NAME or _LAST.match(last) is not None
    return named or any(_BEFORE.match(segment) for segment in before)
