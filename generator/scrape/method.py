"""A method's page as a draft: parameters, answer and errors, each read from its sections and the examples together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..spec.model import Defect, Error, Json
from .error_tables import errors_of, is_error_table
from .examples.call import Call
from .examples.json_text import NotData, parse_json
from .examples.samples import Samples
from .fields.conditions import alternatives
from .fields.field_tables import FieldTable, field_tables_of, is_aside, is_field_table, rows_of
from .fields.nesting import ENVELOPE, RETURNS
from .fields.node import Draft
from .fields.reconcile import infer_draft
from .fields.required import relax
from .fields.spelling import misnamed, other_case
from .fields.tree import Structure, build, wrap
from .html.document import Code, Document, Paragraph, Section, Table, flat, lines_of, text_of
from .identity import Identity
from .page_facts import MethodFacts, PageFacts
from .problems import PageError, Problem
from .sections import error_sections, is_about_one_parameter, is_about_the_whole, parameter_sections, response_sections

_LIST_METHODS: Final = "list-methods-pecularities"
_NO_PARAMS: Final = re.compile(
    r"\b(?:no|without|not (?:have|has|accept|take|require|need)s?)\b.{0,20}\bparameters?\b"
    r"|\bparameters? (?:are|is) not\b",
    re.IGNORECASE,
)


def read_method(facts: PageFacts, document: Document, identity: Identity, calls: list[Call]) -> MethodFacts:
    """Everything the page states of its method. Problems go to the facts; PageError where nothing can be said."""
    sections = parameter_sections(document)
    groups = [
        group
        for section in sections
        for group in field_tables_of(section, is_about_the_whole, is_named=is_about_one_parameter(section))
    ]
    own = _own(calls, identity, groups)
    readable = [call.params for call in own if call.params is not None]
    sent = Samples(tuple(readable), folded=True)
    params = _params(facts, document, sections, groups, sent)
    answers = list(_answers(document))
    returns = _returns(facts, document, [answer for answer, _ in answers])
    defects = [*identity.defects, *params.defects, *returns.defects]
    if own and not readable:
        defects.append(Defect("example", f"no example call can be read: {own[0].why}"))
    if not answers and _shows_an_answer(document):
        defects.append(Defect("response", "the example answer cannot be read as JSON"))
    if answers and not answers[0][1]:
        defects.append(Defect("response", "the example answer has no `result` around it"))
    return MethodFacts(
        identity=identity,
        params=params.fields,
        sent=sent,
        example=readable[0] if readable else None,
        returns=returns.fields.get("result"),
        answered=Samples(tuple(answer["result"] for answer, _ in answers)),
        response=answers[0][0] if answers else None,
        errors=_errors(facts, document, defects),
        defects=defects,
    )


# Parameters


def _own(calls: list[Call], identity: Identity, groups: list[FieldTable]) -> list[Call]:
    """The calls of the page's method. Where all call another one, those that send what this page's tables name:
    there the address alone was copied."""
    own = [call for call in calls if call.method.lower() == identity.method.lower()]
    known = {row.name.lower() for group in groups for row in group.rows}
    return own or [call for call in calls if call.params and {name.lower() for name in call.params} <= known]


def _params(
    facts: PageFacts, document: Document, sections: list[Section], groups: list[FieldTable], sent: Samples
) -> Structure:
    if not groups and any(_refers_to_lists(section) for section in [document.root, *sections]):
        return _by_example(sent, "has no table of its own, only a link to the page about list methods")
    if not groups and sent.names():
        where = sections[0].title if sections else "parameters"
        what = f"has no parameters table, but its example sends {', '.join(sent.names()[:5])}"
        facts.problems.append(Problem(facts.page, where, what, fatal=True))
        return _by_example(sent, "has no parameters table")
    if sections and not groups and not any(_NO_PARAMS.search(_text(section)) for section in sections):
        raise PageError("has no parameters table, and does not say that there are none", sections[0].title)
    structure = build(groups, sent, "params")
    _report(facts, structure, sections)
    for name, draft in structure.fields.items():
        structure.defects.extend(other_case(draft.fields, sent.at(name), f"params.{name}"))
    structure.defects.extend(relax(structure.fields, sent, list(_said(sections)), "params"))
    unknown = [name for name in sent.names() if not _known(name, structure.fields)]
    if unknown:
        structure.defects.append(Defect("params", f"the example sends {', '.join(unknown)}, which no table describes"))
    structure.defects.extend(_folded_case(sent, structure.fields))
    return structure


def _said(sections: list[Section]) -> Iterator[tuple[str, ...]]:
    """Names of which one is enough, by the text around the tables."""
    for section in sections:
        for part in section.walk():
            for block in flat(part.blocks):
                lines = lines_of(block.spans) if isinstance(block, Paragraph) else []
                yield from filter(None, map(alternatives, lines))


def _refers_to_lists(section: Section) -> bool:
    return any(
        span.href and _LIST_METHODS in span.href
        for block in flat(section.blocks)
        if isinstance(block, Paragraph)
        for span in block.spans
    )


def _by_example(sent: Samples, defect: str) -> Structure:
    """Without a table, what the example sends is all that is known."""
    fields = {name: Draft(infer_draft(list(sent.at(name).values)).type) for name in sent.names()}
    return Structure(fields, [Defect("params", defect)])


def _known(name: str, fields: dict[str, Draft]) -> bool:
    return name.lower() in {known.lower() for known in fields}


def _folded_case(sent: Samples, fields: dict[str, Draft]) -> Iterator[Defect]:
    for name in sent.names():
        spelled = next((known for known in fields if known.lower() == name.lower()), name)
        if name not in fields and spelled != name:
            yield Defect(f"params.{spelled}", f"the example spells it {name}")


# The answer


def _returns(facts: PageFacts, document: Document, answers: list[dict[str, Json]]) -> Structure:
    """The envelope as a tree; `result` is always in it where anything is known of it."""
    sections = response_sections(document)
    groups = [group for section in sections for group in field_tables_of(section, is_about_the_whole)]
    seen = Samples(tuple(answers))
    structure = build(groups, seen, RETURNS)
    _report(facts, structure, sections)
    if "result" in structure.fields:
        result = structure.fields["result"]
        for name in [name for name in structure.fields if name not in ENVELOPE]:
            result.fields.setdefault(name, structure.fields.pop(name))
        wrap(result, seen.at("result"))
    elif structure.fields or seen.has("result"):
        inner = {name: draft for name, draft in structure.fields.items() if name not in ENVELOPE}
        structure.fields = {"result": Draft(_result_type(seen, inner), fields=inner)}
        wrap(structure.fields["result"], seen.at("result"))
    if "result" in structure.fields:
        structure.defects.extend(misnamed(structure.fields["result"].fields, seen.at("result"), RETURNS))
    return structure


def _result_type(seen: Samples, fields: dict[str, Draft]) -> str:
    """The type of a `result` that no row names: what the answers show, an object where there are none."""
    values = [value for value in seen.at("result").values if value is not None]
    if fields or not values:
        return "array" if values and all(isinstance(value, list) for value in values) else "object"
    return infer_draft(values).type


def _answers(document: Document) -> Iterator[tuple[dict[str, Json], bool]]:
    """The example answers as envelopes, and whether the page shows them as such. Beside a whole one, others are parts
    of it."""
    shown = list(_shown_data(document))
    whole = [value for value in shown if isinstance(value, dict) and "result" in value]
    yield from ((value, True) for value in whole)
    bare = [value for value in shown if isinstance(value, (dict, list)) and not _is_error(value)]
    if bare and not whole:
        yield _enveloped(bare[0]), False


def _shown_data(document: Document) -> Iterator[Json]:
    for section in response_sections(document):
        for part in section.walk():
            for block in flat(part.blocks):
                if isinstance(block, Code):
                    yield _data(block.text)


def _shows_an_answer(document: Document) -> bool:
    codes = [
        block.text
        for section in response_sections(document)
        for part in section.walk()
        for block in flat(part.blocks)
        if isinstance(block, Code)
    ]
    return any(text.lstrip().startswith("{") and '"result"' in text for text in codes)


def _enveloped(bare: Json) -> dict[str, Json]:
    """An answer shown without `result`: its content, and what belongs beside it."""
    if not isinstance(bare, dict):
        return {"result": bare}
    inner = {name: value for name, value in bare.items() if name not in ENVELOPE}
    beside = {name: value for name, value in bare.items() if name in ENVELOPE}
    return {"result": inner, **beside} if "time" in beside else {"result": bare}


def _data(text: str) -> Json:
    try:
        return parse_json(text)
    except NotData:
        return None


def _is_error(value: Json) -> bool:
    return isinstance(value, dict) and "error" in value


# Errors and what nobody expected


def _errors(facts: PageFacts, document: Document, defects: list[Defect]) -> tuple[Error, ...]:
    found: list[Error] = []
    for section in error_sections(document):
        errors = errors_of(section)
        found.extend(errors.own)
        if errors.messages_for_codes:
            defects.append(Defect("errors", "the column of codes holds messages; the example's code is empty"))
        facts.system_errors = errors.system or facts.system_errors
        facts.problems.extend(
            Problem(facts.page, section.title, f"has a table of an unknown kind: {each[:80]}")
            for each in errors.unknown
        )
    return tuple(dict.fromkeys(found))


def _report(facts: PageFacts, structure: Structure, sections: list[Section]) -> None:
    for group in structure.unplaced:
        facts.problems.append(Problem(facts.page, group.title, "describes nothing that the tables before it name"))
    for section in sections:
        for part in section.walk():
            for block in flat(part.blocks):
                if isinstance(block, Table) and block.rows and not (is_aside(part.title) or _is_known(block)):
                    header = " | ".join(block.header)
                    facts.problems.append(
                        Problem(facts.page, part.title, f"has a table of an unknown kind: {header[:80]}")
                    )


def _is_known(table: Table) -> bool:
    return bool(rows_of(table)) or is_field_table(table) or is_error_table(table)


def _text(section: Section) -> str:
    return " ".join(text_of(block.spans) for block in flat(section.blocks) if isinstance(block, Paragraph))
