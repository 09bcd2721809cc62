# Copied from generator/runtime/cli/profiles.py by "python -m generator generate". Edit that file.
"""The portals that a person works with, in a file that only they may read."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import click

from .._core.json_types import is_map
from .._core.private_file import lock_file, read_private, write_private

_LARGEST_FILE: Final = 1024 * 1024
_LONGEST_NAME: Final = 100
# Seconds that another process may take to change them, and between two looks whether it has.
_PATIENCE: Final = 30
_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """How to call one portal: by a webhook, or as an application whose token a store has.

    Args:
        portal: The portal's origin.
        webhook: Its URL, or "".
        client_id, client_secret, token_url: Of the application, or "".
        keyring: Is the token in the system's keyring? Else it is in a file.
    """

    portal: str
    webhook: str = ""
    client_id: str = ""
    client_secret: str = ""
    token_url: str = ""
    keyring: bool = False

    def __repr__(self) -> str:
        return f"Profile({self.portal!r}, ***)"


@dataclass(frozen=True, slots=True)
class Profiles:
    """All of them by name, and which one is in use; "" is none."""

    current: str
    by_name: Mapping[str, Profile]

    def with_profile(self, name: str, profile: Profile) -> Profiles:
        """With one more, which is in use from now on."""
        return Profiles(name, {**self.by_name, name: profile})

    def without(self, name: str) -> Profiles:
        rest = {each: profile for each, profile in self.by_name.items() if each != name}
        return Profiles("" if self.current == name else self.current, rest)

    def using(self, name: str) -> Profiles:
        return replace(self, current=name)

    def find(self, name: str) -> Profile:
        """
        Raises:
            click.UsageError: There is none of that name.
        """
        found = self.by_name.get(name)
        if found is None:
            known = f"there are {', '.join(self.by_name)}" if self.by_name else "add one: b24 profile add NAME"
            raise click.UsageError(f"no profile {name!r}; {known}")
        return found


def folder() -> Path:
    """Where profiles and tokens are kept, for their owner alone; it is made if it is not there."""
    found = Path(click.get_app_dir("bitrix24"))
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def load() -> Profiles:
    """
    Raises:
        click.ClickException: The file is not what `save` writes. The message shows nothing of it.
    """
    path = _file()
    try:
        values: object = json.loads(read_private(path, _LARGEST_FILE))
        return _read(values)
    except FileNotFoundError:
        return Profiles("", {})
    except (LookupError, RecursionError, TypeError, ValueError):
        raise click.ClickException(f"{path} holds no profiles; remove it and add them anew") from None


def _read(values: object) -> Profiles:
    if not is_map(values) or not is_map(found := values["profiles"]):
        raise TypeError
    profiles = {name: Profile(**value) for name, value in found.items() if is_map(value)}  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a file of another shape raises, or its texts are refused where they are used
    return Profiles(str(values["current"]), profiles)


def change(changed: Callable[[Profiles], Profiles]) -> None:
    """Keep what becomes of them. What another process changes at the time is not lost.

    Raises:
        click.ClickException: It takes too long; or as `load` does.
    """
    with _alone():
        profiles = changed(load())
        values = {name: asdict(profile) for name, profile in profiles.by_name.items()}
        write_private(_file(), json.dumps({"current": profiles.current, "profiles": values}, ensure_ascii=False))


def check_name(name: str) -> None:
    """Raises:
    click.UsageError: It is no name of a profile that could be seen and written again.
    """
    if not name.strip() or name != name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise click.UsageError(
            f"a profile's name is a word or two of printable characters, not {name[:_LONGEST_NAME]!r}"
        )


def _file() -> Path:
    """Itself, where a link leads to it: the link stays."""
    return Path(os.path.realpath(folder() / "profiles.json"))


@contextmanager
def _alone() -> Generator[None, None, None]:
    path = folder() / "profiles.json.lock"
    ends = time.monotonic() + _PATIENCE
    while (lock := lock_file(path)) is None:
        if time.monotonic() > ends:
            raise click.ClickException("the profiles are being changed by another process")
        time.sleep(_PAUSE)
    with lock:
        yield
