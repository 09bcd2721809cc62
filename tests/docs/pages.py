"""Runs the code of a Markdown page: each block in the order of the page, against a local portal of its own.

    ```python     is run, in one namespace for the page; what it prints is in the ```text block that follows
    ```python     whose first line is `# NAME.py`, and ```yaml likewise, is saved under that name
    ```console    has commands after `$ `, and under each what it prints

The addresses of the page are those of the local portal, and a command that asks for a webhook is given its. `...` in an
output stands for anything.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

WEBHOOK = "https://portal.bitrix24.com/rest/1/secret/"
LOCAL = "http://127.0.0.1:8024/rest/1/secret/"
TOKEN_URL = "https://oauth.bitrix.info/oauth/token/"
PORTAL = "https://portal.bitrix24.com"

# What has braces, `{toctree}`, is for the site's builder.
_FENCE = re.compile(r"^```(\w*|\{.+?\}.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"# ([\w./-]+\.(?:py|yaml))\n")
_EXTRAS = re.compile(r"(?:'\.\[([\w,]+)\]'|\.)$")
_SECONDS = 120


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    line: int
    """Of its first line in the page."""

    @property
    def saved_as(self) -> str | None:
        match = _SAVED.match(self.text)
        return match[1] if match else None


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [Block(match[1], match[2], text.count("\n", 0, match.start(2)) + 1) for match in _FENCE.finditer(text)]


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """Each command, and the output shown under it."""
    _, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    for part in parts:
        command, _, shown = part.partition("\n")
        yield command, shown


class Run:
    """One run of a page. `folder` is where its files go and its commands work."""

    def __init__(self, page: Path, webhook: str, folder: Path) -> None:
        self._page = page
        self._webhook = webhook
        self._folder = folder
        self._names: dict[str, Any] = {"__name__": "__main__"}

    def all(self) -> None:
        blocks = blocks_of(self._page)
        for block, following in zip(blocks, [*blocks[1:], Block("", "", 0)], strict=False):
            if block.saved_as is not None:
                self._save(block, block.saved_as)
            elif block.language == "python":
                shown = following.text if following.language == "text" else ""
                self._compare(block, shown, self._python(block))
            elif block.language == "console":
                for command, shown in commands_of(block.text):
                    self._compare(block, shown, self._command(self._local(command)))

    def _save(self, block: Block, name: str) -> None:
        file = self._folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._local(block.text), "utf-8")

    def _python(self, block: Block) -> str:
        # The empty lines make a traceback point into the page.
        code = compile("\n" * (block.line - 1) + self._local(block.text), str(self._page), "exec")
        before, printed = Path.cwd(), io.StringIO()
        os.chdir(self._folder)
        try:
            with contextlib.redirect_stdout(printed):
                exec(code, self._names)
        finally:
            os.chdir(before)
        return printed.getvalue()

    def _command(self, command: str) -> str:
        if command.startswith("pip install "):
            return _installable(command)
        if command.startswith("make "):
            return _target(command.removeprefix("make "))
        if command == "python -m bitrix24.portal":
            return self._first_line(command)
        done = subprocess.run(
            command,
            shell=True,
            cwd=self._folder,
            env={**_environment(), "XDG_CONFIG_HOME": str(self._folder / ".config")},
            input=f"{self._webhook}\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
        )
        return done.stdout

    def _first_line(self, command: str) -> str:
        """Of a program that would go on; on a free port, whatever the page says."""
        arguments = [sys.executable, *command.split()[1:], "--port", "0"]
        with subprocess.Popen(
            arguments, cwd=self._folder, env=_environment(), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            process.terminate()
        return re.sub(r":\d+/", ":8024/", line)

    def _compare(self, block: Block, shown: str, printed: str) -> None:
        found = printed.replace(self._origin, PORTAL)
        same = doctest.OutputChecker().check_output(shown, found, doctest.ELLIPSIS)
        assert same, f"{self._page.name}:{block.line} shows\n{shown}\nand prints\n{found}"

    @property
    def _origin(self) -> str:
        return self._webhook.removesuffix("/rest/1/secret/")

    def _local(self, text: str) -> str:
        for public, local in (
            (WEBHOOK, self._webhook),
            (LOCAL, self._webhook),
            (TOKEN_URL, f"{self._origin}/oauth/token/"),
            (PORTAL, self._origin),
            (PORTAL.removeprefix("https://"), self._origin),
        ):
            text = text.replace(public, local)
        return text


def _installable(command: str) -> str:
    """Installing takes a network; whether what is named can be installed does not."""
    match = _EXTRAS.search(command)
    assert match, command
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for extra in (match[1] or "").split(","):
        assert not extra or re.search(rf"^{extra} = \[", project, re.MULTILINE), f"{command}: no extra {extra}"
    return ""


def _target(name: str) -> str:
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), f"make {name}"
    return ""


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "generated")]),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "100",
    }
