"""Which method a page documents: its wire name, its REST version, where it stands in its life."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from ..spec.model import Defect, Status
from ..spec.names import InvalidName, Replacement, WireName
from .examples.call import Call
from .html.document import Block, Document, Note, Paragraph, Quote, Span, Spans, flat, lines_of, text_of
from .sections import error_sections, parameter_sections, response_sections

_DOTTED: Final = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)+")
_HALTED: Final = re.compile(r"\bdeprecated\b|\bdevelopment\b.{0,40}\b(?:halted|stopped|discontinued)\b", re.IGNORECASE)
_RECOMMENDED: Final = re.compile(r"\brecommended to use the method\b", re.IGNORECASE)
_ORDER: Final = re.compile(
    r"\b(?:mandatory|essential|necessary|required)\b.{0,40}\border of (?:the )?parameters\b"
    r"|\border of (?:the )?parameters\b.{0,40}\bmandatory\b",
    re.IGNORECASE,
)
_POSITIONAL: Final = (
    "task.commentitem.",
    "task.checklistitem.",
    "task.elapseditem.",
    "task.item.",
    "task.items.",
    "task.ctaskitem.",
)
_LEADS_ON: Final = re.compile(
    r"(?:a|an|and|at|by|for|from|in|into|of|on|or|the|to|using|via|with|without)\Z", re.IGNORECASE
)
"""Words that no title ends with."""
_EVENT: Final = re.compile(r"ON[A-Z0-9]{4,60}\Z", re.IGNORECASE)
_REST3: Final = re.compile(r"\bREST 3\.0\b")


@dataclass(frozen=True)
class Identity:
    method: WireName
    rest: Literal[2, 3]
    title: str
    scope: tuple[str, ...]
    status: Status
    replaced_by: Replacement | None
    positional: bool
    defects: tuple[Defect, ...]


def identify(page: str, document: Document, calls: list[Call]) -> Identity | None:
    """The method of the page by title, text, example addresses and file name; None: the page documents none."""
    called = Counter(call.method for call in calls)
    titled = _in_title(document.title, called)
    spoken = [*_in_intro(document), *_in_path(page, called, titled)]
    method = _choose(called, titled, spoken)
    if method is None or not _is_about_it(document, method, calls):
        return None
    status, replaced_by = life_of(document, method)
    return Identity(
        method=method,
        rest=_version(document, calls, method),
        title=without_name(document.title, method),
        scope=scope_of(document),
        status=status,
        replaced_by=replaced_by,
        positional=_is_positional(document, method),
        defects=tuple(_disagreements(method, called, titled)),
    )


def _is_about_it(document: Document, method: WireName, calls: list[Call]) -> bool:
    """A page about a method names its scope above and the method in its title, or shows all of its parts."""
    if method.lower().startswith("bx24.") or f"{method.lower()}.*" in document.title.lower():
        return False
    if method.lower() in document.title.lower() and (calls or _has_box(document)):
        return True
    parts = (parameter_sections(document), response_sections(document), error_sections(document))
    return _has_box(document) and len({call.method for call in calls}) == 1 and sum(map(bool, parts)) >= 2


def _has_box(document: Document) -> bool:
    return any(isinstance(block, Quote) for block in document.root.blocks)


def _is_positional(document: Document, method: WireName) -> bool:
    """The page warns that the order of parameters counts, or the method is of a family of which other pages say so."""
    if method.lower().startswith(_POSITIONAL) and not method.lower().startswith("task.item.userfield."):
        return True
    blocks = [block for section in document.root.walk() for block in flat(section.blocks)]
    return any(isinstance(block, Paragraph) and _ORDER.search(text_of(block.spans)) for block in blocks)


def _in_title(title: str, called: Counter[WireName]) -> WireName | None:
    """The method's name in the title: a dotted name, or a word that the examples call."""
    dotted = _DOTTED.findall(title)
    if dotted:
        return _name(dotted[-1])
    words = title.split()
    return next((name for name in called if name in words or name.lower() in [word.lower() for word in words]), None)


def _in_intro(document: Document) -> list[str]:
    return [
        span.text.strip()
        for block in document.root.blocks
        if isinstance(block, Paragraph)
        for span in block.spans
        if span.code and not span.href
    ]


def _in_path(page: str, called: Counter[WireName], titled: WireName | None) -> list[str]:
    """The names that the page's file is named for: `crm-automation-trigger-delete.html`."""
    stem = _squashed(page.rpartition("/")[2].removesuffix(".html"))
    return [name for name in [*called, *([titled] if titled else [])] if _squashed(name) == stem]


