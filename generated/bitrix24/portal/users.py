# Copied from generator/runtime/portal/users.py by "python -m generator generate". Edit that file.
"""The users of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class User:
    id: int
    name: str
    email: str
    position: str


ALEX: Final = User(1, "Alex Example", "alex@example.com", "Director")
MARIA: Final = User(503, "Maria Johnson", "maria@example.com", "Admin")
SAM: Final = User(547, "Sam Tester", "sam@example.com", "Tester")

USERS: Final = {user.id: user for user in (ALEX, MARIA, SAM)}
