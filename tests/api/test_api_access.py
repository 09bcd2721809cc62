"""What a call may do to what is there, by the method's name where it does not only read."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.api.access import access_of
from generator.spec.names import WireName
from tests.making import api_of, documented_api

DESTRUCTIVE = [
    *("crm.deal.delete", "tasks.flow.Flow.delete", "catalog.document.deleteList", "crm.orderentity.deletebyfilter"),
    *("disk.folder.deleteTree", "disk.file.markDeleted", "landing.site.markDelete", "landing.site.markFolderDelete"),
    *("landing.landing.markdeletedblock", "humanresources.node.member.remove", "mail.message.removecrmactivity"),
    *("event.unbind", "placement.unbind", "imbot.unregister", "booking.v1.resource.slots.unset"),
    *("crm.deal.details.configuration.reset", "event.offline.clear", "bizproc.workflow.kill"),
    *("bizproc.workflow.terminate", "crm.entity.mergeBatch", "imconnector.delete.messages"),
    # What is answered is out of the queue; what is in a batch nobody knows.
    *("event.offline.get", "imbot.v2.Event.get", "im.v2.Event.get", "batch"),
]
WRITING = [
    *("crm.item.add", "crm.item.update", "disk.file.restore", "landing.site.markUnDelete", "event.bind"),
    *("landing.landing.markundeletedblock", "landing.site.markFolderUnDelete", "tasks.task.approve", "timeman.open"),
    *("some.frobnicate", "some.thing"),
]


@pytest.mark.parametrize("name", DESTRUCTIVE)
def test_what_takes_something_away_is_destructive(name: str) -> None:
    assert access_of(WireName(name), only_reads=False) == "destructive"


@pytest.mark.parametrize("name", WRITING)
def test_what_is_in_doubt_writes(name: str) -> None:
    assert access_of(WireName(name), only_reads=False) == "write"


@pytest.mark.parametrize("name", ["crm.item.get", "crm.deal.delete", "batch"])
def test_what_only_reads_does_nothing_else_whatever_it_is_called(name: str) -> None:
    assert access_of(WireName(name), only_reads=True) == "read"


def test_a_method_knows_it() -> None:
    api = api_of("method: a.list", "method: a.add", "method: a.delete", "method: a.delete.list\nreads: false")
    assert {str(each.name): each.access for each in api.methods.values()} == {
        "a.list": "read",
        "a.add": "write",
        "a.delete": "destructive",
        "a.delete.list": "destructive",
    }


@pytest.mark.slow
def test_every_documented_name_that_says_that_it_deletes_is_destructive() -> None:
    methods = documented_api().methods.values()
    kinds = Counter(method.access for method in methods)
    assert kinds["read"] > 600
    assert kinds["write"] > 500
    assert kinds["destructive"] > 200
    deleting = [method for method in methods if "delete" in method.name.lower().replace("undelete", "")]
    assert {method.name for method in deleting if method.access != "destructive"} == set()
