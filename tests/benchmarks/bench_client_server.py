"""A stub portal in a process of its own, for the client's benchmarks: keep-alive, latency, the leaky bucket, TLS."""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import re
import ssl
import subprocess
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_LENGTH = re.compile(rb"(?i)content-length: (\d+)")
_START = re.compile(r"start[=\]\"':]+\s*(-?\d+)")
_AFTER = re.compile(r"(?:%3E|>)ID[=\]\"':]+\s*(\d+)")
_UP_TO = re.compile(r"(?:%3C=|%3C%3D|<=)ID[=\]\"':]+\s*(\d+)")
_BELOW = re.compile(r"(?:%3C|<)ID[=\]\"':]+\s*(\d+)")
_REFERENCE = re.compile(r"\$result\[(\w+)\]\[(\d+)\]\[ID\]")


@dataclass(frozen=True)
class Portal:
    """What the stub is like.

    Args:
        rows: With the ids `step`, 2 * `step` and so on.
        latency: Seconds for each request.
        rate: Of its bucket, as `capacity`; 0: it has none.
        counting: Seconds for each row that it counts, and for each that it skips for an offset.
    """

    rows: int = 0
    step: int = 1
    counting: float = 0.0
    latency: float = 0.0
    rate: float = 0.0
    capacity: float = 0.0
    certificate: Path | None = None


class _Stub:
    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.level = 0.0
        self.drained = time.monotonic()
        self.rejected = 0
        self.requests = 0
        self.commands = 0
        self.owed = 0.0  # seconds of work that the answer has to wait for

    def admits(self) -> bool:
        self.requests += 1
        if not self.portal.rate:
            return True
        now = time.monotonic()
        self.level = max(0.0, self.level - (now - self.drained) * self.portal.rate)
        self.drained = now
        if self.level + 1 > self.portal.capacity:
            self.rejected += 1
            return False
        self.level += 1
        return True

    def answer(self, path: str, body: Any) -> dict[str, Any]:
        method = path.partition("?")[0].rpartition("/")[2].removesuffix(".json")
        if method == "counted":
            return {"result": [self.rejected, self.requests, self.commands]}
        if path.startswith("/rest/api/"):
            return self.newer(body) if method == "batch" else {"result": self.newer_page(body), "time": _TIME}
        if method == "batch":
            pages: dict[str, dict[str, Any]] = {}
            for key, command in body["cmd"].items():
                pages[key] = self.page(_REFERENCE.sub(partial(_referred, pages), unquote(command)))
            parts = {part: self.part(pages, name) for part, name in _PARTS.items()}
            return {"result": parts | {"result_error": []}, "time": _TIME}
        return self.page(json.dumps(body)) if method.endswith(".list") else {"result": True, "time": _TIME}

    def part(self, pages: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
        return {key: page[name] for key, page in pages.items() if name in page}

    def newer(self, calls: list[dict[str, Any]]) -> dict[str, Any]:
        """A batch of REST 3.0."""
        return {"result": [self.newer_page(call["query"]) for call in calls], "time": _TIME}

    def newer_page(self, params: dict[str, Any]) -> dict[str, Any]:
        self.commands += 1
        asked = params["pagination"]
        rows = range(asked["offset"], min(asked["offset"] + min(asked["limit"], 50), self.portal.rows))
        self.owed += asked["offset"] * self.portal.counting
        return {"items": [{"id": row + 1, "title": f"Task {row}"} for row in rows]}

    def page(self, command: str) -> dict[str, Any]:
        self.commands += 1
        found, portal = _START.search(command), self.portal
        start = int(found[1]) if found else 0
        after, up_to, below = (_number(pattern, command) for pattern in (_AFTER, _UP_TO, _BELOW))
        first = 0 if after is None else after // portal.step
        last = portal.rows if up_to is None else min(portal.rows, up_to // portal.step)
        if below is not None:
            last = min(last, (below - 1) // portal.step)
        count = max(0, last - first)
        skipped = max(0, start)
        if start >= 0:
            self.owed += (count + skipped) * portal.counting
        numbers = range(first + skipped, min(first + skipped + 50, last))
        if "DESC" in command:
            numbers = range(last - 1 - skipped, max(last - 1 - skipped - 50, first - 1), -1)
        page: dict[str, Any] = {"total": count if start >= 0 else 0, "time": _TIME}
        page["result"] = [
            {"ID": str((row + 1) * portal.step), "TITLE": f"Deal {row}", "STAGE_ID": "NEW"} for row in numbers
        ]
        return page | ({"next": start + 50} if start >= 0 and skipped + 50 < count else {})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = json.loads(await reader.readexactly(int(length[1])) if length else b"{}")
                status, content = b"503 Busy", {"error": "QUERY_LIMIT_EXCEEDED"}
                path = head.split(b" ", 2)[1].decode()
                if path.endswith("/counted") or self.admits():
                    began, self.owed = time.monotonic(), 0.0
                    status, content = b"200 OK", self.answer(path, body)
                    if work := self.portal.latency + self.owed:
                        await asyncio.sleep(max(0.0, work - (time.monotonic() - began)))
                text = json.dumps(content).encode()
                lines = (b"HTTP/1.1 " + status, b"Content-Type: application/json", b"Content-Length: %d" % len(text))
                writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + text)
                await writer.drain()


def _referred(pages: dict[str, dict[str, Any]], reference: re.Match[str]) -> str:
    """What a reference to a page's row leads to; one that leads nowhere stays."""
    rows = pages.get(reference[1], {}).get("result", [])
    return str(rows[int(reference[2])]["ID"]) if int(reference[2]) < len(rows) else reference[0]


def _number(pattern: re.Pattern[str], command: str) -> int | None:
    found = pattern.search(command)
    return int(found[1]) if found else None


_PARTS = {"result": "result", "result_total": "total", "result_next": "next", "result_time": "time"}
_TIME = {
    "start": 1724916859.4,
    "finish": 1724916859.5,
    "duration": 0.1,
    "processing": 0.1,
    "date_start": "2024-08-29T10:34:19+03:00",
    "date_finish": "2024-08-29T10:34:19+03:00",
    "operating_reset_at": 1724917459,
    "operating": 0.1,
}


def _main(portal: Portal, port: multiprocessing.Queue[int]) -> None:
    async def run() -> None:
        context = None
        if portal.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(portal.certificate)
        server = await asyncio.start_server(_Stub(portal).serve, "127.0.0.1", 0, ssl=context)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextlib.contextmanager
def running(portal: Portal) -> Generator[str, None, None]:
    """The URL of a webhook on a portal that runs until the block ends."""
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_main, args=(portal, port), daemon=True)
    process.start()
    try:
        scheme = "http" if portal.certificate is None else "https"
        yield f"{scheme}://127.0.0.1:{port.get()}/rest/1/secret123/"
    finally:
        process.terminate()
        process.join()


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file, by the machine's openssl."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    paths = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *paths], check=True, capture_output=True)
    certificate.write_text(certificate.read_text() + key.read_text())
    return certificate
