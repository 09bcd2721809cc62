"""A method's page: parameters, answer and errors, each read from its sections and the examples together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..site.page import PagePath
from ..spec.model import Defect, Error, Example, Field, Json
from .error_examples import completed
from .error_tables import errors_of, is_error_table
from .examples.answers import ENVELOPE, Answer, answers_of, looks_like_an_answer
from .examples.call import Call
from .examples.records import records_of
from .examples.samples import Samples
from .examples.typescript import declared_answer
from .fields.conditions import distinct, groups_of, one_needed, unmarked, with_conditions
from .fields.field_tables import FieldTable, field_tables_of, forms_of, is_aside, is_field_table, rows_of
from .fields.infer import infer
from .fields.nesting import RETURNS
from .fields.node import Fields, Node, with_missing
from .fields.required_marks import relax
from .fields.requirements import alternatives_of
from .fields.returned_when import with_parameters, with_parameters_above
from .fields.spelling import correct_case_inside, correct_misspelled
from .fields.tree import FieldTree, build_tree, under_shown_key, unplaced
from .html.document import Document, Paragraph, Section, Spans, Table, flat, lines_of, text_of
from .identity import Identity
from .page_facts import MethodFacts, PageFacts
from .problems import PageError, Problem, unknown_table
from .sections import error_sections, is_about_one_parameter, is_about_the_whole, parameter_sections, response_sections
from .statements import statements_of, unknown_role
from .unread_tables import unread_tables

_LIST_METHODS: Final = "list-methods-pecularities"
_NO_PARAMS: Final = re.compile(
    r"\b(?:no|without|not (?:have|has|accept|take|require|need)s?)\b.{0,20}\bparameters?\b"
    r"|\bparameters? (?:are|is) not\b",
    re.IGNORECASE,
)


def read_method(facts: PageFacts, document: Document, identity: Identity, calls: list[Call]) -> PageFacts:
    """The facts with everything that the page states of its method. Raises PageError where nothing can be said."""
    sections = parameter_sections(document)
    tables = [
        table
        for section in sections
        for table in field_tables_of(section, is_about_the_whole, is_named=is_about_one_parameter(section))
    ]
    own = _own_calls(calls, identity, tables)
    readable = [call.params for call in own if call.params is not None]
    sent = Samples(tuple(readable), folded=True)
    params = _params(facts.page, document, sections, tables, sent)
    if not identity.positional:  # where the table's order counts, what it lacks has no place in it
        params = _with_unlisted(params, sent)
    answers = answers_of(document)
    returns = _returns(facts.page, document, [answer.envelope for answer in answers], identity, params.fields)
    errors = _errors(facts.page, document)
    method = MethodFacts(
        identity=identity,
        params=params.fields,
        sent=sent,
        example=readable[0] if readable else None,
        returns=with_parameters(returns.fields, params.fields).get("result"),
        answered=Samples(tuple(answer.envelope["result"] for answer in answers)),
        records=records_of(document),
        response=answers[0].envelope if answers else None,
        declared=declared_answer(document),
        errors=errors.own,
        statements=statements_of(document, error_sections(document)),
        one_of=params.one_of,
        forms=next((forms for section in sections if (forms := forms_of(section))), ()),
        total=returns.has_total or any("total" in answer.envelope for answer in answers),
        examples=_further(readable, answers),
        defects=(
            *identity.defects,
            *params.defects,
            *returns.defects,
            *_unreadable(own, readable, document, answers),
            *errors.defects,
        ),
    )
    problems = (
        *facts.problems,
        *unknown_role(facts.page, document),
        *params.problems,
        *returns.problems,
        *errors.problems,
        *unread_tables(facts.page, document, [*sections, *response_sections(document), *error_sections(document)]),
    )
    return replace(facts, method=method, system_errors=errors.system, problems=problems)


@dataclass(frozen=True)
class _ReadFields:
    """The tree of what a method takes or answers, with what was noticed on the way."""

    fields: Fields
    defects: tuple[Defect, ...] = ()
    problems: tuple[Problem, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of which one is needed."""
    has_total: bool = False
    """`total` is described beside `result`."""


def _further(calls: list[dict[str, Json]], answers: list[Answer]) -> tuple[Example, ...]:
    """The calls beside the first, with their answers where there is one for each call."""
    different = [call for at, call in enumerate(calls) if call not in calls[:at]]
    paired = [answer.envelope for answer in answers] if len(answers) == len(different) else []
    return tuple(Example(call, paired[at] if paired else None) for at, call in enumerate(different) if at)


