"""The engine's side over real pipes: greeting, garbage, coalescing, leaving."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, cast

import msgspec
import psutil
import pytest
from hubkeep.engine.downloads.values import QueueView
from hubkeep.engine.engine import Engine
from hubkeep.engine.library.values import RepoRow, Totals
from hubkeep.link.messages import (
    PROTOCOL,
    ROWS_PER_EVENT,
    Describe,
    FromEngine,
    Goodbye,
    Hello,
    JobsChanged,
    JobStarted,
    MirrorsView,
    Nothing,
    OpenCache,
    PlanRemoval,
    ReadSettings,
    Refusal,
    RemovalPlan,
    Remove,
    RepoDetail,
    RowsChanged,
    Settings,
    StartJob,
    Target,
    TotalsChanged,
    Verify,
    Welcome,
    WriteSettings,
)
from hubkeep.link.server import Outbox, Server
from hubkeep.version import VERSION

from tests.benchmarks.synthetic_cache import build
from tests.engine.cache.laid import digest_of, lay
from tests.link.client import Client
from tests.waiting import wait_until

REPO = "models--acme--one"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    lay(tmp_path / "hub", REPO, {"config.json": b"{}", "big.bin": b"b" * 100_000})
    return tmp_path / "hub"


def test_it_greets_answers_and_leaves(cache: Path, tmp_path: Path) -> None:
    with Client(tmp_path / "home", "--cache", str(cache)) as client:
        client.greet()
        _, welcome = client.of(Welcome)[0]
        assert (welcome.protocol, welcome.version, welcome.pid) == (PROTOCOL, VERSION, client.process.pid)
        assert isinstance(client.ask(ReadSettings()), Settings)
        assert client.ask(OpenCache()) == Nothing()
        client.wait_for(lambda: any(t.totals.phase == "ready" for _, t in client.of(TotalsChanged)))
        detail = client.ask(Describe(REPO))
        assert isinstance(detail, RepoDetail)
        assert [file.path for file in detail.revisions[0].files] == ["big.bin", "config.json"]
        plan = client.ask(PlanRemoval((Target(REPO),)))
        assert isinstance(plan, RemovalPlan)
        assert plan.frees == 100_002
        started = client.ask(StartJob(Verify(cache="")))
        assert isinstance(started, JobStarted)
        client.wait_for(
            lambda: any(job.state == "done" for _, event in client.of(JobsChanged) for job in event.jobs)
        )
        (refusal,) = [client.ask(Describe("models--no--such"))]
        assert isinstance(refusal, Refusal)
        assert refusal.refused
        assert client.close() == 0
    assert client.strange == []
    assert client.errors == b""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (msgspec.json.encode(Hello(PROTOCOL + 1, "99.0")), "link-version"),
        (b'{"type":"call","id":1,"request":{"type":"refresh"}}', "link-no-hello"),
        (b"GET / HTTP/1.1", "link-no-hello"),
        (b"\xff\xfe\x00", "link-no-hello"),
        (b"", "link-no-hello"),
    ],
)
def test_a_stranger_is_told_goodbye(tmp_path: Path, line: bytes, code: str) -> None:
    with Client(tmp_path / "home") as client:
        client.send(line + b"\n")
        client.wait_for(lambda: client.of(Goodbye))
        _, goodbye = client.of(Goodbye)[0]
        assert goodbye.problem.code == code
        assert client.process.wait(10) == 1
    assert not (tmp_path / "home").exists()


def test_an_end_of_input_instead_of_a_hello_ends_it(tmp_path: Path) -> None:
    with Client(tmp_path / "home") as client:
        assert client.close() == 1


def test_a_home_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with Client(tmp_path / "home") as client:
        client.send(client.protocol.hello())
        client.wait_for(lambda: client.of(Goodbye))
        assert str(tmp_path / "home") in client.of(Goodbye)[0][1].problem.sentence()
        assert client.process.wait(10) == 1


def test_garbage_is_refused_and_the_rest_answered(cache: Path, tmp_path: Path) -> None:
    garbage = [
        b"nonsense",
        b"{}",
        b"\xff\xfe",
        b'{"type":"call","id":"x"}',
        b'{"type":"call","id":5,"request":{"type":"dance"}}',
        b'{"type":"call","id":6,"request":{"type":"describe"}}',
        b'"\\ud800"',
        b"[" * 5000,
        b"",
    ]
    with Client(tmp_path / "home") as client:
        client.greet()
        for line in garbage:
            client.send(line + b"\n")
        client.send(client.protocol.hello())  # said twice
        assert isinstance(client.ask(ReadSettings()), Settings)
        refusals = client.of(Refusal)
        assert len(refusals) == len(garbage)
        assert {refusal.problem.code for _, refusal in refusals} == {"link-not-understood"}
        assert client.close() == 0
    assert client.errors == b""


def test_what_cannot_be_done_is_a_refusal(cache: Path, tmp_path: Path) -> None:
    with Client(tmp_path / "home") as client:
        client.greet()
        for request in (Describe(REPO), PlanRemoval((Target(REPO),)), StartJob(Verify(cache=""))):
            refusal = client.ask(request)
            assert isinstance(refusal, Refusal)
            assert refusal.problem.code == "no-cache-open"
        assert client.ask(OpenCache(str(tmp_path / "none"))) == Nothing()
        client.wait_for(lambda: any(t.totals.phase == "missing" for _, t in client.of(TotalsChanged)))
        # It is seen as soon as it is there.
        lay(tmp_path / "none", REPO, {"a": b"a"})
        client.wait_for(lambda: any(event.rows for _, event in client.of(RowsChanged)))
        (tmp_path / "home" / "settings.json").mkdir()
        refusal = client.ask(WriteSettings(Settings(stale_days=3)))
        assert isinstance(refusal, Refusal)


def test_many_rows_come_in_short_lines(tmp_path: Path) -> None:
    build(tmp_path / "hub", 900)
    with Client(tmp_path / "home") as client:
        client.greet()
        client.ask(OpenCache(str(tmp_path / "hub")))
        keys: set[str] = set()

        def all_there() -> bool:
            keys.update(row.key for _, event in client.of(RowsChanged) for row in event.rows)
            return len(keys) == 900

        client.wait_for(all_there, 40)
        events = client.of(RowsChanged)
        assert events[0][1].reset
        assert max(len(event.rows) for _, event in events) <= ROWS_PER_EVENT
        assert client.close() == 0


class NoMirrors:
    def view(self) -> MirrorsView:
        return MirrorsView()


class NoArchives:
    def glance(self) -> None:
        """Nobody has looked yet."""


class Quiet:
    """An engine that only the test moves."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.mirrors = NoMirrors()
        self.archives = NoArchives()

    def busy(self) -> bool:
        return True

    def jobs(self) -> tuple[object, ...]:
        return ()

    def downloads(self) -> QueueView:
        return QueueView()

    def resume_jobs(self) -> None:
        pass

    def close(self) -> None:
        pass


