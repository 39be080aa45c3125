"""A shaped link does what it says, measured with plain sockets and with the real client."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.hub.asking import Reply, ask
from tests.hub.client import hf
from tests.hub.server import Hub
from tests.peers.nginx import Origin
from tests.peers.shaped import Link, LinkFailed, Shape
from tests.waiting import wait_until

MIB = 1 << 20
SIZE = 6 * MIB
FILE = "/org/name/resolve/main/model.safetensors"


@pytest.fixture
def origin(hub: Hub, tmp_path: Path) -> Iterator[Origin]:
    """An origin with one file of `SIZE` bytes."""
    weights = tmp_path / "weights"
    weights.write_bytes(os.urandom(SIZE))
    hub.add("org/name", {"model.safetensors": weights})
    with Origin(hub) as running:
        yield running


def ask_at_once(link: Link, times: int) -> list[Reply]:
    """The file's parts, each on a connection of its own."""
    found: dict[int, Reply] = {}
    part = SIZE // times

    def one(number: int) -> None:
        wanted = f"bytes={number * part}-{(number + 1) * part - 1}"
        found[number] = ask(link.endpoint, FILE, headers={"Range": wanted})

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(times)]


def test_all_comes_through_an_open_link(origin: Origin) -> None:
    with Link(origin.port) as link:
        reply = ask(link.endpoint, FILE)
        assert reply.body == ask(origin.endpoint, FILE).body
        counts = link.counts()
        assert SIZE < counts.down < SIZE + 1000
        assert counts.connections == 1
        wait_until(lambda: link.counts().open == 0)


def test_each_connection_has_its_rate(origin: Origin) -> None:
    with Link(origin.port, Shape(each=4 * MIB)) as link:
        began = time.monotonic()
        assert sum(len(each.body) for each in ask_at_once(link, 3)) == SIZE
        took = time.monotonic() - began
    # Three at once have 12 MiB/s: half a second for 6 MiB.
    assert 0.47 < took < 5


def test_all_connections_share_one_rate(origin: Origin) -> None:
    with Link(origin.port, Shape(together=12 * MIB)) as link:
        began = time.monotonic()
        replies = ask_at_once(link, 3)
        took = time.monotonic() - began
    assert 0.47 < took < 5
    # And nobody is starved.
    assert min(each.seconds for each in replies) > 0.6 * took


def test_bytes_are_under_way_for_a_while(origin: Origin) -> None:
    with Link(origin.port, Shape(delay=0.05)) as link:
        reply = ask(link.endpoint, "/api/models/org/name")
        # There and back to connect, there and back to ask.
        assert 0.2 <= reply.first_byte < 5


def test_connections_end_after_so_many_bytes(origin: Origin) -> None:
    with Link(origin.port, Shape(drop_after=2 * MIB)) as link:
        for _ in range(2):
            reply = ask(link.endpoint, FILE)
            assert reply.broken == "cut short"
            assert 2 * MIB - 1000 < len(reply.body) < 2 * MIB
        assert link.counts().down == 4 * MIB


def test_one_connection_in_so_many_breaks(origin: Origin) -> None:
    with Link(origin.port, Shape(break_every=3, break_after=MIB)) as link:
        broken = [ask(link.endpoint, FILE).broken for _ in range(6)]
    assert broken == ["", "", "cut short", "", "", "cut short"]


def test_a_stalled_link_goes_on_when_it_is_let(origin: Origin) -> None:
    with Link(origin.port, Shape(stalled=True)) as link:
        replies: list[Reply] = []
        thread = threading.Thread(target=lambda: replies.append(ask(link.endpoint, FILE)))
        thread.start()
        wait_until(lambda: link.counts().up)
        assert link.counts().down == 0
        link.set(Shape())
        thread.join()
        assert len(replies[0].body) == SIZE


def test_a_connection_stalls_and_slows_after_so_many_bytes(origin: Origin) -> None:
    with Link(origin.port, Shape(stall_after=MIB)) as link:
        reply = ask(link.endpoint, FILE, timeout=0.3)
        assert reply.broken == "timed out"
        assert MIB - 1000 < len(reply.body) < MIB
        link.set(Shape(slow_after=5 * MIB, slow_to=4 * MIB))
        reply = ask(link.endpoint, FILE)
        assert 0.2 < reply.seconds < 5
        assert len(reply.body) == SIZE


def test_another_shape_follows_after_so_many_bytes_in_all(origin: Origin) -> None:
    with Link(origin.port, Shape(after=2 * MIB, then=Shape(stalled=True))) as link:
        reply = ask(link.endpoint, FILE, timeout=0.3)
        assert reply.broken == "timed out"
        assert 2 * MIB - 1000 < len(reply.body) < SIZE


def test_a_link_may_lead_elsewhere_from_then_on(hub: Hub, origin: Origin) -> None:
    with Origin(hub, html=True) as portal:
        shape = Shape(together=20 * MIB, after=MIB, then=Shape(upstream=portal.port))
        with Link(origin.port, shape) as link:
            assert ask(link.endpoint, FILE).broken == "cut short"
            assert ask(link.endpoint, FILE).headers["content-type"] == "text/html"


def test_open_connections_may_be_cut(origin: Origin) -> None:
    with Link(origin.port, Shape(each=MIB)) as link:
        replies: list[Reply] = []
        thread = threading.Thread(target=lambda: replies.append(ask(link.endpoint, FILE)))
        thread.start()
        wait_until(lambda: link.counts().down)
        link.cut()
        thread.join()
        assert replies[0].broken == "cut short"


def test_nobody_answers_behind_a_link_to_nowhere(hub: Hub) -> None:
    with Link(int(hub.dead.rpartition(":")[2])) as link, pytest.raises(OSError, match=r"reset|closed|Broken"):
        ask(link.endpoint, FILE)


def test_the_client_downloads_through_a_link(hub: Hub, origin: Origin, hf_home: Path) -> None:
    with Link(origin.port, Shape(together=100 * MIB, delay=0.005)) as link:
        code = "from huggingface_hub import snapshot_download\nprint(snapshot_download('org/name'))"
        snapshot = Path(hf(link.endpoint, hf_home, code, env={"HF_HUB_DISABLE_XET": "1"}).stdout.strip())
        assert (snapshot / "model.safetensors").stat().st_size == SIZE
        assert link.counts().down > SIZE


def test_a_link_ends_with_its_maker_and_says_when_it_has_ended(origin: Origin) -> None:
    link = Link(origin.port)
    child = psutil.Process(link._process.pid)
    link.close()
    assert not child.is_running()
    link.close()
    lost = Link(origin.port)
    lost._process.kill()
    with pytest.raises(LinkFailed, match="-9"):
        lost.counts()
    lost.close()
