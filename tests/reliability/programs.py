"""Programs that attack the client in a process of their own, where they may fork, be killed, and hang."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# What every program begins with. `in_child` calls a function in a forked process: what it returns, "hung" or its error.
_PRELUDE = """
import asyncio, gc, json, os, random, select, signal, sys, threading, time
from bitrix24 import AsyncClient, Client

def in_child(function, patience=20.0):
    return finished(begun(function), patience)

def begun(function):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            outcome = function()
        except BaseException as error:
            outcome = repr(error)
        os.write(writing, json.dumps(outcome).encode())
        os._exit(0)
    os.close(writing)
    return child, reading

def finished(started, patience=20.0):
    child, reading = started
    ready = select.select([reading], [], [], patience)[0]
    if not ready:
        os.kill(child, signal.SIGKILL)
    outcome = os.read(reading, 65536) if ready else b'"hung"'
    os.close(reading)
    os.waitpid(child, 0)
    return json.loads(outcome or '"died"')
"""


def run(program: str, *arguments: str, patience: float = 60.0) -> Any:
    """What the program prints, a JSON value."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PRELUDE + program, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "generated")])},
        capture_output=True,
        timeout=patience,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-4000:]
    return json.loads(done.stdout)
