"""Reading answers with orjson beside reading them with `json`: a page of a list, and a batch of 50 pages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import httpx

from bitrix24._core import envelope, fast_json
from bitrix24._core.effects import Reply
from tests.benchmarks.bench_client_figures import Figure

PAGE = 50
ROUNDS = 9
TIME = {
    "start": 1724916859.479297,
    "duration": 0.0417029857635498,
    "processing": 0.00027990341186523438,
    "operating": 0,
}
HEADERS = httpx.Headers()


def row(number: int) -> dict[str, Any]:
    """As large as a deal with all its standard fields."""
    texts = {f"FIELD_{index}": f"Значение {index}" for index in range(12)}
    flags = {f"IS_{index}": "N" for index in range(8)}
    nothing = {f"UF_CRM_{index}": None for index in range(8)}
    return {"ID": str(number), "OPPORTUNITY": "15000.00", "CATEGORY_ID": number % 7, **texts, **flags, **nothing}


def page(number: int) -> dict[str, Any]:
    return {"result": [row(number * PAGE + index) for index in range(PAGE)], "total": 100_000, "time": TIME}


def batch() -> dict[str, Any]:
    pages = {str(number): page(number) for number in range(50)}
    results = {key: found["result"] for key, found in pages.items()}
    return {"result": {"result": results, "result_time": dict.fromkeys(pages, TIME)}, "time": TIME}


def reading() -> Iterator[Figure]:
    """The processor's time with orjson, of that without."""
    for what, body, count in (("a page of 50 records", page(0), 200), ("a batch of 2,500 records", batch(), 10)):
        text = json.dumps(body, separators=(",", ":")).encode()
        fast = min(processor_time(text, count, fast_json.decoded) for _ in range(ROUNDS))
        plain = min(processor_time(text, count, lambda _: None) for _ in range(ROUNDS))
        peers = {"json": f"{plain * 1e6:.0f} µs", "orjson": f"{fast * 1e6:.0f} µs", "of": f"{len(text) // 1000} kB"}
        yield Figure(f"reading {what} with orjson", fast / plain, 0.7, "times", peers=peers)


def processor_time(text: bytes, count: int, decoded: Callable[[bytes | bytearray], Any]) -> float:
    """Seconds for one answer."""
    with patch.object(fast_json, "decoded", decoded):
        began = time.process_time()
        for _ in range(count):
            envelope.read("crm.deal.list", Reply(200, HEADERS, bytearray(text)), str)
        return (time.process_time() - began) / count


if __name__ == "__main__":
    for figure in reading():
        print(figure)
