"""What the system says of the network: a real bus, and somebody who answers as NetworkManager."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.downloads.network import leads_somewhere, look

MANAGER = Path(__file__).with_name("network_manager.py")
CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
"""


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A system bus of our own."""
    (tmp_path / "bus.conf").write_text(CONFIGURATION.format(path=tmp_path / "bus"))
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={tmp_path / 'bus.conf'}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
    )
    assert daemon.stdout is not None
    assert daemon.stdout.readline()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    yield daemon
    daemon.kill()
    daemon.communicate()


def manager(metered: str) -> subprocess.Popen[bytes]:
    started = subprocess.Popen([sys.executable, MANAGER, metered], stdout=subprocess.PIPE)
    assert started.stdout is not None
    assert started.stdout.readline() == b"ready\n"
    return started


@pytest.mark.parametrize(
    ("answer", "metered"), [("0", None), ("1", True), ("2", False), ("3", True), ("4", False), ("99", None)]
)
def test_network_manager_says_what_costs(
    bus: subprocess.Popen[bytes], answer: str, metered: bool | None
) -> None:
    started = manager(answer)
    try:
        assert look().metered is metered
    finally:
        started.kill()
        started.communicate()


def test_who_does_not_answer_keeps_nobody_waiting(bus: subprocess.Popen[bytes]) -> None:
    began = time.monotonic()
    assert look().metered is None  # nobody of the name
    assert time.monotonic() - began < 0.5
    started = manager("mute")
    try:
        began = time.monotonic()
        assert look().metered is None
        assert 0.5 < time.monotonic() - began < 1.5
    finally:
        started.kill()
        started.communicate()
    bus.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert look().metered is None
    assert 0.5 < time.monotonic() - began < 1.5


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "tcp:host=localhost,port=1", "nonsense"])
def test_without_a_bus_nothing_is_known(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    assert look().metered is None


def test_a_way_is_found_where_there_is_one() -> None:
    nowhere = (socket.AF_INET6, ("fe80::1", 9, 0, 9999))  # by an interface that does not exist
    assert leads_somewhere([nowhere]) is False
    assert leads_somewhere([nowhere, (socket.AF_INET, ("127.0.0.1", 9))]) is True
    assert (
        leads_somewhere([(socket.AF_INET, ("255.255.255.255", 9))]) is None
    )  # forbidden, which says nothing
