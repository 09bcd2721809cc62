"""What the documentation states, as data: one class for each kind of thing, no behaviour beyond it.

A key of the YAML files is a field here, the keys are in the order of the fields, and a value is of the field's
annotation: `codec.py` reads and writes by these classes alone. Wire names are kept to the letter and in the
documentation's order; `None` or an empty container means that the documentation has nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, TypeAlias

from .names import Replacement, WireName

Single: TypeAlias = "bool | int | float | str | None"
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Status: TypeAlias = Literal["active", "deprecated", "removed"]

ALWAYS_WRITTEN: Final = "always written"
"""Metadata of a field that stands in the file even where it is as by default."""


class Unset(Enum):
    """The absence of a value where `None` would be one."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET

When: TypeAlias = str | Mapping[str, "Json"]
# What `when` of a returned field says of a parameter of the method starts so: `params.OPTIONS.QUEUE`.
PARAMETER: Final = "params."
FileWord: TypeAlias = Literal[
    "base64", "pair", "pairs", "file_data", "file_data_list", "value_file_data", "multipart", "drive_id"
]

# Where the pages are: `page` of a spec is a path below it.
SITE: Final = "https://apidocs.bitrix24.com"


@dataclass(frozen=True)
class Field:
    """A parameter, a returned value or one of an object's fields."""

    type: str
    """As documented, normalised: `integer`, `string[]`, `string | null`, `crm_status`, `any`."""
    required: bool = False
    ref: WireName | None = None
    """The shared type that describes the object: `specs/types/<ref>.yaml`."""
    wire: str | None = None
    """The JSON type that the example shows where it is not the documented one: `string` for the integer `"37"`."""
    format: str | None = None
    """What a string's content is by the example's evidence: `datetime`, `date`."""
    pattern: str | None = None
    """How a date, a date with its time or a time of day is written where that is not usual for the type:
    `dd.mm.yyyy`, `yyyy-mm-dd hh:mi:ss`, `hh:mi`; of a text `yyyy-mm-dd`, `yyyy-mm-ddThh:mi:ss+hh:mi` and `iso 8601`
    too."""
    file: FileWord | None = None
    """How it takes a file, where a page says it in words: a pair is `[name, base64]`, file data `{fileData: pair}`,
    value file data `{value: {fileData: pair}}`. A field that stands for many (`UF_*`): how each of them does."""
    nullable: bool = False
    """The documentation or the example shows null (or an empty stand-in for it) here."""
    values: tuple[Single, ...] = ()
    """Documented values; for a boolean the two forms the portal takes, true first: `["Y", "N"]`, `[1, 0]`."""
    open: bool = False
    """There may be values beside `values`: they are examples, or go on, or an application adds its own. Of an object:
    keys beside `fields`, which no table lists but only words or an example name."""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the page calls a value, in one or two words, by the value as text."""
    default: Json | Unset = UNSET
    unit: str | None = None
    """What a number counts: `seconds`, `bytes`, `percent`."""
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    """Characters of a text."""
    max_items: int | None = None
    max_bytes: int | None = None
    keys_of: str | None = None
    """Of a filter, an order or a select: whose fields its keys or items are. A shared type's name, or a path in the
    spec: `returns.items`, or in that of another method: `crm.deal.fields: returns`."""
    prefixes: bool = False
    """A filter whose keys take comparisons: `>=`, `!`, `%`."""
    items: Field | None = None
    fields: Mapping[str, Field] = field(default_factory=dict[str, "Field"])
    map_of: Field | None = None
    """The keys are data, such as ids, codes or languages: what lies under each."""
    variants: Mapping[str, Mapping[str, Field]] = field(default_factory=dict[str, Mapping[str, "Field"]])
    """One field set for each documented case, by the case's title."""
    when: When | None = None
    """It means something only with another parameter, or only where that has this value. Of a returned field: with
    what lies beside it, or with a parameter of the method, by its path from `params.` on."""
    required_for: Literal["webhook"] | None = None
    """It is required where the call is authorized so, and not otherwise."""
    since: str | None = None
    """The version of the portal's module from which on it is there."""
    on_premise: bool = False
    """Only on portals that are hosted by their owners."""
    read_only: bool = False
    deprecated: bool = False
    left: str | None = None
    """The day from which on the pages no longer state it, `2026-08-21`: callers may go on with it."""
    left_values: Mapping[str, str] = field(default_factory=dict[str, str])
    """The same for some of `values`, by the value as text."""


@dataclass(frozen=True)
class Error:
    """A documented refusal. `status` is the HTTP status the page names for it."""

    code: str
    message: str | None = None
    status: int | None = None
    field: str | None = None
    """REST 3.0: the parameter that a validation error is about."""


@dataclass(frozen=True)
class Defect:
    """A place where a page contradicts itself, or had to be read by evidence. Written in our words."""

    at: str
    """A path in the spec: `params.flowData.name`, `returns.id`, `errors`, `example`."""
    what: str


@dataclass(frozen=True)
class RowId:
    """How one list spells its rows' id: in a row, as a filter key, as an order key."""

    row: str
    filter: str
    order: str
    sort: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """The parameters that order by the id, ascending, where no `order: {<id>: ASC}` does: `{SORT: ID, ORDER: ASC}`."""


