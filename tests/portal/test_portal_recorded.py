"""The portal's answers beside recorded ones of real portals, of everything that is not CRM: of the same shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.portal.in_process import InProcess

ANSWERS = Path(__file__).resolve().parents[3] / "shared" / "real" / "answers.json"

UNKNOWN = {
    "user": {"TIME_ZONE", "TIME_ZONE_OFFSET", "PERSONAL_PHOTO"},
    # Bookings come from the CRM's fields of this kind: the portal shows the documented ones.
    "calendar.resource": {
        "ACCESSIBILITY",
        "ACTIVE",
        "IMPORTANCE",
        "IS_DAYLIGHT_SAVING_TZ",
        "RESOURCE_BOOKING_ID",
        "~DESCRIPTION",
    },
}
"""Keys of recorded answers that the portal does not have, by family."""


def prepared(portal: InProcess) -> Mapping[str, Callable[[], Any]]:
    """What to call for each recorded method, with what has to be there before."""
    call = portal.call
    chat = call("im.chat.add", {"USERS": [3, 503], "TITLE": "Chat"})
    call("im.message.add", {"DIALOG_ID": 503, "MESSAGE": "Hello"})
    item = call("task.checklistitem.add", [51, {"TITLE": "One"}])
    elapsed = call("task.elapseditem.add", [51, {"SECONDS": 60, "COMMENT_TEXT": "x"}])
    post = call("log.blogpost.add", {"POST_TITLE": "News", "POST_MESSAGE": "Text"})
    section = call("calendar.section.add", {"type": "user", "ownerId": 1, "name": "Work"})
    call("sonet_group.create", {"NAME": "Group"})
    call("catalog.document.element.add", {"fields": {"docId": 1, "elementId": 2, "amount": 1, "purchasingPrice": 5}})
    file = call("disk.folder.uploadFile", {"id": 8930, "data": {"NAME": "a"}, "fileContent": ["a", "QQ=="]})["ID"]
    folder = call("disk.folder.addSubFolder", {"id": 8930, "data": {"NAME": "b"}})["ID"]
    upload = {"id": 8930, "data": {"NAME": "1.txt"}, "fileContent": ["1.txt", "QQ=="]}
    in_chat = {"CHAT_ID": chat}
    mine = {"type": "user", "ownerId": 1}
    return {
        "catalog.document.element.list": lambda: call("catalog.document.element.list"),
        "socialnetwork.api.workgroup.list": lambda: call("socialnetwork.api.workgroup.list"),
        "tasks.task.get": lambda: call("tasks.task.get", {"taskId": 51}),
        "tasks.task.update": lambda: call("tasks.task.update", {"taskId": 51, "fields": {"TITLE": "New"}}),
        "log.blogpost.get": lambda: call("log.blogpost.get", {"POST_ID": post}),
        "task.checklistitem.getlist": lambda: call("task.checklistitem.getlist", [51]),
        "im.dialog.get": lambda: call("im.dialog.get", {"DIALOG_ID": "503"}),
        "user.current": lambda: call("user.current"),
        "im.user.list.get": lambda: call("im.user.list.get", {"ID": [3]}),
        "im.dialog.users.list": lambda: call("im.dialog.users.list", {"DIALOG_ID": "503"}),
        "timeman.open": lambda: call("timeman.open"),
        "timeman.pause": lambda: [call("timeman.open"), call("timeman.pause")][1],
        "tasks.task.unmute": lambda: call("tasks.task.unmute", {"id": 51}),
        "disk.file.restore": lambda: call("disk.file.restore", {"id": file}),
        "task.checklistitem.complete": lambda: call("task.checklistitem.complete", [51, item]),
        "tasks.task.favorite.add": lambda: call("tasks.task.favorite.add", {"taskId": 51}),
        "task.stages.add": lambda: call("task.stages.add", {"fields": {"TITLE": "New"}}),
        "task.checklistitem.update": lambda: call("task.checklistitem.update", [51, item, {"TITLE": "Two"}]),
        "task.elapseditem.update": lambda: call(
            "task.elapseditem.update", [51, elapsed, {"SECONDS": 5, "COMMENT_TEXT": "y"}]
        ),
        "tasks.task.startwatch": lambda: call("tasks.task.startwatch", {"taskId": 51}),
        "disk.folder.restore": lambda: call("disk.folder.restore", {"id": folder}),
        "department.get": lambda: call("department.get", {"ID": 2}),
        "user.update": lambda: call("user.update", {"ID": 3, "NAME": "Bob"}),
        "calendar.section.update": lambda: call("calendar.section.update", {**mine, "id": section, "name": "Home"}),
        "log.blogpost.update": lambda: call("log.blogpost.update", {"POST_ID": post, "POST_TITLE": "Old"}),
        "im.chat.updateColor": lambda: call("im.chat.updateColor", {**in_chat, "COLOR": "SAND"}),
        "tasks.task.delete": lambda: call("tasks.task.delete", {"taskId": 3835}),
        "task.commentitem.add": lambda: call("task.commentitem.add", [51, {"POST_MESSAGE": "x"}]),
        "im.chat.user.list": lambda: call("im.chat.user.list", in_chat),
        "disk.folder.getExternalLink": lambda: call("disk.folder.getExternalLink", {"id": folder}),
        "disk.folder.copyto": lambda: call("disk.folder.copyTo", {"id": 8930, "targetFolderId": 9010}),
        "disk.folder.uploadfile": lambda: call("disk.folder.uploadFile", upload),
        "disk.folder.deletetree": lambda: call("disk.folder.deleteTree", {"id": folder}),
        "im.chat.mute": lambda: call("im.chat.mute", {**in_chat, "MUTE": "Y"}),
        "im.chat.user.add": lambda: call("im.chat.user.add", {**in_chat, "USERS": [547]}),
        "im.chat.user.delete": lambda: call("im.chat.user.delete", {**in_chat, "USER_ID": 503}),
        "im.chat.updateAvatar": lambda: call("im.chat.updateAvatar", {**in_chat, "AVATAR": "QQ=="}),
        "user.add": lambda: call("user.add", {"EMAIL": "a@example.com"}),
        "events": lambda: portal.as_application("events", {}),
        "calendar.resource.booking.list": lambda: call(
            "calendar.resource.booking.list", {"filter": {"resourceTypeIdList": [1]}}
        ),
    }


def recorded() -> Iterator[tuple[str, Any]]:
    if not ANSWERS.exists():
        pytest.skip("needs the recorded answers of real portals, answers.json, in ../shared/real")
    for each in json.loads(ANSWERS.read_text("utf-8")):
        method = each.get("method") or ""
        body = each.get("body")
        if each.get("kind") in ("answer", "pages") and not method.startswith("crm.") and "result" in (body or {}):
            yield method, body["result"]


def differences(real: Any, ours: Any, at: str, unknown: set[str]) -> Iterator[str]:
    """Where ours is of another kind; what is nothing on one side may be anything on the other."""
    if any(value in (None, "", [], {}, False) for value in (real, ours)):
        return
    if isinstance(real, dict) and isinstance(ours, dict):
        if all(key.isdigit() for key in real):  # a map by ids
            yield from differences(next(iter(real.values())), next(iter(ours.values())), f"{at}.*", unknown)
            return
        for key, value in real.items():
            if key in unknown:
                continue
            if key in ours:
                yield from differences(value, ours[key], f"{at}.{key}", unknown)
            elif value not in (None, "", [], {}, False) and not key.startswith("UF_"):
                yield f"{at}.{key} is not there"
    elif isinstance(real, list) and isinstance(ours, list):
        yield from differences(real[0], ours[0], f"{at}[0]", unknown)
    elif type(real) is not type(ours):
        yield f"{at} is {type(ours).__name__}, not {type(real).__name__}"


def test_recorded_answers_have_the_same_shape_here() -> None:
    portal, found, seen = InProcess(), [], 0
    known = prepared(portal)
    for method, real in recorded():
        family = next((name for name in UNKNOWN if method.startswith(name)), "")
        ours = known[method]()
        found += [f"{method}: {each}" for each in differences(real, ours, "result", UNKNOWN.get(family, set()))]
        seen += 1
    assert seen > 40
    assert found == []
