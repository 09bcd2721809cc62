"""The module that is written: the same bytes, all that a portal has, and a client that works with it."""

from __future__ import annotations

import ast
import asyncio
import datetime as dt
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bitrix24.entities import Binding, Money
from bitrix24.portal import LocalPortal
from bitrix24.typegen.description import FieldFacts, Pipeline, PortalDescription, dumped, loaded
from bitrix24.typegen.module import module_of
from bitrix24.typegen.names import named
from bitrix24.typegen.writing import written
from tests.conftest import ROOT
from tests.typegen.making import custom, deal, described, description_of, furnished, imported, smart

DESCRIPTION = ROOT / "tests" / "typegen" / "golden.json"
MODULE = ROOT / "tests" / "typing" / "golden_portal.py"


def test_the_module_of_a_description_is_known_to_the_byte() -> None:
    """It is in tests/typing, where type checkers read it."""
    found = module_of(loaded(DESCRIPTION.read_text("utf-8")))

    assert found == MODULE.read_text("utf-8"), f"b24 types --from {DESCRIPTION} --out {MODULE}"


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "import sys; from bitrix24.typegen.description import loaded; from bitrix24.typegen.module import module_of;"
        " sys.stdout.buffer.write(module_of(loaded(sys.stdin.read())).encode())"
    )
    text = DESCRIPTION.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=text,
        env={"PYTHONPATH": str(ROOT / "generated"), "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    )

    assert done.stdout == MODULE.read_bytes()


@pytest.mark.parametrize("description", [described(deal(custom(1, "Kind"))), loaded(DESCRIPTION.read_text("utf-8"))])
def test_it_imports_nothing_that_it_does_not_use(description: PortalDescription) -> None:
    tree = ast.parse(module_of(description))
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.asname or alias.name for node in imports for alias in node.names}

    assert names - {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} == {"annotations"}


def generated(portal: LocalPortal) -> Any:
    return imported(module_of(description_of(portal)))


def test_a_portal_is_used_by_its_own_types() -> None:
    portal = furnished(LocalPortal())
    made = generated(portal)
    values: dict[str, Any] = {
        "string_one": "Чай",
        "string_several": ["a", "b"],
        "integer_one": 7,
        "integer_several": [1, 2],
        "double_one": 1.5,
        "boolean_one": True,
        "date_one": dt.date(2026, 2, 3),
        "date_several": [dt.date(2026, 2, 3), dt.date(2026, 2, 4)],
        "datetime_one": dt.datetime(2026, 2, 3, 12, tzinfo=dt.timezone.utc),
        "money_one": Money(Decimal("99.90"), "EUR"),
        "url_one": "https://example.com/",
        "employee_one": 1,
        "crm_status_one": made.Source.CALL,
        "crm_one": Binding(4, 12),
        "crm_several": [Binding(4, 12), Binding(1032, 3)],
        "enumeration_one": made.DealEnumerationOne.LEASE,
        "enumeration_several": [made.DealEnumerationSeveral.SALE, made.DealEnumerationSeveral.LEASE],
    }
    with made.Portal(portal.webhook, transport=portal.transport()) as b24:
        new = b24.deals.add(title="Tea", stage=made.DealStage.SERVICE_NEW, category_id=1, **values)
        (found,) = b24.deals.list(where=made.Deal.string_one == "Чай")

        assert found.id == new.id
        assert {name: getattr(found, name) for name in values} == values
        assert found.stage is made.DealStage.SERVICE_NEW
        contract = b24.dogovors.add(title="Lease")
        assert b24.dogovors.get(contract.id).stage is made.DogovorStage.NEW
        with pytest.raises(TypeError, match="string_one"):
            b24.deals.add(strin_one="x")


def test_a_portal_is_used_by_its_own_types_without_waiting() -> None:
    portal = furnished(LocalPortal())
    made = generated(portal)

    async def use() -> list[str]:
        async with made.AsyncPortal(portal.webhook, transport=portal.async_transport()) as b24:
            await b24.dogovors.add(title="Lease")
            return [each.title async for each in b24.dogovors.list()]

    assert asyncio.run(use()) == ["Lease"]


def test_tasks_users_and_products_are_used_by_their_own_types() -> None:
    portal = LocalPortal()
    badge = {"USER_TYPE_ID": "integer", "FIELD_NAME": "BADGE", "LABEL": "Badge", "MULTIPLE": "Y"}
    with portal.client() as b24:
        b24.call("task.item.userfield.add", {"PARAMS": {"USER_TYPE_ID": "double", "FIELD_NAME": "BUDGET"}})
        b24.call("user.userfield.add", {"fields": badge})
        colour = {"iblockId": 23, "name": "Colour", "propertyType": "L", "multiple": "N"}
        property = b24.call("catalog.productProperty.add", {"fields": colour}).result["productProperty"]["id"]
        b24.call("catalog.productPropertyEnum.add", {"fields": {"propertyId": property, "value": "Red", "xmlId": "r"}})
    made = generated(portal)
    with made.Portal(portal.webhook, transport=portal.transport()) as b24:
        high = made.TaskPriority.HIGH
        new = b24.task_records.add(title="Caulk", responsible_id=1, budget=1.5, priority=high)
        task = b24.task_records.get(new.id)
        b24.users.update(1, badge=[7, 8])
        user = b24.users.get(1)
        product = b24.products.get(b24.products.add(name="Tea", colour=made.ProductColour.RED).id)

    assert (task.title, task.budget, task.priority, task.responsible_id) == ("Caulk", 1.5, high, 1)
    assert (user.name, user.badge, user.active) == ("Alex", [7, 8], True)
    assert (product.name, product.colour) == ("Tea", made.ProductColour.RED)