@dataclass(frozen=True)
class Listing:
    """How a method pages: where the rows lie in `result`, and what moves to the next page."""

    rows: str | None = None
    """Dotted path of the rows inside `result`; None: `result` is the list."""
    id: RowId | None = None
    by_name: tuple[str, ...] = ()
    """Fields of a row that come only where `select` names them: neither without it nor with `*`."""
    paging: Literal["start", "cursor", "pagination"] = field(kw_only=True)


@dataclass(frozen=True)
class Example:
    """A documented call beside the first: its parameters, and the whole envelope of its answer."""

    call: Mapping[str, Json]
    response: Mapping[str, Json] | None = None


@dataclass(frozen=True)
class MethodSpec:
    method: WireName
    rest: Literal[2, 3]
    page: str
    title: str
    source: Literal["openapi"] | None = None
    """What states it where no page does: `openapi` is a portal's own document; `page` is of all such methods then."""
    scope: tuple[str, ...] = ()
    status: Status = field(default="active", metadata={ALWAYS_WRITTEN: True})
    replaced_by: Replacement | None = None
    left: str | None = None
    """The day from which on no page documents it."""
    aliases: tuple[WireName, ...] = ()
    """Earlier spellings of the name that differ in case alone."""
    positional: bool = False
    """The portal takes the arguments by position, in the order of `params`."""
    by_position: str | None = None
    """The parameter that callers could once pass by position, and still may."""
    reads: bool | None = None
    """The call leaves everything as it was; None: as its name says."""
    idempotent: bool = False
    """The page says that a call that is made twice does what one does."""
    who: str | None = None
    """Who can execute it, in a word of a small vocabulary: `any user`, `administrator`."""
    who_more: bool = False
    """The page says more of who can than `who`."""
    context: Literal["application"] | None = None
    """Only in the context of an application: not by a webhook."""
    since: str | None = None
    """The version of the portal's module from which on it is there."""
    on_premise: bool = False
    """Only on portals that are hosted by their owners."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Of the parameters of each group, one is required."""
    forms: tuple[tuple[str, ...], ...] = ()
    """Alternative sets of parameters: a call has those of one of them."""
    params: Mapping[str, Field] = field(default_factory=dict[str, Field])
    example: Mapping[str, Json] | None = None
    """The documented call's parameters; None: the page has no call that can be read."""
    returns: Field | None = None
    """The shape of `result`."""
    total: bool = False
    """The answer has `total` beside `result`."""
    list: Listing | None = None
    response: Mapping[str, Json] | None = None
    """The documented answer, the whole envelope."""
    examples: tuple[Example, ...] = ()
    """Documented calls beside the first."""
    errors: tuple[Error, ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True)
class TypeSpec:
    """An object that several pages refer to. A `ref` is this `type`."""

    type: WireName
    page: str
    title: str
    left: str | None = field(default=None, kw_only=True)
    """The day from which on nothing documented refers to it."""
    aliases: tuple[WireName, ...] = field(default=(), kw_only=True)
    """Earlier names."""
    fields: Mapping[str, Field] = field(default_factory=dict[str, Field])
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The names of the fields that one documented case of the object has, by its title, where the page has a section
    for each: `Deal`. A field that is in none of them is of all."""
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True)
class EventSpec:
    """What the portal sends to a handler when something happens."""

    event: WireName
    page: str
    title: str
    scope: tuple[str, ...] = ()
    status: Status = field(default="active", metadata={ALWAYS_WRITTEN: True})
    replaced_by: Replacement | None = None
    left: str | None = None
    """The day from which on no page documents it."""
    auth: bool = field(default=False, metadata={ALWAYS_WRITTEN: True})
    """The request carries the `auth` object."""
    who: str | None = None
    """Who can subscribe, in a word of the vocabulary of `MethodSpec.who`."""
    who_more: bool = False
    """The page says more of who can than `who`."""
    context: Literal["application"] | None = None
    """Only an application can subscribe to it, not a webhook."""
    data: Field | None = None
    """The shape of `data`."""
    example: Mapping[str, Json] | None = None
    """The documented request, the whole of it."""
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True)
class SharedErrors:
    """The refusals that every method shares."""

    errors: tuple[Error, ...] = ()


@dataclass(frozen=True)
class FormerNames:
    """What callers may have imported and the client calls otherwise now."""

    former_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a class, `bitrix24.types.crm.Logo`: the place in the specs that it was of; of the constant of a code, that."""


@dataclass(frozen=True)
class SpecTree:
    """Everything under `specs/`: methods by (rest, name), events and shared types by name, the shared errors, former
    names."""

    methods: Mapping[tuple[int, WireName], MethodSpec] = field(default_factory=dict[tuple[int, WireName], MethodSpec])
    events: Mapping[WireName, EventSpec] = field(default_factory=dict[WireName, EventSpec])
    types: Mapping[WireName, TypeSpec] = field(default_factory=dict[WireName, TypeSpec])
    errors: tuple[Error, ...] = ()
    former_names: Mapping[str, str] = field(default_factory=dict[str, str])
