"""How annotations read: every name as it is, and the shared types in them marked."""

from __future__ import annotations

from generator.api import resolve
from generator.reference.annotations import Piece, pieces, plain
from generator.reference.calls import signature
from generator.reference.client import Client, client
from generator.reference.tables import Row, dict_rows, parameter_rows, result_rows, view_rows
from generator.spec.model import Field, MethodSpec, SpecTree, TypeSpec
from generator.spec.names import WireName

DEAL = WireName("deal")


def shown(*methods: MethodSpec, types: tuple[TypeSpec, ...] = ()) -> Client:
    specs = SpecTree({(2, each.method): each for each in methods}, {}, {each.type: each for each in types})
    return client(resolve(specs), {})


def method(name: str, params: dict[str, Field], returns: Field | None = None) -> MethodSpec:
    return MethodSpec(WireName(name), 2, "a/b.html", name, params=params, returns=returns)


def parameters(of: Client, name: str) -> dict[str, str]:
    """The annotation of each row, by wire name."""
    (rows,) = (
        list(parameter_rows(each, namespace.params))
        for namespace in of.namespaces
        for each in namespace.methods
        if each.method.name == name
    )
    return spelled(rows)


def spelled(rows: list[Row]) -> dict[str, str]:
    return {row.wire: row.type for row in rows}


def marked(annotation: str) -> list[Piece]:
    return [piece for piece in pieces(annotation) if piece.wire]


def test_names_are_those_without_an_import_whatever_the_module_calls_them() -> None:
    names = Field("array", items=Field("string"))
    fields = {"list": names, "str": Field("integer"), "dt": Field("datetime", required=True, nullable=True)}
    of = shown(method("app.list", {**fields, "data": Field("object", fields=fields)}), method("app.str", {}))
    annotation = {"list": "str | Sequence[str]", "str": "int", "dt": "datetime | str | None"}
    assert parameters(of, "app.list") == {**annotation, "data": "AppListData"}
    result = Field("object", fields={"dt": Field("datetime"), "list": names, "int": Field("integer")})
    of = shown(method("app.list", {}, result))
    (namespace,) = (each for each in of.namespaces if each.methods)
    rows = list(result_rows(namespace.methods[0].method.returns, namespace.results))
    assert spelled(rows) == {"dt": "datetime", "list": "list[str]", "int": "int"}


def test_what_may_be_left_out_is_told_by_the_signature_and_not_by_the_type() -> None:
    of = shown(method("app.do", {"a": Field("integer", required=True), "b": Field("string", nullable=True)}))
    ((method_shown,),) = (each.methods for each in of.namespaces if each.methods)
    text = signature(method_shown.path, method_shown.signature, method_shown.returns)
    assert text == "b24.app.do(a: int, *, b: str | None = ...) -> Any"


def test_whether_a_key_is_required_is_not_in_its_type() -> None:
    fields = {"no-name": Field("integer"), "two": Field("string", required=True)}
    of = shown(method("app.do", {"data": Field("object", required=True, fields=fields)}))
    assert parameters(of, "app.do") == {"data": "AppDoData", "no-name": "int", "two": "str"}


def test_shared_types_are_marked_where_they_are_held_also_in_themselves() -> None:
    deal = TypeSpec(DEAL, "a/deal.html", "Deal", {"parent": Field("object", ref=DEAL), "id": Field("integer")})
    held = Field("array", items=Field("object", ref=DEAL))
    of = shown(method("app.do", {"deals": held}, held), types=(deal,))
    annotation = parameters(of, "app.do")["deals"]
    assert (plain(annotation), marked(annotation)) == ("Sequence[DealDict]", [("DealDict", "deal")])
    ((method_shown,),) = (each.methods for each in of.namespaces if each.methods)
    assert (plain(method_shown.returns), marked(method_shown.returns)) == ("list[Deal]", [("Deal", "deal")])
    (shared,) = of.types
    keys = spelled(list(dict_rows(shared.type.as_parameter, shared.params)))
    assert marked(keys["parent"]) == [("DealDict", "deal")]
    attributes = spelled(list(view_rows(shared.type.as_result, shared.results)))
    assert marked(attributes["parent"]) == [("Deal", "deal")]
    assert not marked(attributes["id"])


def test_texts_and_classes_that_look_like_a_shared_type_are_not_marked() -> None:
    deal = TypeSpec(WireName("app.do.data"), "a/deal.html", "Data", {"id": Field("integer")})
    own = Field("object", fields={"id": Field("integer")})
    words = Field("string", values=("DoDataDict", "\x1fapp.do.data\x1fDoDataDict\x1f"))
    of = shown(method("app.do", {"data": own, "words": words, "known": Field("object", ref=deal.type)}), types=(deal,))
    found = parameters(of, "app.do")
    assert found["data"] == "AppDoData"
    assert found["words"] == r'Literal["DoDataDict", "\x1fapp.do.data\x1fDoDataDict\x1f"]'
    assert marked(found["known"]) == [("DoDataDict", "app.do.data")]
