# Copied from generator/runtime/_core/kept_token.py by "python -m generator generate". Edit that file.
"""Tokens as the text that a store of many processes keeps, and what it raises: nothing of either is ever shown."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Final, TypeVar

from ..errors import CredentialsError, TokenStoreError
from ..tokens import Token
from .json_types import is_map

T = TypeVar("T")

# What a registry says to an installation of a portal that it knows by another application token.
KNOWN_OTHERWISE: Final = "the portal is known by another application token: remove it, to have it installed anew"

# A token that has been given out is worth a wait: the old one is worth nothing any more. Seconds.
_SAVE_FOR: Final = 10.0
_SAVE_AGAIN: Final = 0.1


def text_of_token(token: Token) -> str:
    return json.dumps(token.to_dict())


def token_of_text(text: str, where: str) -> Token:
    """
    Raises:
        CredentialsError: It is none.
    """
    values: object = None
    try:
        values = json.loads(text)
        return Token.from_dict(values if is_map(values) else {})
    except (ValueError, RecursionError):  # a CredentialsError is one
        del text, values  # a traceback may show the locals of this frame
    raise CredentialsError(f"{where} does not hold a token")


def asked(what: str, question: Callable[[], T], failures: type[Exception]) -> T:
    """What a server answers.

    Raises:
        TokenStoreError: It fails. What it raised may have tokens in it, and so have its frames: its kind has to do.
    """
    try:
        return question()
    except failures as error:
        kind = type(error).__name__
    raise TokenStoreError(f"the token store cannot {what}: {kind}")


def saved(save: Callable[[], object], failures: type[Exception]) -> None:
    """Save a token, though the server may be away for some seconds.

    Raises:
        TokenStoreError: It stays away.
    """
    ends = time.monotonic() + _SAVE_FOR
    while True:
        try:
            asked("save", save, failures)
            return
        except TokenStoreError:
            if time.monotonic() >= ends:
                raise
        time.sleep(_SAVE_AGAIN)