def test_elements_of_a_list_are_used_by_their_own_types() -> None:
    portal = LocalPortal()
    in_list: dict[str, Any] = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "leave"}
    choices = {"n0": {"VALUE": "Paid", "SORT": 10}, "n1": {"VALUE": "Unpaid", "SORT": 20}}
    with portal.client() as b24:
        b24.call("lists.add", {**in_list, "FIELDS": {"NAME": "Заявление на отпуск"}})
        b24.call("lists.field.add", {**in_list, "FIELDS": {"NAME": "Kind", "TYPE": "L", "CODE": "K", "LIST": choices}})
        days = {"NAME": "Days", "TYPE": "N", "CODE": "DAYS", "MULTIPLE": "Y"}
        b24.call("lists.field.add", {**in_list, "FIELDS": days})
    made = generated(portal)
    with made.Portal(portal.webhook, transport=portal.transport()) as b24:
        elements = b24.zayavlenie_na_otpusks
        new = elements.add(name="Mine", kind=made.ZayavlenieNaOtpuskKind.PAID, days=[1.5, 2])
        found = elements.get(new.id)

    assert (found.name, found.kind, found.days) == ("Mine", made.ZayavlenieNaOtpuskKind.PAID, [1.5, 2])


def test_a_renamed_field_and_entity_work_under_their_former_names() -> None:
    before = named(described(deal(custom(1, "Delivery", "date")), smart(1030, "Agreement")))
    after = named(described(deal(custom(1, "Shipped", "date")), smart(1030, "Contract")), before)
    made = imported(module_of(after))

    with pytest.warns(DeprecationWarning, match=r"Deal\.delivery is called shipped now"):
        assert made.Deal.delivery is made.Deal.shipped
    assert made.Agreement is made.Contract
    assert made.AsyncAgreements is made.AsyncContracts
    with (
        made.Portal("https://portal.example.com/rest/1/secret/") as b24,
        pytest.warns(DeprecationWarning, match="renamed"),
    ):
        assert b24.agreements is b24.contracts


def test_renamed_stages_keep_their_names_too() -> None:
    first = described(deal(custom(1, "Kind", "enumeration", "Lease", "Sale")))
    second = named(described(deal(custom(1, "Kind", "enumeration", "Rent", "Sale"))), named(first))
    made = imported(module_of(second))

    assert made.DealKind.LEASE is made.DealKind.RENT
    assert [member.label for member in made.DealKind] == ["Rent", "Sale"]


def test_a_field_of_a_type_that_nobody_knows_is_there() -> None:
    made = imported(module_of(described(deal(custom(1, "Map", "rest_12_map"), custom(2, "Kind", "enumeration")))))

    assert type(made.Deal.map).__name__ == "AnyField"
    assert type(made.Deal.kind).__name__ == "IntegerField"  # a list without values


def test_a_stage_whose_directory_was_not_told_is_text() -> None:
    stage = FieldFacts("stageId", "crm_status", "Stage", directory="DEAL_STAGE")
    entity = replace(deal(stage), pipelines=(Pipeline(0, "General", "DEAL_STAGE"),))
    made = imported(module_of(described(entity)))

    assert type(made.Deal.stage).__name__ == "TextField"


def test_two_thousand_fields_with_equal_labels() -> None:
    found = named(described(deal(*(custom(number, "Поле") for number in range(2000)))))
    names = [names[0] for names in found.names["crm.item:2"].values()]

    assert len(set(names)) == 2001
    assert names[:3] == ["id", "pole", "pole_1"]
    assert loaded(dumped(found)) == found


def test_what_is_written_is_there_as_a_whole_and_as_it_may_be_read(tmp_path: Path) -> None:
    file = tmp_path / "my_portal.py"

    assert written(file, "x = 1\n")
    assert file.stat().st_mode & 0o777 == 0o644
    file.chmod(0o664)
    assert not written(file, "x = 1\n")
    assert written(file, "x = 2\n")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("x = 2\n", 0o664)
    assert [each.name for each in tmp_path.iterdir()] == ["my_portal.py"]


def test_what_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my_portal.py"
    written(file, "x = 1\n")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        written(file, "x = 2\n")

    assert file.read_text() == "x = 1\n"
    assert [each.name for each in tmp_path.iterdir()] == ["my_portal.py"]


def test_entities_that_are_called_like_members_of_the_client() -> None:
    made = imported(module_of(described(smart(1030, "call"), smart(1032, "close"), smart(1034, "Batch"))))

    with made.Portal("https://portal.example.com/rest/1/secret/") as b24:
        assert [type(each).__name__ for each in (b24.calls, b24.closes, b24.batches)] == ["Calls", "Closes", "Batches"]
