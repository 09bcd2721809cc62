"""What programs do to the client: handlers and finalizers that call it, daemons, frozen clocks, ends in the middle."""

from __future__ import annotations

import time

import pytest

from tests.reliability.programs import run
from tests.runtime.stub_portal import Answer, Seen, running


def echo(seen: Seen) -> Answer:
    time.sleep(0.002)
    return Answer({"result": seen.json["n"]})


def test_a_finalizer_that_calls_while_the_interpreter_ends_does_not_hang() -> None:
    program = """
client = Client(sys.argv[1], limits=None)
class Last:
    def __init__(self): self.client = client
    def __del__(self):
        try:
            self.client.call("item.get", {"n": 1})
        except BaseException:
            pass
last = Last()
print(json.dumps(client.call("item.get", {"n": 0}).result))
"""
    with running(echo) as stub:
        assert run(program, stub.url, patience=20) == 0


def test_a_call_in_the_middle_of_another_call_of_its_thread() -> None:
    """As the handler of a signal makes it, here at every fifth place where a function of the call begins or ends."""
    program = """
from bitrix24.limits import Plan
client = Client(sys.argv[1], limits=Plan(rate=100_000, capacity=1_000_000))
client.call("item.get", {"n": 0})
ours = ("bitrix24", "httpcore", "httpx")
wrong = interrupted = 0
for point in range(1, 10_000, 5):
    passed, done = 0, False
    def interrupt(frame, event, _):
        global passed, done, wrong
        if event not in ("call", "return") or not any(name in frame.f_code.co_filename for name in ours):
            return
        passed += 1
        if passed == point and not done:
            done = True
            sys.setprofile(None)
            wrong += client.call("item.get", {"n": -point}).result != -point
            sys.setprofile(interrupt)
    sys.setprofile(interrupt)
    result = client.call("item.get", {"n": point}).result
    sys.setprofile(None)
    wrong += result != point
    if not done:
        break
    interrupted += 1
print(json.dumps([wrong, interrupted > 30]))
"""
    with running(lambda seen: Answer({"result": seen.json["n"]})) as stub:
        assert run(program, stub.url, patience=30) == [0, True]
        sent = [seen.json["n"] for seen in stub.seen]
    assert len(sent) == len(set(sent))


def test_who_closes_the_client_takes_no_answer_from_calls_that_are_under_way() -> None:
    program = """
from collections import Counter
outcomes = Counter()
def call(client, n):
    try:
        outcomes["right" if client.call("item.get", {"n": n}).result == n else "wrong"] += 1
    except RuntimeError as error:
        outcomes[str(error)] += 1
for turn in range(10):
    client = Client(sys.argv[1], limits=None)
    threads = [threading.Thread(target=lambda: [call(client, n) for n in range(5)]) for _ in range(6)]
    for thread in threads: thread.start()
    time.sleep(0.002 * turn)
    client.close()
    for thread in threads: thread.join()
async def acall(client, n):
    try:
        outcomes["right" if (await client.call("item.get", {"n": n})).result == n else "wrong"] += 1
    except RuntimeError as error:
        outcomes[str(error)] += 1
async def main():
    for turn in range(10):
        client = AsyncClient(sys.argv[1], limits=None)
        tasks = [asyncio.create_task(acall(client, n)) for n in range(30)]
        await asyncio.sleep(0.002 * turn)
        await client.aclose()
        await asyncio.gather(*tasks)
asyncio.run(main())
del client
gc.collect()
sockets = [name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")] \
    if sys.platform == "linux" else []
print(json.dumps([outcomes, len(sockets)]))
"""
    with running(echo) as stub:
        outcomes, descriptors = run(program, stub.url)
        answered = len(stub.seen)
    assert outcomes.pop("right") == answered
    assert set(outcomes) <= {"the client has been closed"}
    assert descriptors < 12