class Line:
    """A server over real pipes in this process, its lines with their times."""

    def __init__(self) -> None:
        self.outbox: Outbox | None = None
        self.messages: list[tuple[float, Any]] = []
        reading, self._to_server = os.pipe()
        from_server, writing = os.pipe()
        self._input = os.fdopen(reading, "rb")
        self._output = os.fdopen(writing, "wb")
        self._lines = os.fdopen(from_server, "rb")
        self._server = threading.Thread(target=self._serve)
        self._reader = threading.Thread(target=self._read)

    def _open(self, outbox: Outbox) -> Engine:
        self.outbox = outbox
        return cast(Engine, Quiet())

    def _serve(self) -> None:
        with self._input, self._output:
            Server(self._open, self._input, self._output).serve()

    def _read(self) -> None:
        decode = msgspec.json.Decoder(FromEngine).decode
        with self._lines:
            for line in self._lines:
                self.messages.append((time.monotonic(), decode(line)))

    def __enter__(self) -> Line:
        self._server.start()
        self._reader.start()
        os.write(self._to_server, msgspec.json.encode(Hello(PROTOCOL, VERSION)) + b"\n")
        wait_until(lambda: self.messages)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._to_server)
        self._server.join()
        self._reader.join()


def test_a_thousand_changes_of_a_row_come_as_a_few_snapshots() -> None:
    with Line() as line:
        outbox = line.outbox
        assert outbox is not None
        outbox.rows("/c", (), (), reset=True)
        began = time.monotonic()
        for turn in range(1000):
            row = RepoRow(key=REPO, type="model", name="acme/one", bytes=turn)
            outbox.rows("/c", (row,), (), reset=False)
            outbox.totals(Totals(cache="/c", bytes=turn, repos=1))
            outbox.jobs()
            time.sleep(0.001)
        passed = time.monotonic() - began

        def last() -> int:
            return max((row.bytes for _, e in of(line, RowsChanged) for row in e.rows), default=-1)

        wait_until(lambda: last() == 999)
        for kind in (RowsChanged, TotalsChanged):
            assert len(of(line, kind)) <= 10 * passed + 2
        sizes = [row.bytes for _, event in of(line, RowsChanged) for row in event.rows]
        assert sizes == sorted(sizes)


