"""What a documented answer leaves out, as sample values: so that every property is read by some test."""

from __future__ import annotations

from dataclasses import dataclass

from ..spec.model import Json
from .fits import is_nothing
from .samples import Sampler
from .types import ListOf, MapOf, Object, Objects, Optional, Reference, Scalar, Type, Union, objects_in


@dataclass(frozen=True)
class Sample:
    """A value, which may be null."""

    value: Json


class Unshown:
    def __init__(self, shared: Objects) -> None:
        """`shared`: the shared types as results have them."""
        self._sampler = Sampler("results", shared)

    def sample(self, type: Type) -> Json:
        return self._sampler.value(type, "result")

    def smallest(self, type: Type) -> Json:
        """An answer that can be read and says nothing."""
        if isinstance(type, Optional):
            return None
        if isinstance(type, ListOf):
            return []
        return {} if isinstance(type, (Object, Reference, MapOf)) else self.sample(type)

    def of(self, type: Type, shown: Json, name: str = "result") -> Sample | None:
        """What `shown` does not show of the type; None if nothing. Shared types have tests of their own."""
        if isinstance(type, Optional):
            if is_nothing(shown):
                return Sample(self._sampler.value(type.inner, name))
            return self.of(type.inner, shown, name)
        if isinstance(type, Object):
            return self._of_object(type, shown)
        if isinstance(type, (ListOf, MapOf)):
            return self._of_items(type, shown, name)
        if isinstance(type, Union):
            return self._of_union(type, shown, name)
        # Null reads as None whatever the type: it shows nothing of it.
        return Sample(self._sampler.value(type, name)) if isinstance(type, Scalar) and shown is None else None

    def _of_object(self, type: Object, shown: Json) -> Sample | None:
        values = shown if isinstance(shown, dict) else {}
        missing: dict[str, Json] = {}
        for each in type.properties:
            if each.name not in values:
                missing[each.name] = self._sampler.value(each.type, each.name)
            else:
                sample = self.of(each.type, values[each.name], each.name)
                if sample is not None:
                    missing[each.name] = sample.value
        return Sample(missing) if missing else None

    def _of_union(self, union: Union, shown: Json, name: str) -> Sample | None:
        """Of the alternative that has properties, whether it is shown or another one."""
        option = next((option for option in union.options if any(objects_in(option))), None)
        if option is None:
            return None
        is_shown = isinstance(shown, list if isinstance(option, ListOf) else dict)
        return self.of(option, shown, name) if is_shown else Sample(self._sampler.value(option, name))

    def _of_items(self, type: ListOf | MapOf, shown: Json, name: str) -> Sample | None:
        items = list(shown) if isinstance(shown, list) else list(shown.values()) if isinstance(shown, dict) else []
        if not items:
            return Sample(self._sampler.value(type, name))
        item = type.item if isinstance(type, ListOf) else type.value
        sample = self.of(item, _together(items), name)
        if sample is None:
            return None
        return Sample([sample.value] if isinstance(type, ListOf) else {"key": sample.value})


def _together(items: list[Json]) -> Json:
    """All items as one: of objects, every property that one of them has, with a value if one of them has one."""
    together: dict[str, Json] = {}
    for item in items:
        if not isinstance(item, dict):
            return items[0]
        for name, value in item.items():
            if together.get(name) in (None, "", [], {}):
                together[name] = value
    return together
