"""What a client is given: refused or right at once, and no message, repr or traceback shows the secret."""

from __future__ import annotations

import asyncio
import ssl
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bitrix24 import AsyncClient, Client, CredentialsError, OAuth, StoredOAuth, Token, exchange_code
from bitrix24._core.convert import anything
from bitrix24._core.method import Method
from bitrix24._core.transport_errors import translate
from bitrix24.auth import Webhook
from bitrix24.errors import ConnectionFailed
from bitrix24.oauth import App
from bitrix24.retries import NO_RETRIES
from bitrix24.tokens import MemoryStore
from tests.benchmarks.bench_client_server import make_certificate
from tests.runtime.fake_clock import FakeClock
from tests.runtime.stub_portal import Answer, running

pytestmark = pytest.mark.slow

SECRET = "s3cr3tc0de"
URL = f"https://portal.example/rest/1/{SECRET}/"
PROFILE = Method("profile", anything, writes=False)
Kind = Callable[..., Any]
both = pytest.mark.parametrize("kind", [Client, AsyncClient])


def call_sync(url: str, **options: Any) -> object:
    with Client(url, clock=FakeClock(), retries=NO_RETRIES, **options) as client:
        return client.invoke(PROFILE, {})


def call_async(url: str, **options: Any) -> object:
    async def main() -> object:
        async with AsyncClient(url, clock=FakeClock(), retries=NO_RETRIES, **options) as client:
            return await client.invoke(PROFILE, {})

    return asyncio.run(main())


calls = pytest.mark.parametrize("call", [call_sync, call_async])


def told(make: Callable[[], object], kind: type[BaseException]) -> str:
    """The message; nothing of the traceback shows the secret, the locals of its frames included."""
    with pytest.raises(kind) as caught:
        make()
    lines = traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack[1:]
    ours = [line for line in lines if "bitrix24" in line.filename]
    assert ours
    assert SECRET not in str(caught.value) + "".join(f"{line.line} {line.locals}" for line in ours)
    return str(caught.value)


@both
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "the credentials are None"),
        (URL.encode(), "not bytes"),
        (bytearray(URL.encode()), "not bytearray"),
        (httpx.URL(URL), "not URL"),
        (["https", SECRET], "not list"),
        ("", "not a webhook URL; one looks like"),
        (f"portal.example/rest/1/{SECRET}/", "not a webhook URL; one looks like"),
        (f"https://portal.example/intranet/rest/1/{SECRET}/", "under a path of its host is not supported"),
    ],
)
def test_credentials_that_are_none(kind: Kind, given: object, message: str) -> None:
    assert message in told(lambda: kind(given), CredentialsError)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Webhook(URL.encode()), "text, not bytes"),  # type: ignore[arg-type]  # that is the mistake
        (lambda: OAuth("portal.example", SECRET.encode()), "text, not bytes"),  # type: ignore[arg-type]  # as above
        (lambda: OAuth("portal.example", None), "is empty"),  # type: ignore[arg-type]  # as above
        (lambda: OAuth(None, SECRET), "text, not NoneType"),  # type: ignore[arg-type]  # as above
        (lambda: OAuth("https://portal.example/intranet", SECRET), "under a path"),
        (lambda: App("app.1", SECRET).authorize_url("https://portal.example/intranet/", "x"), "under a path"),
        (
            lambda: Token.from_dict(
                {"access_token": SECRET, "refresh_token": SECRET, "client_endpoint": "https://portal.example/a/rest/"}
            ),
            "under a path",
        ),
    ],
)
def test_parts_of_credentials_that_are_none(make: Callable[[], object], message: str) -> None:
    assert message in told(make, CredentialsError)


@pytest.mark.parametrize(("app", "store"), [(App("a", "b"), "token.json"), ("app", MemoryStore()), (None, None)])
def test_an_application_without_a_store_is_none(app: Any, store: Any) -> None:
    with pytest.raises(TypeError, match="StoredOAuth"):
        StoredOAuth(app, store)


@pytest.mark.parametrize(
    ("given", "portal"),
    [
        ("http://portal.bitrix24.com/rest/1/secret123/", "https://portal.bitrix24.com"),
        ("HTTP://Portal.Bitrix24.de:80/rest/1/secret123/", "https://portal.bitrix24.de"),
        ("http://portal.example/rest/1/secret123/", "http://portal.example"),
        ("http://portal.bitrix24.com:8080/rest/1/secret123/", "http://portal.bitrix24.com:8080"),
    ],
)
def test_the_secret_never_goes_to_the_cloud_by_http(given: str, portal: str) -> None:
    assert Webhook(given).portal == portal
    assert OAuth(given.partition("/rest")[0], "token").portal == portal


def test_a_portal_that_moved_to_https_is_followed() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        if request.url.scheme == "http":
            return httpx.Response(301, headers={"Location": str(request.url.copy_with(scheme="https"))})
        return httpx.Response(200, json={"result": request.method})

    with Client(URL.replace("https", "http"), transport=httpx.MockTransport(answer)) as client:
        assert client.invoke(PROFILE, {}) == client.invoke(PROFILE, {}) == "POST"
    assert [url.partition(":")[0] for url in seen] == ["http", "https", "https"]


