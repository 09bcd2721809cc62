"""Events: their names, their modules, which of them share a view, and that none is loaded before it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bitrix24 import events
from generator.api.form_body import as_form
from generator.problems import GenerateError
from tests.emit.making import documented, rendered, run, written
from tests.fragments import FRAGMENTS

ID = "data: {type: object, fields: {ID: {type: integer}}}"
OTHER = "data: {type: object, fields: {ID: {type: string}}}"


def made(*texts: str) -> str:
    """The classes of events that are all in the general section, and the table."""
    files = rendered(*texts)
    return files["bitrix24/events/general.py"] + files["bitrix24/events/__init__.py"]


@pytest.mark.parametrize(
    ("event", "page", "name"),
    [
        ("onCrmDealAdd", "p.html", "OnCrmDealAdd"),
        ("CATALOG.PRICE.ON.ADD", "p.html", "CatalogPriceOnAdd"),
        ("ONBOOKINGUPDATE", "on-booking-update.html", "OnBookingUpdate"),
        ("ONBOOKINGUPDATE", "on-booking-change.html", "Onbookingupdate"),
        ("ONIMBOTV2MESSAGEADD", "events.html", "OnImbotV2MessageAdd"),
        ("ONIMV2THINGADD", "events.html", "Onimv2Thingadd"),
        ("onBookingUpdate", "on-bookingupdate.html", "OnBookingUpdate"),
        ("event", "p.html", "Event_"),
        ("none", "p.html", "None_"),
    ],
)
def test_a_class_is_called_as_its_event(event: str, page: str, name: str) -> None:
    source = made(f"{{event: {event}, page: {page}}}")
    assert f"class {name}(Event):" in source
    assert f'"{event.upper()}": ("general", "{name}")' in source


def test_of_two_events_with_one_name_the_active_one_keeps_it() -> None:
    source = made("{event: on.deal.add, status: deprecated}", "event: onDealAdd", "event: on-deal-add")
    assert '"ON-DEAL-ADD": ("general", "OnDealAdd")' in source
    assert '"ONDEALADD": ("general", "OnDealAdd_2")' in source
    assert '"ON.DEAL.ADD": ("general", "OnDealAdd_3")' in source


def test_two_events_that_differ_in_case_alone_cannot_be_told_apart() -> None:
    with pytest.raises(GenerateError) as raised:
        rendered("event: onDealAdd", "event: OnDealAdd")
    assert raised.value.lines == (
        "event onDealAdd: differs from OnDealAdd in case alone, which the portal does not regard",
    )


@pytest.mark.parametrize(
    ("page", "module"),
    [
        ("api-reference/crm/deals/events/on-x.html", "crm_deals"),
        ("api-reference/crm/outdated/invoice/events-invoice/on-x.html", "crm_outdated"),
        ("api-reference/tasks/events-tasks/on-x.html", "tasks"),
        ("api-reference/events/on-x.html", "general"),
        ("api-reference/2fa/class/on-x.html", "n2_fa_class"),
        ("api-reference/aux/on-x.html", "aux_"),
    ],
)
def test_a_module_holds_a_section_of_the_documentation(page: str, module: str) -> None:
    assert "class OnX(Event):" in rendered(f"{{event: onX, page: {page}}}")[f"bitrix24/events/{module}.py"]


def test_events_of_one_subject_share_the_view_of_equal_data() -> None:
    source = made(
        *(f"event: {name}\n{ID}" for name in ("onDealAdd", "onDealUserFieldDrop", "onLeadAdd", "onAdd")),
        f"event: onDealDelete\n{OTHER}",
    )
    assert source.count("(View):") == 4
    assert '"""`onDealAdd`, `onDealUserFieldDrop`: `data`."""' in source
    assert source.count("data: Field[OnDealData] =") == 2
    assert "data: Field[OnDealDeleteData] =" in source
    assert "data: Field[OnLeadAddData] =" in source
    assert "data: Field[OnAddData] =" in source


def test_the_docstring_says_what_is_documented() -> None:
    source = made(
        "event: onDealAdd\nscope: [crm, deal]\nstatus: deprecated\npage: api-reference/events/x.html\n"
        "data: {type: object, fields: {F: {type: object, fields: {ID: {type: integer}, TAGS: {type: 'string[]'}}}}}"
    )
    assert '''
    """A title

    `onDealAdd`, scope `crm`, `deal`. Deprecated.
    `data`: `F.ID` integer, `F.TAGS` string[].
    https://apidocs.bitrix24.com/api-reference/events/x.html
    """
''' in source


def test_without_events_there_is_still_the_parser() -> None:
    files = rendered(FRAGMENTS["no parameters, a plain value"])
    assert "def parse_event(" in files["bitrix24/events/__init__.py"]
    compile(files["bitrix24/events/__init__.py"], "events", "exec")
    assert not any(path.startswith("tests/events") for path in files)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = [text for text in FRAGMENTS.values() if text.startswith(("\nevent", "\ntype"))]
    return written(tmp_path_factory.mktemp("events") / "out", FRAGMENTS["no parameters, a plain value"], *texts)


def modules_after(code: str, out: Path) -> set[str]:
    """Which of the package's modules the code has imported."""
    show = "import sys; print(*sorted(name for name in sys.modules if name.startswith('bitrix24')))"
    result = run([sys.executable, "-c", f"{code}\n{show}"], out)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


@pytest.mark.slow
def test_only_what_is_asked_for_is_imported(out: Path) -> None:
    assert not {"bitrix24._core.event", "bitrix24.events", "bitrix24.codes"} & modules_after("import bitrix24", out)
    parsed = modules_after(
        "from bitrix24 import parse_event\nassert parse_event('event=onthinglost&data=7').data == 7", out
    )
    assert "bitrix24.events.things_lost" in parsed
    assert "bitrix24.events.general" not in parsed
    named = modules_after("from bitrix24.events import OnThingAdd\nassert OnThingAdd.__name__ == 'OnThingAdd'", out)
    assert "bitrix24.events.general" in named
    assert "bitrix24.events.things_lost" not in named


@pytest.mark.slow
def test_everything_around_the_data_of_documented_events_can_be_read() -> None:
    examples = [spec.example for spec in documented().events.values() if spec.example is not None]
    for example in examples:
        event: Any = events.parse_event(urlencode(list(pairs(as_form(dict(example)), ""))))
        assert type(event) is not events.Event
        assert int(event.sent_at.timestamp()) == int(str(example["ts"]))
        assert str(event.handler_id) == str(example.get("event_handler_id"))
        auth = example["auth"]
        assert isinstance(auth, dict)
        for name, value in auth.items():
            found = getattr(event.auth, name)
            assert str(int(found.timestamp()) if name == "expires" else found) == str(value)


def pairs(form: Any, key: str) -> Iterator[tuple[str, str]]:
    if not isinstance(form, dict):
        yield key, form
        return
    for name, item in form.items():
        yield from pairs(item, f"{key}[{name}]" if key else name)
