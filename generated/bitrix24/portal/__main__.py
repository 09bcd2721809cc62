# Copied from generator/runtime/portal/__main__.py by "python -m generator generate". Edit that file.
"""`python -m bitrix24.portal`: the portal until Ctrl+C or SIGTERM. Exit 0: stopped; 2: it cannot run."""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from .server import Server

_ABOUT: Final = """A small Bitrix24 portal on this machine, to try the client on. It knows flows, deals, some methods of
tasks (v2 and REST 3.0), files, events, batches and OAuth; it forgets everything when it stops."""

_EXAMPLE: Final = """calling it:
  curl -H 'Content-Type: application/json' -d '{"flowId": 516}' \\
       http://127.0.0.1:8024/rest/1/secret/tasks.flow.Flow.get

  webhook                 /rest/1/secret/METHOD, REST 3.0: /rest/api/1/secret/METHOD
  access token            "token", as the parameter auth or as Authorization: Bearer token
  application             local.app, secret app-secret; tokens: /oauth/token/
  there from the start    deals 1 to 170, flow 516, tasks 51 (in flow 516), 3835 and 8017, folder 8930
  all its methods         /rest/1/secret/methods"""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        from .server import Server, listen, webhook_url
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
        return _cannot('the portal is an extra: pip install "bitrix24-client[portal]"')
    try:
        bound = listen(options.host, options.port)
    except OSError as error:
        return _cannot(f"cannot listen on {options.host}:{options.port}: {error.strerror or error}")
    with bound:
        line = f"Portal on {webhook_url(bound)}"
        _serve(Server(lambda: _say(line), host=options.host), bound)
    return 0


def _say(line: str) -> None:
    """Nobody need read it: the portal is there all the same."""
    try:
        print(line, flush=True)
    except OSError as error:  # a full disk, or a reader that has gone
        sys.stdout = None
        with contextlib.suppress(OSError):
            print(f"{line} (standard output does not take this: {error.strerror})", file=sys.stderr)


def _serve(server: Server, bound: socket.socket) -> None:
    # uvicorn raises the signal that stopped it once more on its way out; these make a clean exit of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _exit)
    server.run(sockets=[bound])


def _exit(*_: object) -> NoReturn:
    raise SystemExit(0)


def _cannot(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m bitrix24.portal", description=_ABOUT, epilog=_EXAMPLE, formatter_class=layout
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument("--port", type=_port, default=8024, help="the port, 0 for a free one (default: 8024)")
    return parser


def _port(given: str) -> int:
    port = int(given) if given.isascii() and given.isdigit() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{given!r} is no port: 0 to 65535")
    return port


if __name__ == "__main__":
    sys.exit(main())
