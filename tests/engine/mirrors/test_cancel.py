"""A measurement ends as soon as nobody wants it any more."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from hubkeep.engine.mirrors.bench import bench
from hubkeep.engine.mirrors.values import Entry, Stage

from tests.engine.net.hosts import Host, silent
from tests.hub import faults
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.waiting import wait_until

from .places import MIB, REPO, deaf, means, put_repo

SOON = 0.6
"""Seconds; a look every 0.03 and waits that end within 0.2, on a machine that others use too."""


class Stopped(Exception):
    pass


@pytest.mark.parametrize("stage", ["reaching", "asking", "receiving"])
def test_it_ends_at_once_and_leaves_nothing_open(tmp_path: Path, stage: Stage) -> None:
    with ExitStack() as stack:
        hub = stack.enter_context(Hub())
        put_repo(hub, tmp_path, 8 * MIB)
        slow = stack.enter_context(hub.mirror())
        slow.faults.set(Fault(faults.Slow(each=200_000), route=Route.BYTES))
        entries = [Entry(url=hub.endpoint), Entry(url=slow.endpoint)]
        if stage == "reaching":
            entries.append(Entry(url=stack.enter_context(deaf())))
        if stage == "asking":
            entries.append(Entry(url=stack.enter_context(Host(silent)).url))
        wanted = entries[-1].url
        reached: list[float] = []

        def told(url: str, at: Stage, share: float, rate: float) -> None:
            if (url, at) == (wanted, stage) and not reached:
                reached.append(time.monotonic())

        def check() -> None:
            # A moment later, so that the thread is in the midst of waiting.
            if reached and time.monotonic() > reached[0] + 0.3:
                raise Stopped

        with pytest.raises(Stopped):
            bench(entries, REPO, means(hub.endpoint), told, check)
        assert time.monotonic() - reached[0] - 0.3 < SOON
        wait_until(lambda: not _open_to({hub.port, slow.port}), what="all connections are closed")


def test_what_is_raised_while_progress_is_told_ends_it_too(tmp_path: Path) -> None:
    def told(url: str, at: Stage, share: float, rate: float) -> None:
        raise Stopped

    with Hub() as hub, pytest.raises(Stopped):
        bench([Entry(url=hub.endpoint)], REPO, means(hub.endpoint), told, lambda: None)


def _open_to(ports: set[int]) -> list[object]:
    """Connections of this process to these ports, from the side that connected."""
    import psutil

    return [
        each
        for each in psutil.Process().net_connections("tcp")
        if each.raddr
        and each.raddr.port in ports
        and each.status == psutil.CONN_ESTABLISHED
        and each.family in {socket.AF_INET, socket.AF_INET6}
    ]
