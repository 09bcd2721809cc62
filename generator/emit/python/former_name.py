"""A name that a module had, and what is called otherwise now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from .runtime import PACKAGE

# What stands for a class where nothing of its kind is in its place any more.
ANY_VIEW: Final = f"{PACKAGE}._core.views.View"
ANY_DICT: Final = "builtins.dict"


@dataclass(frozen=True)
class FormerName:
    """`now`: what is called otherwise now, with its module."""

    name: str
    now: str

    @property
    def now_in(self) -> str:
        """The module."""
        return self.now.rpartition(".")[0]

    @property
    def now_name(self) -> str:
        return self.now.rpartition(".")[2]

    @property
    def relative(self) -> str:
        """The module as it is known in the package."""
        return self.now_in.removeprefix(f"{PACKAGE}.").removeprefix("_core.")


FormerNames: TypeAlias = Mapping[str, tuple[FormerName, ...]]
"""By module."""
NO_FORMER_NAMES: Final[FormerNames] = MappingProxyType({})
