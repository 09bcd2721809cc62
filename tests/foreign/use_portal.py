"""Uses the page of a local portal in a browser, for `test_foreign_portal`, in the environment that has Playwright.

    python use_portal.py BROWSER WEBHOOK WIDTH light|dark [FOLDER]

Prints JSON: what was there after each step. Everything is done with the keyboard. With a folder, pictures of the page.
"""

from __future__ import annotations

import json
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

PATIENCE = 300_000
"""Milliseconds, on a machine that has much else to do."""
METHOD = "crm.deal.get"
FROM_BODY = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def call(webhook: str, method: str, **params: str) -> Any:
    request = urllib.request.Request(f"{webhook}{method}", urllib.parse.urlencode(params).encode())
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE / 1000) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": error.read().decode()}


def submit(page: Page) -> None:
    """The form that has the focus."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def put_in_answer(page: Page, method: str, answer: str) -> None:
    page.locator("#answer-method").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(method)
    page.keyboard.press("Escape")  # the list of methods
    page.locator("#answer-text").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(answer)
    page.keyboard.press("Tab")
    submit(page)


def use(page: Page, webhook: str, picture: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    page.goto(webhook.partition("rest/")[0])
    expect(page.locator("#live")).to_have_text("live")
    found["before"] = page.locator("#calls > li").count()
    picture("empty")

    call(webhook, METHOD, id="7")
    call(
        webhook, "crm.status.add", **{"fields[ENTITY_ID]": "SOURCE", "fields[STATUS_ID]": "FAIR", "fields[NAME]": "<b>"}
    )
    call(webhook, "no.such.method")
    call(webhook, "batch", **{"cmd[a]": "profile", "cmd[b]": f"{METHOD}?id=8"})
    expect(page.locator("#calls > li")).to_have_count(6)
    found["calls"] = page.locator("#calls .method").all_inner_texts()
    found["statuses"] = page.locator("#calls .status").all_inner_texts()
    page.locator("#calls summary").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#calls details").last).to_have_attribute("open", "")
    found["opened"] = page.locator("#calls details[open] pre").all_inner_texts()

    put_in_answer(page, METHOD, "{no")
    found["wrong"] = page.locator("[role=alert]").inner_text()
    found["kept"] = page.locator("#answer-text").input_value()
    picture("wrong")
    put_in_answer(page, METHOD, '{"TITLE": "Put in"}')
    expect(page.locator("section[aria-labelledby=answers] .list strong")).to_have_text(METHOD)
    found["answer"] = call(webhook, METHOD, id="7")["result"]

    found["shown for latency"] = page.locator("#fault-value").is_visible(), page.locator("#fault-body").is_visible()
    page.locator("#fault-what").focus()
    page.keyboard.type("another")
    found["shown for status"] = page.locator("#fault-value").is_visible(), page.locator("#fault-body").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("502")
    submit(page)
    expect(page.locator("section[aria-labelledby=faults] .list")).to_contain_text("HTTP 502")
    found["fault"] = call(webhook, METHOD, id="7")["status"]
    expect(page.locator("#calls .status").first).to_have_text("502")

    page.locator("#limits ~ form input[type=checkbox]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    submit(page)
    found["limited"] = page.locator("#limits ~ form input[type=checkbox]").is_checked()
    found["kinds"] = page.locator("#kind option").all_inner_texts()
    found["record"] = page.locator(".records pre").all_text_contents()
    page.locator("#calls summary").nth(6).focus()
    page.keyboard.press("Enter")
    picture("used")
    found["wider than the screen"] = page.evaluate(FROM_BODY)
    # Of those that can be reached, with what a screen reader says of each.
    found["nameless"] = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button')]"
        ".filter(each => !(each.labels?.length || each.ariaLabel || each.textContent.trim()))"
        ".map(each => each.outerHTML)"
    )

    page.locator("#reset ~ form button").focus()
    submit(page)
    expect(page.locator("#no-calls")).to_be_visible()
    found["after reset"] = call(webhook, METHOD, id="7")["result"]["TITLE"]
    return found


def allow(page: Page, webhook: str, picture: Any) -> dict[str, Any]:
    """Where the page that asks the user leads."""
    origin = webhook.partition("/rest/")[0]
    asked = {"client_id": "local.app", "state": "a&b", "redirect_uri": f"{origin}/back?x=1"}
    page.goto(f"{origin}/oauth/authorize/?{urllib.parse.urlencode(asked)}")
    picture("allow")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/back?**")
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))


def main(browser: str, webhook: str, width: str, scheme: Any, folder: str | None = None) -> None:
    errors: list[str] = []
    hosts: set[str | None] = set()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"], timeout=PATIENCE)
        page = chromium.new_page(viewport={"width": int(width), "height": 844}, color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: hosts.add(urllib.parse.urlsplit(request.url).hostname))

        def picture(name: str) -> None:
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)

        found = use(page, webhook, picture)
        found["errors"] = list(errors)
        found["allowed"] = allow(page, webhook, picture)
        chromium.close()
    print(json.dumps({**found, "hosts": sorted(map(str, hosts))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
