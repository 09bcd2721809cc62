"""A Redis and a PostgreSQL of the tests' own: on this machine alone, in a folder that goes with them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Seconds in which a server begins to answer, on whatever machine.
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisServer:
    """`appendonly`: does it keep what it is told over a restart?"""

    def __init__(self, folder: Path, appendonly: bool = True) -> None:
        self.port = free_port()
        self._folder = folder
        self._appendonly = appendonly
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> Any:
        import redis

        return redis.Redis.from_url(self.url, decode_responses=True, socket_timeout=30)

    def start(self) -> None:
        options = {"port": self.port, "bind": "127.0.0.1", "dir": self._folder, "save": ""}
        options["appendonly"] = "yes" if self._appendonly else "no"
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen([redis_program(), *words], stdout=subprocess.DEVNULL)
        until(self._answers)

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        import redis

        with self.client() as client:
            try:
                return bool(client.ping())
            except redis.RedisError:  # it is not there yet, or reads what it has kept
                return False


class PostgresServer:
    """A cluster with one database. Of root's, no PostgreSQL is: then it runs as the user that Debian's package made."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="bitrix24-postgres-"))
        self._user: dict[str, Any] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self._folder)]
        self._process = subprocess.Popen(
            [program("postgres"), "-D", data, *where, "-c", "fsync=off"],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._user,
        )
        until(self._answers)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)  # at once, whoever is connected
        self._process.wait()
        shutil.rmtree(self._folder)

    def _run(self, name: str, *words: str) -> None:
        subprocess.run([program(name), *words], cwd=self._folder, check=True, capture_output=True, **self._user)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True


def redis_program() -> str:
    """Or Valkey's. "" if there is neither."""
    return shutil.which("redis-server") or shutil.which("valkey-server") or ""


def program(name: str) -> str:
    """Debian keeps PostgreSQL's beside each other, by version, and off the path. "" if there is none."""
    found = shutil.which(name)
    return found or max((str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default="")


def until(ready: Callable[[], bool]) -> None:
    """Wait for it."""
    ends = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < ends, "it does not come"
        time.sleep(0.02)
