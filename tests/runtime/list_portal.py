"""A portal with one table, whose lists page as the real one's do; what ran is counted.

`counted` are the rows that it counted for `total`. `orders`, `batches`: does it heed an order, and take batches?
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

from tests.runtime.stub_portal import Answer, Fault, Seen


class Table:
    """A portal with one table. `commands` counts the list commands that ran, in batches or alone."""

    def __init__(self, count: int, first: int = 1) -> None:
        self.ids = list(range(first, first + count))
        self.requests: list[str] = []
        self.commands = 0
        self.lock = threading.Lock()
        self.before: Callable[[int], None] = lambda _: None
        self.fail_at: int | None = None
        self.total = True
        self.most = 50
        self.batches = True
        self.orders = True
        self.counted = 0

    def __call__(self, seen: Seen) -> Answer | Fault:
        with self.lock:
            self.requests.append(seen.method)
            if seen.path.startswith("/rest/api/"):
                return self.v3_batch(seen.json) if seen.method == "batch" else Answer({"result": self.v3(seen)})
            if seen.method == "batch" and not self.batches:
                return Answer({"error": "ERROR_BATCH_METHOD_NOT_ALLOWED"}, 405)
            if seen.method == "batch":
                return Answer({"result": self.batch(seen.json["cmd"])})
            page = self.page(seen.json)
            return Answer(page, 400 if "error" in page else 200)

    def batch(self, cmd: dict[str, str]) -> dict[str, Any]:
        assert len(cmd) <= 50
        pages: dict[str, dict[str, Any]] = {}
        for key, command in cmd.items():
            pages[key] = self.page(query_params(resolved(command, pages)))
        good = {key: page for key, page in pages.items() if "error" not in page}
        return {
            "result": {key: page["result"] for key, page in good.items()},
            "result_error": {key: page for key, page in pages.items() if "error" in page} or [],
            "result_total": {key: page["total"] for key, page in good.items() if "total" in page},
            "result_next": {key: page["next"] for key, page in good.items() if "next" in page} or [],
        }

    def page(self, params: dict[str, Any]) -> dict[str, Any]:
        self.commands += 1
        self.before(self.commands)
        start = int(params.get("start", 0))
        given = params.get("filter", params.get("FILTER"))
        after = int(given.get(">ID", 0)) if isinstance(given, dict) and "$" not in str(given) else 0
        ids = [number for number in self.ids if number > after]
        if self.orders and "DESC" in str(params.get("order", params.get("ORDER"))):
            ids.reverse()
        if self.fail_at is not None and len(self.ids) - len(ids) + max(0, start) >= self.fail_at:
            return {"error": "ERROR_NOT_FOUND", "error_description": "gone"}
        page: dict[str, Any] = {"result": [row(number) for number in ids[max(0, start) : max(0, start) + 50]]}
        if start >= 0 and self.total:
            page["total"] = len(ids)
            self.counted += len(ids)
        if start >= 0 and start + 50 < len(ids):
            page["next"] = start + 50
        return page

    def v3(self, seen: Seen) -> dict[str, Any]:
        if seen.method == "tasks.task.list":
            return self.v3_page(seen.json)
        self.commands += 1
        cursor = seen.json["cursor"]
        ids = [number for number in self.ids if number > cursor["value"]][: min(cursor.get("limit", 50), self.most)]
        return {"items": [row(number) for number in ids]}

    def v3_batch(self, calls: list[dict[str, Any]]) -> Answer:
        assert len(calls) <= 50
        if not self.batches:
            return Answer({"error": {"code": "BITRIX_REST_V3_EXCEPTION_NOT_TODAY", "message": "no"}}, 400)
        return Answer({"result": [self.v3_page(call["query"]) for call in calls]})

    def v3_page(self, params: dict[str, Any]) -> dict[str, Any]:
        self.commands += 1
        self.before(self.commands)
        asked = params["pagination"]
        ids = self.ids[asked["offset"] : asked["offset"] + min(asked["limit"], self.most)]
        return {"items": [row(number) for number in ids]}


def row(number: int) -> dict[str, Any]:
    return {"ID": str(number), "id": number, "TITLE": f"t{number}"}


def resolved(command: str, pages: dict[str, dict[str, Any]]) -> str:
    """The command with the ids of earlier pages' rows in the place of references; one that leads nowhere stays."""

    def value(found: re.Match[str]) -> str:
        rows = pages.get(found[1], {}).get("result", [])
        return str(rows[int(found[2])][found[3]]) if int(found[2]) < len(rows) else found[0]

    return re.sub(r"\$result\[(\w+)\]\[(\d+)\]\[(\w+)\]", value, command)


def query_params(command: str) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name, inner, value in re.findall(r"(\w+)(?:\[([^\]]+)\])?=([^&]*)", command.partition("?")[2]):
        if inner:
            params.setdefault(name, {})[inner.replace("%3E", ">")] = value
        else:
            params[name] = value
    return params
