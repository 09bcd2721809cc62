"""Specs as they were in a revision of the git repository, read without touching the working tree."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path
from typing import Final

from ..spec.folder import PROSE, SpecFiles, read

_SPECS: Final = "specs"
_OVERRIDES: Final = "overrides/"
# Nobody asks for a password here, and nothing is fetched that a partial clone has left out.
_ENVIRONMENT: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ASKPASS": "", "SSH_ASKPASS": ""}
_LONGEST: Final = 120
"""Seconds for one answer of git."""


class NoSuchState(Exception):
    """Neither a folder of specs nor a revision that has some: one line."""


def specs_at(state: str) -> SpecFiles:
    """The specs of a folder, or of a revision of the repository in the current folder.

    Raises:
        NoSuchState: It is neither.
        SpecsUnusable: A file of the folder cannot be read.
    """
    folder = Path(state)
    return read(folder) if folder.is_dir() else _of_revision(state)


def _of_revision(revision: str) -> SpecFiles:
    archive = _git(revision, "archive", "--format=tar", f"{_commit(revision)}:{_SPECS}")
    specs: dict[str, bytes] = {}
    overrides: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            for member in members:
                content = members.extractfile(member) if member.isfile() and _is_read(member.name) else None
                if content is not None:
                    by_name = overrides if member.name.startswith(_OVERRIDES) else specs
                    by_name[member.name.removeprefix(_OVERRIDES)] = content.read()
    except tarfile.TarError:
        raise NoSuchState(f"{revision}: git does not answer as git does") from None
    in_order = sorted(specs, key=lambda path: path.split("/"))
    return SpecFiles(Path(f"{revision}:{_SPECS}"), {path: specs[path] for path in in_order}, overrides)


def _is_read(name: str) -> bool:
    """As in a folder: somebody may have committed what pages say in their own words, which is no spec."""
    return name.endswith(".yaml") and not name.startswith(f"{PROSE}/")


def _commit(revision: str) -> str:
    return (
        _git(revision, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        .decode()
        .strip()
    )


def _git(revision: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", *arguments],
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_LONGEST,
        )
    except subprocess.TimeoutExpired:
        raise NoSuchState(f"{revision}: git has not answered for {_LONGEST} seconds") from None
    except OSError:
        raise NoSuchState(
            f"{revision}: there is no such folder, and no git to ask for a revision of that name"
        ) from None
    if done.returncode:
        raise NoSuchState(f"{revision}: there is no such folder, and no git revision of that name that has {_SPECS}/")
    return done.stdout
