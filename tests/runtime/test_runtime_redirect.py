"""A renamed portal: the call is made again at the new address, which is remembered; nobody else gets the secret."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bitrix24 import AsyncClient, Client, OAuth
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24._core.origin import may_move
from bitrix24.errors import BadAnswer
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, Seen, Stub, running

ADD = Method("crm.deal.add", anything)


def moved(target: Callable[[], Stub], status: int = 302) -> Callable[[Seen], Answer]:
    return lambda seen: Answer(b"moved", status, {"Location": target().origin + seen.path})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_post_is_repeated_at_the_new_address_which_is_remembered(status: int) -> None:
    handler = moved(lambda: new, status)
    with running(lambda _: Answer({"result": 5})) as new, running(handler) as old, Client(old.url) as client:
        assert client.invoke(ADD, {"a": 1}) == 5
        assert client.invoke(ADD, {"a": 2}) == 5
        assert client.with_options(timeout=3).invoke(ADD, {"a": 3}) == 5
    assert len(old.seen) == 1
    assert [(seen.verb, seen.path, seen.json) for seen in new.seen] == [
        ("POST", "/rest/1/secret123/crm.deal.add", {"a": number}) for number in (1, 2, 3)
    ]


def test_async_and_oauth_alike() -> None:
    async def main(portal: str) -> object:
        async with AsyncClient(OAuth(portal, "t0ken123")) as client:
            return await client.invoke(ADD, {"a": 1})

    with running(lambda _: Answer({"result": 5})) as new, running(moved(lambda: new)) as old:
        assert asyncio.run(main(old.origin)) == 5
    assert new.seen[0].json == {"a": 1, "auth": "t0ken123"}


def add_sync(url: str) -> object:
    with Client(url, clock=FakeClock()) as client:
        return client.invoke(ADD, {})


def add_async(url: str) -> object:
    async def main() -> object:
        async with AsyncClient(url, clock=FakeClock()) as client:
            return await client.invoke(ADD, {})

    return asyncio.run(main())


both = pytest.mark.parametrize("add", [add_sync, add_async])


@both
def test_a_circle_ends_in_an_error(add: Callable[[str], object]) -> None:
    with (
        running(moved(lambda: second)) as first,
        running(moved(lambda: first)) as second,
        pytest.raises(BadAnswer, match="redirected 5 times"),
    ):
        add(first.url)
    assert len(first.seen) + len(second.seen) == 5


@both
def test_a_portal_that_leads_to_itself_is_asked_once(add: Callable[[str], object]) -> None:
    with running(moved(lambda: stub)) as stub, pytest.raises(BadAnswer, match="HTTP 302"):
        add(stub.url)
    assert len(stub.seen) == 1


@pytest.mark.parametrize("path", ["/", "/auth/", "/rest/1/secret123/other.method", "/x/rest/1/secret123/crm.deal.add"])
def test_a_redirect_elsewhere_is_not_followed(path: str) -> None:
    with running(lambda _: Answer()) as other, running(moved(lambda: other)) as stub, Client(stub.url) as client:
        stub.handler = lambda _: Answer(b"", 302, {"Location": other.origin + path})
        with pytest.raises(BadAnswer, match="HTTP 302"):
            client.invoke(ADD, {})
    assert other.seen == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("https://a.bitrix24.com", "https://b.bitrix24.com", True),
        ("https://a.bitrix24.com", "https://b.bitrix24.de", True),
        ("https://a.bitrix24.com", "http://b.bitrix24.com", False),
        ("https://a.bitrix24.com", "https://evil.example", False),
        ("https://a.bitrix24.com", "https://b.bitrix24.com.evil.example", False),
        ("https://a.bitrix24.com", "https://b.bitrix24.com.tr", True),
        ("https://a.bitrix24.com", "https://b.bitrix24.site", False),
        ("https://a.bitrix24.com", "https://b.bitrix24.evil", False),
        ("https://a.bitrix24.zz", "https://b.bitrix24.zz", True),
        ("https://a.bitrix24.com", "https://127.0.0.1", False),
        ("https://crm.example", "https://new.example", False),
        ("https://crm.example", "https://a.bitrix24.com", False),
        ("https://crm.example", "https://169.254.169.254", False),
        ("https://crm.example", "https://crm.example:8443", True),
        ("http://crm.example", "https://crm.example", True),
        ("https://crm.example", "http://new.example", False),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", True),
    ],
)
def test_where_the_secret_may_go(old: str, new: str, expected: bool) -> None:
    assert may_move(old, new) is expected
