"""What hands, pages, sites and terminals give the generator: one clear line and an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from generator.__main__ import main
from generator.cache import Cache
from generator.emit.openapi import openapi
from generator.emit.output.folder import MANIFEST, write
from generator.interrupts import interruptible
from generator.scrape.page import read_page
from generator.site import SourceError, open_source
from generator.site.source import PageUnreadable
from generator.site.web import WebSource
from generator.spec import codec, yamltext
from generator.spec.model import Json, MethodSpec
from generator.transaction import FolderUnavailable
from tests.making import api_of
from tests.scrape.page_builder import method_article, raw

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
"""After which something hangs; on a loaded machine, too."""
SECRET = "hunter2"
SPEC = """\
method: app.info
rest: 2
page: api-reference/app/info.html
title: Info
status: active
"""


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    file = tmp_path / "specs" / "v2" / "app" / "app.info.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(SPEC)
    return tmp_path / "specs"


# Sites


@contextmanager
def site(page: Callable[[BaseHTTPRequestHandler], None]) -> Generator[str]:
    """A site of one page, `x.html`, which answers as it likes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.endswith("toc.js"):
                page(self)
                return
            contents = b'toc = {"href": "x.html"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(contents)))
            self.end_headers()
            self.wfile.write(contents)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize("target", ["javascript:alert(1)", "http://xn--/", "http://[::1", "http://\x1b/", "mailto:a@b"])
