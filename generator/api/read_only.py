"""Which methods only read: the client may repeat such a call when it does not know whether it arrived.

The documentation does not say it. Their names do, where no override says otherwise; what is in doubt counts as writing.
"""

from __future__ import annotations

import re
from typing import Final

from ..spec.model import MethodSpec
from ..spec.names import WireName
from ..text import words

# First words of a last segment, alone or with more behind them: `getFields`, `getfields`, `isExists`.
_READING: Final = re.compile(
    r"(?:get|list|find)[a-z]*(?:_|\Z)|(?:fields|is|has|can|search|count|current|download|status|tail|types)(?:_|\Z)"
)


def only_reads(spec: MethodSpec) -> bool:
    """Does the call leave everything as it was?"""
    return only_reads_by_name(spec.method) if spec.reads is None else spec.reads


def only_reads_by_name(method: WireName) -> bool:
    return _READING.match("_".join(words(method.segments[-1]))) is not None
