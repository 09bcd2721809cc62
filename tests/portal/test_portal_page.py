"""The page at `/` without a browser: what is in it, what its forms do, and who may send them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest

from bitrix24.portal import LocalPortal, Refused

HERE = "http://localhost"


@pytest.fixture
def portal() -> LocalPortal:
    return LocalPortal()


@pytest.fixture
def http(portal: LocalPortal) -> Iterator[httpx.Client]:
    with httpx.Client(transport=portal.transport(), base_url=HERE) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/oauth/authorize/?client_id=local.app&redirect_uri=http://app.example/"])
def test_a_page_takes_nothing_from_elsewhere_and_is_in_no_frame(http: httpx.Client, path: str) -> None:
    answer = http.get(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "style=" not in answer.text
    assert "http" not in answer.text.replace(HERE, "").replace("http://app.example/", "").replace("HTTP", "")


def test_what_callers_send_is_text_in_it(portal: LocalPortal, http: httpx.Client) -> None:
    hostile = "</script><img src=x onerror=alert(1)>'\"{{ 7 * 7 }}\ud83d"
    http.post(
        f"{portal.webhook}{'<b>'}", content='{"a": "</pre><b>\\ud83d"}', headers={"Content-Type": "application/json"}
    )
    http.post(f"{portal.webhook}profile", data={"<i>": "{{ 7 * 7 }}"})
    portal.answer("x", hostile)
    portal.answer("y", Refused("<u>", hostile))
    portal.fault("<s>", nth=99, status=500, body=hostile)
    portal.seed("crm.status", [{"ENTITY_ID": "SOURCE", "STATUS_ID": "<q>", "NAME": "<q>"}])

    page = http.get("/").text

    for tag in ("<b>", "<i>", "<u>", "<s>", "<q>", "<img"):
        assert tag not in page
    assert page.count("<script") == 1


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}]
)
@pytest.mark.parametrize(
    "form", ["answer", "remove-answer", "fault", "clear-faults", "limits", "expire-tokens", "reset"]
)
def test_no_other_page_sends_its_forms(
    portal: LocalPortal, http: httpx.Client, form: str, headers: dict[str, str]
) -> None:
    portal.fault("profile", nth=99, drop="before")
    fields = {"method": "profile", "answer": "1", "what": "before", "limited": "on"}

    answer = http.post(f"/_portal/{form}", data=fields, headers=headers)

    assert answer.status_code == 403
    assert (portal.answers(), len(portal.faults()), portal.limited) == ({}, 1, False)
    assert http.get(f"/_portal/{form}").status_code == 405


def test_a_link_of_another_site_may_open_it_and_no_more(http: httpx.Client) -> None:
    led = {"Sec-Fetch-Site": "cross-site", "Referer": "https://docs.example/"}

    assert http.get("/", headers=led).status_code == 200
    for path in ("/_portal/calls", "/_portal/page.js"):
        assert http.get(path, headers=led).status_code == 403
    assert http.post("/oauth/authorize/?client_id=local.app", headers=led).status_code == 403


@pytest.mark.parametrize(
    ("form", "fields", "wrong"),
    [
        ("answer", {"method": "x", "answer": "{"}, "The result is no JSON"),
        ("answer", {"method": "", "answer": "1"}, "Which method?"),
        ("answer", {"method": "x", "answer": "1", "total": "many"}, "Total is a number"),
        ("answer", {"method": "x", "answer": "[" * 100_000}, "The result is no JSON"),
        ("fault", {"what": "nothing"}, "What goes wrong?"),
        ("fault", {"what": "latency", "value": "soon"}, "Latency is a number of seconds"),
        ("fault", {"what": "status", "value": "99"}, "status: an HTTP status"),
        ("fault", {"what": "before", "nth": "0"}, "nth: calls are counted from 1"),
    ],
)
def test_what_is_wrong_with_a_form_is_said(
    portal: LocalPortal, http: httpx.Client, form: str, fields: dict[str, str], wrong: str
) -> None:
    answer = http.post(f"/_portal/{form}", data=fields)

    assert answer.status_code == 400
    assert wrong in answer.text
    assert (portal.answers(), portal.faults()) == ({}, [])


def test_its_forms_put_in_what_an_object_takes(portal: LocalPortal, http: httpx.Client) -> None:
    def send(form: str, **fields: str) -> None:
        assert http.post(f"/_portal/{form}", data=fields).status_code == 303

    send("answer", method="a.b", answer="[1]", total="70")
    send("answer", method="a.c", kind="error", code="ACCESS_DENIED", status="403", answer="No", rest="3")
    for what, value in (("latency", "0.5"), ("status", "502"), ("after", ""), ("truncated", ""), ("expired", "")):
        send("fault", what=what, value=value, nth="90", method="crm.*")
    send("fault", what="operating")

    assert http.get(f"{portal.webhook}a.b").status_code == 429
    assert portal.answers() == {(2, "a.b"): "[1]", (3, "a.c"): "403 ACCESS_DENIED"}
    assert [str(fault) for fault in portal.faults()] == [
        "0.5 s late",
        "HTTP 502",
        "connection dropped after the call",
        "half an answer",
        "expired token",
        "error OPERATION_TIME_LIMIT",
    ]
    send("clear-faults")
    assert http.get(f"{portal.webhook}a.b").json()["total"] == 70
    send("remove-answer", method="a.b")
    assert http.get(f"{portal.webhook}a.b").status_code == 404
    send("limits", limited="on")
    assert portal.limited
    send("limits")
    assert not portal.limited
    send("expire-tokens")
    assert http.get(f"{HERE}/rest/profile?auth=token").json()["error"] == "expired_token"
    send("reset")
    assert (portal.answers(), portal.calls) == ({}, [])


def test_calls_are_told_as_they_come_in_and_those_that_were_missed(portal: LocalPortal) -> None:
    with portal.listening() as url, httpx.Client(timeout=60) as http:
        root = url.partition("rest/")[0]
        http.get(f"{url}profile")
        with http.stream("GET", f"{root}_portal/calls?after=0") as stream:
            lines = stream.iter_lines()
            first = [next(lines) for _ in range(2)]
            threading.Thread(target=httpx.get, args=[f"{url}user.current"]).start()
            second = next(line for line in lines if line.startswith("id: "))
            method = next(line for line in lines if "method" in line)
        with http.stream("GET", f"{root}_portal/calls", headers={"Last-Event-ID": "1"}) as stream:
            again = next(stream.iter_lines())

    assert first == ["id: 1", 'data: <li id="call-1"><details>']
    assert (second, "user.current" in method, again) == ("id: 2", True, "id: 2")


def test_a_portal_that_is_watched_can_stop(portal: LocalPortal, capfd: pytest.CaptureFixture[str]) -> None:
    with httpx.Client(timeout=60) as http, portal.listening() as url:
        stream = http.send(http.build_request("GET", f"{url.partition('rest/')[0]}_portal/calls"), stream=True)
    stream.close()

    assert capfd.readouterr().err == ""
