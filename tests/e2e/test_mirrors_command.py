"""`hubkeep mirrors` as scripts and people use it: real processes, a real hub, a real nginx, and
huggingface.co behind a proxy."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.mirrors import known

from tests.e2e.command import PROGRAM, Machine
from tests.hub import faults
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.nginx import CacheMirror, program
from tests.peers.official import ENDPOINT, Official
from tests.peers.ports import answers, free_port
from tests.peers.tied import Tied
from tests.waiting import wait_until

MIB = 1 << 20
REPO = "org/name"
FILES = {"config.json": b"{}\n" * 50, "model.safetensors": os.urandom(24 * MIB)}
TOTAL = sum(map(len, FILES.values()))
KEYS = {
    "url", "usable", "verdict", "reason", "latency_ms", "ttfb_ms", "rate", "final_hosts", "commit", "stale",
}  # fmt: skip


@pytest.fixture
def official(hub: Hub, tmp_path: Path) -> Iterator[Official]:
    hub.add(REPO, FILES)
    with Official(hub, tmp_path) as official:
        yield official


class Desk(Machine):
    """A machine behind that proxy, without a word about endpoints in its environment."""

    def __init__(self, base: Path, official: Official) -> None:
        super().__init__(base)
        self._official = official

    @property
    def environment(self) -> dict[str, str]:
        found = {**super().environment, **self._official.environ, "SHELL": "/bin/bash"}
        found.pop("HF_ENDPOINT", None)
        return found


@pytest.fixture
def desk(tmp_path: Path, official: Official) -> Desk:
    return Desk(tmp_path, official)


def test_bench_says_who_serves_and_use_makes_downloads_ask_it(hub: Hub, desk: Desk) -> None:
    with CacheMirror(hub) as nginx, hub.mirror() as slow, hub.mirror() as page:
        slow.faults.set(Fault(faults.Slow(together=3 * MIB), route=Route.BYTES))
        page.faults.set(faults.Html())
        asked = (slow.endpoint, nginx.endpoint, page.endpoint, hub.dead)
        ran = desk.run("mirrors", "bench", *asked, "--repo", REPO, "--json")
        assert (ran.status, ran.err) == (0, "")
        found = {one["url"]: one for one in ran.data["mirrors"]}
        assert set(found) == set(asked)
        assert all(set(one) >= KEYS for one in found.values())
        assert [one["usable"] for one in map(found.__getitem__, asked)] == [True, True, False, False]
        assert found[page.endpoint]["verdict"] == "mirror-page"
        assert ran.data["best"] == nginx.endpoint == ran.data["mirrors"][0]["url"]
        best = found[nginx.endpoint]
        assert best["rate"] > 2 * found[slow.endpoint]["rate"]
        assert (best["commit"], best["stale"]) == (hub.content.repo(REPO).head.id, False)
        assert best["ttfb_ms"] >= 0
        assert best["final_hosts"]

        ran = desk.run("mirrors", "use", nginx.endpoint, "--json")
        assert (ran.status, ran.data["endpoint"]) == (0, nginx.endpoint)
        ran = desk.run("get", REPO, "--json")
        assert (ran.status, ran.data["sources"]) == (0, {nginx.endpoint: TOTAL})
        listed = desk.run("mirrors", "ls", "--json").data
        assert (listed["mode"], listed["order"]) == ("fixed", [nginx.endpoint, ENDPOINT])
        assert next(one for one in listed["mirrors"] if one["first"])["last"]["usable"]
        last = desk.run("mirrors", "programs", "--json").data["last"]
        assert (last["repo"], last["sources"]) == (REPO, {nginx.endpoint: TOTAL})


def test_in_words_the_verdict_comes_first(hub: Hub, desk: Desk) -> None:
    with hub.mirror() as mirror:
        ran = desk.run("mirrors", "bench", mirror.endpoint, hub.dead, "--repo", REPO)
        assert (ran.status, ran.err) == (0, "")
        lines = ran.out.splitlines()
        assert lines[0].split() == ["VERDICT", "RATE", "FIRST", "BYTE", "MIRROR", "WHY"]
        assert lines[1].startswith("good")
        assert mirror.endpoint in lines[1]
        assert lines[2].startswith("no use")
        assert f"The best is {mirror.endpoint}." in lines


def test_where_none_is_of_use_it_fails_with_the_reasons(hub: Hub, desk: Desk) -> None:
    ran = desk.run("mirrors", "bench", hub.dead, "--repo", REPO)
    assert (ran.status, ran.out) == (1, "")
    assert any(hub.dead in line for line in ran.problems)
    ran = desk.run("mirrors", "bench", hub.dead, "--repo", REPO, "--json")
    assert (ran.status, ran.data["best"]) == (1, None)
    assert [one["usable"] for one in ran.data["mirrors"]] == [False]


def test_auto_asks_the_best_measured_one_of_the_list(hub: Hub, desk: Desk) -> None:
    with hub.mirror() as mirror:
        hub.faults.set(Fault(faults.Slow(together=4 * MIB), route=Route.BYTES))
        ran = desk.run("mirrors", "use", "auto")
        assert ran.status == 0
        assert "Nothing was measured yet" in ran.out
        assert desk.run("mirrors", "add", mirror.endpoint, "--name", "Ours", "--json").data["added"]
        assert desk.run("mirrors", "bench", mirror.endpoint, ENDPOINT, "--repo", REPO).status == 0
        listed = desk.run("mirrors", "ls", "--json").data
        assert (listed["mode"], listed["order"]) == ("auto", [mirror.endpoint, ENDPOINT])
        own = next(one for one in listed["mirrors"] if one["own"])
        assert (own["name"], own["rank"], own["first"]) == ("Ours", 1, True)
        hub.faults.clear()
        ran = desk.run("get", REPO, "--json")
        assert ran.status == 0
        assert set(ran.data["sources"]) <= {mirror.endpoint, ENDPOINT}
        assert desk.run("mirrors", "remove", mirror.endpoint).status == 0
        assert desk.run("mirrors", "ls", "--json").data["order"] == [ENDPOINT]


def test_on_a_terminal_each_mirror_is_seen_as_it_goes_and_nothing_is_left(hub: Hub, desk: Desk) -> None:
    ours, theirs = pty.openpty()
    with hub.mirror() as mirror, os.fdopen(ours, "rb", 0) as terminal:
        mirror.faults.set(Fault(faults.Slow(together=8 * MIB), route=Route.BYTES))
        process = subprocess.Popen(
            [*PROGRAM, "mirrors", "bench", mirror.endpoint, "--repo", REPO],
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        seen = b""
        # The system says so by an error when the other end is closed.
        with contextlib.suppress(OSError):
            while piece := terminal.read(1 << 14):
                seen += piece
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"{mirror.endpoint}  receiving".encode() in seen
    assert b"MB/s" in seen
    assert seen.endswith(b"\x1b[J")
    assert out.startswith(b"VERDICT")


def test_interrupted_it_leaves_nothing_that_runs(hub: Hub, desk: Desk) -> None:
    with hub.mirror() as mirror:
        mirror.faults.set(faults.Delay(30))
        process = desk.start("mirrors", "bench", mirror.endpoint, "--repo", REPO)
        wait_until(lambda: mirror.log.now() or mirror.log.requests(timeout=0.1), 20)
        process.terminate()
        began = time.monotonic()
        _, err = process.communicate(timeout=20)
        assert process.returncode == 130, err
        assert time.monotonic() - began < 5
        (job,) = desk.run("jobs", "--json").data["jobs"]
        assert (job["kind"], job["state"]) == ("bench", "cancelled")


@pytest.mark.parametrize("shell", ["bash", "fish", "powershell", "docker", "compose", "systemd", "python"])
def test_env_prints_the_lines_for_each(shell: str, desk: Desk) -> None:
    ran = desk.run("mirrors", "env", "--shell", shell, "--endpoint", "https://mirror.example")
    assert (ran.status, ran.err) == (0, "")
    assert "https://mirror.example" in ran.out
    data = desk.run("mirrors", "env", "--shell", shell, "--endpoint", "https://mirror.example", "--json").data
    assert (data["endpoint"], data["snippet"].rstrip()) == ("https://mirror.example", ran.out.rstrip())


def test_what_env_prints_a_shell_and_huggingface_hub_understand(hub: Hub, desk: Desk) -> None:
    lines = desk.run("mirrors", "env", "--endpoint", hub.endpoint).out
    code = "from huggingface_hub import HfApi; print(HfApi().model_info('org/name').id)"
    script = f'{lines}\n{sys.executable} -c "{code}"'
    environment = {name: value for name, value in desk.environment.items() if name != "ALL_PROXY"}
    said = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == f"{REPO}\n"


def test_env_is_applied_to_new_shells_after_a_look_and_taken_back(hub: Hub, desk: Desk) -> None:
    profile = desk.user / ".profile"
    profile.write_text("umask 022\n")
    assert desk.run("mirrors", "use", hub.endpoint).status == 0
    shown = desk.run("mirrors", "env", "--apply", "--dry-run")
    assert (shown.status, profile.read_text()) == (0, "umask 022\n")
    assert str(profile) in shown.out
    assert hub.endpoint in shown.out
    assert desk.run("mirrors", "env", "--apply").status == 0

    def of_new_shell() -> str:
        command = ["bash", "--login", "-c", "echo -n $HF_ENDPOINT"]
        return subprocess.run(
            command, env=desk.environment, capture_output=True, text=True, check=True
        ).stdout

    assert of_new_shell() == hub.endpoint
    assert desk.run("mirrors", "ls", "--json").data["exported"] == hub.endpoint
    again = desk.run("mirrors", "env", "--apply", "--json").data
    assert again["edits"] == []
    undone = desk.run("mirrors", "env", "--undo", "--json").data
    assert str(profile) in [edit["path"] for edit in undone["edits"]]
    assert (of_new_shell(), profile.read_text()) == ("", "umask 022\n")


def test_lists_go_from_one_machine_to_another(desk: Desk, official: Official, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("export HF_ENDPOINT=https://one.example/\nhttps://two.example\n")
    assert desk.run("mirrors", "import", tmp_path / "list.txt", "--json").data == {"added": 2}
    (tmp_path / "exported").write_text(desk.run("mirrors", "export").out)
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", official)
    assert other.run("mirrors", "import", tmp_path / "exported", "--json").data == {"added": 2}
    listed = other.run("mirrors", "ls", "--json").data["mirrors"]
    assert {one["url"] for one in listed if one["own"]} == {"https://one.example", "https://two.example"}
    assert other.run("mirrors", "import", tmp_path / "not-there").status == 1


def test_a_mirror_for_the_room_is_written_checked_and_serves(hub: Hub, desk: Desk, tmp_path: Path) -> None:
    hub.add(known.REPO.name, FILES)
    into, port = tmp_path / "room", free_port()
    asked = [
        "mirrors", "room", "write", into, "--keep", tmp_path / "kept", "--upstream", hub.endpoint,
        "--max-size", "5G", "--port", str(port),
    ]  # fmt: skip
    ran = desk.run(*asked, "--dry-run")
    assert (ran.status, into.exists()) == (0, False)
    assert "proxy_cache" in ran.out
    ran = desk.run(*asked, "--json")
    assert ran.status == 0, ran
    endpoint = ran.data["endpoint"]
    checked = desk.run("mirrors", "room", "check", into, "--json")
    assert (checked.status, checked.data["ok"]) == (0, True), checked
    command = [program(), "-c", str(into / "nginx.conf"), "-e", str(tmp_path / "kept" / "error.log")]
    nginx = Tied(command, tmp_path)
    try:
        wait_until(lambda: answers(port), what=nginx.words())
        ran = desk.run("mirrors", "bench", endpoint, "--repo", REPO, "--json")
        assert ran.status == 0, ran
        assert ran.data["best"] == endpoint
        tried = desk.run("mirrors", "room", "check", into)
        assert (tried.status, tried.err) == (0, "")
        assert f"{endpoint} serves {known.REPO}" in tried.out
        tried = desk.run("mirrors", "room", "check", into, "--repo", REPO)
        assert (tried.status, tried.err) == (0, "")
        assert f"{endpoint} serves {REPO}" in tried.out
        assert desk.run("mirrors", "room", "check", into, "--repo", "no repo").status == 1
    finally:
        nginx.close()


def test_what_cannot_be_is_said_in_one_line(desk: Desk) -> None:
    for arguments, status in (
        (("use", "https://a:b@c"), 1),
        (("use", "https://mirrors.tuna.tsinghua.edu.cn/hugging-face"), 1),
        (("add", "ftp://x"), 1),
        (("remove", "https://not.there"), 1),
        (("env", "--shell", "dos"), 2),
        (("room",), 2),
        (("room", "check", "/nowhere"), 1),
    ):
        ran = desk.run("mirrors", *arguments)
        assert (ran.status, ran.out) == (status, ""), ran
        assert len(ran.problems) == 1