def test_a_daemon_that_closes_all_descriptors_and_opens_others() -> None:
    """The parent's sockets close by number when they are collected: these numbers are other files' by then."""
    program = """
import tempfile
from concurrent.futures import ThreadPoolExecutor
client, other = Client(sys.argv[1], limits=None), AsyncClient(sys.argv[1], limits=None)
with ThreadPoolExecutor(6) as pool:
    list(pool.map(lambda n: client.call("item.get", {"n": n}), range(12)))
loop = asyncio.new_event_loop()
loop.run_until_complete(other.call("item.get", {"n": 0}))
def daemon(writing):
    global client, other
    for descriptor in set(range(3, 256)) - {writing}:
        try:
            os.close(descriptor)
        except OSError:
            pass
    files = [tempfile.TemporaryFile() for _ in range(40)]
    outcome = [client.call("item.get", {"n": 1}).result, asyncio.run(other.call("item.get", {"n": 2})).result]
    client.close()
    asyncio.run(other.aclose())
    del client, other
    gc.collect()
    for file in files:
        file.write(b"x")
        file.seek(0)
    return [*outcome, b"".join(file.read() for file in files) == b"x" * 40]
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    try:
        outcome = daemon(writing)
    except BaseException as error:
        outcome = repr(error)
    os.write(writing, json.dumps(outcome).encode())
    os._exit(0)
outcome = finished((child, reading))
print(json.dumps([outcome, client.call("item.get", {"n": 3}).result,
                  loop.run_until_complete(other.call("item.get", {"n": 4})).result]))
"""
    with running(echo) as stub:
        assert run(program, stub.url) == [[1, 2, True], 3, 4]


def test_a_daemon_that_goes_to_another_folder_keeps_its_tokens_where_they_were() -> None:
    program = """
import tempfile
from bitrix24 import FileStore, Token
from bitrix24.apps import FilePortals
first, second = tempfile.mkdtemp(), tempfile.mkdtemp()
os.chdir(first)
store, portals = FileStore("token.json"), FilePortals("portals")
token = Token("access-1", "refresh-1", "https://x.bitrix24.com", member_id="m1")
store.save(token)
portals.add(token, "proof")
os.chdir(second)
renewed = Token("access-2", "refresh-2", "https://x.bitrix24.com", member_id="m1")
found = [store.load() == token, portals.application_token("m1"), portals.tokens("m1").load() == token]
store.save(renewed)
portals.tokens("m1").save(renewed)
os.chdir(first)
found += [FileStore("token.json").load() == renewed, FilePortals("portals").tokens("m1").load() == renewed]
print(json.dumps([found, os.listdir(second)]))
"""
    assert run(program) == [[True, "proof", True, True, True], []]


def test_a_clock_that_a_test_has_stopped_stops_no_call() -> None:
    program = """
from bitrix24.limits import Plan
client = Client(sys.argv[1], limits=Plan(rate=50, capacity=3))
stopped = time.monotonic()
time.monotonic = lambda: stopped
print(json.dumps([client.call("item.get", {"n": n}).result for n in range(8)]))
"""
    with running(echo) as stub:
        assert run(program, stub.url, patience=30) == list(range(8))


def long_list(seen: Seen) -> Answer:
    if seen.method == "batch":
        starts = {key: int(command.rpartition("=")[2]) for key, command in seen.json["cmd"].items()}
        pages = {key: list(range(start, start + 50)) for key, start in starts.items()}
        nexts = {key: start + 50 for key, start in starts.items() if start + 50 < 7500}
        totals = dict.fromkeys(starts, 7500)
        return Answer({"result": {"result": pages, "result_next": nexts, "result_total": totals}})
    return Answer({"result": list(range(50)), "total": 7500, "next": 50})


def test_a_list_and_a_name_at_the_very_end_of_a_program() -> None:
    program = """
import atexit
from bitrix24 import ListInterrupted
from bitrix24._core.convert import anything, list_of
from bitrix24._core.method import Listing, ListMethod
LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("start"), row=anything)
def end():
    read = []
    client = Client(sys.argv[1].replace("127.0.0.1", "localhost"), limits=None)
    try:
        for row in client.invoke_list(LIST, {}).all():
            read.append(row)
        position = 7500
    except ListInterrupted as error:
        position = error.position
    print(json.dumps([len(read) > 0, read == list(range(position))]))
atexit.register(end)
"""
    with running(long_list) as stub:
        assert run(program, stub.url) == [True, True]


