"""Whether the queue may run: with a clock and a network of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
import pytest
from hubkeep.engine.downloads.gate import Gate
from hubkeep.engine.downloads.network import NetworkState
from hubkeep.engine.state.settings import Settings

from tests.waiting import wait_until

NEAR = ("http://127.0.0.1:8090", "http://192.168.1.5:8090", "http://nas.local")
FAR = ("https://hf-mirror.com",)


class World:
    """What a gate sees."""

    def __init__(self, network: NetworkState, endpoints: tuple[str, ...] = FAR, **settings: object) -> None:
        self.settings = Settings(**settings)  # type: ignore[arg-type]
        self.network = network
        self.endpoints = endpoints
        self.now = datetime(2024, 5, 6, 12, 0).astimezone()
        self.looks = 0

    def look(self) -> NetworkState:
        self.looks += 1
        return self.network

    @contextmanager
    def gate(self) -> Iterator[Gate]:
        gate = Gate(lambda: self.settings, lambda: self.endpoints, look=self.look, now=lambda: self.now)
        try:
            yield gate
        finally:
            gate.close()

    def closed(self) -> str:
        """Why, once the network was looked at; empty: it is open."""
        with self.gate() as gate:
            gate.closed()
        told = gate.closed()
        return told.code if told else ""


ONLINE = NetworkState(online=True, metered=False)
UNKNOWN = NetworkState()
OFFLINE = NetworkState(online=False)
METERED = NetworkState(online=True, metered=True)


@pytest.mark.parametrize(
    ("network", "endpoints", "pause_on_metered", "expected"),
    [
        (ONLINE, FAR, True, ""),
        (UNKNOWN, FAR, True, ""),
        (OFFLINE, FAR, True, "download-offline"),
        (OFFLINE, NEAR, True, ""),
        (OFFLINE, (*NEAR, *FAR), True, "download-offline"),
        (METERED, FAR, True, "download-metered"),
        (METERED, FAR, False, ""),
        (METERED, NEAR, True, ""),
        (METERED, (*NEAR, *FAR), True, "download-metered"),
    ],
)
def test_the_network(
    network: NetworkState, endpoints: tuple[str, ...], pause_on_metered: bool, expected: str
) -> None:
    world = World(network, endpoints, pause_on_metered=pause_on_metered)
    assert world.closed() == expected
    assert world.looks == 1


def test_the_hours_go_before_the_network_and_follow_settings_and_clock() -> None:
    world = World(OFFLINE, full_speed_from="23:00", full_speed_to="07:30")
    with world.gate() as gate:
        told = gate.closed()
        assert told is not None
        assert (told.code, told.params) == ("download-hours", {"time": "23:00"})
        assert world.looks == 0
        world.endpoints = NEAR
        world.now = world.now.replace(hour=23)
        assert gate.closed() is None
        world.now = world.now.replace(hour=7, minute=30)
        assert gate.closed() is not None
        world.settings = Settings(full_speed_from="23:00", full_speed_to="07:30", other_hours_rate=1000)
        assert gate.closed() is None
        world.settings = Settings()
        assert gate.closed() is None


def test_the_limit_is_that_of_the_hour() -> None:
    world = World(ONLINE, download_rate=5000, full_speed_from="23:00", full_speed_to="07:00")

    def limit() -> int:
        with world.gate() as gate:
            return gate.limit()

    # It waits by its hours; who runs all the same, because somebody waits, has the general limit.
    assert limit() == 5000
    world.settings = msgspec.structs.replace(world.settings, other_hours_rate=300)
    assert limit() == 300
    world.now = world.now.replace(hour=3)
    assert limit() == 5000
    world.settings = Settings()
    assert limit() == 0


def test_the_limit_is_asked_for_now_and_then_not_with_every_byte() -> None:
    world = World(ONLINE, download_rate=5000)
    with world.gate() as gate:
        assert gate.limit() == 5000
        world.settings = Settings(download_rate=300)
        wait_until(lambda: gate.limit() == 300, 2)


def test_a_network_that_takes_its_time_keeps_nobody_waiting_and_is_looked_at_once() -> None:
    going = threading.Event()
    world = World(OFFLINE)
    began: list[None] = []

    def look() -> NetworkState:
        began.append(None)
        going.wait(10)
        return OFFLINE

    world.look = look  # type: ignore[method-assign]
    with world.gate() as gate:
        try:
            for _ in range(100):
                assert gate.closed() is None  # not known yet
            assert len(began) == 1
        finally:
            going.set()
        wait_until(lambda: gate.closed() is not None)
        assert len(began) == 1  # fresh for a while


@pytest.mark.parametrize(
    ("network", "free"), [(ONLINE, True), (UNKNOWN, True), (OFFLINE, False), (METERED, False)]
)
def test_the_line_is_free_where_it_was_looked_at_and_costs_nothing(network: NetworkState, free: bool) -> None:
    world, going = World(network, pause_on_metered=False), threading.Event()

    def look() -> NetworkState:
        going.wait(10)
        return network

    world.look = look  # type: ignore[method-assign]
    with world.gate() as gate:
        assert not gate.line_is_free(), "nobody has looked yet"
        going.set()
    assert gate.line_is_free() is free
