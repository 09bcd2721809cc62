"""What a user's type checker says to booleans, moments and lists in calls: run in `make check`, never executed."""

from datetime import date, datetime

from bitrix24 import Client

TEN = datetime(2026, 6, 1, 10)


def yes_and_no(b24: Client) -> None:
    b24.catalog.product.add(fields={"iblockId": 23, "name": "Coffee", "active": True, "subscribe": "D"})
    b24.catalog.product.update(id=1, fields={"active": "N", "subscribe": False})
    b24.tasks.flow.flow.create(
        flow_data={
            "name": "A flow",
            "plannedCompletionTime": 7200,
            "distributionType": "manually",
            "responsibleList": [["user", "3"]],
            "matchWorkTime": True,
        }
    )
    b24.im.notify.get(convert_text=True)
    b24.im.notify.get(convert_text="Y")


def moments(b24: Client) -> None:
    b24.calendar.event.add(type="user", owner_id=1, name="Tea", from_=TEN, to=TEN.date(), skip_time=False)
    b24.calendar.event.add(type="user", owner_id=1, name="Tea", from_="2026-06-01", to=date(2026, 6, 2), is_meeting="Y")


def one_or_several(b24: Client) -> None:
    b24.crm.item.list(entity_type_id=2, select="id")
    b24.crm.item.list(entity_type_id=2, select=["id", "title"])
    b24.calendar.event.add(type="user", owner_id=1, name="Tea", attendees=7)
    b24.calendar.event.add(type="user", owner_id=1, name="Tea", attendees=(7, 8), crm_fields="C_5")


def wrong_calls(b24: Client) -> None:
    # Each ignore names the one error that must be there; without the error the checkers report the ignore.
    b24.crm.item.list(entity_type_id=2, select=5)  # type: ignore[call-overload]  # pyright: ignore
    b24.im.notify.get(convert_text=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