def test_a_list_says_how_far_it_came_where_no_thread_can_be_started() -> None:
    program = """
from bitrix24 import ListInterrupted
from bitrix24._core.convert import anything, list_of
from bitrix24._core.method import Listing, ListMethod
LIST = ListMethod("item.list", list_of(anything), writes=False, listing=Listing("start"), row=anything)
client = Client(sys.argv[1], limits=None)
start = threading.Thread.start
def refuse(self): raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
read = []
try:
    for row in client.invoke_list(LIST, {}).all():
        read.append(row)
except ListInterrupted as error:
    position = error.position
threading.Thread.start = start
print(json.dumps([read == list(range(position)), list(client.invoke_list(LIST, {}).all()) == list(range(7500))]))
"""
    with running(long_list) as stub:
        assert run(program, stub.url) == [True, True]


def test_what_is_handed_over_in_a_forked_worker_is_worked_off_there() -> None:
    program = """
from bitrix24 import parse_event
from bitrix24.apps import InBackground
done = []
handed = InBackground(lambda call: done.append(call.raw["data"]["FIELDS"]["ID"]), threads=2)
def event(n): return parse_event(f"event=ONCRMDEALADD&data[FIELDS][ID]={n}".encode())
def worker(n):
    done.clear()
    handed(event(n)).result(10)
    handed.close()
    return list(done)
for n in range(8): handed(event(n)).result(10)
time.sleep(0.05)
print(json.dumps([*(in_child(lambda n=n: worker(n), 15) for n in range(4)), worker(9)]))
"""
    assert run(program) == [["0"], ["1"], ["2"], ["3"], ["9"]]


@pytest.mark.parametrize("kind", ["FilePortals(tempfile.mkdtemp())", "MemoryPortals()"])
def test_of_those_who_install_the_same_portal_at_once_one_is_believed(kind: str) -> None:
    program = f"""
import tempfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from bitrix24.apps import Application, CallRefused, FilePortals, MemoryPortals
def posted(n):
    auth = {{"client_endpoint": "https://portal.bitrix24.com/rest/", "member_id": "m1", "access_token": f"access {{n}}",
            "refresh_token": f"refresh {{n}}", "application_token": f"proof {{n}}"}}
    return urlencode({{"event": "ONAPPINSTALL", **{{f"auth[{{key}}]": value for key, value in auth.items()}}}})
def installs(portals, n):
    try:
        Application(portals).read(posted(n))
    except CallRefused:
        return False
    return True
def kept(portals): return [portals.application_token("m1")[6:], portals.tokens("m1").load().access_token[7:]]
outcomes = []
for _ in range(5):
    portals = {kind}
    with ThreadPoolExecutor(12) as pool:
        won = list(pool.map(lambda n: installs(portals, n), range(12)))
    outcomes.append([sum(won), kept(portals) == [str(won.index(True))] * 2])
if isinstance(portals, FilePortals):
    for _ in range(3):
        portals = {kind}
        ready = time.time() + 0.1
        def late(n):
            time.sleep(max(0, ready - time.time()))
            return installs(portals, n)
        won = [finished(child) for child in [begun(lambda n=n: late(n)) for n in range(5)]]
        outcomes.append([sum(won), kept(portals) == [str(won.index(True))] * 2])
print(json.dumps(outcomes))
"""
    outcomes = run(program)
    assert outcomes == [[1, True]] * len(outcomes)


def test_certificates_that_are_not_there_are_named() -> None:
    program = """
import httpx
from bitrix24.errors import ConnectionFailed

os.environ["SSL_CERT_FILE"] = "/nonexistent/ca.pem"
try:
    httpx.create_ssl_context()
    expected = ConnectionFailed  # old versions take those of certifi then
except OSError:
    expected = OSError
try:
    Client(sys.argv[1]).call("item.get")
except expected as error:
    print(json.dumps(expected is ConnectionFailed or "SSL_CERT_FILE" in str(error)))
"""
    assert run(program, "https://127.0.0.1:9/rest/1/secret123/") is True
