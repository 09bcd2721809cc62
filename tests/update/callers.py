"""Programs of callers: every documented call with all of its parameters, every name that can be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.api import Api, Json, Method
from generator.api.samples import Sampler
from generator.api.types import ListOf, Object, Optional, Property, Type, Variants
from generator.emit.client import names_of, nodes_of
from generator.emit.python.arguments import arguments, documented_parameters
from generator.emit.python.literals import Call, filled
from generator.emit.python.methods import parameter_names
from generator.emit.python.runtime import runtime_files

CALLS: Final = "calls.py"
IMPORTS: Final = "imports.py"
_HEAD: Final = """\
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bitrix24 import Client, File
"""
# Makes every call, each with a client of its own, and says what went wrong.
_RUN: Final = """\
import contextlib, importlib, json, sys, warnings

warnings.simplefilter("ignore")
sys.path[:0] = sys.argv[1:3]
import httpx
from bitrix24 import Client, ListInterrupted, SyncList
import calls

answers = json.load(open(sys.argv[3]))
failed = {}
for name, call in list(vars(calls).items()):
    if not name.startswith("call_"):
        continue
    asked = []
    def answer(request):
        asked.append(request)
        return httpx.Response(200, json=answers[name])
    client = Client("https://portal.test/rest/1/code/", transport=httpx.MockTransport(answer))
    try:
        result = call(client)
        if isinstance(result, SyncList):
            with contextlib.suppress(ListInterrupted):  # not every documented answer is a page of a list
                next(iter(result), None)
        if not asked:
            failed[name] = "nothing was sent"
    except Exception as error:
        failed[name] = f"{type(error).__name__}: {error}"
for line in json.load(open(sys.argv[4])):
    module, _, name = line.rpartition(".")
    try:
        getattr(importlib.import_module(module), name)
    except Exception as error:
        failed[line] = f"{type(error).__name__}: {error}"
print(json.dumps(failed))
"""


@dataclass(frozen=True)
class Program:
    """
    Args:
        methods: By the name of the function that calls it.
        answers: The documented ones, the same way.
        names: What is imported.
    """

    calls: str
    methods: Mapping[str, str]
    answers: Mapping[str, Json]
    names: tuple[str, ...]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CALLS).write_text(self.calls, "utf-8")
        imported = "".join(
            f"from {name.rpartition('.')[0]} import {name.rpartition('.')[2]} as n{number}\n"
            for number, name in enumerate(self.names)
        )
        (folder / IMPORTS).write_text(imported, "utf-8")

    def run(self, folder: Path, client: Path) -> dict[str, str]:
        """What fails with the client in that folder: by method, or by name that is imported."""
        (folder / "run.py").write_text(_RUN, "utf-8")
        (folder / "answers.json").write_text(json.dumps(self.answers), "utf-8")
        (folder / "names.json").write_text(json.dumps(self.names), "utf-8")
        done = subprocess.run(
            [sys.executable, "run.py", client, folder, "answers.json", "names.json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return {self.methods.get(name, name): why for name, why in json.loads(done.stdout).items()}

    def type_check(self, folder: Path, client: Path) -> dict[str, str]:
        """What mypy finds, the same way."""
        lines: dict[int, str] = {}
        for number, line in enumerate(self.calls.splitlines(), 1):
            name = line.removeprefix("def ").partition("(")[0]
            lines[number] = self.methods[name] if line.startswith("def ") else lines.get(number - 1, "")
        checked = "import sys\nfrom mypy import api\nout, err, _ = api.run(sys.argv[1:])\nprint(out, err)"
        options = ["--strict", "--no-incremental", "--python-executable", sys.executable, CALLS, IMPORTS]
        done = subprocess.run(
            [sys.executable, "-c", checked, *options],
            cwd=folder,
            env={"MYPYPATH": str(client), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        found: dict[str, str] = {}
        for error in done.stdout.splitlines():
            file, _, rest = error.partition(":")
            number, _, what = rest.partition(": error: ")
            if what and file == CALLS:
                found.setdefault(lines[int(number)], what)
            elif what:
                found.setdefault(self.names[int(number) - 1] if file == IMPORTS else file, what)
        return found


def program_of(api: Api) -> Program:
    """A program of a caller of this state of the API."""
    texts: list[str] = [_HEAD]
    methods: dict[str, str] = {}
    answers: dict[str, Json] = {}
    for number, (path, method) in enumerate(_paths(api)):
        response = method.response
        calls = (("Client", _call(api, path, method)), *(("Any", each) for each in _documented(api, path, method)))
        for which, (client, call) in enumerate(calls):
            name = f"call_{number}_{which}"
            text = filled(call, start=11, indent=8, width=120)
            texts.append(f"def {name}(b24: {client}) -> object:\n    return {text}\n")
            methods[name] = f"v3.{method.name}" if method.rest == 3 else str(method.name)
            answers[name] = dict(response) if response is not None and "result" in response else {"result": None}
    names = names_of(api, runtime_files()).all()
    return Program("\n\n".join(texts), methods, answers, tuple(sorted(names)))


def _paths(api: Api) -> Iterator[tuple[tuple[str, ...], Method]]:
    for root in filter(None, nodes_of(api, runtime_files())):
        for node in root.all():
            above = (*(("v3",) if node.rest == 3 else ()), *node.path)
            if node.call is not None:
                yield above, node.call
            yield from (((*above, name), method) for name, method in node.methods.items())


def _call(api: Api, path: tuple[str, ...], method: Method) -> Call:
    """With all its parameters, what may go by position so."""
    # Names that differ in case alone are one to the portal.
    parameters = {each.name.casefold(): each for each in reversed(method.parameters)}
    types = {name: each.as_parameter for name, each in api.types.items()}
    keywords = arguments(method, _made(api, parameters.values()), types)
    first = parameter_names(method).get(method.by_position or "")
    return Call(
        ".".join(("b24", *path)),
        tuple(keywords[name] for name in keywords if name == first),
        {name: value for name, value in keywords.items() if name != first},
    )


def _documented(api: Api, path: tuple[str, ...], method: Method) -> Iterator[Call]:
    """The calls that its page shows, by name, with what they must have and do not."""
    types = {name: each.as_parameter for name, each in api.types.items()}
    made = _made(api, (each for each in method.parameters if each.required))
    shown = [method, *(replace(method, example=each.call) for each in method.examples)]
    for each in shown:
        if each.example is not None and not each.positional:
            sent = documented_parameters(each)
            given = {name.casefold() for name in sent}
            missing = {name: value for name, value in made.items() if name.casefold() not in given}
            yield Call(".".join(("b24", *path)), keywords=arguments(method, {**sent, **missing}, types))


def _made(api: Api, parameters: Iterable[Property]) -> dict[str, Json]:
    sampler = Sampler("params", {name: each.as_parameter for name, each in api.types.items()})
    return {each.name: sampler.value(_of_first_case(each.type), each.name) for each in parameters}


def _of_first_case(type: Type) -> Type:
    """Without what only an object of several cases has: to a checker it is none of them."""
    if isinstance(type, Variants):
        return _of_first_case(type.cases[0].object)
    if isinstance(type, Object):
        properties = tuple(replace(each, type=_of_first_case(each.type)) for each in type.properties)
        return replace(type, properties=properties)
    if isinstance(type, Optional):
        return Optional(_of_first_case(type.inner))
    return ListOf(_of_first_case(type.item)) if isinstance(type, ListOf) else type
