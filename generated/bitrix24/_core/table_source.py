# Copied from generator/runtime/_core/table_source.py by "python -m generator generate". Edit that file.
"""A list as a table: what is asked of the portal, what its rows become, and what is known of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from .. import catalog
from ..errors import NotFound, PermissionDenied
from .base_client import BaseSyncClient
from .columns import Columns, PortalField, in_humps, is_custom, portal_fields
from .json_types import is_list
from .known_method import raw_method, typed_list
from .list_position import resumable_key
from .paging_changes import time_field_of
from .schema_places import documented_spelling, parameter_names

if TYPE_CHECKING:
    from ..lists import SyncList


class TableSource:
    """One list of a portal.

    Args:
        name: Of the table; "" for the method's, and what else the call names the rows by.

    Raises:
        ValueError: The method gives no list, or lacks a parameter. UnknownMethod: It is not documented.
    """

    def __init__(
        self, client: BaseSyncClient[Any], method: str, rest: int | None, params: Mapping[str, object], name: str
    ) -> None:
        documented = catalog.find(method, rest)
        self.method: Final = typed_list(documented.name, documented.rest)
        self._schema = catalog.describe(documented).parameters
        required = [each for each in documented.parameters if each in self._schema.get("required", ())]
        missing = [each for each in required if each not in params]
        if missing:
            raise ValueError(f"{documented.name} needs {', '.join(missing)}")
        chosen = [str(params[each]) for each in required if isinstance(params[each], (int, str))]
        self.name: Final = name or "_".join([documented.name, *chosen])
        self._client = client
        self.params: Final = dict(params)

    @cached_property
    def key(self) -> str | None:
        """The field of a row's id, if what changed and what is gone can be told by it; else the table is read whole."""
        key = resumable_key(self.method, self.params)
        if key is None or key.filter[0] not in parameter_names(self._schema):
            return None
        chosen = self.params.get(self._select_name)
        if is_list(chosen) and not {key.row, key.row.upper(), "*"} & set(chosen):
            return None
        try:
            time_field_of(self.method)
        except ValueError:
            return None
        return key.row

    @property
    def _select_name(self) -> str:
        return documented_spelling("select", self._schema)

    @cached_property
    def columns(self) -> Columns:
        """Of the documentation, and of the portal, which is asked once."""
        described = {self._as_in_rows(name): field for name, field in self._described.items()}
        return Columns(self.method.row, described)

    @cached_property
    def asked(self) -> str:
        """Says whether the same was asked for as another time; it tells nothing of what."""
        said = json.dumps([self.method.name, self.method.rest, self.params], sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def rows(self) -> SyncList[Any, Any]:
        """The list with all its fields, custom ones included, unless others are asked for."""
        return self._list(self._select())

    def ids(self) -> SyncList[Any, Any]:
        """The list with its ids alone."""
        return self._list([self.method.listing.key.row] if self.method.listing.key is not None else None)

    def _list(self, fields: list[str] | None) -> SyncList[Any, Any]:
        takes = fields is not None and self._select_name in parameter_names(self._schema)
        return self._client.invoke_list(self.method, {**self.params, **({self._select_name: fields} if takes else {})})

    def _select(self) -> list[str] | None:
        """None: as the call says, or all that the portal gives by itself."""
        custom = [name for name in self._described if is_custom(name)]
        named = [*self.method.listing.by_name, *custom]
        return ["*", *named] if named and self._select_name not in self.params else None

    @cached_property
    def _described(self) -> Mapping[str, PortalField]:
        """As the portal spells them."""
        family = self.method.name.rpartition(".")[0]
        for name in (f"{family}.fields", f"{family}.getFields", f"{family}.userfield.list"):
            found = portal_fields(self._answer(name))
            if found:
                return found
        return {}

    def _answer(self, name: str) -> object:
        """None of a method that is not there, or that may not be called: then the values say what they are."""
        try:
            method = catalog.find(name, self.method.rest)
        except catalog.UnknownMethod:
            return None
        params = {each: value for each, value in self.params.items() if each in method.parameters}
        try:
            return self._client.invoke(raw_method(method.name, method.rest), params)
        except (NotFound, PermissionDenied):
            return None

    def _as_in_rows(self, name: str) -> str:
        key = self.method.listing.key
        is_upper_in_filters = key is not None and key.filter[1] == f">{key.row.upper()}" != f">{key.row}"
        return in_humps(name) if is_upper_in_filters else name
