"""Hubs come and go, several at once, and leave nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.hub import faults
from tests.hub.asking import ask, follow
from tests.hub.content import Content
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub

ROOT = Path(__file__).parents[2]
PATH = "/org/name/resolve/main/model.safetensors"


def test_a_closed_hub_is_gone_with_its_threads_and_folder() -> None:
    before = set(threading.enumerate())
    hub = Hub()
    folder = hub.content.folder
    hub.add("org/name", {"a.txt": b"a"})
    with socket.create_connection(("127.0.0.1", hub.port)) as idle:
        ask(hub, "/api/models/org/name")
        assert folder.is_dir()
        hub.close()
        hub.close()
        assert idle.recv(1) == b""
    assert set(threading.enumerate()) == before
    assert not folder.exists()
    with pytest.raises(ConnectionRefusedError):
        ask(hub, "/")


def test_a_hub_listens_to_this_machine_alone(hub: Hub) -> None:
    import psutil

    addresses = {each.laddr for each in psutil.Process().net_connections() if each.laddr.port == hub.port}
    assert {address.ip for address in addresses} == {"127.0.0.1"}


def test_what_goes_wrong_inside_a_hub_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    hub.add("org/name", {"a.txt": b"a"})

    def broken(_self: Content, _repo_id: str, _kind: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Content, "repo", broken)
    assert ask(hub, "/api/models/org/name").status == 500
    with pytest.raises(ExceptionGroup) as failed:
        hub.close()
    assert failed.group_contains(RuntimeError, match="a defect")


def test_a_mirror_has_the_same_content_and_its_own_faults_and_bytes(hub: Hub) -> None:
    repo = hub.add("org/name", {"model.safetensors": b"weights"})
    with hub.mirror() as mirror, hub.mirror(own_cdn=False) as bare:
        mirror.faults.set(faults.Corrupt(0))
        assert follow(hub, PATH).body == b"weights"
        assert follow(mirror, PATH).body == b"\x88eights"
        assert follow(mirror, PATH).headers["etag"].strip('"') == repo.head.files["model.safetensors"].sha256
        assert ask(mirror, PATH).headers["location"].startswith(mirror.cdn)
        assert len(mirror.log.requests(Route.BYTES)) == 2
        # A mirror without a store sends its clients to the origin's.
        hub.log.clear()
        assert ask(bare, PATH).headers["location"].startswith(hub.cdn)
        assert follow(bare, PATH).body == b"weights"
        assert not bare.log.requests(Route.BYTES)
        assert len(hub.log.requests(Route.BYTES)) == 1
        repo.commit({"model.safetensors": b"anew"})
        assert follow(bare, PATH).body == b"anew"


def test_a_connection_is_kept_and_takes_requests_in_a_row(hub: Hub) -> None:
    hub.add("org/name", {"a.txt": b"a"})
    head = b"Host: 127.0.0.1\r\n"
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as connection:
        connection.sendall(
            b"HEAD /api/models/org/name HTTP/1.1\r\n" + head + b"\r\n"
            b"GET /api/models/org/name/treesize/main HTTP/1.1\r\n" + head + b"\r\n"
            b"GET /api/models/org/nothing HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n"
        )
        said = b""
        while piece := connection.recv(1 << 16):
            said += piece
    assert re.findall(rb"HTTP/1\.1 (\d+)", said) == [b"200", b"200", b"401"]
    assert b'{"path":"/","size":1}' in said
    assert {each.connection for each in hub.log.requests()} == {1}


@pytest.mark.parametrize(
    "nonsense",
    [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"x" * 70_000, b"\x00\xff\r\n\r\n"],
)
def test_nonsense_is_refused(hub: Hub, nonsense: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hub.port), timeout=5) as connection:
        connection.sendall(nonsense)
        connection.shutdown(socket.SHUT_WR)
        try:
            said = connection.recv(1 << 16)
        except ConnectionResetError:
            said = b"HTTP/1.1 400"
    assert said.startswith(b"HTTP/1.1 400")
    assert ask(hub, "/").status == 200


def test_a_large_file_is_not_held_in_memory(hub: Hub, tmp_path: Path) -> None:
    import psutil

    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    before = psutil.Process().memory_info().rss
    hub.add("org/name", {"model.safetensors": path})
    url = ask(hub, PATH).headers["location"]
    received = 0
    with socket.create_connection(("127.0.0.1", hub.port)) as connection:
        target = url.removeprefix(hub.cdn)
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        buffer = bytearray(1 << 20)
        while count := connection.recv_into(buffer):
            received += count
            assert psutil.Process().memory_info().rss - before < 60_000_000
    assert received > 300_000_000


def test_an_upload_to_a_route_for_reading_is_refused(hub: Hub) -> None:
    hub.add("org/name", {"a.txt": b"a"})
    assert ask(hub, "/api/models/org/name", method="POST", body=b"x").status == 405
    assert ask(hub, "/api/models/org/name/paths-info/main").status == 405
    assert ask(hub, "/api/models/org/name/paths-info/main", method="POST", body=b"x").status == 400


def test_effects_and_counts_hold_under_many_connections(hub: Hub) -> None:
    hub.add("org/name", {"model.safetensors": bytes(100_000)})
    fault = Fault(faults.Refuse(503), route=Route.BYTES, times=10)
    hub.faults.set(fault)
    statuses: list[int] = []

    def client() -> None:
        for _ in range(5):
            statuses.append(follow(hub, PATH).status)

    threads = [threading.Thread(target=client) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 30 + [503] * 10
    assert hub.log.sent(Route.BYTES) >= 30 * 100_000


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_program_serves_the_examples_until_it_is_ended(tmp_path: Path, how: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)}
    command = [sys.executable, "-m", "tests.hub"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            endpoint = program.stdout.readline().strip()
            reply = follow(f"{endpoint}/hub-tests/tiny-llama/resolve/main/config.json")
            assert reply.status == 200
            program.send_signal(how)
            listed = program.stdout.read()
            assert program.wait(10) == 0
        finally:
            program.kill()
    assert "sentence-transformers/all-MiniLM-L6-v2" in listed
    assert list(tmp_path.iterdir()) == []