@both
@pytest.mark.parametrize("timeout", ["5", b"5", True, (1, 2), [5], {"connect": 5}])
def test_a_timeout_that_is_no_number(kind: Kind, timeout: object) -> None:
    with pytest.raises(TypeError, match="timeout is a number of seconds"):
        kind(URL, timeout=timeout)
    with pytest.raises(TypeError, match="timeout is a number of seconds"):
        kind(URL).with_options(timeout=timeout)


@both
@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_timeout_that_nothing_could_keep(kind: Kind, timeout: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        kind(URL, timeout=timeout)


@both
@pytest.mark.parametrize(
    "options",
    [
        {"retries": 3},
        {"retries": None},
        {"hooks": print},
        {"limits": "enterprise"},
        {"http": httpx},
        {"proxy": 3128},
        {"verify": None},
        {"verify": b"ca.pem"},
    ],
)
def test_options_of_another_kind(kind: Kind, options: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=next(iter(options))):
        kind(URL, **options)


def test_each_client_takes_httpxs_of_its_own_kind() -> None:
    with pytest.raises(TypeError, match=r"http is an httpx\.Client, not AsyncClient"):
        Client(URL, http=httpx.AsyncClient())  # type: ignore[arg-type]  # that is the mistake
    with httpx.Client() as http, pytest.raises(TypeError, match=r"http is an httpx\.AsyncClient, not Client"):
        AsyncClient(URL, http=http)  # type: ignore[arg-type]  # as above


@both
@pytest.mark.parametrize("options", [{"proxy": "http://127.0.0.1:1"}, {"verify": False}])
def test_connections_of_ones_own_have_their_own_proxies_and_certificates(kind: Kind, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give them to your http or transport"):
        kind(URL, transport=httpx.MockTransport(lambda _: httpx.Response(200)), **options)


@calls
@pytest.mark.parametrize("wrap", [str, httpx.URL, httpx.Proxy])
def test_calls_go_through_the_proxy(call: Kind, wrap: Callable[[str], object]) -> None:
    with running(lambda _: Answer({"result": 5})) as proxy:
        assert call("http://portal.invalid/rest/1/secret123/", proxy=wrap(proxy.origin)) == 5
    assert [seen.path for seen in proxy.seen] == ["http://portal.invalid/rest/1/secret123/profile"]


def test_codes_are_exchanged_through_the_proxy() -> None:
    token = {"access_token": "a", "refresh_token": "b", "client_endpoint": "https://portal.example/rest/"}
    with running(lambda _: Answer(token)) as proxy:
        app = App("app.1", "app-secret", token_url="http://oauth.invalid/oauth/token/")
        assert exchange_code(app, "code", proxy=proxy.origin).portal == "https://portal.example"
    assert proxy.seen[0].path.startswith("http://oauth.invalid/oauth/token/")


@both
@pytest.mark.parametrize("proxy", ["", "proxy.example:3128", "ftp://proxy.example", f"user:{SECRET}@proxy", "http://"])
def test_a_proxy_that_is_none_is_refused_at_once(kind: Kind, proxy: str) -> None:
    assert "one looks like http://proxy.example:3128" in told(lambda: kind(URL, proxy=proxy), ValueError)


@calls
def test_a_proxy_that_refuses_is_named_as_such(call: Kind) -> None:
    with running(lambda _: Answer(b"", 407)) as proxy:
        address = proxy.origin.replace("http://", f"http://user:{SECRET}@")
        with pytest.raises(ConnectionFailed, match="this is the proxy") as caught:
            call(URL, proxy=address)
    assert not caught.value.may_have_run
    assert SECRET not in str(caught.value)


@calls
def test_a_certificate_that_nobody_vouches_for(call: Kind, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(lambda _: Answer({"result": 5}), context=context) as stub:
        with pytest.raises(ConnectionFailed, match="verify=") as caught:
            call(stub.url)
        assert not caught.value.may_have_run
        assert call(stub.url, verify=str(certificate)) == 5
        assert call(stub.url, verify=ssl.create_default_context(cafile=certificate)) == 5
        assert call(stub.url, verify=False) == 5


@both
def test_certificates_that_are_not_there(kind: Kind) -> None:
    with pytest.raises(FileNotFoundError, match=r"no certificates at 'nowhere\.pem'"):
        kind(URL, verify="nowhere.pem")


@calls
def test_https_where_only_http_is_spoken(call: Kind) -> None:
    with running(lambda _: Answer()) as stub, pytest.raises(ConnectionFailed, match="does not speak TLS"):
        call(stub.url.replace("http://", "https://"))


@calls
def test_http_where_only_https_is_spoken(call: Kind, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(tmp_path))
    with running(lambda _: Answer(), context=context) as stub, pytest.raises(ConnectionFailed, match="want https"):
        call(stub.url.replace("https://", "http://"))


def test_nobody_there_may_mean_that_there_is_a_proxy() -> None:
    assert "give the client proxy=" in str(translate(httpx.ConnectError("Name or service not known"), "profile"))
    assert "give the client" not in str(translate(httpx.ReadError("reset"), "profile"))
