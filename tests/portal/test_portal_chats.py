"""Chats, bots of both versions and notifications on the local portal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.in_process import InProcess

HANDLER = "https://bot.example/events"


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def bot(portal: InProcess, **more: object) -> int:
    params = {"CODE": "echo", "TYPE": "B", "EVENT_HANDLER": HANDLER, "PROPERTIES": {"NAME": "Echo"}, **more}
    return int(portal.as_application("imbot.register", params))


def texts(portal: InProcess, dialog: object, **more: object) -> list[str]:
    found = portal.call("im.dialog.messages.get", {"DIALOG_ID": dialog, **more})
    return [each["text"] for each in found["messages"]]


def test_a_chat_has_members_and_messages(portal: InProcess) -> None:
    chat = portal.call("im.chat.add", {"TITLE": "Deal", "USERS": [3, 503], "MESSAGE": "Welcome"})
    dialog = f"chat{chat}"
    first = portal.call("im.message.add", {"DIALOG_ID": dialog, "MESSAGE": "One"})
    second = portal.call("im.message.add", {"DIALOG_ID": dialog, "MESSAGE": "Two"})

    assert portal.call("im.chat.user.list", {"CHAT_ID": chat}) == [1, 3, 503]
    assert texts(portal, dialog) == ["Two", "One", "Welcome"]
    assert texts(portal, dialog, LAST_ID=second, LIMIT=1) == ["One"]
    assert texts(portal, dialog, FIRST_ID=first) == ["Two"]
    users = portal.call("im.dialog.messages.get", {"DIALOG_ID": dialog})["users"]
    assert [(user["id"], user["name"], user["bot"]) for user in users] == [(1, "Alex Example", False)]


def test_messages_are_changed_liked_and_deleted(portal: InProcess) -> None:
    id = portal.call("im.message.add", {"DIALOG_ID": "3", "MESSAGE": "One"})

    portal.call("im.message.update", {"MESSAGE_ID": id, "MESSAGE": "Uno"})
    assert texts(portal, 3) == ["Uno"]
    assert portal.call("im.message.like", {"MESSAGE_ID": id, "ACTION": "plus"}) is True
    assert portal.refused("im.message.like", {"MESSAGE_ID": id, "ACTION": "plus"})[0] == "WITHOUT_CHANGES"
    found = portal.call("im.dialog.messages.get", {"DIALOG_ID": 3})["messages"][0]
    assert found["params"] == {"LIKE": [1]}
    assert portal.call("im.message.delete", {"MESSAGE_ID": id}) is True
    assert texts(portal, 3) == []
    assert portal.refused("im.message.delete", {"MESSAGE_ID": id})[0] == "CANT_EDIT_MESSAGE"
    assert portal.refused("im.message.add", {"DIALOG_ID": "3", "MESSAGE": " "})[0] == "MESSAGE_EMPTY"


def test_a_chat_is_changed_and_found_by_what_it_belongs_to(portal: InProcess) -> None:
    chat = portal.call("im.chat.add", {"TITLE": "A", "USERS": [3], "ENTITY_TYPE": "CRM", "ENTITY_ID": "DEAL|5"})
    dialog = f"chat{chat}"

    portal.call("im.chat.updateTitle", {"CHAT_ID": chat, "TITLE": "B"})
    portal.call("im.chat.user.add", {"CHAT_ID": chat, "USERS": [503]})
    portal.call("im.chat.user.delete", {"CHAT_ID": chat, "USER_ID": 3})
    portal.call("im.chat.setOwner", {"DIALOG_ID": dialog, "USER_ID": 503})
    portal.call("im.chat.mute", {"CHAT_ID": chat, "MUTE": "Y"})
    shown = portal.call("im.dialog.get", {"DIALOG_ID": dialog})
    assert (shown["name"], shown["owner"], shown["user_counter"], shown["mute_list"]) == ("B", 503, 2, [1])
    assert portal.call("im.chat.get", {"ENTITY_TYPE": "CRM", "ENTITY_ID": "DEAL|5"}) == {"ID": chat}
    assert portal.call("im.chat.get", {"ENTITY_TYPE": "CRM", "ENTITY_ID": "DEAL|6"}) is None
    assert [user["id"] for user in portal.call("im.dialog.users.list", {"DIALOG_ID": dialog})] == [1, 503]
    assert portal.refused("im.chat.user.delete", {"CHAT_ID": chat, "USER_ID": 3})[0] == "USER_NOT_FOUND"
    assert portal.refused("im.chat.user.list", {})[0] == "CHAT_ID_EMPTY"


def test_a_chat_of_two_is_there_when_it_is_needed(portal: InProcess) -> None:
    portal.call("im.message.add", {"DIALOG_ID": 503, "MESSAGE": "Hello"})
    shown = portal.call("im.dialog.get", {"DIALOG_ID": "503"})

    assert (shown["type"], shown["message_count"], shown["dialog_id"]) == ("private", 1, "503")
    recent = portal.call("im.recent.list")["items"]
    assert [(each["id"], each["title"], each["message"]["text"]) for each in recent] == [
        (503, "Maria Johnson", "Hello")
    ]
    assert portal.refused("im.dialog.get", {"DIALOG_ID": "99"})[0] == "ACCESS_ERROR"
    assert portal.refused("im.dialog.messages.get", {"DIALOG_ID": "chat99"})[0] == "ACCESS_ERROR"


def test_people_are_shown(portal: InProcess) -> None:
    assert portal.call("im.user.get", {"ID": 547})["last_name"] == "Tester"
    assert list(portal.call("im.user.list.get", {"ID": [1, 3]})) == ["1", "3"]
    assert portal.refused("im.user.get", {"ID": 99})[0] == "USER_NOT_EXISTS"


def test_a_bot_hears_what_is_written_to_it_and_answers(portal: InProcess) -> None:
    portal.hears("ONIMBOTMESSAGEADD")
    id = bot(portal)
    message = portal.call("im.message.add", {"DIALOG_ID": id, "MESSAGE": "Hello"})

    ((event, data),) = portal.told()
    params = data["PARAMS"]
    assert (event, params["MESSAGE"], params["FROM_USER_ID"], params["MESSAGE_ID"]) == (
        "ONIMBOTMESSAGEADD",
        "Hello",
        "1",
        str(message),
    )
    assert data["BOT"][str(id)]["BOT_CODE"] == "echo"
    reply = {"BOT_ID": id, "DIALOG_ID": params["DIALOG_ID"], "MESSAGE": "Hello yourself"}
    portal.as_application("imbot.message.add", reply)
    assert texts(portal, id) == ["Hello yourself", "Hello"]
    handlers = {
        (each["event"], each["handler"]) for each in portal.as_application("event.get", {}) if "handler" in each
    }
    assert ("ONIMBOTMESSAGEADD", HANDLER) in handlers


def test_in_a_chat_of_many_a_bot_hears_what_names_it(portal: InProcess) -> None:
    portal.hears("ONIMBOTMESSAGEADD", "ONIMBOTJOINCHAT")
    id = bot(portal)
    chat = portal.call("im.chat.add", {"USERS": [3]})
    portal.call("im.chat.user.add", {"CHAT_ID": chat, "USERS": [id]})
    portal.call("im.message.add", {"DIALOG_ID": f"chat{chat}", "MESSAGE": "Among us"})
    portal.call("im.message.add", {"DIALOG_ID": f"chat{chat}", "MESSAGE": f"[USER={id}]Echo[/USER], hear"})

    told = portal.told()
    assert [event for event, _ in told] == ["ONIMBOTJOINCHAT", "ONIMBOTMESSAGEADD"]
    assert told[1][1]["PARAMS"]["DIALOG_ID"] == f"chat{chat}"


def test_a_bot_knows_commands(portal: InProcess) -> None:
    portal.hears("ONIMCOMMANDADD", "ONIMBOTMESSAGEADD")
    id = bot(portal)
    params = {
        "BOT_ID": id,
        "COMMAND": "say",
        "EVENT_COMMAND_ADD": HANDLER,
        "LANG": [{"LANGUAGE_ID": "en", "TITLE": "Say"}],
    }
    command = portal.as_application("imbot.command.register", params)
    message = portal.call("im.message.add", {"DIALOG_ID": id, "MESSAGE": "/say something"})

    ((event, data),) = portal.told()
    given = data["COMMAND"][str(command)]
    assert (event, given["COMMAND"], given["COMMAND_PARAMS"]) == ("ONIMCOMMANDADD", "say", "something")
    answer = {"COMMAND_ID": command, "MESSAGE_ID": message, "MESSAGE": "something"}
    portal.as_application("imbot.command.answer", answer)
    assert texts(portal, id) == ["something", "/say something"]


def test_a_bot_is_registered_once_for_a_code_and_unregistered(portal: InProcess) -> None:
    id = bot(portal)

    assert bot(portal, PROPERTIES={"NAME": "Echo 2"}) == id
    assert portal.as_application("imbot.bot.list", {}) == {
        str(id): {"ID": id, "NAME": "Echo 2", "CODE": "echo", "OPENLINE": "N"}
    }
    assert portal.as_application("imbot.unregister", {"BOT_ID": id}) is True
    assert portal.as_application("imbot.bot.list", {}) == []


def test_a_bot_of_the_second_version_asks_for_its_events(portal: InProcess) -> None:
    call = portal.as_application
    fields = {"code": "echo", "properties": {"name": "Echo"}, "type": "bot", "eventMode": "fetch", "botToken": "t"}
    made = call("imbot.v2.Bot.register", {"fields": fields})["bot"]
    me: dict[str, Any] = {"botId": made["id"], "botToken": "t"}
    portal.call("im.message.add", {"DIALOG_ID": made["id"], "MESSAGE": "Hello"})

    events = call("imbot.v2.Event.get", me)
    assert [each["type"] for each in events["events"]] == ["ONIMBOTV2JOINCHAT", "ONIMBOTV2MESSAGEADD"]
    assert call("imbot.v2.Event.get", {**me, "offset": events["nextOffset"]})["events"] == []
    sent = call("imbot.v2.Chat.Message.send", {**me, "dialogId": "1", "fields": {"message": "Hi"}})
    assert texts(portal, made["id"]) == ["Hi", "Hello"]
    assert call("imbot.v2.Chat.Message.get", {**me, "messageId": sent["id"]})["message"]["text"] == "Hi"
    chat = call("imbot.v2.Chat.add", {**me, "fields": {"title": "Help", "userIds": [1, 3]}})["chat"]
    call("imbot.v2.Chat.User.add", {**me, "dialogId": chat["dialogId"], "userIds": [503]})
    users = call("imbot.v2.Chat.User.list", {**me, "dialogId": chat["dialogId"]})
    assert [user["id"] for user in users] == [1, 3, 503, made["id"]]
    call("imbot.v2.Chat.update", {**me, "dialogId": chat["dialogId"], "fields": {"title": "More help"}})
    assert call("imbot.v2.Chat.get", {**me, "dialogId": chat["dialogId"]})["chat"]["name"] == "More help"
    assert portal.refused("imbot.v2.Bot.get", {"botId": made["id"], "botToken": "x"})[0] in (
        "BOT_OWNERSHIP_ERROR",
        "WRONG_AUTH_TYPE",
    )


def test_notifications_are_read_and_deleted(portal: InProcess) -> None:
    first = portal.call("im.notify.system.add", {"USER_ID": 1, "MESSAGE": "One", "TAG": "a"})
    second = portal.call("im.notify.personal.add", {"USER_ID": 1, "MESSAGE": "Two"})

    found = portal.call("im.notify.get")
    assert ([each["id"] for each in found["notifications"]], found["total_unread_count"]) == ([second, first], 2)
    portal.call("im.notify.read", {"ID": first})
    assert portal.call("im.notify.get")["total_unread_count"] == 1
    portal.call("im.notify.delete", {"TAG": "a"})
    assert [each["id"] for each in portal.call("im.notify.get")["notifications"]] == [second]


def test_a_file_of_the_drive_is_shown_in_a_chat(portal: InProcess) -> None:
    chat = portal.call("im.chat.add", {"USERS": [3]})
    folder = portal.call("im.disk.folder.get", {"CHAT_ID": chat})["ID"]
    params = {"id": folder, "data": {"NAME": "a.txt"}, "fileContent": ["a.txt", "QQ=="]}
    file = portal.call("disk.folder.uploadFile", params)["ID"]

    shown = portal.call("im.disk.file.commit", {"CHAT_ID": chat, "FILE_ID": file, "MESSAGE": "See"})["FILES"]
    assert shown[f"upload{file}"]["name"] == "a.txt"
    assert texts(portal, f"chat{chat}") == ["See"]
