"""An example call of a method, whichever language the example is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...spec.model import Json
from ...spec.names import WireName


@dataclass(frozen=True)
class Call:
    """`params` is None where the example's data cannot be read; `why` then says why."""

    method: WireName
    rest: Literal[2, 3]
    params: dict[str, Json] | None
    why: str = ""


def without_auth(params: dict[str, Json]) -> dict[str, Json]:
    """The parameters without the token that some examples send among them."""
    return {name: value for name, value in params.items() if name not in ("auth", "AUTH_ID")}
