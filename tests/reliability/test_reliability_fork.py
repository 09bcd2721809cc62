"""Processes that are forked after the client was used: each gets its own answers, and none waits for what is gone."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest

from tests.benchmarks.bench_client_server import make_certificate
from tests.reliability.programs import run
from tests.runtime.stub_portal import Answer, Fault, Seen, running
from tests.runtime.token_portal import TokenPortal

CHILDREN = 4
CALLS = 40


def echo(seen: Seen) -> Answer:
    time.sleep(0.002)
    return Answer({"result": seen.json["n"]})


# How many of the calls of this process get another one's answer. `who` makes the numbers this process's own.
_WRONG = f"""
def wrong_sync(client, who):
    return sum(client.call("item.get", {{"n": who + n}}).result != who + n for n in range({CALLS}))

def wrong_async(client, who):
    async def main():
        calls = (client.call("item.get", {{"n": who + n}}) for n in range({CALLS}))
        return sum(answer.result != who + n for n, answer in enumerate(await asyncio.gather(*calls)))
    return asyncio.run(main())

def wrong_in_threads(client, who):
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda thread: wrong_sync(client, who + thread * 1000), range(4)))
"""


@pytest.mark.parametrize(
    ("kind", "wrong"), [("Client", "wrong_sync"), ("Client", "wrong_in_threads"), ("AsyncClient", "wrong_async")]
)
def test_children_and_their_parent_each_get_their_own_answers(kind: str, wrong: str) -> None:
    program = f"""
client = {kind}(sys.argv[1], limits=None)
before = {wrong}(client, 0)
started = [begun(lambda who=who: {wrong}(client, who * 100_000)) for who in range(1, {CHILDREN + 1})]
print(json.dumps([before, {wrong}(client, 10_000_000), *map(finished, started), {wrong}(client, 20_000_000)]))
"""
    with running(echo) as stub:
        assert run(_WRONG + program, stub.url) == [0] * (CHILDREN + 3)


def test_over_aiohttp_children_and_their_parent_each_get_their_own_answers() -> None:
    program = f"""
client = AsyncClient(sys.argv[1], limits=None, transport="aiohttp")
before = wrong_async(client, 0)
started = [begun(lambda who=who: wrong_async(client, who * 100_000)) for who in range(1, {CHILDREN + 1})]
print(json.dumps([before, wrong_async(client, 10_000_000), *map(finished, started), wrong_async(client, 20_000_000)]))
"""
    with running(echo) as stub:
        assert run(_WRONG + program, stub.url) == [0] * (CHILDREN + 3)


def test_over_aiohttp_a_child_leaves_the_connections_of_its_parent_alone() -> None:
    """The parent's event loop goes on after the fork, and its one connection with it, however long the child takes."""
    program = """
import aiohttp
connector = aiohttp.TCPConnector
aiohttp.TCPConnector = lambda **options: connector(**{**options, "keepalive_timeout": 600})
client = AsyncClient(sys.argv[1], limits=None, transport="aiohttp")
async def call(n): return (await client.call("item.get", {"n": n})).result
async def call_and_close():
    result = await call(1)
    await client.aclose()
    gc.collect()
    return result
async def main():
    results = [await call(0)]
    for _ in range(3):
        child = begun(lambda: asyncio.run(call_and_close()))
        results += [await call(2), await asyncio.to_thread(finished, child), await call(3)]
    return results
print(json.dumps(asyncio.run(main())))
"""
    with running(echo) as stub:
        assert run(program, stub.url) == [0, *[2, 1, 3] * 3]
        assert stub.connections == 4  # one of the parent, one of each child


def test_children_of_children_and_through_multiprocessing() -> None:
    program = """
import multiprocessing
client = Client(sys.argv[1], limits=None)
def grandchild(): return wrong_sync(client, 300_000)
def child(): return [wrong_sync(client, 100_000), in_child(grandchild), wrong_sync(client, 200_000)]
def of_pool(who): return wrong_sync(client, who * 1_000_000)
nested = [wrong_sync(client, 0), in_child(child), wrong_sync(client, 400_000)]
with multiprocessing.get_context("fork").Pool(3) as pool:
    print(json.dumps([*nested, sum(pool.map(of_pool, range(1, 7), chunksize=1))]))
"""
    with running(echo) as stub:
        assert run(_WRONG + program, stub.url) == [0, [0, 0, 0], 0, 0]