def of(line: Line, kind: type[Any]) -> list[tuple[float, Any]]:
    return [(at, message) for at, message in list(line.messages) if isinstance(message, kind)]


def test_a_row_that_comes_and_goes_is_told_as_it_ended() -> None:
    outbox = Outbox()
    row = RepoRow(key=REPO, type="model", name="acme/one")
    outbox.rows("/old", (row,), (), reset=True)
    outbox.rows("/c", (), (), reset=True)
    outbox.rows("/old", (row,), (), reset=False)  # of a cache that is not shown any more
    outbox.rows("/c", (row,), (), reset=False)
    outbox.rows("/c", (), (REPO,), reset=False)
    assert outbox.take()[0] == [RowsChanged("/c", (), (REPO,), reset=True)]
    outbox.rows("/c", (), (REPO,), reset=False)
    outbox.rows("/c", (row,), (), reset=False)
    assert outbox.take()[0] == [RowsChanged("/c", (row,))]
    assert outbox.take() == ([], None, False)


def test_a_name_that_is_no_unicode_ends_nothing() -> None:
    with Line() as line:
        assert line.outbox is not None
        line.outbox.rows("/c", (), (), reset=True)
        row = RepoRow(key="models--a--\udcff", type="model", name="a/\udcff")
        line.outbox.rows("/c", (row,), (), reset=False)
        wait_until(lambda: [event for _, event in of(line, RowsChanged) if event.rows])
        line.outbox.totals(Totals(cache="/c", bytes=1, repos=1))
        wait_until(lambda: of(line, TotalsChanged))


def test_a_client_that_does_not_read_costs_no_memory() -> None:
    """Events wait for it, at most one version of a row each."""
    outbox_of: list[Outbox] = []
    reading, to_server = os.pipe()
    never_read, writing = os.pipe()

    def open_engine(outbox: Outbox) -> Engine:
        outbox_of.append(outbox)
        return cast(Engine, Quiet())

    server = Server(open_engine, os.fdopen(reading, "rb"), os.fdopen(writing, "wb"))
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        os.write(to_server, msgspec.json.encode(Hello(PROTOCOL, VERSION)) + b"\n")
        wait_until(lambda: outbox_of)
        outbox = outbox_of[0]
        outbox.rows("/c", (), (), reset=True)
        many = [RepoRow(key=f"models--a--{n}", type="model", name="n" * 50) for n in range(30_000)]

        def flooded() -> bool:
            outbox.rows("/c", many, (), reset=False)
            return server._lines.qsize() > 100

        wait_until(flooded)
        most = 0
        for _ in range(5):
            outbox.rows("/c", many, (), reset=False)
            threading.Event().wait(0.2)
            most = max(most, server._lines.qsize())
        assert most < 256 + 150 + 2
    finally:
        os.close(to_server)
        drain = os.fdopen(never_read, "rb")
        reader = threading.Thread(target=drain.read)
        reader.start()
        thread.join()
        server._reading.close()
        server._writing.close()
        reader.join()
        drain.close()


