"""Documented calls that the portal does not take, or does not answer in the documented shape: each page's own defect.

Of REST 3.0 with `3:` before the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

BEFORE: Final[Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]]] = {
    "crm.activity.binding.add": (
        ("crm.activity.binding.delete", {"activityId": 999, "entityTypeId": 2, "entityId": 1}),
    ),
    "entity.item.property.add": (("entity.item.property.delete", {"ENTITY": "dish", "PROPERTY": "new_prop"}),),
    "entity.update": (("entity.delete", {"ENTITY": "dish_v2"}),),
    "task.item.approve": (("tasks.task.update", {"taskId": 13, "fields": {"STATUS": 4}}),),
    "task.item.disapprove": (("tasks.task.update", {"taskId": 13, "fields": {"STATUS": 4}}),),
    "tasks.task.approve": (("tasks.task.update", {"taskId": 8017, "fields": {"STATUS": 4}}),),
    "tasks.task.disapprove": (("tasks.task.update", {"taskId": 8017, "fields": {"STATUS": 4}}),),
    "tasks.task.pause": (("tasks.task.start", {"taskId": 1}),),
    "tasks.task.result.addFromComment": (("tasks.task.result.deleteFromComment", {"commentId": 3199}),),
    "timeman.close": (("timeman.open", {"USER_ID": 503}),),
}
"""What has to be done before, as the method's page has it: only a task that awaits it is approved."""

_ID: Final = "the table has a whole number, the call words that ask for one (`your_id_here`, `**put_id_here**`)"
_MOMENT: Final = "the table has a moment, the call words that ask for one, or a command that makes one"
_CUT: Final = "the table has a file in base64, the call one that is cut short with dots"

CALLS: Final[Mapping[str, str]] = {
    "3:tasks.task.update": "the call changes `creatorId`, of which the page's errors say that nobody can",
    "crm.activity.configurable.add": f"`deadline`: {_MOMENT}",
    "crm.activity.configurable.update": f"`deadline`: {_MOMENT}",
    "crm.activity.todo.add": f"`deadline`: {_MOMENT}",
    "crm.activity.todo.update": f"`deadline`: {_MOMENT}",
    "crm.activity.todo.updateDeadline": f"`value`: {_MOMENT}",
    "crm.catalog.get": f"`id`: {_ID}",
    "crm.contact.list": f"`DATE_CREATE` in the filter: {_MOMENT}",
    "crm.deal.add": f"`BEGINDATE`, `CLOSEDATE`: {_MOMENT}",
    "crm.deal.list": f"`DATE_CREATE` in the filter: {_MOMENT}",
    "crm.invoice.delete": f"`id`: {_ID}",
    "crm.invoice.get": f"`id`: {_ID}",
    "crm.invoice.getexternallink": f"`id`: {_ID}",
    "crm.invoice.recurring.delete": f"`id`: {_ID}",
    "crm.invoice.recurring.expose": f"`id`: {_ID}",
    "crm.invoice.recurring.get": f"`id`: {_ID}",
    "crm.invoice.recurring.update": f"`id`: {_ID}",
    "crm.invoice.update": f"`id`: {_ID}",
    "crm.invoice.userfield.delete": f"`id`: {_ID}",
    "crm.invoice.userfield.get": f"`id`: {_ID}",
    "crm.invoice.userfield.update": f"`id`: {_ID}",
    "crm.item.add": f"`begindate`, `closedate`: {_MOMENT}",
    "crm.item.import": f"`begindate`, `closedate`: {_MOMENT}",
    "crm.product.delete": f"`id`: {_ID}",
    "crm.product.get": f"`id`: {_ID}",
    "crm.product.property.delete": f"`id`: {_ID}",
    "crm.product.property.get": f"`id`: {_ID}",
    "crm.product.property.update": f"`id`: {_ID}",
    "crm.product.update": f"`id`: {_ID}",
    "disk.file.uploadVersion": f"`fileContent`: {_CUT}",
    "disk.folder.uploadFile": f"`fileContent`: {_CUT}",
    "disk.storage.uploadFile": f"`fileContent`: {_CUT}",
    "landing.site.add": "the table requires `CODE`, the call has an empty one",
    "task.item.addfile": "`CONTENT`: the table has a file in base64, the call words that ask for one",
    "task.logitem.list": "the table requires `ID`, the call has `taskId` in its place",
    "tasks.api.scrum.epic.update": "the table has `id` beside `fields`, the call has both once more inside of `fields`",
    "tasks.api.scrum.sprint.get": "the table requires `sprintId`, the call has `id` in its place",
    "tasks.template.add": "START_DATE_PLAN_AFTER: the table has a moment, the call a number of seconds",
    "vote.AttachedVote.getMany": "the table requires `entityId`, the call has `entityIds` in its place",
    "vote.AttachedVote.recall": f"`attachId`: {_ID}",
}

ANSWERS: Final[Mapping[str, str]] = {
    "tasks.api.scrum.epic.add": "`files`: a list of files is sent, and the page answers what the user field is",
}