def test_forks_while_other_threads_are_in_the_middle_of_calls() -> None:
    """Any lock may be held at that moment: of the pool, of the bucket, of the table of buckets."""
    program = """
from bitrix24.limits import Plan
client = Client(sys.argv[1], limits=Plan(rate=10_000, capacity=100_000))
stop = threading.Event()
def busy(who):
    while not stop.is_set():
        wrong[0] += client.call("item.get", {"n": who}).result != who
wrong = [0]
threads = [threading.Thread(target=busy, args=[-who]) for who in range(1, 5)]
for thread in threads: thread.start()
def few(who): return sum(client.call("item.get", {"n": who + n}).result != who + n for n in range(3))
outcomes = [in_child(lambda: few(who * 1000), 10) for who in range(1, 41)]
stop.set()
for thread in threads: thread.join()
print(json.dumps([outcomes, wrong[0], wrong_sync(client, 5_000_000)]))
"""
    with running(echo) as stub:
        assert run(_WRONG + program, stub.url) == [[0] * 40, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        ("Client(sys.argv[1], limits=None)", "wrong_sync"),
        ("AsyncClient(sys.argv[1], limits=None)", "wrong_async"),
        ('AsyncClient(sys.argv[1], limits=None, transport="aiohttp")', "wrong_async"),
    ],
    ids=["sync", "async", "over aiohttp"],
)
def test_forks_in_the_middle_of_the_first_call_of_all(made: str, wrong: str) -> None:
    """That call imports what sends it, and a child waits for ever for a module that is being imported at its fork."""
    program = f"""
client = {made}
thread = threading.Thread(target=lambda: {wrong}(client, 0))
thread.start()
time.sleep(float(sys.argv[2]))
outcome = in_child(lambda: {wrong}(client, 1000), 10)
thread.join()
print(json.dumps(outcome))
"""
    with running(echo) as stub:
        assert [run(_WRONG + program, stub.url, str(0.02 * late)) for late in range(1, 6)] == [0] * 5


def test_locks_that_are_held_at_the_fork_are_free_in_the_child() -> None:
    program = """
from bitrix24._core.rate_limits import SHARED_BUCKETS
from bitrix24.limits import Plan
from bitrix24.tokens import MemoryStore
plan = Plan(rate=1000, capacity=1000)
client = Client(sys.argv[1], limits=plan)
client.call("item.get", {"n": 1})
store = MemoryStore()
bucket = SHARED_BUCKETS.of(client._session.credentials.portal, plan, client._session.clock)
with SHARED_BUCKETS._lock(), bucket._lock():
    assert store.try_lock()
    started = begun(lambda: [client.call("item.get", {"n": 2}).result, store.try_lock(), store.unlock()])
    outcome = finished(started, 10)
print(json.dumps([outcome, store.try_lock(), client.call("item.get", {"n": 3}).result]))
"""
    with running(echo) as stub:
        assert run(program, stub.url) == [[2, True, None], False, 3]


def test_a_child_that_ends_leaves_the_connections_of_its_parent_open() -> None:
    program = """
client = Client(sys.argv[1], limits=None)
def child():
    result = client.call("item.get", {"n": 1}).result
    client.close()
    return result
def silent():
    client.close()
results = [client.call("item.get", {"n": 0}).result]
for _ in range(5):
    results += [in_child(child), in_child(silent), client.call("item.get", {"n": 0}).result]
print(json.dumps(results))
"""
    with running(echo) as stub:
        assert run(program, stub.url) == [0, *[1, None, 0] * 5]
        assert stub.connections == 6  # one of the parent, one of each child that calls


def test_children_over_tls_say_no_goodbye_for_their_parent(tmp_path: Path) -> None:
    program = """
client = Client(sys.argv[1], limits=None, verify=sys.argv[2])
def child():
    wrong = wrong_sync(client, 1000)
    client.close()
    gc.collect()
    return wrong
def silent():
    client.close()
    gc.collect()
    sys.stdout = open(os.devnull, "w")
    raise SystemExit
outcomes = [wrong_sync(client, 0)]
for _ in range(3):
    outcomes += [in_child(child), in_child(silent), wrong_sync(client, 0)]
print(json.dumps(outcomes))
"""
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(echo, context=context) as stub:
        assert run(_WRONG + program, stub.url, str(certificate)) == [0, *[0, "SystemExit()", 0] * 3]
        assert stub.connections == 4  # of the parent one, all the time