def _squashed(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _choose(called: Counter[WireName], titled: WireName | None, spoken: list[str]) -> WireName | None:
    """What is called is right, unless title and text agree on another name: then the address was copied."""
    if not called:
        return titled
    usual = called.most_common(1)[0][0]
    if titled is None or titled.lower() in {name.lower() for name in called}:
        same = [name for name in called if titled is None or name.lower() == titled.lower()]
        return max(same, key=lambda name: called[name]) if same else usual
    return titled if titled in spoken or usual not in spoken else usual


def _disagreements(method: WireName, called: Counter[WireName], titled: WireName | None) -> list[Defect]:
    found: list[Defect] = []
    if titled is not None and titled != method:
        found.append(Defect("method", f"the title says {titled}; the examples call {method}"))
    others = sorted(name for name in called if name != method)
    if others and called[method] == 0:
        found.append(Defect("example", f"the cURL example calls {', '.join(others)}"))
    return found


def _version(document: Document, calls: list[Call], method: WireName) -> Literal[2, 3]:
    own = [call.rest for call in calls if call.method == method] or [call.rest for call in calls]
    if own:
        return max((2, 3), key=own.count)
    notes = [block for block in document.root.blocks if isinstance(block, Note)]
    return 3 if any(_REST3.search(_text(note.blocks)) and "rest-v3" in str(note) for note in notes) else 2


def scope_of(document: Document) -> tuple[str, ...]:
    """The code words of the line `Scope: …` in the box under the title."""
    for block in document.root.blocks:
        if isinstance(block, Quote):
            for part in flat(block.blocks):
                if isinstance(part, Paragraph):
                    for line in lines_of(part.spans):
                        if text_of(line).lower().startswith("scope"):
                            return _leading_codes(line)
    return ()


def _leading_codes(line: Spans) -> tuple[str, ...]:
    """The code words of the line, up to the first that explains something instead of naming a scope."""
    found: list[str] = []
    for span in line:
        text = span.text.strip()
        if span.code and re.fullmatch(r"[\w.-]+", text):
            found.append(text)
        elif found and not re.fullmatch(r"(?:[,;|/]|and|or)?", text):
            break
    return tuple(dict.fromkeys(found))


def life_of(document: Document, own: WireName) -> tuple[Status, Replacement | None]:
    """Deprecated where a note above the first heading says so, with the method or event, or the family of them, that it
    links to. Where it links to none, another note there may recommend one; else it is the page that it links to."""
    notes = [block for block in document.root.blocks if isinstance(block, Note)]
    halted = next((note for note in notes if _HALTED.search(_text(note.blocks))), None)
    if halted is None:
        return "active", None
    others = [note for note in notes if note is not halted and _RECOMMENDED.search(_text(note.blocks))]
    found = [name for note in [halted, *others] for span in _spans(note) if (name := _replacement(span, own))]
    found = found or [page for span in _spans(halted) if (page := _page(span))]
    return "deprecated", next((name for name in found if not name.endswith(".*")), next(iter(found), None))


def _replacement(span: Span, own: WireName) -> Replacement | None:
    """A name that a note links to, or has in code; a family of methods only where it links to it."""
    text = span.text.strip()
    is_name = "." in text or ("." not in own and bool(span.href) and bool(_EVENT.match(text)))
    if not (span.href or span.code) or not is_name or text == own:
        return None
    if text.endswith(".*") and (not span.href or own.startswith(text[:-1])):
        return None
    try:
        return Replacement(text)
    except InvalidName:
        return None


def _page(span: Span) -> Replacement | None:
    """The page of this site that a note links to."""
    page = (span.href or "").partition("#")[0].lstrip("/").removeprefix("./")
    try:
        found = Replacement(page)
    except InvalidName:
        return None
    return found if found.is_page else None


def without_name(title: str, own: WireName) -> str:
    """The title without the name at its end, unless the rest is a stump that needs it: `Update the`, `Event`."""
    *rest, last = title.split() or [""]
    if last.lower() != own.lower() or len(rest) < 2 or _LEADS_ON.match(rest[-1]):
        return title
    return " ".join(rest).rstrip(":- ")


def _name(text: str) -> WireName | None:
    try:
        return WireName(text)
    except InvalidName:
        return None


def _text(blocks: tuple[Block, ...]) -> str:
    return " ".join(text_of(block.spans) for block in flat(blocks) if isinstance(block, Paragraph))


def _spans(note: Note) -> list[Span]:
    return [span for block in flat(note.blocks) if isinstance(block, Paragraph) for span in block.spans]
