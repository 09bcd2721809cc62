"""One page of bytes in, `PageFacts` out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.site.page import RawPage
from generator.spec.model import Defect, Error, Json

from . import outline
from .article import article_of
from .curl import Call, parse_curl
from .document import Code, Document, Paragraph, Section, Table, flat, text_of
from .draft import Draft
from .errors import errors_of
from .evidence import Evidence
from .facts import MethodDraft, PageFacts, TypeSource
from .identity import Identity, identify
from .literal import NotData, parse_json
from .nesting import ENVELOPE, RETURNS
from .problems import PageError, Problem
from .reader import read
from .structure import Structure, build
from .tables import groups_of, is_name_table, rows_of

_NO_PARAMS = re.compile(r"\b(?:no|without|has no|does not (?:have|accept|take|require))\b.{0,20}\bparameters?\b", re.IGNORECASE)


def read_page(raw: RawPage) -> PageFacts:
    """The facts of a page. A page that cannot be read comes back as a problem, never as an exception."""
    facts = PageFacts(raw.path)
    try:
        _fill(facts, raw.content)
    except PageError as error:
        facts.method = None
        facts.problems.append(Problem(raw.path, error.at, error.what))
    except RecursionError:
        facts.method = None
        facts.problems.append(Problem(raw.path, "", "is nested too deep"))
    return facts


def _fill(facts: PageFacts, content: bytes) -> None:
    article = article_of(content)
    if not article.body.strip():
        facts.skipped = "no article: a page of the site itself"
        return
    document = read(article)
    facts.anchors = frozenset(section.anchor for section in document.root.walk() if section.anchor)
    calls = [call for title, code in outline.example_codes(document) if title.startswith("cURL") and (call := parse_curl(code.text))]
    identity = identify(document, calls)
    if identity is None or not _is_method_page(document, calls):
        facts.skipped = "no call example and no method in the title"
    else:
        facts.method = _method(facts, document, identity, calls)
    facts.types = _type_sources(document, is_method=facts.method is not None)


def _is_method_page(document: Document, calls: list[Call]) -> bool:
    return bool(calls) and (outline.response_of(document) is not None or outline.params_of(document) is not None)


def _method(facts: PageFacts, document: Document, identity: Identity, calls: list[Call]) -> MethodDraft:
    own = [call for call in calls if call.method.lower() == identity.method.lower()] or calls
    sent = Evidence(tuple(call.params for call in own if call.params is not None), folded=True)
    params = _params(facts, document, sent)
    answers = list(_answers(document))
    returns = _returns(facts, document, answers)
    errors = _errors(facts, document)
    defects = [*identity.defects, *params.defects, *returns.defects]
    example = next((call.params for call in own if call.params is not None), None)
    if example is None:
        defects.append(Defect("example", f"no cURL example can be read: {own[0].why}"))
    return MethodDraft(
        identity=identity,
        params=params.fields,
        sent=sent,
        example=example,
        returns=returns.fields.get("result"),
        answered=Evidence(tuple(answer["result"] for answer in answers if "result" in answer)),
        response=answers[0] if answers else None,
        errors=errors,
        defects=defects,
    )


def _params(facts: PageFacts, document: Document, sent: Evidence) -> Structure:
    section = outline.params_of(document)
    groups = groups_of(section) if section else []
    if not groups and sent.names():
        where = section.title if section else "parameters"
        raise PageError(f"has no parameters table, but its example sends {', '.join(sent.names()[:5])}", where)
    if section and not groups and not _NO_PARAMS.search(_text(section)):
        raise PageError("has no parameters table, and does not say that there are none", section.title)
    structure = build(groups, sent, "params")
    _report(facts, structure, section)
    unknown = [name for name in sent.names() if not _known(name, structure.fields)]
    if unknown:
        structure.defects.append(Defect("params", f"the example sends {', '.join(unknown)}, which no table describes"))
    structure.defects.extend(_other_case(sent, structure.fields))
    return structure


def _known(name: str, fields: dict[str, Draft]) -> bool:
    return name.lower() in {known.lower() for known in fields}


def _other_case(sent: Evidence, fields: dict[str, Draft]) -> Iterator[Defect]:
    for name in sent.names():
        spelled = next((known for known in fields if known.lower() == name.lower()), name)
        if name not in fields and spelled != name:
            yield Defect(f"params.{spelled}", f"the example spells it {name}")


def _returns(facts: PageFacts, document: Document, answers: list[dict[str, Json]]) -> Structure:
    """The envelope as a tree; `result` is always in it where anything is known of it."""
    section = outline.response_of(document)
    groups = groups_of(section) if section else []
    seen = Evidence(tuple(answers))
    structure = build(groups, seen, RETURNS)
    if section:
        _report(facts, structure, section)
    if "result" not in structure.fields and (structure.fields or seen.has("result")):
        inner = {name: draft for name, draft in structure.fields.items() if name not in ENVELOPE}
        structure.fields = {"result": Draft(_result_type(seen), fields=inner)}
    elif "result" in structure.fields:
        result = structure.fields["result"]
        for name in [name for name in structure.fields if name not in ENVELOPE]:
            result.fields.setdefault(name, structure.fields.pop(name))
    return structure


def _result_type(seen: Evidence) -> str:
    """The type of a `result` that no row names: what the answers show, an object where there are none."""
    values = seen.at("result").values
    if values and all(isinstance(value, list) for value in values):
        return "array"
    return "object"


def _report(facts: PageFacts, structure: Structure, section: Section | None) -> None:
    for group in structure.unplaced:
        facts.problems.append(Problem(facts.page, group.title, "describes nothing that the tables before it name"))
    for part in section.walk() if section else ():
        for block in flat(part.blocks):
            if isinstance(block, Table) and block.rows and not rows_of(block) and not is_name_table(block):
                header = " | ".join(block.header)
                facts.problems.append(Problem(facts.page, part.title, f"has a table of an unknown kind: {header[:80]}"))


def _answers(document: Document) -> Iterator[dict[str, Json]]:
    """The example answers, envelopes that hold a `result`."""
    section = outline.response_of(document)
    for part in section.walk() if section else ():
        for block in flat(part.blocks):
            if isinstance(block, Code):
                try:
                    value = parse_json(block.text)
                except NotData:
                    continue
                if isinstance(value, dict) and "result" in value:
                    yield value


def _errors(facts: PageFacts, document: Document) -> tuple[Error, ...]:
    section = outline.errors_of(document)
    if section is None:
        return ()
    errors = errors_of(section)
    facts.system_errors = errors.system
    facts.problems.extend(Problem(facts.page, section.title, f"has a table of an unknown kind: {each[:80]}") for each in errors.unknown)
    return errors.own


def _text(section: Section) -> str:
    return " ".join(text_of(block.spans) for block in flat(section.blocks) if isinstance(block, Paragraph))


def _type_sources(document: Document, *, is_method: bool) -> dict[str, TypeSource]:
    """Tables of fields by anchor. A page that documents no method is itself one, by its first table."""
    found: dict[str, TypeSource] = {}
    for section in document.root.walk():
        tables = [block for block in section.blocks if isinstance(block, Table) and is_name_table(block)]
        if not tables or (is_method and not section.anchor):
            continue
        fields: dict[str, Draft] = {}
        for table in tables:
            for row in rows_of(table):
                fields.setdefault(row.name, row.draft)
        found.setdefault(section.anchor, TypeSource(section.title or document.title, fields))
    return found
