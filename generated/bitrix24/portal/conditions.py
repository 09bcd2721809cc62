# Copied from generator/runtime/portal/conditions.py by "python -m generator generate". Edit that file.
"""Filters and orders of both versions of REST as SQL over the records of a family.

Names and values come from callers: values go into SQL as parameters alone, names only as keys of letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from .errors import Refused
from .fields import Field, Fields
from .store import EVERYTHING, Where
from .v3 import V3, invalid
from .values import NoValue, integer, is_list, is_map, several

_PREFIX: Final = re.compile(r"(><|>=|>|<=|<|!=%|!%=|!@|!%|!=|!\?|!|=%|%=|=|@|%|\?)?(.*)", re.DOTALL)
_LOGIC: Final = frozenset({"logic", "::logic"})
_DEEPEST: Final = 16
_MOST: Final = 500
"""Conditions in one filter; SQLite takes an expression of a depth of 1,000."""
_LONGEST_PATTERN: Final = 10_000
"""Letters; SQLite takes 50,000 bytes."""


class Conditions:
    """Reads the filters and orders of one family.

    Args:
        find: The field that a name of a filter means; None for one that the family does not have.
        id_key: The key of the field that is the record's id.
    """

    def __init__(self, find: Callable[[str], Field | None], id_key: str) -> None:
        self._find = find
        self._id_key = id_key
        self._left = _MOST

    @classmethod
    def of(cls, fields: Fields, id_key: str) -> Conditions:
        return cls(fields.find, id_key)

    def where(self, filter: object) -> Where:
        """Of v2: `{">=DATE": …, "LOGIC": "OR", "0": {…}}`. A field that is not known is passed over, as portals do."""
        if not filter:
            return EVERYTHING
        if not is_map(filter) and not is_list(filter):
            raise Refused("INVALID_ARG_VALUE", "Invalid filter: it is no map")
        self._left = _MOST
        return self._group(filter, 0)

    def _group(self, filter: object, depth: int) -> Where:
        if depth > _DEEPEST:
            raise Refused("INVALID_ARG_VALUE", "Invalid filter: it is too deep")
        items = list(filter.items()) if is_map(filter) else [(str(at), each) for at, each in enumerate(several(filter))]
        logic = next((str(value).upper() for key, value in items if key.lower() in _LOGIC), "AND")
        found: list[Where] = []
        for key, value in items:
            if key.lower() in _LOGIC:
                continue
            if (key.isdigit() or key.lower().startswith("::subfilter")) and (is_map(value) or is_list(value)):
                found.append(self._group(value, depth + 1))
                continue
            condition = self._condition(key, value)
            if condition is not None:
                found.append(condition)
        return _joined(found, "OR" if logic == "OR" else "AND")

    def _condition(self, key: str, value: object) -> Where | None:
        prefix, name = parts_of(key)
        field = self._find(name)
        if field is None:
            return None
        self._spend()
        plain = prefix.removeprefix("!") or "="
        try:
            found = self._comparison(field, plain, value)
        except ValueError:
            raise Refused("INVALID_ARG_VALUE", f"Invalid filter: field '{name}' has invalid value") from None
        return _negated(found) if prefix.startswith("!") else found

    def _comparison(self, field: Field, sign: str, value: object) -> Where:
        if sign == "><":
            low, high = [*several(value), None, None][:2]
            return _joined([self._comparison(field, ">=", low), self._comparison(field, "<=", high)], "AND")
        if sign in ("=", "@") and (is_list(value) or is_map(value)):
            wanted = several(value)
            self._spend(len(wanted))
            return _joined([self._comparison(field, "=", each) for each in wanted] or [Where("0")], "OR")
        if sign in ("%", "=%", "%=", "?"):
            pattern = _pattern(str(value)) if sign in ("=%", "%=") else containing(str(value))
            return self._any_value(field, "{} LIKE ? ESCAPE '\\'", (pattern,))
        if value is None or value == "" or (value is False and field.kind != "boolean"):
            return self._empty(field) if sign in ("=", "@") else Where("1")
        read = _id_or_code(value) if field.key == self._id_key and field.kind == "string" else _as_kept(field, value)
        if sign in ("=", "@"):
            return self._any_value(field, "{} = ?", (read,))
        return self._any_value(field, f"{{}} {sign} ?", (read,))

    def _empty(self, field: Field) -> Where:
        column = self.column(field)
        zero = f" OR {column.sql} = 0" if field.kind == "integer" else ""
        values = column.values * (2 + bool(zero))
        return Where(f"({column.sql} IS NULL OR {column.sql} IN ('', '[]'){zero})", values)

    def _any_value(self, field: Field, test: str, values: tuple[object, ...]) -> Where:
        """Of a field that has several, one will do; of multifields their `VALUE`."""
        column = self.column(field)
        if field.kind.endswith("[]") or field.kind in ("list", "map"):
            inner = "CASE WHEN type = 'object' THEN json_extract(value, '$.VALUE') ELSE value END"
            each = test.format(inner)
            return Where(f"EXISTS (SELECT 1 FROM json_each(body, ?) WHERE {each})", (_path(field.key), *values))
        if field.key == self._id_key:
            # Never null; as it stands, SQLite finds the rows by it.
            return Where(test.format(column.sql), values)
        return Where(f"coalesce({test.format(column.sql)}, 0)", (*column.values, *values))

    def column(self, field: Field) -> Where:
        return Where("id") if field.key == self._id_key else Where("json_extract(body, ?)", (_path(field.key),))

    def order(self, order: object) -> Where:
        """`{"ID": "DESC"}` or [["ID", "DESC"]]; what is not known is passed over. By id where nothing else decides."""
        parts: list[Where] = []
        for name, direction in _pairs(order):
            field = self._find(name)
            if field is None:
                continue
            column = self.column(field)
            way = "DESC" if str(direction).upper().startswith("DESC") else "ASC"
            parts.append(Where(f"{column.sql} {way}", column.values))
        last = parts[-1].sql if parts else ""
        if not last.startswith("id "):
            parts.append(Where("id"))
        return Where(", ".join(part.sql for part in parts), tuple(value for part in parts for value in part.values))

    def where_v3(self, filter: object) -> Where:
        """Of REST 3.0: `[["id", ">", 5], {"logic": "or", "conditions": […]}]`."""
        if not filter:
            return EVERYTHING
        if not is_list(filter):
            raise invalid("filter", "Field `filter` requires data type `array` for this request")
        self._left = _MOST
        return self._group_v3(filter, "AND", 0)

    def _group_v3(self, conditions: Iterable[object], logic: str, depth: int) -> Where:
        if depth > _DEEPEST:
            raise _unreadable(conditions)
        found: list[Where] = []
        for each in conditions:
            if is_map(each) and is_list(each.get("conditions")):
                inner = self._group_v3(several(each["conditions"]), str(each.get("logic", "and")).upper(), depth + 1)
                found.append(_negated(inner) if each.get("negative") is True else inner)
            elif is_list(each) and len(each) in (2, 3):
                found.append(self._condition_v3(each))
            else:
                raise _unreadable(each)
        return _joined(found, "OR" if logic == "OR" else "AND")

    def _condition_v3(self, condition: list[object]) -> Where:
        name, sign, value = condition if len(condition) == 3 else (condition[0], "=", condition[1])
        field = self._find(name) if isinstance(name, str) else None
        if field is None or field.given != name:
            raise Refused(f"{V3}UNKNOWNDTOPROPERTYEXCEPTION", f"Unknown field `{name}` for this object")
        self._spend()
        try:
            if sign == "in":
                return self._comparison(field, "@", several(value))
            if sign == "between":
                return self._comparison(field, "><", value)
            if sign == "!=":
                return _negated(self._comparison(field, "=", value))
            if sign in ("=", ">", ">=", "<", "<="):
                return self._comparison(field, str(sign), value)
        except ValueError:
            raise invalid("filter", f"Field `{name}` requires data type `{field.kind}` for this request") from None
        raise Refused(f"{V3}UNKNOWNFILTEROPERATOREXCEPTION", f"Unknown filter operator `{sign}`")

    def _spend(self, conditions: int = 1) -> None:
        self._left -= conditions
        if self._left < 0:
            raise Refused("INVALID_ARG_VALUE", f"Invalid filter: it has more than {_MOST} conditions")


def parts_of(key: str) -> tuple[str, str]:
    """`>=DATE` is `>=` and `DATE`."""
    match = _PREFIX.fullmatch(key)
    return (match[1] or "", match[2]) if match else ("", key)


def belonging(parent: Mapping[str, object]) -> Where:
    """The records that have all of these values by key; numbers are the same as texts."""
    conditions = [
        Where("CAST(json_extract(body, ?) AS TEXT) = ?", (_path(key), str(value))) for key, value in parent.items()
    ]
    return _joined(conditions, "AND")


def _id_or_code(value: object) -> object:
    """An id is a number, though its page may call it a text."""
    try:
        return integer(value)
    except ValueError:
        return str(value)


def _as_kept(field: Field, value: object) -> object:
    single = Field(field.key, field.kind.removesuffix("[]"))
    if single.kind in ("list", "map", "any", "file", "enum"):
        return value if isinstance(value, (int, float, str)) else str(value)
    if single.kind == "datetime" and isinstance(value, str) and len(value.strip()) == 10:
        return single.read(value)
    return single.read(value)


def _joined(conditions: list[Where], by: str) -> Where:
    if not conditions:
        return EVERYTHING
    sql = f" {by} ".join(each.sql for each in conditions)
    return Where(f"({sql})", tuple(value for each in conditions for value in each.values))


def _negated(condition: Where) -> Where:
    return Where(f"NOT {condition.sql}", condition.values)


def containing(text: str) -> str:
    """The pattern of LIKE, with `\\` for ESCAPE, for what has the text somewhere. Raises NoValue."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return _pattern(f"%{escaped}%")


def _pattern(pattern: str) -> str:
    if len(pattern) > _LONGEST_PATTERN:
        raise NoValue("too long a pattern")
    return pattern


def _path(key: str) -> str:
    return f'$."{key}"'


def _pairs(order: object) -> list[tuple[str, object]]:
    if is_map(order):
        return list(order.items())
    pairs = (each for each in several(order) if is_list(each) and len(each) == 2)
    return [(name, direction) for name, direction in pairs if isinstance(name, str)]


def _unreadable(condition: object) -> Refused:
    return Refused(f"{V3}INVALIDFILTEREXCEPTION", f"Unable to recognize filter expression `{str(condition)[:200]}`")
