"""Workgroups and the feed on the local portal."""

from __future__ import annotations

import pytest

from tests.portal.in_process import InProcess


@pytest.fixture
def portal() -> InProcess:
    return InProcess()


def test_a_group_is_seen_by_both_its_doors(portal: InProcess) -> None:
    portal.hears("ONSONETGROUPADD")
    id = portal.call("sonet_group.create", {"NAME": "Garden", "VISIBLE": "Y"})
    portal.call("sonet_group.update", {"GROUP_ID": id, "DESCRIPTION": "Green"})

    row = portal.call("sonet_group.get", {"FILTER": {"%NAME": "gard"}})[0]
    assert (row["ID"], row["NAME"], row["DESCRIPTION"], row["OWNER_ID"]) == (str(id), "Garden", "Green", "1")
    assert row["NUMBER_OF_MEMBERS"] == "1"
    listed = portal.answer("socialnetwork.api.workgroup.list", {"select": ["ID", "NAME"], "filter": {"NAME": "Garden"}})
    assert listed == {"result": {"workgroups": [{"id": str(id), "name": "Garden"}]}, "total": 1}
    found = portal.call("socialnetwork.api.workgroup.get", {"params": {"groupId": id}})
    assert (found["ID"], found["NAME"]) == (id, "Garden")
    assert portal.told() == [("ONSONETGROUPADD", {"ID": str(id)})]


def test_a_group_has_members(portal: InProcess) -> None:
    id = portal.call("sonet_group.create", {"NAME": "Garden"})

    assert portal.call("sonet_group.user.add", {"GROUP_ID": id, "USER_ID": [3, 503]}) == ["3", "503"]
    portal.call("sonet_group.user.update", {"GROUP_ID": id, "USER_ID": 3, "ROLE": "E"})
    portal.call("sonet_group.setowner", {"GROUP_ID": id, "USER_ID": 503})
    roles = {each["USER_ID"]: each["ROLE"] for each in portal.call("sonet_group.user.get", {"ID": id})}
    assert roles == {"1": "K", "3": "E", "503": "A"}
    assert portal.call("sonet_group.user.delete", {"GROUP_ID": id, "USER_ID": [3, 99]}) == ["3"]
    assert [each["GROUP_NAME"] for each in portal.call("sonet_group.user.groups")] == ["Garden"]
    assert portal.call("sonet_group.delete", {"GROUP_ID": id}) is True
    assert portal.call("sonet_group.user.groups") == []


def test_posts_and_comments_are_kept(portal: InProcess) -> None:
    portal.hears("ONLIVEFEEDPOSTADD")
    id = portal.call("log.blogpost.add", {"POST_TITLE": "News", "POST_MESSAGE": "Text", "DEST": ["UA"]})

    assert portal.call("log.blogpost.update", {"POST_ID": id, "POST_TITLE": "Old news"}) == id
    portal.call("log.blogcomment.add", {"POST_ID": id, "TEXT": "Nice"})
    post = portal.call("log.blogpost.get", {"POST_ID": id})[0]
    assert (post["ID"], post["TITLE"], post["DETAIL_TEXT"], post["NUM_COMMENTS"]) == (str(id), "Old news", "Text", "1")
    assert (post["AUTHOR_ID"], post["PUBLISH_STATUS"], post["CODE"]) == ("1", "P", None)
    assert portal.call("log.blogpost.share", {"POST_ID": id, "DEST": ["U3"]}) is True
    assert portal.call("log.blogpost.delete", {"POST_ID": id}) is True
    assert portal.call("log.blogpost.get", {"POST_ID": id}) == []
    assert portal.told() == [("ONLIVEFEEDPOSTADD", {"POST_ID": str(id)})]