def test_a_redirect_to_what_is_no_address_costs_its_page(target: str) -> None:
    def redirect(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.send_header("Content-Length", "0")
        request.end_headers()

    with site(redirect) as url:
        (page,) = WebSource(url, pause=0).pages(lambda _: True)
    assert isinstance(page, PageUnreadable)


@pytest.mark.parametrize(
    "source",
    [
        f"http://user:{SECRET}@127.0.0.1:1",
        f"http://127.0.0.1:1/?token={SECRET}",
        f"http://127.0.0.1:1/#{SECRET}",
        f"http://user:{SECRET}/x@127.0.0.1:99999999",
        f"http://user:{SECRET}@[::1",
        f"htps://user:{SECRET}@example.com/x",
    ],
)
def test_a_message_about_a_source_shows_none_of_its_secrets(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", float)
    with pytest.raises(SourceError) as raised:
        list(open_source(source).pages(lambda _: True))
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("proxy", [f"nonsense://user:{SECRET}@proxy", f"socks9://user:{SECRET}@proxy", "http://\x1b"])
def test_a_proxy_that_is_none_is_one_line(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(SourceError) as raised:
        list(WebSource("http://127.0.0.1:1", pause=0).pages(lambda _: True))
    assert SECRET not in str(raised.value)


def test_a_source_that_is_not_the_root_of_the_site_moves_nothing(
    small_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = tmp_path / "specs"
    assert main(["scrape", "--source", str(small_site), "--specs", str(specs)]) == 0
    before = {file: file.read_bytes() for file in specs.rglob("*.yaml")}
    capsys.readouterr()
    small_site.rename(tmp_path / "deeper")
    (tmp_path / "above").mkdir()
    (tmp_path / "deeper").rename(tmp_path / "above" / "deeper")
    assert main(["scrape", "--source", str(tmp_path / "above"), "--specs", str(specs)]) == 2
    assert (
        capsys.readouterr().err == "error: the source holds no page below api-reference/: is it the root of the site?\n"
    )
    assert {file: file.read_bytes() for file in specs.rglob("*.yaml")} == before


# Pages


def test_a_title_without_end_costs_its_page() -> None:
    """Looking for a name in it would take the square of its length."""
    found = read_page(raw(method_article(), title="A" * 1_000_000))
    assert [problem.what for problem in found.problems] == ["has a title of more than 500 characters"]


# Specs by hand


@pytest.mark.parametrize(
    "value",
    [
        *("!!bool maybe", "!!int ''", "!!int x", "!!timestamp x", "!!float x", "!!binary é", "!foo x", "2001-02-30"),
        *(".nan", ".inf", "-.inf", "1.0e+999", "0x" + "f" * 9_999, "9" * 5_000, "1" + ":59" * 9_999),
    ],
)
def test_a_tag_or_number_that_is_none_is_invalid(value: str) -> None:
    with pytest.raises(yamltext.InvalidYaml):
        yamltext.load(f"a: {value}")


def test_letters_that_hide_or_turn_others_are_written_as_escapes() -> None:
    data: dict[str, Json] = {"a\u202e": "x\u200b\\u202e", "b": ["\ufeff", "\u2066'\"\u2029"], "c": "é 😀"}
    text = yamltext.dump(data)
    assert not set(text) & set("\u202e\u200b\ufeff\u2066\u2029")
    assert yamltext.load(text) == data


@pytest.mark.parametrize("value", [[1], {"a": 1}])
def test_a_list_is_no_value_of_a_field(value: object) -> None:
    data = yamltext.load(f"{SPEC}returns: {{type: string, values: [a, {json.dumps(value)}]}}")
    with pytest.raises(codec.InvalidSpec, match=r"returns\.values\[1\]: must be a single value"):
        codec.decode(MethodSpec, data)


@pytest.mark.parametrize("default", ["nan", "1e999", "-Infinity"])
def test_a_default_that_json_does_not_have_is_left_out(default: str) -> None:
    api = api_of(f"method: app.info\nparams: {{a: {{type: double, default: '{default}'}}}}\nreturns: {{type: boolean}}")
    json.dumps(openapi(api, "1"), allow_nan=False)


# Pipes in place of files: opening one waits for a writer


def test_a_pipe_among_the_specs_is_named(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(specs / "v2" / "app" / "app.other.yaml")
    (specs / "v2" / "app" / "app.zero.yaml").symlink_to("/dev/zero")
    assert main(["openapi", "--specs", str(specs), "--out", str(specs.parent / "a.json")]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert shown == [f"error: {specs}/v2/app/app.{name}.yaml: is not a file" for name in ("other", "zero")]


def test_a_pipe_in_the_cache_counts_as_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    key = cache.key("a")
    (tmp_path / key[:2]).mkdir()
    os.mkfifo(tmp_path / key[:2] / key[2:])
    assert cache.get(key) is None


@pytest.mark.parametrize("name", [MANIFEST, ".transaction/journal"])
def test_a_pipe_in_place_of_what_the_generator_keeps_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    with pytest.raises((FolderUnavailable, OSError), match="is not a file"):
        write({"a.py": ""}, tmp_path)


def test_a_link_in_place_of_a_generated_file_is_a_problem_of_check(
    specs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (out / "bitrix24").mkdir(parents=True)
    (out / "bitrix24" / "__init__.py").symlink_to("/dev/zero")
    assert main(["check", "--specs", str(specs), "--out", str(out)]) == 1
    link = f"problem: {out}/bitrix24/__init__.py is a symbolic link; the generator does not write through it\n"
    assert capsys.readouterr().err == link


# Standard streams


def run(*arguments: str | Path, shell: str = "", **environment: str) -> tuple[int, str]:
    """The exit code and standard error; `shell`: what a shell does to the streams."""
    command = 'exec "$@" ' + shell
    done = subprocess.run(
        ["bash", "-c", command, "bash", sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stderr.decode()


def test_a_standard_output_that_is_closed_loses_a_document_and_nothing_else(specs: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    for closed in (">&-", "<&- >&-"):
        assert run("openapi", "--specs", specs, "--out", out, shell=closed) == (0, "")
        assert json.loads(out.read_text())["paths"]
    assert run("openapi", "--specs", specs, "--out", "-", shell=">&-") == (2, "error: standard output: is closed\n")


def test_an_error_that_nobody_hears_has_its_exit_code(tmp_path: Path) -> None:
    assert run("openapi", "--specs", tmp_path / "none", shell="<&- >&- 2>&-") == (2, "")
    assert run("openapi", "--specs", tmp_path / "none", shell="2>/dev/full") == (2, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="looks for a disk that is full")
def test_a_full_standard_output_is_a_problem_of_what_is_done_all_the_same(specs: Path, tmp_path: Path) -> None:
    full, out = "standard output: No space left on device\n", tmp_path / "a.json"
    assert run("openapi", "--specs", specs, "--out", out, shell=">/dev/full") == (1, f"problem: {full}")
    assert json.loads(out.read_text())["paths"]
    assert run("openapi", "--specs", specs, "--out", "-", shell=">/dev/full") == (2, f"error: {full}")


def test_a_stream_that_cannot_say_a_letter_says_its_number(tmp_path: Path) -> None:
    code, said = run("openapi", "--specs", tmp_path / "none\u0416", PYTHONIOENCODING="ascii")
    assert (code, said) == (2, f"error: {tmp_path}/none\\u0416: there is no such folder of specs\n")


# Ctrl+C


def test_a_second_ctrl_c_does_not_break_off_the_end_of_a_run() -> None:
    with interruptible():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) != signal.SIG_IGN


def test_ctrl_c_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def running(*arguments: str) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_ctrl_c_waits_for_no_page_that_does_not_come(tmp_path: Path) -> None:
    asked: list[str] = []

    def never(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        with suppress(OSError):
            request.connection.settimeout(SECONDS)
            request.connection.recv(1)

    with site(never) as url, running("-m", "generator", "scrape", "--source", url, "--specs", str(tmp_path)) as process:
        deadline = time.monotonic() + SECONDS
        while not asked and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)  # the first try of the page alone is given 30
    assert (process.returncode, said) == (130, "error: stopped\n")


_SLOW_TO_BEGIN = """
import time
if __name__ != "__main__":
    time.sleep(1)
from generator.workers import workers
if __name__ == "__main__":
    try:
        with workers(int) as pool:
            done = pool.submit(int)
            print("begun", flush=True)
            done.result()
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


def test_workers_that_have_not_begun_say_nothing_of_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(_SLOW_TO_BEGIN)
    with running(str(tmp_path / "main.py")) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        os.killpg(process.pid, signal.SIGINT)
        said, complained = process.communicate(timeout=SECONDS)
    assert (said, complained) == ("stopped\n", "")


@pytest.mark.slow
def test_ctrl_c_at_any_moment_is_one_line_or_none(specs: Path, tmp_path: Path) -> None:
    """From the generator's first line on; before that, Python itself would be at fault."""
    script = "import runpy, signal, sys; print('begun', flush=True); sys.argv[:] = ['generator', *sys.argv[1:]]\n"
    script += "runpy.run_module('generator', run_name='__main__', alter_sys=True)"
    for part in range(12):
        with running("-c", script, "openapi", "--specs", str(specs), "--out", str(tmp_path / "a.json")) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(part * 0.03)
            os.killpg(process.pid, signal.SIGINT)
            _, said = process.communicate(timeout=SECONDS)
        if process.returncode != -signal.SIGINT or "generator" in said:
            assert (process.returncode, said) in [(0, ""), (130, "error: stopped\n"), (-signal.SIGINT, "")]
