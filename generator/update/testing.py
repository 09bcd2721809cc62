"""The tests of what has changed in the client."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Final

from ..workers import workers

# From so many files on, to start further processes pays.
_MANY: Final = 40
_TOPICS: Final = frozenset({"events", "types"})
_GENERATED: Final = frozenset({"v2", "v3", "client.py", "codes.py", "_catalog", "_portal", "_version.py", *_TOPICS})


def affected_tests(changed: Iterable[str], out: Path) -> list[Path]:
    """The test modules to run when these files of the output folder have changed; all of them for the client's core."""
    found: set[Path] = set()
    for path in changed:
        top, *parts = path.split("/")
        if top == "tests" and parts[-1] != "conftest.py":
            found.add(out / path)
        elif top == "tests" or (top == "bitrix24" and parts[0] not in _GENERATED and parts[0] != "__init__.py"):
            return sorted((out / "tests").rglob("test_*.py"))
        elif top == "bitrix24" and len(parts) > 1:
            found.update(_of_module(parts, out / "tests" / parts[0]))
    return sorted(file for file in found if file.is_file())


def _of_module(parts: list[str], folder: Path) -> Iterator[Path]:
    """Of the namespace that the module belongs to: it is called by its path, whatever is between the names."""
    names = [part.removesuffix(".py") for part in parts if part != "__init__.py"]
    if names[0] != "v2":
        names = [names[0], *names]
    for end in range(len(names), 1, -1):
        alike = [folder / f"test_{joint.join(names[1:end])}.py" for joint in ("_", "__")]
        there = [file for file in alike if file.is_file()]
        if there:
            yield from there
            return


def run_tests(tests: list[Path], out: Path) -> str:
    """What pytest says of tests that fail; empty if none does.

    Args:
        out: The output folder, with the client that is tested.
    """
    if not tests:
        return ""
    if find_spec("pytest") is None:
        return "the tests were not run: there is no pytest"
    arguments = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib"]
    if len(tests) >= _MANY and find_spec("xdist") is not None:
        arguments += ["--numprocesses", "auto", "--dist", "loadfile"]
    else:  # plugins that these tests use nothing of take half of the time
        arguments += ["-p", "no:xdist", "-p", "no:hypothesispytest"]
    arguments += ["--override-ini", f"pythonpath={out.resolve()}", *map(str, tests)]
    # In a worker, which ends with this run, whatever becomes of it.
    try:
        with workers(int) as pool:
            return pool.submit(_pytest, arguments).result()
    except ChildProcessError as error:
        return str(error)


def _pytest(arguments: list[str]) -> str:
    import pytest

    os.environ.pop("PYTEST_ADDOPTS", None)  # by which tests need not run at all
    with redirect_stdout(StringIO()) as said, redirect_stderr(said):
        code = pytest.main(arguments)
    return said.getvalue() if code else ""
