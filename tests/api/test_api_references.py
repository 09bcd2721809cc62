"""The shared types to which a spec leads: at least those that its shapes hold, whatever is decided about them."""

from __future__ import annotations

from generator.emit.python.reach import Reach
from tests.emit.fragments import FRAGMENTS

from generator.api.aliases import with_aliases
from generator.api.answers import decide_by_answers
from generator.api.interpret import Shaper, refs_in
from generator.emit.python.methods import shaped
from generator.emit.python.parameters import FormFinder
from generator.problems import Problems
from generator.spec.model import Field, SpecTree
from tests.emit.making import documented, tree_of

TYPES = (
    "type: a\nfields: {b: {type: object, ref: b}, self: {type: 'a[]'}}",
    "type: b\nfields: {c: {type: c}}",
    "type: c",
)


def test_a_type_is_reached_by_its_name_as_a_type_and_as_a_reference_at_any_depth() -> None:
    reach = Reach(tree_of(*TYPES).types)
    deep = Field(
        "object", fields={"x": Field("array", items=Field("object", variants={"one": {"y": Field("b | null")}}))}
    )
    assert reach.held([deep]) == {"b"}
    assert reach.everything([deep]) == ["b", "c"]
    assert reach.everything([Field("a[]")]) == ["a", "b", "c"]
    assert reach.everything([Field("string | integer"), Field("object", ref="gone"), Field("???")]) == []


def _is_enough(specs: SpecTree) -> bool:
    """And some are found."""
    specs = with_aliases(specs)
    problems = Problems()
    shaper = Shaper(specs.types, problems)
    decide_by_answers(specs, shaper)
    forms = FormFinder(specs.types, shaper, problems)
    reach = Reach(specs.types)
    found = 0
    for spec in specs.methods.values():
        method = shaped(spec, shaper, forms)
        held = set(refs_in(method.params)) | set(refs_in(method.returns))
        assert held <= reach.held([*spec.params.values(), *([spec.returns] if spec.returns else [])]), spec.method
        found += len(held)
    for name, kind in specs.types.items():
        records = (shaper.record(kind.fields, "params", str(name)), shaper.shared(name))
        assert {ref for record in records for ref in refs_in(record)} <= reach.held(kind.fields.values()), name
    return found > 0


def test_it_is_never_less_than_the_shapes_hold() -> None:
    assert _is_enough(tree_of(*FRAGMENTS.values()))


def test_it_is_never_less_than_the_shapes_of_the_whole_documentation_hold() -> None:
    assert _is_enough(documented())
