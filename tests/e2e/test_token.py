"""`hubkeep token`, with the real keyring of a desktop and without one; a token is never an argument."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import PROGRAM, Machine, Ran
from tests.engine.hub.test_keyring_access import in_session
from tests.waiting import wait_until

OFFICIAL = "https://huggingface.co"
MIRROR = "https://hf-mirror.com"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_keep_list_forget_with_a_keyring(tmp_path: Path) -> None:
    script = f"""
        set -e
        hubkeep() {{ "{sys.executable}" -m hubkeep "$@"; }}
        echo hf_secret | hubkeep --json token set hf-mirror.com
        hubkeep token --json
        hubkeep token forget {MIRROR} --json
        hubkeep token ls --json
    """
    ran = in_session(tmp_path, ["sh", "-c", script])
    assert ran.returncode == 0, ran.stderr
    kept, listed, forgotten, after = map(json.loads, ran.stdout.splitlines())
    assert kept == {"endpoint": MIRROR, "kept": "keyring", "allowed": True}
    assert listed == {
        "tokens": [{"endpoint": MIRROR, "kept": "keyring", "allowed": True}],
        "allowed": [],
        "keyring": True,
    }
    assert forgotten == {"endpoint": MIRROR}
    assert after["tokens"] == []
    # Not in clear in any file of the user's, Hubkeep's own ones included.
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("keyring" in path.name for path in files)
    assert not any(b"hf_secret" in path.read_bytes() for path in files)


def test_without_a_keyring_nothing_is_kept_and_the_way_out_is_told(machine: Machine) -> None:
    ran = keep(machine, "hf_secret\n")
    assert (ran.status, ran.out) == (1, "")
    assert len(ran.problems) == 1
    assert "hf auth login" in ran.err
    assert "hf_secret" not in ran.err


def test_allow_and_forbid(machine: Machine) -> None:
    token = {"HF_TOKEN": "hf_secret"}
    ran = machine.run("token", "allow", "hf-mirror.com", "--json", env=dict(token))
    assert ran.data == {"endpoint": MIRROR, "allowed": True, "all": [MIRROR]}
    listed = machine.run("token", "--json", env=dict(token))
    assert listed.data == {
        "tokens": [
            {"endpoint": OFFICIAL, "kept": "environment", "allowed": True},
            {"endpoint": MIRROR, "kept": "environment", "allowed": True},
        ],
        "allowed": [MIRROR],
        "keyring": False,
    }
    shown = machine.run("token", env=dict(token))
    assert shown.out.splitlines()[1].split() == [MIRROR, "sent", "from", "HF_TOKEN"]
    assert "hf_secret" not in listed.out + shown.out
    assert machine.run("token", "forbid", MIRROR, "--json").data["all"] == []
    assert machine.run("token", "forbid", "huggingface.co").status == 1
    for wrong in ("http://mirror.example", "ftp://mirror.example", "https://me:word@mirror.example"):
        ran = machine.run("token", "allow", wrong)
        assert (ran.status, len(ran.problems)) == (1, 1)
        assert "word" not in ran.err


@pytest.mark.parametrize("arguments", [("set",), ("set", MIRROR, "hf_secret"), ("nonsense",)])
def test_a_token_is_no_argument(machine: Machine, arguments: tuple[str, ...]) -> None:
    ran = machine.run("token", *arguments)
    assert (ran.status, ran.out) == (2, "")


def test_what_is_no_token(machine: Machine) -> None:
    for text in ("", "\n", "two words\n", "hf_é\n"):
        ran = keep(machine, text)
        assert (ran.status, len(ran.problems)) == (1, 1)
        assert "no token" in ran.err


def test_on_a_terminal_it_is_asked_for_and_not_shown(machine: Machine) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "token", "set", MIRROR],
        env=machine.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        os.set_blocking(ours, False)
        shown = b""

        def read() -> bytes:
            nonlocal shown
            with contextlib.suppress(OSError):  # nothing there yet, or nobody there any more
                shown += os.read(ours, 4096)
            return shown

        wait_until(lambda: b"Token for" in read(), timeout=30)
        os.write(ours, b"hf_secret\n")
        wait_until(lambda: (read(), process.poll() is not None)[1], timeout=30)
        read()
    os.close(ours)
    assert process.returncode == 1
    assert b"hf auth login" in shown
    assert b"hf_secret" not in shown


def keep(machine: Machine, text: str) -> Ran:
    ran = subprocess.run(
        [*PROGRAM, "token", "set", MIRROR],
        env=machine.environment,
        input=text.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in ran.stderr
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())