def test_a_thread_that_forks_and_executors_that_do() -> None:
    program = """
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
import multiprocessing
client = Client(sys.argv[1], limits=None)
def of_pool(who): return wrong_sync(client, who * 1_000_000)
def forking(who): return [in_child(lambda: wrong_sync(client, who * 10_000)), wrong_sync(client, who * 20_000)]
outcomes = [wrong_sync(client, 0)]
with ThreadPoolExecutor(3) as threads:
    outcomes += sum(threads.map(forking, range(1, 4)), [])
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as processes:
    outcomes += processes.map(of_pool, range(1, 5))
print(json.dumps(outcomes))
"""
    with running(echo) as stub:
        assert run(_WRONG + program, stub.url) == [0] * 11


def test_request_ids_and_jitter_are_no_others() -> None:
    program = """
from bitrix24._core.session import random_fraction
from bitrix24.observe import Hooks
ids = []
def used():
    ids.clear()
    for client in clients:
        for n in range(5): client.call("item.get", {"n": n})
    return [list(ids), [random_fraction() for _ in range(5)]]
hooks = Hooks(request=lambda attempt: ids.append(attempt.request_id))
clients = [Client(sys.argv[1], limits=None, hooks=hooks) for _ in range(2)]
used()
print(json.dumps([used(), *(in_child(used) for _ in range(5)), used()]))
"""
    with running(echo) as stub:
        outcomes = run(program, stub.url)
    ids = [name for outcome in outcomes for name in outcome[0]]
    fractions = [fraction for outcome in outcomes for fraction in outcome[1]]
    assert len(set(ids)) == len(ids) == 70
    assert len(set(fractions)) == len(fractions) == 35


@pytest.mark.parametrize("kind", ["http", "transport"])
def test_what_has_connections_of_its_own_is_refused_and_not_shared(kind: str) -> None:
    """It works where it is first used in the child, as it does in a server that loads the program and then forks."""
    program = """
import httpx
def made(): return Client(sys.argv[1], limits=None, KIND=GIVEN)
def call(client, n): return client.call("item.get", {"n": n}).result
def refused():
    try:
        call(client, 2)
    except RuntimeError as error:
        return str(error)
unused = made()
outcomes = [in_child(lambda: call(unused, 0)), call(unused, 1)]
client = made()
print(json.dumps([*outcomes, call(client, 1), in_child(refused), call(client, 3)]))
"""
    given = "httpx.Client()" if kind == "http" else "httpx.HTTPTransport()"
    with running(echo) as stub:
        outcomes = run(program.replace("KIND", kind).replace("GIVEN", given), stub.url)
    assert outcomes.pop(3).startswith("the connections of the given http or transport belong to the process")
    assert outcomes == [0, 1, 1, 3]


def test_a_list_that_was_begun_before_the_fork_does_not_hang_in_the_child() -> None:
    def portal(seen: Seen) -> Answer:
        if seen.method == "batch":
            time.sleep(0.05)
            starts = {key: int(command.rpartition("=")[2]) for key, command in seen.json["cmd"].items()}
            pages = {key: list(range(start, start + 50)) for key, start in starts.items()}
            nexts = {key: start + 50 for key, start in starts.items() if start + 50 < 7500}
            totals = dict.fromkeys(starts, 7500)
            return Answer({"result": {"result": pages, "result_next": nexts, "result_total": totals}})
        return Answer({"result": list(range(50)), "total": 7500, "next": 50})

    program = """
from bitrix24._core.convert import anything, list_of
from bitrix24._core.method import Listing, ListMethod
LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("start"), row=anything)
client = Client(sys.argv[1], limits=None)
def rest(rows):
    try:
        return len(list(rows))
    except Exception as error:
        return [type(error).__name__, error.position]
def forked_after(count):
    rows = iter(client.invoke_list(LIST, {}).all())
    read = [next(rows) for _ in range(count)]
    return [in_child(lambda: rest(rows), 5), read + list(rows) == list(range(7500))]
print(json.dumps([forked_after(1), forked_after(60)]))
"""
    with running(portal) as stub:
        begun, threads = run(program, stub.url)
    assert begun == [7499, True]
    # The parent's threads bring it the rest, and no child has them: it says how far it came.
    assert threads[1] is True
    assert threads[0][0] == "ListInterrupted"