def _unreadable(
    own: list[Call],
    readable: list[dict[str, Json]],
    document: Document,
    answers: list[Answer],
) -> Iterator[Defect]:
    if own and not readable:
        yield Defect("example", f"no example call can be read: {own[0].why}")
    if not answers and looks_like_an_answer(document):
        yield Defect("response", "the example answer cannot be read as JSON")
    if answers and not answers[0].is_whole:
        yield Defect("response", "the example answer has no `result` around it")


# Parameters


def _own_calls(calls: list[Call], identity: Identity, tables: list[FieldTable]) -> list[Call]:
    """The calls of the page's method. Where all call another one, those that send what this page's tables name:
    there the address alone was copied."""
    own = [call for call in calls if call.method.lower() == identity.method.lower()]
    known = {row.name.lower() for table in tables for row in table.rows}
    return own or [call for call in calls if call.params and {name.lower() for name in call.params} <= known]


def _params(
    page: PagePath, document: Document, sections: list[Section], tables: list[FieldTable], sent: Samples
) -> _ReadFields:
    if not tables and any(_refers_to_lists(section) for section in [document.root, *sections]):
        return _by_example(sent, "has no table of its own, only a link to the page about list methods")
    if not tables and sent.names():
        where = sections[0].title if sections else "parameters"
        what = f"has no parameters table, but its example sends {', '.join(sent.names()[:5])}"
        problem = Problem(page, where, what, fatal=True)
        return replace(_by_example(sent, "has no parameters table"), problems=(problem,))
    if sections and not tables and not any(_NO_PARAMS.search(_text(section)) for section in sections):
        raise PageError("has no parameters table, and does not say that there are none", sections[0].title)
    tree = build_tree(tables, sent, "params")
    fields, misspelled = correct_case_inside(tree.fields, sent, "params")
    groups = distinct(groups_of(fields, list(_said(sections, one_needed))))
    one_of = tuple(group for group in groups if not _is_refuted(group, sent))
    fields, relaxed = relax(fields, sent, list(_said(sections, alternatives_of)), "params")
    fields = with_conditions(unmarked(fields, one_of))
    fields = with_parameters_above(fields)
    refuted = (_refuted(group) for group in groups if group not in one_of)
    defects = (
        *tree.defects,
        *misspelled,
        *relaxed,
        *refuted,
        *_unknown_names(sent, fields),
        *_folded_case(sent, fields),
    )
    return _ReadFields(fields, defects, tuple(_not_understood(page, tree, sections)), one_of)


def _with_unlisted(params: _ReadFields, sent: Samples) -> _ReadFields:
    """With what the examples send and no table lists."""
    unlisted = [name for name in sent.names() if not _is_known(name, params.fields)]
    return replace(params, fields=with_missing(params.fields, _shown(sent, unlisted)))


def _is_refuted(group: tuple[str, ...], sent: Samples) -> bool:
    """An example has none of the names at the top."""
    names = [name for name in group if "." not in name]
    return len(names) == len(group) and any(
        isinstance(call, dict) and call and not any(Samples((call,), folded=True).has(name) for name in names)
        for call in sent.values
    )


def _refuted(group: tuple[str, ...]) -> Defect:
    return Defect("params", f"one of {', '.join(group)} is said to be needed; the example has none")


def _unknown_names(sent: Samples, fields: Fields) -> Iterator[Defect]:
    unknown = [name for name in sent.names() if not _is_known(name, fields)]
    if unknown:
        yield Defect("params", f"the example sends {', '.join(unknown)}, which no table describes")


