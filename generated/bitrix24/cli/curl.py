# Copied from generator/runtime/cli/curl.py by "python -m generator generate". Edit that file.
"""A call as a command for cURL, in which a variable stands in the place of the secret."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, Final

from .._core.method import Method
from .connection import WEBHOOK
from .output import json_text

# The root of REST 3.0 is beside that of REST 2, in the URL of a webhook too.
_ROOTS: Final = {2: f'"${{{WEBHOOK}%/}}', 3: f'"$(printf %s "${{{WEBHOOK}%/}}" | sed s,/rest/,/rest/api/,)'}
_TOKEN: Final = "BITRIX24_TOKEN"


def curl(method: Method[Any], body: Mapping[str, object], portal: str | None) -> str:
    """For a POSIX shell.

    Args:
        body: As it is sent.
        portal: The origin, where an application calls, with a token in BITRIX24_TOKEN; None: a webhook.
    """
    headers = ["-H 'Content-Type: application/json'", "-H 'Accept: application/json'"]
    if portal is None:
        url = f'{_ROOTS[method.rest]}/{method.name}"'
    else:
        url = shlex.quote(f"{portal}/rest/{'api/' if method.rest == 3 else ''}{method.name}")
        headers.append(f'-H "Authorization: Bearer ${_TOKEN}"')
    return f"curl -sS {' '.join(headers)} -d {shlex.quote(json_text(body))} {url}"
