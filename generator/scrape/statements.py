"""What a page states of its method as a whole: who can execute it, from where, and whether twice does as once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..spec.names import InvalidName, WireName
from .error_tables import is_system_table
from .html.document import Document, Paragraph, Quote, Section, Table, flat, lines_of, text_of
from .problems import Problem

_WHO: Final = re.compile(
    r"who can (?:execute|perform|subscribe)(?: (?:the|this))?(?: method| command)?s?\s*:\s*(.*)", re.IGNORECASE
)
_BOX: Final = re.compile(r"(?:scope|quick (?:navigation|links)|user documentation)\b", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"\A(?:an?|the)\s+")

# By the whole of what is said. Beside these, there is more to it.
_EXACTLY: Final = {
    "any user": "any user",
    "any users": "any user",
    "authorized user": "any user",
    "administrator": "administrator",
    "administrators": "administrator",
    "bitrix24 administrator": "administrator",
    "crm administrator": "CRM administrator",
    "administrator crm": "CRM administrator",
    "user with crm administrator rights": "CRM administrator",
    "chat participant": "chat participant",
    "store administrator": "store administrator",
    "online store administrator": "store administrator",
    "store manager": "store manager",
    "online store manager": "store manager",
}
# The first that fits, from what says more to what says less.
_ROLES: Final = (
    (r"\bcrm administrator\b|\badministrator crm\b|\badministrative access to the crm\b", "CRM administrator"),
    (r"\ballow(?:ing)? (?:to )?(?:modify|chang\w+) settings\b.*\bcrm\b|\bpermission \"allow\b", "CRM administrator"),
    (r"\bchat participant\b|\bany user — chat participant\b", "chat participant"),
    (r"\b(?:owner|creator|author|sender)\b(?! the )|\bwho (?:created|owns|administers)\b", "owner"),
    (
        r"\b(?:users?|user authorized|authorized) (?:of|in) the application\b|\bapplication user\b",
        "user of the application",
    ),
    (
        r"\A(?:any |authorized )?(?:intranet )?user(?: who is not an extranet user|\b.*\bupon application authorization"
        r"|, except\b.*)\Z|\Aany intranet user\b",
        "any user",
    ),
    (r"\Aany user(?: can\b| for\b|\Z)|\Aevery(?:body|one)\b", "any user"),
    (r"\Auser can \w+ (?:their|his) (?:own|personal)\b", "any user"),
    (r"\Aadministrator\b", "administrator"),
    (
        r"\b(?:access|permissions?|rights?|can|participated|responsible|linked|team|manager|sent|whoever|who)\b",
        "user with permission",
    ),
)

_DEPENDS: Final = re.compile(r"\b(?:depends|depending|differs)\b")
"""No single role."""

_CONTEXT: Final = re.compile(
    r"\b(?:methods?|it)\b[^.]{0,40}\bonly\b[^.]{0,30}\b(?:context of (?:authorizing |(?:the )?authorization of )?"
    r"(?:an? |the )?(?:rest )?applications?\b|application context\b|context of application authorization\b)"
    r"|\bin the application context\s*\Z",
    re.IGNORECASE,
)
_SUBSCRIBER: Final = re.compile(
    r"\bevent\b[^.]{0,40}\bonly\b[^.]{0,20}\bcontext of (?:an? |the )[\w -]{0,20}\bapplication\b"
    r"|\bsubscri(?:be|bing)\b[^.]{0,60}\bonly\b[^.]{0,30}\b(?:through|from) (?:an|the) application\b"
    r"|\bonly\b[^.]{0,10}\bsubscribe\b[^.]{0,30}\b(?:through|from) (?:an|the) application\b",
    re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(
    r"\bapplication context (?:is )?required\b|\bno application context\b"
    r"|\b(?:not(?: called)? (?:in|from)|outside(?: of)?) (?:the )?"
    r"(?:application context|context of (?:an|the) application)\b"
    r"|\bonly (?:be called|possible) in the context of an? (?:rest )?application\b",
    re.IGNORECASE,
)
"""Of a refusal: what a call without an application is told."""
_OF_SOME_DATA: Final = re.compile(r"\bcreated in the (?:application context|context of the application)\b")
"""It is refused for what an application has made; another thing may be had without one."""
_IDEMPOTENT: Final = re.compile(
    r"\bmethod is idempotent\b|\bidempotent behavior\b|\brepeated calls? (?:is|are) safe\b"
    r"|\brepeated call\b[^.]{0,60}\bdoes not change the data\b"
    r"|\bmethod again\b[^.]{0,120}\breturns the (?:`?id`? of the )?existing\b",
    re.IGNORECASE,
)
_LONGEST: Final = 400
"""Of what is said of who can, this much is looked at."""
_SINCE: Final = "available since"
_VERSION: Final = re.compile(r"\d+(?:\.\d+){1,3}\Z")


@dataclass(frozen=True)
class Statements:
    who: str | None = None
    who_more: bool = False
    context: Literal["application"] | None = None
    idempotent: bool = False


def statements_of(document: Document, error_sections: list[Section]) -> Statements:
    who, more = who_of(document)
    inside = {id(part) for section in error_sections for part in section.walk()}
    prose = [text for part in document.root.walk() if id(part) not in inside for text in _prose(part)]
    refusals = [text for section in error_sections for text in _refusals(section)]
    is_applications = any(map(_CONTEXT.search, prose)) or any(
        _CONTEXT.search(text) or _OUTSIDE.search(text) for text in refusals
    )
    return Statements(who, more, "application" if is_applications else None, any(map(_IDEMPOTENT.search, prose)))


def context_of_event(document: Document) -> Literal["application"] | None:
    """Where the text above the first heading says that only an application can subscribe."""
    return "application" if any(map(_SUBSCRIBER.search, _prose(document.root))) else None


def unknown_role(page: str, document: Document) -> Iterator[Problem]:
    said = _said_of_who(document)
    if said and _role(said[0]) is None and not _DEPENDS.search(_bare(said[0])):
        yield Problem(page, "Who can execute", f"names a role of an unknown kind: {said[0][:80]}")


def who_of(document: Document) -> tuple[str | None, bool]:
    """Who can execute the method or subscribe to the event, and whether the page says more of that."""
    said = _said_of_who(document)
    if not said:
        return None, False
    role = _role(said[0])
    return role, len(said) > 1 or _bare(said[0]) not in _EXACTLY


def _role(said: str) -> str | None:
    bare = _bare(said)
    if bare in _EXACTLY:
        return _EXACTLY[bare]
    return next((role for pattern, role in _ROLES if re.search(pattern, bare)), None)


def _bare(said: str) -> str:
    text = said[:_LONGEST].casefold().strip(" .,;")
    return _ARTICLE.sub("", text)


def _said_of_who(document: Document) -> list[str]:
    """The words behind `Who can execute the method:`; the lines below it where none follow."""
    for block in document.root.blocks:
        if isinstance(block, Quote):
            lines = [
                text_of(line)
                for part in flat(block.blocks)
                if isinstance(part, Paragraph)
                for line in lines_of(part.spans)
            ]
            for at, line in enumerate(lines):
                if found := _WHO.match(line):
                    below = [each for each in lines[at + 1 :] if not _BOX.match(each)]
                    return [found[1], *below] if found[1] else below
    return []


def _prose(section: Section) -> Iterator[str]:
    for block in flat(section.blocks):
        if isinstance(block, Paragraph):
            yield text_of(block.spans)


def _refusals(section: Section) -> Iterator[str]:
    """What the rows say of the method's own refusals."""
    for part in section.walk():
        for block in flat(part.blocks):
            if isinstance(block, Table) and not is_system_table(block):
                for row in block.rows:
                    texts = [text_of(cell.spans) for cell in row]
                    yield from (() if any(map(_OF_SOME_DATA.search, texts)) else texts)


def versions_of(document: Document) -> dict[WireName, str]:
    """The version that each method of an overview is there from on, by the method's name."""
    found: dict[WireName, str] = {}
    for section in document.root.walk():
        for block in flat(section.blocks):
            if isinstance(block, Table) and _SINCE in (header := [name.lower() for name in block.header]):
                for row in block.rows:
                    version = text_of(row[header.index(_SINCE)].spans) if len(row) == len(header) else ""
                    if _VERSION.match(version):
                        try:
                            found[WireName(text_of(row[0].spans))] = version
                        except InvalidName:
                            continue
    return found
