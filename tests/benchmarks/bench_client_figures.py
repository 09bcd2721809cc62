"""A measured figure beside what it must reach and what the peers reach."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One row of the table. `found` and `limit` are of one unit; `least`: no less than the limit, else no more."""

    what: str
    found: float
    limit: float
    unit: str
    least: bool = False
    peers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reached(self) -> bool:
        return self.found >= self.limit if self.least else self.found <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.least else "≤"
        verdict = "reached" if self.reached else "MISSED"
        peers = "; ".join(f"{name} {value}" for name, value in self.peers.items())
        return f"{self.what:46} {self.found:8.2f} {self.unit:5} {sign} {self.limit:5.2f}  {verdict}  {peers}".rstrip()


def alone(measure: Callable[..., Any], *arguments: Any) -> Any:
    """What the function returns in a process of its own, where nothing is left over from what was measured before."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, *arguments).result()
