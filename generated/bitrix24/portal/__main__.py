# Copied from generator/runtime/portal/__main__.py by "python -m generator generate". Edit that file.
"""`python -m bitrix24.portal`: the portal until Ctrl+C or SIGTERM. Exit 0: stopped; 2: it cannot run."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import signal
import sqlite3
import sys
import threading
from importlib import import_module
from types import FrameType
from typing import TYPE_CHECKING, Final

from .operating_time import OperatingTime

if TYPE_CHECKING:
    from .local import LocalPortal

_EXTRA: Final = ("starlette", "uvicorn", "jinja2", "python_multipart")

_ABOUT: Final = """A Bitrix24 portal on this machine, to try programs on. It answers every documented method, keeps the
records of many, and knows batches, events, OAuth and REST 3.0. It forgets everything when it stops,
unless --file is given. Its page shows the calls that come in, and takes answers and faults."""

_EXAMPLE: Final = """calling it:
  curl -H 'Content-Type: application/json' -d '{"flowId": 516}' \\
       http://127.0.0.1:8024/rest/1/secret/tasks.flow.Flow.get

  its page                http://127.0.0.1:8024/
  webhook                 /rest/1/secret/METHOD, REST 3.0: /rest/api/1/secret/METHOD
  access token            "token", as the parameter auth or as Authorization: Bearer token
  application             local.app, secret app-secret; refresh token: refresh-token
                          codes: /oauth/authorize/?client_id=local.app, tokens: /oauth/token/
  there from the start    deals 1 to 170, flow 516, tasks 51 (in flow 516), 3835 and 8017, folder 8930
  all its methods         /rest/1/secret/methods

examples:
  python -m bitrix24.portal --port 0                    on a free port
  python -m bitrix24.portal --file records.sqlite       records are there the next time
  python -m bitrix24.portal --limited                   refuses what comes too fast, as in the cloud
  python -m bitrix24.portal --scope crm,task            the webhook may call no more than that

in tests, the fixtures portal, b24 and async_b24 of its pytest plugin, or bitrix24.portal.LocalPortal"""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        # All that the extra brings, so that what is not there is said at once.
        for part in (".app", ".server", "python_multipart"):
            import_module(part, __package__)
        from .local import LocalPortal

        portal = LocalPortal(limited=options.limited, scope=options.scope, file=options.file, host=options.host)
        for method, seconds in options.cost:
            portal.cost(method, seconds)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        return _cannot('the portal is an extra: pip install "bitrix24-client[portal]"')
    except sqlite3.Error as error:
        return _cannot(f"cannot keep records in {options.file}: {error}")
    with contextlib.closing(portal):
        return _serve(portal, options.host, options.port)


def _serve(portal: LocalPortal, host: str, port: int) -> int:
    stopped = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        with portal.listening(host, port) as url:
            if not _is_this_machine(host):
                print(
                    f"Whoever reaches {host} can call this portal and see what others call; --host 127.0.0.1 is for"
                    " this machine alone",
                    file=sys.stderr,
                )
            _say(f"Portal on {url}")
            # On some systems a signal comes through only between two waits.
            while not stopped.wait(1.0):
                pass
    except OSError as error:
        return _cannot(f"cannot listen on {host}:{port}: {error.strerror or error}")
    return 0


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _say(line: str) -> None:
    """Nobody need read it: the portal is there all the same."""
    try:
        print(line, flush=True)
    except OSError as error:  # a full disk, or a reader that has gone
        sys.stdout = None
        with contextlib.suppress(OSError):
            print(f"{line} (standard output does not take this: {error.strerror})", file=sys.stderr)


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
    parser.add_argument("--file", metavar="FILE", help="keep the records in an SQLite file (default: in memory)")
    parser.add_argument(
        "--limited", action="store_true", help="keep the limits on the rate of requests and on operating time"
    )
    parser.add_argument(
        "--cost",
        metavar="METHOD=SECONDS",
        action="append",
        type=_cost,
        default=[],
        help="what each call of a method (or crm.*) counts for in operating time (default: what it takes)",
    )
    parser.add_argument("--scope", metavar="NAMES", help="what the webhook may call, such as crm,task (default: all)")
    return parser


def _cost(given: str) -> tuple[str, float]:
    method, _, seconds = given.partition("=")
    try:
        OperatingTime().cost(method, float(seconds))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given!r} is no METHOD=SECONDS") from None
    return method, float(seconds)


def _port(given: str) -> int:
    port = int(given) if given.isascii() and given.isdigit() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{given!r} is no port: 0 to 65535")
    return port


if __name__ == "__main__":
    sys.exit(main())
