"""`python -m generator.demo`: a newcomer's tour, from documentation pages to calls that are answered.

It scrapes the sample pages, generates a client from them into a temporary folder, starts that client's local portal and
calls it. Nothing is left behind. Exit 0: all of it worked; 1: a step failed, and said why; 130: stopped with Ctrl+C.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = Path("tests") / "pages"
SPEC = Path("v2") / "tasks" / "tasks.flow.Flow.pin.yaml"
MODULE = Path("bitrix24") / "v2" / "tasks" / "flow" / "flow" / "__init__.py"
STEPS = 6
_START_SECONDS = 60
_STOP_SECONDS = 15

SESSION = """\
from bitrix24 import ApiError, Client

b24 = Client({webhook!r})
with b24.batch() as batch:
    new = batch.tasks.flow.flow.create(
        flow_data={{
            "name": "Newcomers",
            "plannedCompletionTime": 7200,
            "distributionType": "queue",
            "responsibleList": [["user", "1"]],
        }}
    )
    pinned = batch.tasks.flow.flow.pin(flow_id=new.ref("id"))
new.result.id, pinned.result
flow = b24.tasks.flow.flow.get(flow_id=new.result.id)
flow.name, flow.active, flow.activity
flow.raw["activity"]
b24.call("profile").result["NAME"]
try:
    b24.tasks.flow.flow.get(flow_id=404)
except ApiError as error:
    print(f"{{type(error).__name__}}: {{error}}")
b24.tasks.flow.flow.delete(flow_data={{"id": flow.id}}).deleted
b24.close()
"""
"""What is called, for `replay`."""

_console = Console(highlight=False, soft_wrap=True)


class StepFailed(Exception):
    """A step did not work; the text says what it said."""


def main() -> int:
    # A plain SIGTERM would end this process without a thought for the portal and the folder.
    signal.signal(signal.SIGTERM, _leave)
    try:
        with tempfile.TemporaryDirectory(prefix="bitrix24-demo-") as folder:
            _tour(Path(folder))
    except StepFailed as failure:
        _console.print(Text(f"\nThe tour stops here: {failure}", style="bold red"))
        return 1
    except OSError as error:  # of standard output, whose reader has gone: what works in the tour says so itself
        return _unheard(error)
    except KeyboardInterrupt:
        _console.print(Text("\nStopped."))
        return 128 + signal.SIGINT
    _console.print(Text("\nThat was all of it. README.md tells how to do it with a real portal.", style="green"))
    return 0


def _unheard(error: OSError) -> int:
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where the rest of the buffer goes
    print(f"The tour stops here: {error.strerror}", file=sys.stderr)
    return 1


def _leave(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _tour(folder: Path) -> None:
    specs, client = folder / "specs", folder / "client"
    _head(1, f"Scrape the sample pages in {SAMPLE.as_posix()} into specs")
    _generator("scrape", "--source", str(SAMPLE), "--specs", str(specs))
    _head(2, f"A spec holds what a page states: {SPEC.name}")
    _show(_read(specs / SPEC))
    _head(3, "Generate a client from the specs")
    _generator("generate", "--specs", str(specs), "--out", str(client))
    _show(_method(_read(client / MODULE), "pin"))
    _head(4, "Start the portal that comes with the client")
    with portal_of(client) as webhook:
        _head(5, "Call it through the client that was generated just now")
        _talk(client, webhook)
        _head(6, "Stop the portal, remove the temporary folder")


def _head(number: int, title: str) -> None:
    _console.print(Text.assemble("\n", (f"[{number}/{STEPS}] {title}", "bold cyan")))


def _show(text: str) -> None:
    for line in text.rstrip().splitlines():
        style = "bold" if line.startswith((">>>", "...", "$")) else ""
        _console.print(Text(f"    {line}".rstrip(), style=style))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise StepFailed(f"{file.name} was not written ({error.strerror})") from None


def _generator(*arguments: str) -> None:
    command = ["-m", "generator", *arguments]
    _show(f"$ python {' '.join(command)}")
    _show(_output(command, os.environ))


def _output(command: Sequence[str], environment: Mapping[str, str], given: str = "") -> str:
    """What a Python command prints, run in the project. Raises StepFailed with it if the command fails."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**environment, "PYTHONUTF8": "1"},
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise StepFailed(f"exit code {done.returncode}\n{done.stdout.rstrip()}")
    return done.stdout


def _method(module: str, name: str) -> str:
    """A method as it is written, without its body."""
    for node in ast.walk(ast.parse(module)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            lines = module.splitlines()[node.lineno - 1 : node.body[0].end_lineno]
            return "\n".join(line.removeprefix("    ") for line in lines)
    raise StepFailed(f"the generated client has no method {name}")


@contextmanager
def portal_of(client: Path) -> Generator[str, None, None]:
    """The portal in a process of its own, ended in any case; yields its webhook URL."""
    command = ["-m", "bitrix24.portal", "--port", "0"]
    _show(f"$ python {' '.join(command)}")
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=client,
        env=_with_client(client),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    try:
        line = _first_line(process)
        _show(line)
        webhook = line.rpartition(" ")[2]
        if not webhook.startswith("http://"):
            raise StepFailed("the portal did not say where it is")
        yield webhook
    finally:
        _end(process)


def _first_line(process: subprocess.Popen[str]) -> str:
    """Comes soon or never: a portal that says nothing is ended, which ends the reading."""
    assert process.stdout is not None
    output: IO[str] = process.stdout
    overdue = threading.Timer(_START_SECONDS, process.kill)
    overdue.start()
    try:
        return output.readline().rstrip()
    finally:
        overdue.cancel()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _talk(client: Path, webhook: str) -> None:
    command = ["-c", "from generator.demo import replay; replay()"]
    _show(_output(command, _with_client(client), SESSION.format(webhook=webhook)))


def _with_client(client: Path) -> dict[str, str]:
    """The environment in which `import bitrix24` finds the client that was generated just now."""
    # The portal is on this machine: no proxy leads there.
    others = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**others, "PYTHONPATH": str(client)}


def replay() -> None:
    """Runs the statements on standard input and shows each of them and what it answers, as an interpreter does."""
    source = sys.stdin.read()
    names: dict[str, object] = {}
    for statement in ast.parse(source).body:
        first, *rest = (ast.get_source_segment(source, statement) or "").splitlines()
        print(f">>> {first}", *(f"... {line}" for line in rest), sep="\n")
        if isinstance(statement, ast.Expr):
            answer: object = eval(compile(ast.Expression(statement.value), "<tour>", "eval"), names)
            if answer is not None:
                print(repr(answer))
        else:
            exec(compile(ast.Module([statement], []), "<tour>", "exec"), names)


if __name__ == "__main__":
    sys.exit(main())
