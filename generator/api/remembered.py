"""What is remembered of methods: one that is made of what it was made of before is not resolved until somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..cache import NO_CACHE, Cache, Pack, digest
from ..spec.model import MethodSpec
from ..spec.names import WireName
from .decisions import Seen
from .method import Resolved
from .observed import Observed, observed


@dataclass(frozen=True)
class Record:
    """Of a resolved method what is asked of all of them, beside what its spec says. Problems are never remembered."""

    digest: str
    references_in_parameters: frozenset[WireName]
    references_in_result: frozenset[WireName]
    contradictions: tuple[str, ...]


@dataclass(frozen=True)
class Memory:
    """
    Args:
        contents: A digest of all that a method's spec was read from. A method that has none is not remembered.
    """

    contents: Mapping[tuple[int, WireName], str] = field(default_factory=dict[tuple[int, WireName], str])
    records: Pack[Record] = field(default_factory=lambda: Pack[Record](NO_CACHE, "methods"))
    observations: Pack[Observed] = field(default_factory=lambda: Pack[Observed](NO_CACHE, "observations"))

    @classmethod
    def of(cls, contents: Mapping[tuple[int, WireName], str], cache: Cache, *name: str) -> Memory:
        """What the cache has of runs of that name."""
        return cls(contents, Pack(cache, "methods", *name), Pack(cache, "observations", *name))

    def about(self, contents: Mapping[tuple[int, WireName], str]) -> Memory:
        """What is remembered, for specs that were read from these."""
        return replace(self, contents=contents)

    def keep(self) -> None:
        self.records.keep()
        self.observations.keep()

    def observed(self, documented: MethodSpec | None, spec: MethodSpec) -> Observed:
        """What the spec says by itself; remembered, if it is as it was read."""
        content = self.contents.get((spec.rest, spec.method)) if documented is spec else None
        known = self.observations.get(content) if content is not None else None
        if known is None:
            known = observed(spec)
            if content is not None:
                self.observations.put(content, known)
        return known

    def key(self, documented: MethodSpec, spec: MethodSpec, is_alias: bool, seen: Seen) -> str | None:
        """Of all that the method is made of; None where that is not known.

        Args:
            documented: The spec as it was read.
            spec: The same with what other specs decided of it.
        """
        content = self.contents.get((documented.rest, documented.method))
        if content is None:
            return None
        before = vars(documented)
        same = spec is documented
        decided = [] if same else [(name, value) for name, value in vars(spec).items() if value is not before[name]]
        return digest(content, repr(decided), repr(is_alias), repr(seen))

    def add(self, key: str, made: Resolved) -> None:
        if not made.problems:
            method = made.method
            references = method.references_in_parameters, method.references_in_result
            self.records.put(key, Record(method.digest, *references, made.contradictions))
