"""The local portal and the pages that a browser on the same machine has open: they get nothing, and change nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from bitrix24 import Client, File
from bitrix24.portal.guard import LARGEST
from bitrix24.portal.testing import running_portal
from tests.reliability.programs import run

MB = 1_000_000
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def webhook() -> Iterator[str]:
    with running_portal() as url:
        yield url


def address_of(webhook: str) -> tuple[str, int]:
    url = httpx.URL(webhook)
    assert url.port is not None
    return url.host, url.port


def post(webhook: str, headers: Mapping[str, str], body: bytes = b"fields[title]=x&entityTypeId=2") -> tuple[int, Any]:
    """Adds a deal, as a form of a page would."""
    answer = httpx.post(f"{webhook}crm.item.add", content=body, headers={"Content-Type": FORM, **headers}, timeout=30)
    return answer.status_code, answer.json() if answer.content.startswith(b"{") else answer.text


def deals(webhook: str) -> int:
    with Client(webhook) as client:
        return int(client.call("crm.item.list", {"entityTypeId": 2}).total or 0)


def raw(webhook: str, head: str) -> bytes:
    """What httpx would not send."""
    with socket.create_connection(address_of(webhook), timeout=30) as connection:
        connection.sendall(head.encode("latin-1"))
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8024"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "evil.example."},
        {"Host": "portal.bitrix24.com"},
        {"Host": "127.0.0.1@evil.example"},
        {"Host": "evil.example#127.0.0.1"},
        {"Host": "127.0.0.1 evil.example"},
        {"Host": "127.0.0.256"},
        {"Host": "xn--e1afmkfd.xn--p1ai"},
    ],
    ids=str,
)
def test_a_page_of_another_site_changes_nothing(webhook: str, headers: Mapping[str, str]) -> None:
    before = deals(webhook)
    status, body = post(webhook, headers)
    assert status == 403
    assert body["error"] == "ACCESS_DENIED"
    assert deals(webhook) == before
    image = httpx.get(f"{webhook}crm.item.delete?entityTypeId=2&id=7", headers=headers)
    assert image.status_code == 403
    assert deals(webhook) == before


@pytest.mark.parametrize(
    "path",
    [
        "oauth/token/?grant_type=refresh_token",
        "oauth/authorize/?client_id=local.app",
        "rest/download.json?token=x",
        "rest/upload.json?token=x",
        "",
        "nothing",
    ],
)
def test_every_door_is_guarded(webhook: str, path: str) -> None:
    root = webhook.removesuffix("rest/1/secret/")
    assert httpx.get(f"{root}{path}", headers={"Host": "evil.example"}).status_code == 403
    assert httpx.post(f"{root}{path}", headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize("hosts", ["", "Host: 127.0.0.1\r\nHost: evil.example\r\n", "Host: \r\n"])
def test_a_request_with_no_host_or_two_is_refused(webhook: str, hosts: str) -> None:
    answer = raw(webhook, f"GET /rest/1/secret/profile HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n")
    assert answer.split(b" ", 2)[1] in (b"400", b"403")


def test_whoever_means_the_portal_gets_through(webhook: str) -> None:
    _, port = address_of(webhook)
    before = deals(webhook)
    accepted: list[Mapping[str, str]] = [
        {},
        {"Origin": f"http://127.0.0.1:{port}"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        *(
            {"Host": host}
            for host in (
                "localhost",
                f"localhost:{port}",
                "[::1]:8024",
                "portal",
                "portal:80",
                "10.0.0.7",
                "b24.localhost",
            )
        ),
    ]
    for headers in accepted:
        assert post(webhook, headers)[0] == 200, headers
    assert deals(webhook) == before + len(accepted)


def test_a_user_may_be_led_to_the_page_that_authorizes(webhook: str) -> None:
    root = webhook.removesuffix("rest/1/secret/")
    led = httpx.get(f"{root}oauth/authorize/?client_id=local.app", headers={"Sec-Fetch-Site": "cross-site"})
    assert led.status_code == 200


# Each took hundreds of times its size.
BODIES: dict[str, tuple[str, bytes]] = {
    "20 MB of fields": (FORM, b"a[]=1&" * (20 * MB // 6)),
    "20 MB of one field": (FORM, b"a=" + b"x" * 20 * MB),
    "7 MB that is percent-encoded": (FORM, b"a=" + b"%41" * (7 * MB // 3)),
    "7 MB of fields": (FORM, b"abc=1&" * (7 * MB // 6)),
    "9,000 keys of 60 levels": (FORM, b"&".join(b"a%d" % number + b"[b]" * 60 + b"=1" for number in range(9_000))),
    "20 MB of empty lists": ("application/json", b'{"a":[' + b"[]," * (20 * MB // 3) + b"1]}"),
    "20 MB of open lists": ("application/json", b"[" * 20 * MB),
    "20 MB of numbers": ("application/json", b'{"a":[' + b"1," * (20 * MB // 2) + b"1]}"),
    "more than any": ("application/json", b'{"a":"' + b"x" * LARGEST + b'"}'),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BODIES)
def test_a_large_body_is_refused_and_takes_little_memory(webhook: str, name: str) -> None:
    content_type, body = BODIES[name]
    tracemalloc.start()
    try:
        status, answer = post(webhook, {"Content-Type": content_type}, body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert status in (400, 413)
    assert answer["error"] == "INVALID_REQUEST"
    assert peak < 5 * len(body) + 20 * MB


@pytest.mark.slow
def test_a_body_that_does_not_say_its_length_has_the_same_limit(webhook: str) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(2 * LARGEST // MB):
            sent += MB
            yield b"x" * MB

    try:
        answer = httpx.post(
            f"{webhook}profile", content=body(), headers={"Content-Type": "application/json"}, timeout=30
        )
        assert answer.status_code == 413
    except httpx.TransportError:
        assert sent < 2 * LARGEST  # it has hung up
    assert deals(webhook) > 0


def test_a_key_with_many_brackets_is_left_out_as_php_does(webhook: str) -> None:
    answer = httpx.post(f"{webhook}profile", content=b"a" + b"[b]" * 100_000 + b"=1", headers={"Content-Type": FORM})
    assert answer.status_code == 200


def test_large_files_still_come_in(webhook: str) -> None:
    with Client(webhook) as client:
        content = json.dumps("x").encode() * 3_000_000
        link = client.call("disk.folder.uploadFile", {"id": 8930, "data": {"NAME": "large.bin"}})
        file = client.upload(link, File("large.bin", content))
        assert int(file.result["SIZE"]) == len(content)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_link_of_another_site_changes_nothing(webhook: str, method: str) -> None:
    """An older browser says no more than where its user comes from."""
    before = deals(webhook)
    ours = webhook.partition("/rest/")[0]
    for referer in ("https://evil.example/", f"{ours}.evil.example/", "http://localhost:1/"):
        answer = httpx.request(method, f"{webhook}crm.deal.add", headers={"Referer": referer}, timeout=30)
        assert answer.status_code == 403
    assert deals(webhook) == before
    assert httpx.get(f"{webhook}profile", headers={"Referer": f"{ours}/page"}, timeout=30).status_code == 200


@pytest.mark.parametrize("refers", ["[title]=$result[{0}][item][title]$result[{0}][item][title]", "[a]=$result[{0}]"])
def test_commands_that_double_what_they_refer_to_come_to_an_end(refers: str) -> None:
    """Fifty of them would make 2⁴⁹ of one."""
    add = "crm.item.add?entityTypeId=2&fields"
    commands = {"c0": f"{add}[title]={'x' * 1000}"}
    commands |= {f"c{n}": add + refers.format(f"c{n - 1}") for n in range(1, 50)}
    with running_portal() as url:
        tracemalloc.start()
        try:
            answer = httpx.post(f"{url}batch", json={"halt": 0, "cmd": commands}, timeout=60)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert answer.status_code == 200
    assert peak < 100 * MB


def test_a_reference_beyond_the_bound_is_an_error_of_its_command() -> None:
    from bitrix24.portal.errors import Refused
    from bitrix24.portal.references import References

    nested: Any = "x"
    for _ in range(60):
        nested = [nested, nested]
    references = References({"a": nested, "b": "y" * 400_000})
    assert references.filled("$result[b]$result[b]") == "y" * 800_000
    for value in ("$result[a]", "$result[b]"):
        with pytest.raises(Refused, match="too large"):
            references.filled(value)


@pytest.mark.parametrize("name", [[], {}, [["x"]], None, 1])
def test_a_name_of_another_kind_is_no_method(webhook: str, name: object) -> None:
    answer = httpx.post(f"{webhook}method.get", json={"name": name}, timeout=30)
    assert answer.json()["result"] == {"isExisting": False, "isAvailable": False}


def test_a_program_that_never_leaves_its_portal_comes_to_its_end() -> None:
    said = run(
        """
from bitrix24 import Client
from bitrix24.portal.testing import running_portal

portal = running_portal()
b24 = Client(portal.__enter__())
print(json.dumps(b24.profile().name))
""",
    )
    assert said == "Alex"


def test_a_test_that_stops_the_clock_can_leave_its_portal() -> None:
    said = run(
        """
from bitrix24 import Client
from bitrix24.portal.testing import running_portal

with running_portal() as url, Client(url) as b24:
    time.monotonic = lambda: 5.0
    print(json.dumps(b24.profile().name))
""",
    )
    assert said == "Alex"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_portal_whose_output_is_full_is_there_all_the_same() -> None:
    command = [sys.executable, "-m", "bitrix24.portal", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (
        Path("/dev/full").open("w") as full,
        subprocess.Popen(command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment) as portal,
    ):
        assert portal.stderr is not None
        line = portal.stderr.readline()
        url = line.split()[2] if line.startswith("Portal on ") else ""
        answer = httpx.post(f"{url}profile", timeout=60) if url else None
        portal.terminate()
        said = line + portal.stderr.read()
    assert answer is not None, said
    assert (answer.status_code, portal.returncode, said.count("\n")) == (200, 0, 1), said