@pytest.mark.parametrize("what", ["scan", "job"])
def test_closing_stdin_ends_it_promptly_with_all_its_children(tmp_path: Path, what: str) -> None:
    root = tmp_path / "hub"
    if what == "scan":
        build(root, 1500)
    else:
        blob = root / REPO / "blobs" / digest_of(b"")
        lay(root, REPO, {"big.bin": b""})
        os.truncate(blob, 60 << 30)  # sparse: hours of hashing, no bytes
    with Client(tmp_path / "home") as client:
        client.greet()
        client.ask(OpenCache(str(root)))
        process = psutil.Process(client.process.pid)
        if what == "scan":
            client.wait_for(lambda: process.children(recursive=True))
        else:
            client.ask(StartJob(Verify(cache="")))
            client.wait_for(
                lambda: any(job.progress.done for _, event in client.of(JobsChanged) for job in event.jobs)
            )
        children = process.children(recursive=True)
        began = time.monotonic()
        assert client.close() == 0
        assert time.monotonic() - began < 3
        assert not [child for child in children if child.is_running()]
    assert client.strange == []
    assert client.errors == b""


def test_a_client_that_dies_takes_the_engine_along(cache: Path, tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, os\n"
        "p = subprocess.Popen([sys.executable, '-m', 'hubkeep', '--home', sys.argv[1], 'engine'],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "p.stdin.write(sys.argv[2].encode() + b'\\n'); p.stdin.flush(); p.stdout.readline()\n"
        "print(p.pid, flush=True); sys.stdin.read()\n"
    )
    hello = msgspec.json.encode(Hello(PROTOCOL, VERSION)).decode()
    window = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "home"), hello],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert window.stdout is not None
    engine = psutil.Process(int(window.stdout.readline()))
    os.kill(window.pid, signal.SIGKILL)
    window.communicate()
    wait_until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE)


def test_what_a_library_prints_does_not_reach_the_pipe(tmp_path: Path) -> None:
    noisy = (
        "import os, sys\n"
        "import hubkeep.link.server as server\n"
        "answer = server.answer\n"
        "def loud(*arguments):\n"
        "    print('loud'); os.write(1, b'louder\\n'); sys.stdout.flush()\n"
        "    return answer(*arguments)\n"
        "server.answer = loud\n"
        "from hubkeep.__main__ import main\n"
        "sys.exit(main())\n"
    )
    with Client(tmp_path / "home", program=(sys.executable, "-c", noisy)) as client:
        client.greet()
        assert isinstance(client.ask(ReadSettings()), Settings)
        assert client.close() == 0
    assert client.strange == []
    assert b"loud" in client.errors
    assert b"louder" in client.errors
    assert all(line.startswith(b'{"type":') for _, line in client.lines)


def test_a_defect_fails_one_request_and_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(Quiet):
        def describe(self, key: str) -> RepoDetail:
            raise ZeroDivisionError

    output = io.BytesIO()
    input_lines = [
        msgspec.json.encode(Hello(PROTOCOL, VERSION)),
        b'{"type":"call","id":1,"request":{"type":"describe","key":"k"}}',
    ]
    reading, to_server = os.pipe()
    os.write(to_server, b"\n".join(input_lines) + b"\n")
    with os.fdopen(reading, "rb") as stream:
        server = Server(lambda outbox: cast(Engine, Broken()), stream, output)
        thread = threading.Thread(target=server.serve)
        thread.start()
        wait_until(lambda: b"refusal" in output.getvalue())
        os.close(to_server)
        thread.join()
    assert b"ZeroDivisionError" in output.getvalue()
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_removal_is_refused_where_it_is_ordered(cache: Path, tmp_path: Path) -> None:
    with Client(tmp_path / "home") as client, (cache / REPO / "refs" / "main").open() as held:
        client.greet()
        client.ask(OpenCache(str(cache)))
        client.wait_for(lambda: any(event.rows for _, event in client.of(RowsChanged)))
        refusal = client.ask(StartJob(Remove(cache=str(cache), targets=(Target(REPO),))))
        assert isinstance(refusal, Refusal)
        assert refusal.refused
        assert str(os.getpid()) in refusal.problem.sentence()
        assert held.readable()
