"""Signal handlers that raise in the middle of sync calls: neither connections nor locks are lost to them."""

from __future__ import annotations

import pytest

from tests.reliability.halting_portal import halting
from tests.reliability.programs import run

pytestmark = pytest.mark.slow

# Signals at random moments; then how many calls came back wrong, and whether the client and its threads still work.
_STORM = """
from concurrent.futures import ThreadPoolExecutor
from bitrix24._core.httpx_client import Connection
import httpx

# A connection that is lost is missed soon.
options = Connection.options
Connection.options = lambda *given: {**options(*given), "limits": httpx.Limits(max_connections=4)}

class Broken(BASE):
    pass

def raising(*_):
    if armed[0]:
        armed[0] = False
        raise Broken

armed = [False]
signal.signal(signal.SIGALRM, raising)
client = Client(sys.argv[1], limits=None, timeout=3)
faulthandler = __import__("faulthandler")
faulthandler.dump_traceback_later(45, exit=True)

def call(n):
    return client.call("item.get", {"n": n}).result

def steady(who):
    count = 0
    while not stop.is_set():
        assert call(who + count) == who + count
        count += 1
    return count

# Python itself loses the lock of a module that is being imported when a signal comes: all are there before the first.
with ThreadPoolExecutor(1) as pool:
    warm = [call(0), pool.submit(call, 0).result(), client.close()]
client = Client(sys.argv[1], limits=None, timeout=3)
stop = threading.Event()
wrong = interrupted = 0
with ThreadPoolExecutor(3) as pool:
    others = [pool.submit(steady, who * 1_000_000) for who in (1, 2, 3)]
    n = 0
    try:
        while interrupted < 250:
            n += 1
            try:
                armed[0] = True
                signal.setitimer(signal.ITIMER_REAL, random.random() * 0.012 + 0.000_01)
                wrong += call(n) != n
                armed[0] = False
            except Broken:
                interrupted += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        armed[0] = False
        stop.set()
    counts = [other.result() > 0 for other in others]
    later = list(pool.map(call, range(24)))
here = [call(n) for n in range(10)]
gc.collect()
time.sleep(0.2)
print(json.dumps([wrong, counts, later == list(range(24)), here == list(range(10)), sockets() <= 10,
    sum(thread.name == "bitrix24 closing" for thread in threading.enumerate())]))
faulthandler.cancel_dump_traceback_later()
"""

SOCKETS = """
def sockets():
    return sum(os.path.exists(path) and os.readlink(path).startswith("socket:")
        for path in (f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")))
"""


@pytest.mark.parametrize("base", ["BaseException", "Exception", "KeyboardInterrupt"])
def test_signals_cost_neither_connections_nor_locks(base: str) -> None:
    with halting() as url:
        outcome = run(SOCKETS + _STORM.replace("BASE", base), url)
    assert outcome[:-1] == [0, [True] * 3, True, True, True]
    # Threads that wait for a lock which a signal cost a pool that was given up: few of 250 signals hit one.
    assert outcome[-1] <= 5
