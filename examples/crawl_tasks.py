"""All tasks with their comments, in an SQLite file.

python crawl_tasks.py https://portal.bitrix24.com/rest/1/secret/ tasks.sqlite
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import warnings
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bitrix24 import AsyncClient, Bitrix24Error
from bitrix24.types.tasks import Task

TABLES = """
CREATE TABLE IF NOT EXISTS tasks (id INTEGER PRIMARY KEY, title TEXT, status TEXT, responsible INTEGER, changed TEXT);
CREATE TABLE IF NOT EXISTS comments (
    task INTEGER REFERENCES tasks, id INTEGER, author INTEGER, at TEXT, text TEXT, PRIMARY KEY (task, id)
);
"""


async def main(webhook: str, target: Path) -> None:
    tasks = comments = 0
    with closing(sqlite3.connect(target)) as db:
        db.executescript(TABLES)
        async with AsyncClient(webhook) as b24:
            # A page is asked for when the one before is stored: what is slow here does not pile up there.
            async for page in b24.tasks.task.list(
                select=["ID", "TITLE", "STATUS", "RESPONSIBLE_ID", "CHANGED_DATE"]
            ).pages():
                some = list(page)
                found = await comments_of(b24, some)
                with db:
                    db.executemany("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?)", map(row_of, some))
                    db.executemany("INSERT OR REPLACE INTO comments VALUES (?, ?, ?, ?, ?)", found)
                tasks += len(some)
                comments += len(found)
    print(f"{tasks} tasks, {comments} comments")


def row_of(task: Task) -> tuple[object, ...]:
    return task.id, task.title, task.status, task.responsible_id, task.get("changedDate")


async def comments_of(b24: AsyncClient, tasks: Sequence[Task]) -> list[tuple[object, ...]]:
    """One request for the comments of a page of tasks."""
    async with b24.batch(halt=False) as batch:
        calls = [batch.task.commentitem.getlist(taskid=task.id) for task in tasks]
    found: list[tuple[object, ...]] = []
    for task, call in zip(tasks, calls, strict=True):
        if call.error is not None:
            print(f"task {task.id}: {call.error}", file=sys.stderr)
            continue
        for each in call.result:
            found.append((task.id, each.id, each.author_id, each.get("POST_DATE"), each.post_message))
    return found


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    # Tasks that are older than their chats have their comments there alone.
    warnings.filterwarnings("ignore", "task.commentitem.getlist is deprecated")
    try:
        asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
    except Bitrix24Error as error:
        sys.exit(str(error))
