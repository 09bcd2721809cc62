"""The page that shows the document in the site, in a browser: all of it is there, and nothing comes from elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.foreign.conftest import Document

VIEWER = ROOT / "docs/viewer"
BUNDLE = VIEWER / "node_modules/redoc/bundles/redoc.standalone.js"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE = 600
"""Seconds, for a browser on a machine that has much else to do."""

pytestmark = pytest.mark.skipif(not (BUNDLE.exists() and BROWSER), reason="`make test-foreign` installs both")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "_static").mkdir()
    shutil.copy(BUNDLE, folder / "_static")
    shutil.copy(ROOT / "docs/_static/favicon.svg", folder / "_static")
    shutil.copy(VIEWER / "openapi.html", folder)
    shutil.copy(whole, folder / "openapi.json")
    page = (VIEWER / "openapi.html").read_text("utf-8")
    (folder / "without.html").write_text(page.replace("_static/redoc", "_static/none"), "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/openapi.html"
        server.shutdown()
        thread.join()


def browse(address: str, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the page comes to, and what the browser says of it."""
    command = [str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
    # Nothing but this machine can be reached.
    command += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--enable-logging=stderr", "--v=0"]
    command += ["--virtual-time-budget=120000", *arguments, address]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)


@pytest.mark.parametrize("place", ["", "#/crm.deal/crm.deal.add"])
def test_the_whole_document_can_be_browsed(site: str, place: str, document: Document, tmp_path: Path) -> None:
    shown = browse(f"{site}{place}", tmp_path, "--dump-dom")

    missing = [each["name"] for each in document["tags"] if f">{each['name']}<" not in shown.stdout]
    assert missing == []
    if place:
        assert f'id="{place.removeprefix("#/")}/request/body"' in shown.stdout
    said = [line for line in shown.stderr.splitlines() if "CONSOLE" in line]
    # The banner of the viewer begins with an empty line.
    assert [line for line in said if not line.endswith('] "')] == []


def test_without_the_viewer_the_page_says_so(site: str, tmp_path: Path) -> None:
    shown = browse(site.replace("openapi.html", "without.html"), tmp_path, "--dump-dom")

    assert '<p id="without">' in shown.stdout
