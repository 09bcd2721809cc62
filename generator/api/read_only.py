"""Which methods only read, by their names: the client may repeat such a call when it does not know whether it arrived.

The documentation does not say it, so what is in doubt counts as writing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..spec.model import MethodSpec
from ..text import words

# First words of a last segment, alone or with more behind them: `getFields`, `getfields`, `isExists`.
_READING: Final = re.compile(
    r"(?:get|list|find)[a-z]*(?:_|\Z)|(?:fields|is|has|can|search|count|current|download|status|tail|types)(?:_|\Z)"
)

# Against the rule, by wire name in lower case.
_WRITES: Final[Mapping[str, str]] = {
    "event.offline.get": "takes the events out of the queue unless told not to",
    "imbot.v2.event.get": "confirms the events before the offset",
    "im.v2.event.get": "confirms the events before the offset",
    "disk.file.getexternallink": "makes a public link where there is none",
    "disk.folder.getexternallink": "makes a public link where there is none",
    "crm.invoice.getexternallink": "makes a public link where there is none",
    "landing.landing.getpreview": "may have the picture made",
    "salescenter.payment.getpublicurl": "makes a public link where there is none",
}
_READS: Final[Mapping[str, str]] = {
    "access.name": "names of rights",
    "app.info": "about the application",
    "bizproc.workflow.instances": "a list",
    "calendar.event.get.nearest": "a list",
    "crm.calllist.statuslist": "a list",
    "crm.requisite.preset.countries": "a list",
    "crm.status.entity.items": "a list",
    "events": "names of events",
    "humanresources.employee.multidepartment": "a list",
    "humanresources.employee.subordinates": "a list",
    "humanresources.node.children": "a list",
    "lists.element.get.file.url": "addresses",
    "lists.get.iblock.type.id": "a name",
    "log.blogpost.getusers.important": "a list",
    "mail.mailbox.senders": "a list",
    "mail.message.thread": "a list",
    "methods": "names of methods",
    "profile": "the caller's own",
    "scope": "names of scopes",
    "server.time": "a clock",
    "sonet_group.feature.access": "asks for a right",
    "sonet_group.user.groups": "a list",
    "task.checklistitem.isactionallowed": "asks for a right",
    "task.item.isactionallowed": "asks for a right",
    "task.stages.canmovetask": "asks for a right",
    "timeman.settings": "the caller's own",
    "user.access": "asks for rights",
    "user.admin": "asks for a right",
    "userconsent.agreement.text": "a text",
}
_ENUMERATIONS: Final = "crm.enum."  # fixed lists: crm/auxiliary/enum


def only_reads(spec: MethodSpec) -> bool:
    """Does the call leave everything as it was?"""
    name = spec.method.lower()
    if name in _WRITES:
        return False
    if name in _READS or name.startswith(_ENUMERATIONS):
        return True
    return _READING.match("_".join(words(spec.method.segments[-1]))) is not None