@pytest.mark.parametrize("kind", ["thread", "loop"])
def test_a_refresh_in_the_parent_holds_no_child_up(kind: str, tmp_path: Path) -> None:
    """The parent forks while its refresh waits for an answer: the child has one of its own."""
    portal = TokenPortal()

    def slow(seen: Seen) -> Answer | Fault:
        if seen.path.startswith("/oauth/token/"):
            time.sleep(0.3)
        return portal(seen)

    program = """
from bitrix24.oauth import App, StoredOAuth
from bitrix24.tokens import FileStore, Token
origin, path, kind = sys.argv[1:]
store = FileStore(path)
store.save(Token("access-1", "refresh-1", origin))
credentials = StoredOAuth(App("app.1", "app-secret", token_url=f"{origin}/oauth/token/"), store)
client = Client(credentials, limits=None)
async def renewed():
    async with AsyncClient(credentials, limits=None) as client:
        return (await client.call("item.get")).result
results = []
def other():
    results.append(client.call("item.get").result if kind == "thread" else asyncio.run(renewed()))
# Python itself loses the lock of a module that is being imported at a fork: all are there before.
try:
    Client(f"{origin}/rest/1/secret123/").call("item.get")
except Exception:
    pass
thread = threading.Thread(target=other)
thread.start()
while credentials._flight._state().running is None:
    time.sleep(0.001)
time.sleep(0.15)
outcome = in_child(lambda: [client.call("item.get").result, asyncio.run(renewed())], 10)
thread.join()
print(json.dumps([results, outcome]))
"""
    with running(slow) as stub:
        portal.stub = stub
        results, outcome = run(program, stub.origin, str(tmp_path / "token.json"), kind)
    assert results == ["access-2"]
    assert outcome == ["access-2"] * 2
    assert portal.refreshes == 1


def test_the_lock_of_a_file_is_nobodys_once_its_owner_is_gone(tmp_path: Path) -> None:
    program = """
from bitrix24.tokens import FileStore
path = sys.argv[1]
def owner():
    store = FileStore(path)
    assert store.try_lock()
    os.fork() or (os.closerange(0, 3), time.sleep(5), os._exit(0))  # one that lives on
    os._exit(0)
def after_unlock():
    store = FileStore(path)
    assert store.try_lock()
    child = os.fork()
    if not child:
        store.unlock()  # is not its to give up
        time.sleep(5)
        os._exit(0)
    time.sleep(0.2)
    held = FileStore(path).try_lock()
    store.unlock()
    free = FileStore(path).try_lock()
    os.kill(child, 9)
    os.waitpid(child, 0)
    return [held, free]
in_child(owner)
freed = FileStore(path).try_lock()
path += ".other"
print(json.dumps([freed, *after_unlock()]))
"""
    assert run(program, str(tmp_path / "token.json")) == [True, False, True]


def test_a_fork_while_a_thread_looks_for_a_module_that_is_not_installed() -> None:
    """httpcore looks for sniffio at each connection: a child waited for the parent's thread, which it does not have."""
    program = """
client = AsyncClient(sys.argv[1], limits=None)
looking, parent = threading.Event(), os.getpid()
from bitrix24._core.fork_lock import FORK_LOCK  # what is looked for under it, no fork comes between
class Finders(list):
    def __iter__(self):
        name = sys._getframe(1).f_locals.get("name")
        if name == "sniffio" and os.getpid() == parent and armed and not looking.is_set() and not FORK_LOCK._is_owned():
            looking.set()
            time.sleep(1)
        return super().__iter__()
class NotInstalled:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "sniffio":
            raise ModuleNotFoundError(name, name=name)
armed = False
sys.modules.pop("sniffio", None)
sys.meta_path = Finders([NotInstalled, *sys.meta_path])
def call(n):
    async def main(): return (await client.call("item.get", {"n": n})).result
    return asyncio.run(main())
before = call(1)
armed = True
thread = threading.Thread(target=lambda: call(2))
thread.start()
looking.wait(10)
outcome = in_child(lambda: call(3), 10)
thread.join()
print(json.dumps([before, looking.is_set(), outcome, call(4)]))
"""
    with running(echo) as stub:
        assert run(program, stub.url) == [1, True, 3, 4]
