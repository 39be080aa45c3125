"""The system's keyring: what counts as one, and that none ever keeps Hubkeep waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

import keyring
import pytest
from hubkeep.engine.hub.keyring_access import NoKeyring, SystemKeyring, fit
from keyring.backends import chainer, fail, null

from tests.engine.hub.keyrings import Broken, Chain, Forgetful, Hanging, InClear, Memory, using
from tests.waiting import wait_until


def test_what_is_kept_is_there_until_it_is_dropped() -> None:
    with using(Memory()):
        safe = SystemKeyring()
        assert safe.works()
        assert safe.get("https://a.example") is None
        safe.put("https://a.example", "hf_one")
        safe.put("https://b.example", "hf_two")
        assert [safe.get("https://a.example"), safe.get("https://b.example")] == ["hf_one", "hf_two"]
        assert keyring.get_password("hubkeep", "https://a.example") == "hf_one"
        safe.drop("https://a.example")
        safe.drop("https://a.example")
        assert [safe.get("https://a.example"), safe.get("https://b.example")] == [None, "hf_two"]


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), InClear(), Broken()])
def test_no_keyring(backend: keyring.backend.KeyringBackend) -> None:
    secret = "hf_" + "secret"  # in two, as a traceback shows lines of this test
    with using(backend):
        safe = SystemKeyring()
        assert not safe.works()
        for refused in (lambda: safe.get("a"), lambda: safe.put("a", secret), lambda: safe.drop("a")):
            with pytest.raises(NoKeyring) as caught:
                refused()
            assert secret not in "".join(traceback.format_exception(caught.value))
    assert getattr(backend, "held", {}) == {}


def test_what_is_not_there_afterwards_was_not_kept() -> None:
    with using(Forgetful()), pytest.raises(NoKeyring):
        SystemKeyring().put("a", "hf_secret")


def test_of_a_chain_the_first_that_is_a_keyring() -> None:
    clear, good = InClear(), Memory()
    assert fit(Chain(clear, good)) is good
    assert fit(Chain(clear, fail.Keyring())) is None
    assert fit(Chain(Chain(clear), good)) is good
    assert fit(chainer.ChainerBackend()) is None


def test_one_that_hangs_is_left_behind_and_taken_up_again() -> None:
    backend = Hanging()
    with using(backend):
        safe = SystemKeyring(read_seconds=0.1)
        began = time.monotonic()
        with pytest.raises(NoKeyring):
            safe.get("a")
        first = time.monotonic() - began
        for _ in range(50):
            assert not safe.works()
        assert first < 2
        assert time.monotonic() - began < 2.5
        backend.open.set()
        wait_until(safe.works)
        assert safe.get("a") is None


LOCKED = """
import time, secretstorage
from hubkeep.engine.hub.keyring_access import NoKeyring, SystemKeyring
safe = SystemKeyring()
bus = secretstorage.dbus_init()
safe.put("https://huggingface.co", "hf_kept")
print(safe.works(), safe.get("https://huggingface.co"), safe.get("https://other.example"))
secretstorage.get_default_collection(bus).lock()
began = time.monotonic()
try:
    print(safe.get("https://huggingface.co"))
except NoKeyring:
    print("locked", time.monotonic() - began < 2)
print(safe.works())
"""
NO_SERVICE = """
from hubkeep.engine.hub.keyring_access import SystemKeyring
print(SystemKeyring().works())
"""


def test_the_real_one_of_a_desktop(tmp_path: Path) -> None:
    ran = in_session(tmp_path, [sys.executable, "-c", LOCKED])
    assert ran.stdout.split("\n") == ["True hf_kept None", "locked True", "True", ""], ran.stderr
    # No window asked for a password: whoever reads gets no answer instead.
    assert "Prompter" not in ran.stderr


def test_without_a_desktop_there_is_none(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", NO_SERVICE],
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False\n"


def in_session(base: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs `command` where a desktop's keyring, `gnome-keyring`, is open."""
    unlock = 'printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"'
    return subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", unlock, "sh", *command],
        env=surroundings(base),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def surroundings(base: Path) -> dict[str, str]:
    runtime = base / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_", "HF_"))
    }
    return {**kept, "HOME": str(base), "XDG_RUNTIME_DIR": str(runtime), "HUBKEEP_HOME": str(base / "state")}