def _said(sections: list[Section], names_in: Callable[[Spans], tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Names of which one is enough or needed, by the text around the tables."""
    for section in sections:
        for part in section.walk():
            for block in flat(part.blocks):
                lines = lines_of(block.spans) if isinstance(block, Paragraph) else []
                yield from filter(None, map(names_in, lines))


def _refers_to_lists(section: Section) -> bool:
    return any(
        span.href and _LIST_METHODS in span.href
        for block in flat(section.blocks)
        if isinstance(block, Paragraph)
        for span in block.spans
    )


def _by_example(sent: Samples, defect: str) -> _ReadFields:
    """Without a table, what the example sends is all that is known."""
    return _ReadFields(_shown(sent, sent.names()), (Defect("params", defect),))


def _shown(sent: Samples, names: list[str]) -> Fields:
    return {name: Node(Field(infer(sent.at(name).values).type)) for name in names}


def _is_known(name: str, fields: Fields) -> bool:
    return name.lower() in {known.lower() for known in fields}


def _folded_case(sent: Samples, fields: Fields) -> Iterator[Defect]:
    for name in sent.names():
        spelled = next((known for known in fields if known.lower() == name.lower()), name)
        if name not in fields and spelled != name:
            yield Defect(f"params.{spelled}", f"the example spells it {name}")


# The answer


def _returns(
    page: PagePath, document: Document, answers: list[dict[str, Json]], identity: Identity, params: Fields
) -> _ReadFields:
    """The answer as a tree; `result` is always in it where anything is known of it."""
    sections = response_sections(document)
    tables = [table for section in sections for table in field_tables_of(section, is_about_the_whole)]
    samples = Samples(tuple(answers))
    tree = build_tree(tables, samples, RETURNS)
    result = _result(tree.fields, samples)
    if result and not answers and "result" not in tree.fields and identity.method.segments[-1].lower() == "list":
        result = result.with_facts(type="array")  # the page lists the fields of a row, and shows none
    fields, defects = tree.fields, tree.defects
    if result and not answers and identity.method.segments[-1].lower() == "fields" and result.fields:
        # The rows give the types of what the answer describes, not of the descriptions: it has one under each name.
        result = replace(result, fields=dict.fromkeys(result.fields, Node(Field("any"))))
        defects = (*defects, Defect(RETURNS, "the table lists fields; the method answers with a description of each"))
    if result:
        inner, misspelled = correct_misspelled(result.fields, samples.at("result"), RETURNS)
        fields, defects = {"result": replace(result, fields=inner)}, (*defects, *misspelled)
    has_total = "total" in tree.fields and not samples.at("result").has("total")
    fields = with_conditions(fields, params)
    return _ReadFields(fields, defects, tuple(_not_understood(page, tree, sections)), has_total=has_total)


def _result(fields: Fields, samples: Samples) -> Node | None:
    """`result` with the fields that the tables list beside it; None where nothing is known of it."""
    if not fields and not samples.has("result"):
        return None
    inside = {name: node for name, node in fields.items() if name not in ENVELOPE}
    result = fields.get("result") or Node(Field(_result_type(samples, inside)))
    return under_shown_key(replace(result, fields=with_missing(result.fields, inside)), samples.at("result"))


def _result_type(samples: Samples, fields: Fields) -> str:
    """The type of a `result` that no row names: what the answers show, an object where there are none."""
    shown = samples.at("result").values
    values = [value for value in shown if value is not None]
    if shown and not (fields or values):
        return "null"
    if fields or not values:
        return "array" if values and all(isinstance(value, list) for value in values) else "object"
    return infer(values).type


# Errors, and tables that nobody expected


@dataclass(frozen=True)
class _Errors:
    own: tuple[Error, ...]
    system: tuple[Error, ...]
    defects: tuple[Defect, ...]
    problems: tuple[Problem, ...]


def _errors(page: PagePath, document: Document) -> _Errors:
    sections = [(section, errors_of(section)) for section in error_sections(document)]
    swapped = Defect("errors", "the column of codes holds messages")
    system = next((errors.system for _, errors in reversed(sections) if errors.system), ())
    own = completed(
        [error for _, errors in sections for error in errors.own],
        [error for _, errors in sections for error in errors.shown],
        system,
        next((errors.status for _, errors in sections if errors.status), None),
    )
    return _Errors(
        own=own.errors,
        system=system,
        defects=(
            *(swapped for _, errors in sections if errors.messages_for_codes),
            *(Defect("errors", what) for what in own.disagreements),
        ),
        problems=tuple(
            unknown_table(page, section.title, header) for section, errors in sections for header in errors.unknown
        ),
    )


def _not_understood(page: PagePath, tree: FieldTree, sections: list[Section]) -> Iterator[Problem]:
    yield from unplaced(page, tree)
    for section in sections:
        for part in section.walk():
            for block in flat(part.blocks):
                if isinstance(block, Table) and block.rows and not (is_aside(part.title) or _is_known_table(block)):
                    yield unknown_table(page, part.title, " | ".join(block.header))


def _is_known_table(table: Table) -> bool:
    return bool(rows_of(table)) or is_field_table(table) or is_error_table(table)


def _text(section: Section) -> str:
    return " ".join(text_of(block.spans) for block in flat(section.blocks) if isinstance(block, Paragraph))
