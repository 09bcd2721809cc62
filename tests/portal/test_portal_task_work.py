"""What is done with tasks on the local portal: in all their dialects, with what belongs to one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.in_process import InProcess

TASK = {"TITLE": "Call back", "RESPONSIBLE_ID": 547}


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def add(portal: InProcess, **fields: object) -> int:
    return int(portal.call("tasks.task.add", {"fields": {**TASK, **fields}})["task"]["id"])


def test_what_is_sent_in_capitals_comes_back_in_camel_case(portal: InProcess) -> None:
    id = add(portal, DEADLINE="2027-01-31T18:00:00+03:00", GROUP_ID=7, PRIORITY="2", UF_CRM_TASK=["D_1"])

    task = portal.call("tasks.task.get", {"taskId": id, "select": ["*", "UF_CRM_TASK"]})["task"]
    assert (task["title"], task["responsibleId"], task["createdBy"], task["status"]) == ("Call back", "547", "1", "2")
    assert (task["deadline"], task["groupId"], task["priority"]) == ("2027-01-31T18:00:00+03:00", "7", "2")
    assert (task["ufCrmTask"], task["allowTimeTracking"], task["closedDate"]) == (["D_1"], "N", None)
    assert (task["responsible"]["name"], task["newCommentsCount"]) == ("Sam Tester", 0)


def test_both_versions_see_the_same_task(portal: InProcess) -> None:
    id = add(portal, DESCRIPTION="Soon", TASK_CONTROL="Y")
    portal.call("tasks.task.start", {"taskId": id})

    item = portal.call_v3("tasks.task.get", {"id": id})["item"]
    assert (item["description"], item["status"], item["needsControl"]) == ("Soon", "in_progress", True)
    portal.call_v3("tasks.task.update", {"id": id, "fields": {"priority": "high", "needsControl": False}})
    task = portal.call("tasks.task.get", {"taskId": id})["task"]
    assert (task["priority"], task["taskControl"]) == ("2", "N")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"RESPONSIBLE_ID": 1}, "Task title not specified<br>"),
        ({"TITLE": "A", "RESPONSIBLE_ID": 2}, 'User specified in the "Responsible" field not found<br>'),
        ({**TASK, "PARENT_ID": 5}, 'Task specified in the "Parent Task" field not found<br>'),
        ({**TASK, "STATUS": 9}, "Incorrect status<br>"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(portal: InProcess, fields: dict[str, Any], text: str) -> None:
    given = {"TITLE": "", **fields} if "TITLE" not in fields else fields
    assert portal.refused("tasks.task.add", {"fields": given}) == ("ERROR_CORE", text)


def test_a_list_is_filtered_ordered_and_selected(portal: InProcess) -> None:
    first, second = add(portal, STATUS=5), add(portal, TITLE="Answer", ACCOMPLICES=[3])

    def found(**params: object) -> list[str]:
        return [task["id"] for task in portal.call("tasks.task.list", params)["tasks"]]

    assert found(filter={">ID": 8017, "!REAL_STATUS": 5}) == [str(second)]
    assert found(filter={"STATUS": 5}) == [str(first)]
    assert found(filter={"ACCOMPLICE": 3}) == [str(second)]
    assert found(filter={">ID": 8017}, order={"TITLE": "asc"}) == [str(second), str(first)]
    assert found(filter={"::SUBFILTER-1": {"%TITLE": "answer"}, ">ID": 8017}) == [str(second)]
    row = portal.call("tasks.task.list", {"filter": {"ID": second}, "select": ["ID", "TITLE", "ACCOMPLICES"]})["tasks"]
    assert [*row[0]] == ["id", "title", "accomplices", "group", "accomplicesData"]
    assert row[0]["accomplicesData"]["3"]["name"] == "Robin Archer"
    assert portal.refused("tasks.task.list", {"order": {"COLOUR": "asc"}})[0] == "0"


def test_an_action_changes_the_status_with_its_dates(portal: InProcess) -> None:
    id = add(portal)

    def after(action: str) -> dict[str, Any]:
        task: dict[str, Any] = portal.call(f"tasks.task.{action}", {"taskId": id})["task"]
        return task

    assert after("start")["status"] == "3"
    assert after("pause")["status"] == "2"
    assert after("defer")["status"] == "6"
    done = after("complete")
    assert (done["status"], done["closedBy"], done["closedDate"] == done["statusChangedDate"]) == ("5", "1", True)
    assert (done["action"]["complete"], done["action"]["renew"]) == (False, True)
    again = after("renew")
    assert (again["status"], again["closedBy"], again["closedDate"]) == ("2", "0", None)


def test_a_task_under_control_waits_for_its_creator(portal: InProcess) -> None:
    id = add(portal, CREATED_BY=503, TASK_CONTROL="Y")

    assert portal.call("tasks.task.complete", {"taskId": id})["task"]["status"] == "4"
    assert portal.call("tasks.task.disapprove", {"taskId": id})["task"]["status"] == "2"
    portal.call("tasks.task.complete", {"taskId": id})
    assert portal.call("tasks.task.approve", {"taskId": id})["task"]["status"] == "5"


@pytest.mark.parametrize("action", ["pause", "renew", "approve", "disapprove"])
def test_what_a_task_does_not_allow_is_refused(portal: InProcess, action: str) -> None:
    code, text = portal.refused(f"tasks.task.{action}", {"taskId": 51})

    assert (code in ("0", "1048582"), text) == (True, "Action on the task is not allowed")


def test_a_task_goes_to_another_and_is_watched_pinned_and_muted(portal: InProcess) -> None:
    task = portal.call("tasks.task.delegate", {"taskId": 51, "userId": 3})["task"]
    assert task["responsibleId"] == "3"

    assert portal.call("tasks.task.startwatch", {"taskId": 51})["task"]["auditors"] == ["1"]
    assert portal.call("tasks.task.stopwatch", {"taskId": 51})["task"]["auditors"] == []
    assert portal.call("tasks.task.pin", {"id": 51})["task"]["isPinned"] == "Y"
    assert portal.call("tasks.task.mute", {"id": 51})["task"]["isMuted"] == "Y"
    assert portal.call("tasks.task.unmute", {"id": 51})["task"]["isMuted"] == "N"
    assert portal.call("tasks.task.favorite.add", {"taskId": 51}) is True
    assert portal.call("tasks.task.get", {"taskId": 51})["task"]["favorite"] == "Y"
    assert portal.call("tasks.task.getaccess", {"taskId": 51, "users": [3]})["allowedActions"]["3"]["COMPLETE"] is True


def test_a_deleted_task_is_gone(portal: InProcess) -> None:
    assert portal.call("tasks.task.delete", {"taskId": 51}) == {"task": True}
    assert portal.call("tasks.task.get", {"taskId": 51}) == []
    assert portal.refused("tasks.task.delete", {"taskId": 51})[0] == "1048582"


def test_its_history_says_what_has_changed(portal: InProcess) -> None:
    id = add(portal)
    portal.call("tasks.task.update", {"taskId": id, "fields": {"TITLE": "Call today"}})

    notes = portal.call("tasks.task.history.list", {"taskId": id, "filter": {"FIELD": "TITLE"}})["list"]
    assert [note["value"] for note in notes][-1] == {"from": "Call back", "to": "Call today"}
    assert notes[-1]["user"]["lastName"] == "Example"


def test_handlers_hear_of_tasks_and_comments(portal: InProcess) -> None:
    portal.hears("ONTASKADD", "ONTASKUPDATE", "ONTASKDELETE", "ONTASKCOMMENTADD")
    id = add(portal)
    comment = portal.call("task.commentitem.add", [id, {"POST_MESSAGE": "Done?"}])
    portal.call("tasks.task.update", {"taskId": id, "fields": {"TITLE": "B"}})
    portal.call("tasks.task.delete", {"taskId": id})

    heard = portal.told()
    assert [event for event, _ in heard] == ["ONTASKADD", "ONTASKCOMMENTADD", "ONTASKUPDATE", "ONTASKDELETE"]
    assert (heard[0][1]["FIELDS_BEFORE"], heard[0][1]["FIELDS_AFTER"]) == ("undefined", {"ID": str(id)})
    assert heard[1][1]["FIELDS_AFTER"] == {"ID": str(comment), "TASK_ID": str(id), "MESSAGE_ID": str(comment)}
    assert (heard[3][1]["FIELDS_BEFORE"], heard[3][1]["FIELDS_AFTER"]) == ({"ID": str(id)}, "undefined")


def test_comments_take_their_arguments_by_position(portal: InProcess) -> None:
    first = portal.call("task.commentitem.add", {"X": 51, "Y": {"POST_MESSAGE": "One", "AUTHOR_ID": 503}})
    portal.call("task.commentitem.add", {"TASKID": 51, "FIELDS": {"POST_MESSAGE": "Two"}})

    comment = portal.call("task.commentitem.get", {"a": 51, "b": first})
    assert (comment["POST_MESSAGE"], comment["AUTHOR_NAME"], comment["ID"]) == ("One", "Maria Johnson", str(first))
    listed = portal.call("task.commentitem.getlist", [51, {"ID": "desc"}, {"AUTHOR_ID": 1}])
    assert [each["POST_MESSAGE"] for each in listed] == ["Two"]
    assert portal.call("task.commentitem.update", [51, first, {"POST_MESSAGE": "Three"}]) is True
    assert portal.call("task.commentitem.delete", [51, first]) is True
    code, text = portal.refused("task.commentitem.get", [51, first])
    assert (code, text.partition(";")[0]) == ("ERROR_CORE", "TASKS_ERROR_EXCEPTION_#512")
    assert portal.refused("task.commentitem.get", [51])[1] == (
        "TASKS_ERROR_EXCEPTION_#256; Param #1 (itemId) expected by method ctaskcommentitem::get(), but not given.; "
        "256/TE/WRONG_ARGUMENTS"
    )
    assert portal.call("tasks.task.get", {"taskId": 51})["task"]["commentsCount"] == "1"


def test_a_checklist_is_ticked_and_ordered(portal: InProcess) -> None:
    first, second, third = (portal.call("task.checklistitem.add", [51, {"TITLE": name}]) for name in "abc")

    portal.call("task.checklistitem.complete", [51, first])
    portal.call("task.checklistitem.moveafteritem", [51, third, first])

    items = portal.call("task.checklistitem.getlist", [51, {"SORT_INDEX": "asc"}])
    assert [item["TITLE"] for item in items] == ["a", "c", "b"]
    assert (items[0]["IS_COMPLETE"], items[0]["TOGGLED_BY"], items[2]["TOGGLED_DATE"]) == ("Y", "1", "")
    assert (items[0]["PARENT_ID"], items[0]["MEMBERS"]) == (0, [])
    assert portal.call("task.checklistitem.update", [51, second, {"TITLE": "d"}]) is None
    assert portal.call_v3("tasks.task.get", {"id": 51})["item"]["checklist"] == [first, second, third]
    assert portal.refused("task.checklistitem.add", [5, {"TITLE": "x"}])[0] == "ERROR_CORE"


def test_elapsed_time_is_noted(portal: InProcess) -> None:
    id = portal.call("task.elapseditem.add", [51, {"SECONDS": 150, "COMMENT_TEXT": "thought"}])

    item = portal.call("task.elapseditem.get", [51, id])[0]
    assert (item["MINUTES"], item["USER_ID"], item["SOURCE"]) == ("2", "1", "2")
    portal.call("task.elapseditem.update", [51, id, {"SECONDS": 3600, "COMMENT_TEXT": "thought"}])
    answer = portal.answer("task.elapseditem.getlist", [51, {"ID": "desc"}, {}, ["ID", "MINUTES"]])
    assert answer["result"] == [{"ID": str(id), "MINUTES": "60"}]


def test_a_comment_becomes_a_result(portal: InProcess) -> None:
    comment = portal.call("task.commentitem.add", [51, {"POST_MESSAGE": "Sent"}])
    result = portal.call("tasks.task.result.addFromComment", {"commentId": comment})

    assert (result["text"], result["taskId"], result["commentId"]) == ("Sent", 51, comment)
    assert portal.refused("tasks.task.result.addFromComment", {"commentId": comment}) == ("0", "Result already exists.")
    assert [each["id"] for each in portal.call("tasks.task.result.list", {"taskId": 51})] == [result["id"]]
    listed = portal.call_v3("tasks.task.result.list", {"filter": [["taskId", 51]]})["items"]
    assert [(each["text"], each["authorId"]) for each in listed] == [("Sent", 1)]
    assert portal.call("tasks.task.result.deleteFromComment", {"commentId": comment}) is None


def test_the_oldest_dialect_speaks_of_the_same_tasks(portal: InProcess) -> None:
    id = portal.call("task.item.add", [{"TITLE": "Old", "RESPONSIBLE_ID": 1}])

    portal.call("task.item.startexecution", [id])
    data = portal.call("task.item.getdata", [id])
    assert (data["TITLE"], data["REAL_STATUS"], data["CREATED_BY"]) == ("Old", "3", "1")
    portal.call("task.item.update", {"TASKID": id, "TASKDATA": {"TITLE": "Older"}})
    listed = portal.call("task.item.list", [{"ID": "desc"}, {">ID": 8017}, {"NAV_PARAMS": {"nPageSize": 1}}, ["TITLE"]])
    assert listed == [{"ID": str(id), "TITLE": "Older"}]
    assert portal.call("task.items.getlist", [{}, {"ID": id}])[0]["TITLE"] == "Older"
    portal.call("task.item.complete", [id])
    assert portal.call("tasks.task.get", {"taskId": id})["task"]["status"] == "5"
    portal.call("task.item.delete", [id])
    assert portal.call("tasks.task.get", {"taskId": id}) == []


def test_a_task_has_the_fields_that_people_add(portal: InProcess) -> None:
    field = {"USER_TYPE_ID": "double", "FIELD_NAME": "UF_SHELF", "LABEL": "Shelf"}
    portal.call("task.item.userfield.add", {"PARAMS": field})
    id = add(portal, UF_SHELF="7")

    assert portal.call("tasks.task.get", {"taskId": id, "select": ["UF_SHELF"]})["task"]["ufShelf"] == "7"
    assert "ufShelf" not in portal.call("tasks.task.get", {"taskId": id})["task"]
    found = portal.call("tasks.task.list", {"filter": {"UF_SHELF": 7}, "select": ["ID"]})["tasks"]
    assert [task["id"] for task in found] == [str(id)]
    assert portal.refused("task.item.userfield.add", {"PARAMS": field})[0] == "ERROR_CORE"
