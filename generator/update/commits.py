"""An update as three commits: what reviewers read line by line, what they glance at, and what follows from both."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..spec.files import event_path, method_path, type_path
from ..spec.model import SpecTree
from .changes import Changes, Weight

# What the generator writes, and so has to be as it was committed before.
_OURS: Final = ("specs", "generated", "CHANGELOG.md", "README.md", "docs", "generator/runtime/_version.py")


class NotCommitted(Exception):
    """Git cannot do it: one line."""


@dataclass(frozen=True)
class Commit:
    subject: str
    paths: tuple[str, ...]


def commits_of(paths: Iterable[str], old: SpecTree, changes: Changes, new: SpecTree, summary: str) -> list[Commit]:
    """The commits that changed paths of the project make up."""
    generated, others = _split(paths, lambda path: path.startswith("generated/"))
    reworded = _cosmetic(old, changes, new)
    cosmetic, facts = _split(others, lambda path: path.removeprefix("specs/") in reworded)
    every = (
        Commit(f"The documentation has changed: {summary}", facts),
        Commit("The documentation is worded anew: nothing that a program sends or reads", cosmetic),
        Commit("generated/ follows the documentation", generated),
    )
    return [each for each in every if each.paths]


def _split(paths: Iterable[str], is_first: Callable[[str], bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    every = tuple(paths)
    return tuple(filter(is_first, every)), tuple(path for path in every if not is_first(path))


def _cosmetic(old: SpecTree, changes: Changes, new: SpecTree) -> frozenset[str]:
    """The spec files of items of which no fact has changed."""
    heavy = {
        (kind, name)
        for weight in Weight
        if weight is not Weight.COSMETIC
        for kind, name, _ in changes.of_weight(weight)
    }
    heavy |= {(kind, each.old) for kind, items in changes.by_item.items() for each in items.renamed}
    return frozenset(path for tree in (old, new) for path, item in _items(tree) if item not in heavy)


def _items(tree: SpecTree) -> Iterator[tuple[str, tuple[str, str]]]:
    """The file of each item, and what changes call it."""
    for (rest, name), method in tree.methods.items():
        yield method_path(method), ("methods", f"v3.{name}" if rest == 3 else str(name))
    yield from ((event_path(event), ("events", str(name))) for name, event in tree.events.items())
    yield from ((type_path(each), ("types", str(name))) for name, each in tree.types.items())


def refuse_uncommitted() -> None:
    """Raises NotCommitted if a person has changed what is to be committed, or there is no repository."""
    found = _git("status", "--porcelain", "--", *_OURS, ":(exclude)specs/overrides")
    if found:
        raise NotCommitted(f"{found.splitlines()[0][3:]}: is not as it was committed; commit it or take it back")


def commit(commits: Sequence[Commit]) -> None:
    """Raises NotCommitted."""
    for each in commits:
        paths = "\0".join(each.paths)
        listed = ("--pathspec-from-file=-", "--pathspec-file-nul")
        _git("add", "--all", *listed, given=paths, literal=True)
        _git("commit", "--quiet", "--message", each.subject, *listed, given=paths, literal=True)


def _git(*arguments: str, given: str = "", literal: bool = False) -> str:
    """`literal`: no name is a pattern."""
    environment = {**os.environ, **({"GIT_LITERAL_PATHSPECS": "1"} if literal else {})}
    try:
        # Hooks write what they like.
        done = subprocess.run(
            ["git", *arguments],
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env=environment,
        )
    except OSError:
        raise NotCommitted("there is no git") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotCommitted(f"git {arguments[0]}: {said[0] if said else 'failed'}")
    return done.stdout
