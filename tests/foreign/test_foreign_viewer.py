"""The page that shows the document in the site, in a browser: all of it is there, and nothing comes from elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.foreign.conftest import Document

VIEWER = ROOT / "docs/viewer"
BUNDLE = VIEWER / "node_modules/redoc.standalone.js"
ENVIRONMENT = ROOT / ".venv-foreign/bin"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
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


def browse(address: str, selector: str) -> dict[str, Any]:
    """What `browse.py` finds in the page."""
    command = [ENVIRONMENT / "python", Path(__file__).parent / "browse.py", str(BROWSER), address, selector]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("place", ["", "#/tasks.flow/tasks.flow.flow.pin", "#/events/on.oncrmdealadd"])
def test_the_whole_document_can_be_browsed(site: str, place: str, document: Document) -> None:
    # The viewer has the places of operations in small letters.
    shown = browse(f"{site}{place}", f'[id="{place.removeprefix("#/")}"]' if place else "h1")

    assert {each["name"] for each in document["tags"]} <= set(shown["texts"])
    assert (shown["errors"], shown["hosts"]) == ([], ["127.0.0.1"])


def test_without_the_viewer_the_page_says_so(site: str) -> None:
    shown = browse(site.replace("openapi.html", "without.html"), "#without:not([hidden])")

    assert "about this document" in shown["texts"]
