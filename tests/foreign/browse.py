"""A page in a browser, for `test_foreign_viewer`, in the environment that has Playwright.

    python browse.py BROWSER ADDRESS SELECTOR [FILE.png]

Prints JSON: the texts of the page once the selector is there, errors on the console, and the hosts that were asked.
"""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

PATIENCE = 300_000
"""Milliseconds, on a machine that has much else to do."""


def main(browser: str, address: str, selector: str, screenshot: str | None = None) -> None:
    errors: list[str] = []
    hosts: set[str | None] = set()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"], timeout=PATIENCE)
        page = chromium.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(address)
        page.wait_for_selector(selector, state="attached")
        if screenshot:
            page.screenshot(path=screenshot)
        texts = page.evaluate("[...new Set([...document.querySelectorAll('body *')].map(each => each.textContent))]")
        chromium.close()
    short = [each for each in texts if len(each) < 100]
    print(json.dumps({"texts": short, "errors": errors, "hosts": sorted(map(str, hosts))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
