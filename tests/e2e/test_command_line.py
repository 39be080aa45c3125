"""The contract of the command line: keys, exit statuses, one line a problem, one object and no more."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import Machine
from tests.engine.cache.laid import LONG_AGO, commit_of, digest_of, lay, payload, settle
from tests.engine.library.trees import tree
from tests.hub.client import hf
from tests.hub.models import Models
from tests.hub.server import Hub
from tests.plain_user import bound
from tests.waiting import wait_until

ONE = "models--acme--one"
DATA = "datasets--acme--data"
DAY = 86400


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A model of two revisions, a dataset, a shared payload; nothing ever looked at them."""
    found = Machine(tmp_path)
    lay(found.cache, ONE, {"config.json": b"{}", "w.bin": b"w" * 1000}, revision="one", ref="old")
    lay(found.cache, ONE, {"config.json": b"{ }", "w.bin": b"w" * 1000}, revision="two")
    lay(found.cache, DATA, {"data.csv": b"1,2\n" * 1000}, links=False)
    lay(found.cache, "models--acme--shared", {"s.bin": b"s" * 200}, shared=True)
    settle(found.cache)
    for age, key in ((10, ONE), (30, DATA), (20, "models--acme--shared")):
        for base, _, names in os.walk(found.cache / key):
            for name in names:
                moment = time.time() - age * DAY
                path = os.path.join(base, name)
                if os.path.isfile(path):
                    os.utime(path, (moment, LONG_AGO + age))
    return found


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Path]:
    """A folder on another volume."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


# --- ls -----------------------------------------------------------------------------------------


def test_ls_has_every_key(machine: Machine) -> None:
    ran = machine.run("ls", "--json")
    assert (ran.status, ran.err) == (0, "")
    data = ran.data
    assert data["cache"] == str(machine.cache)
    assert data["bytes"] == 1005 + 4000 + 200
    assert data["reclaimable"] == {}
    first, second, third = data["repos"]
    assert [(r["type"], r["id"], r["bytes"]) for r in (first, second, third)] == [
        ("dataset", "acme/data", 4000),
        ("model", "acme/one", 1005),
        ("model", "acme/shared", 200),
    ]
    assert second["frees"] == 1005
    assert second["files"] == 2
    assert second["state"] == "ok"
    assert second["problems"] == []
    assert second["last_access_trust"] in {"good", "coarse", "none"}
    assert second["last_modified"] == "2023-11-14T22:13:30Z"
    assert second["last_access"].endswith("Z")
    old = next(revision for revision in second["revisions"] if revision["refs"] == ["old"])
    assert {key: old[key] for key in ("commit", "refs", "bytes", "files")} == {
        "commit": commit_of("one"),
        "refs": ["old"],
        "bytes": 1002,
        "files": 2,
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, ["acme/data", "acme/one", "acme/shared"]),
        ("size", ["acme/data", "acme/one", "acme/shared"]),
        ("name", ["acme/data", "acme/one", "acme/shared"]),
        ("accessed", ["acme/data", "acme/shared", "acme/one"]),
        ("modified", ["acme/data", "acme/shared", "acme/one"]),
    ],
)
def test_ls_sorts(machine: Machine, sort: str | None, order: list[str]) -> None:
    arguments = ["--sort", sort] if sort else []
    ran = machine.run("--json", "ls", *arguments)
    assert [repo["id"] for repo in ran.data["repos"]] == order
    lines = machine.run("ls", *arguments).out.splitlines()
    assert [line.split()[0].removeprefix("dataset/") for line in lines[1:-1]] == order


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["type:dataset"], ["acme/data"]),
        (["size>1kB"], ["acme/data", "acme/one"]),
        (["size>1kB", "type:model"], ["acme/one"]),
        (["read>15d size<1kB"], ["acme/shared"]),
        (["nothing-like-it"], []),
    ],
)
def test_ls_filters(machine: Machine, filters: list[str], found: list[str]) -> None:
    arguments = [part for each in filters for part in ("--filter", each)]
    data = machine.run("ls", "--json", *arguments).data
    assert [repo["id"] for repo in data["repos"]] == found
    assert data["bytes"] == 5205  # of the cache, whatever is shown


def test_a_bad_filter_is_one_line(machine: Machine) -> None:
    ran = machine.run("ls", "--filter", "size>many")
    assert (ran.status, ran.out, len(ran.problems)) == (1, "", 1)
    ran = machine.run("ls", "--filter", "size>many", "--json")
    assert ran.status == 1
    assert ran.data["error"]["code"] == "bad-filter"


def test_global_options_stand_before_and_after(machine: Machine, tmp_path: Path) -> None:
    lay(tmp_path / "other", "models--acme--other", {"a": b"a"})
    for arguments in (
        ("--cache", tmp_path / "other", "--home", tmp_path / "h", "--json", "ls"),
        ("ls", "--json", f"--cache={tmp_path / 'other'}", "--home", tmp_path / "h"),
        ("--json", "ls", "--cache", "other", "--endpoint", "https://mirror.example"),
    ):
        data = machine.run(*arguments).data
        assert data["cache"] == str(tmp_path / "other")
        assert [repo["id"] for repo in data["repos"]] == ["acme/other"]
    assert (tmp_path / "h" / "index.sqlite").exists()


def test_the_cache_is_where_huggingface_hub_has_it(machine: Machine, tmp_path: Path) -> None:
    home = tmp_path / "hf"
    lay(home / "hub", "models--acme--home", {"a": b"a"})
    for env in (
        {"HF_HUB_CACHE": None, "HF_HOME": str(home)},
        {"HF_HUB_CACHE": None, "HF_HOME": None, "HUGGINGFACE_HUB_CACHE": str(home / "hub")},
        {"HF_HUB_CACHE": None, "HF_HOME": "$BASE/hf", "BASE": str(tmp_path)},
    ):
        found = machine.run("ls", "--json", env=env).data
        assert found["cache"] == str(home / "hub")
        assert [repo["id"] for repo in found["repos"]] == ["acme/home"]


@pytest.mark.parametrize(
    "command",
    [
        ["ls"],
        ["verify"],
        ["verify", "acme/one"],
        ["rm", "acme/one"],
        ["prune", "--dry-run"],
        ["join", "--dry-run"],
        ["relocate", "/nowhere/else", "--dry-run"],
    ],
)
def test_a_cache_that_is_not_there_is_one_line(machine: Machine, command: list[str]) -> None:
    missing = machine.base / "none"
    ran = machine.run(*command, "--cache", missing)
    assert (ran.status, ran.out) == (1, "")
    (problem,) = ran.problems
    assert problem == f"hubkeep: There is no cache at {missing} yet. It appears with the first download."
    assert machine.run(*command, "--cache", missing, "--json").data["error"]["code"] == "cache-missing"
    assert not missing.exists()


def test_an_empty_cache_is_no_failure(machine: Machine) -> None:
    (machine.base / "empty").mkdir()
    data = machine.run("ls", "--json", "--cache", machine.base / "empty").data
    assert (data["bytes"], data["repos"]) == (0, [])
    assert machine.run("verify", "--json", "--cache", machine.base / "empty").data["files"] == 0


HOSTILE = "models--acme--a\nb\x1b[31m"


def test_hostile_names_stay_on_their_line(machine: Machine) -> None:
    lay(machine.cache, HOSTILE, {"c\nd.bin": b"x"})
    raw = os.fsencode(machine.cache) + b"/models--acme--\xff\xfe"
    os.makedirs(raw + b"/snapshots/" + commit_of("x").encode())
    os.makedirs(raw + b"/refs")
    ran = machine.run("ls")
    assert ran.status == 0
    assert "\x1b" not in ran.out
    assert len(ran.out.splitlines()) == 1 + 5 + 1
    assert "acme/a\\nb\\x1b[31m" in ran.out
    names = [repo["id"] for repo in machine.run("ls", "--json").data["repos"]]
    assert "acme/a\nb\x1b[31m" in names
    ran = machine.run("ls", env={"PYTHONIOENCODING": "ascii"})
    assert ran.status == 0
    # What is shown can be named, and a bad file of it is one line.
    (blob,) = (machine.cache / HOSTILE / "blobs").iterdir()
    blob.write_bytes(b"y")
    ran = machine.run("verify", "acme/a\nb\x1b[31m")
    assert (ran.status, len(ran.problems)) == (1, 1)
    assert "c\\nd.bin" in ran.problems[0]
    assert machine.run("rm", "acme/a\nb\x1b[31m").status == 0
    for strange in ("no\nsuch", "\x1b[2J", os.fsdecode(b"\xff")):
        for command in (["rm", strange], ["verify", strange], [strange]):
            ran = machine.run(*command)
            assert ran.status in {1, 2}
            assert len(ran.problems) == 1
        assert machine.run("rm", strange, "--json").data["error"]
    assert machine.run("ls", "--cache", os.fsdecode(b"/tmp/\xff"), "--json").data["error"]


def test_a_reader_that_has_enough_is_no_failure(machine: Machine) -> None:
    ran = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | head -c 1', "-", sys.executable, "-m", "hubkeep", "ls"],
        env=machine.environment,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["ls", "--sort", "colour"],
        ["rm"],
        ["ls", "--cache"],
        ["--json"],
        ["jobs", "too", "many"],
        ["undo", "x"],
        ["rm", "a/b", "--bad\noption"],
    ],
)
def test_wrong_usage_is_one_line_and_2(machine: Machine, arguments: list[str]) -> None:
    ran = machine.run(*arguments)
    assert (ran.status, ran.out, len(ran.problems)) == (2, "", 1)
    assert not machine.home.exists()


# --- verify -------------------------------------------------------------------------------------


def test_verify_counts_and_names(machine: Machine) -> None:
    ran = machine.run("verify", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data == {
        "files": 5,
        "bytes": 5205,
        "ok": 5,
        "corrupt": [],
        "missing": [],
        "unnamed": 1,
        "kept_away": 0,
    }
    blob = machine.cache / ONE / "blobs" / digest_of(b"w" * 1000)
    blob.write_bytes(b"w" * 999 + b"!")
    (machine.cache / ONE / "blobs" / digest_of(b"{}")).unlink()
    ran = machine.run("verify", "acme/one", "--json")
    assert ran.status == 1
    assert ran.data["corrupt"] == [{"repo": "acme/one", "path": "w.bin", "blob": digest_of(b"w" * 1000)}]
    assert ran.data["missing"] == [{"repo": "acme/one", "path": "config.json"}]
    assert len(ran.problems) == 2
    ran = machine.run("verify", "acme/one")
    assert (ran.out, len(ran.problems)) == ("", 2)
    (one,) = [repo for repo in machine.run("ls", "--json").data["repos"] if repo["id"] == "acme/one"]
    assert one["state"] == "broken"
    assert any("wrong bytes" in problem for problem in one["problems"])
    assert machine.run("verify", "dataset/acme/data").status == 0
    blob.unlink()
    blob.write_bytes(b"w" * 1000)
    (machine.cache / ONE / "blobs" / digest_of(b"{}")).write_bytes(b"{}")
    (one,) = machine.run("ls", "--json", "--filter", "name:one").data["repos"]
    assert one["state"] == "ok"


def test_a_repo_that_is_not_cached_is_one_line(machine: Machine) -> None:
    for command in ("verify", "rm"):
        for name, code in (
            ("acme/none", "not-cached"),
            ("a/b/c", "not-a-repo-name"),
            ("..", "not-a-repo-name"),
        ):
            ran = machine.run(command, name, "--json")
            assert (ran.status, len(ran.problems)) == (1, 1)
            assert ran.data["error"]["code"] == code


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_a_verify_with_130_and_the_state_kept(machine: Machine, sign: int) -> None:
    lay(machine.cache, "models--acme--huge", {"h.bin": b""})
    os.truncate(machine.cache / "models--acme--huge" / "blobs" / digest_of(b""), 60 << 30)
    process = machine.start("verify", "--json")

    def hashing() -> bool:
        views = machine.run("jobs", "--json").data["jobs"]
        return any(view["state"] == "running" for view in views)

    wait_until(hashing, 20)
    process.send_signal(sign)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err == b"hubkeep: interrupted; the state is kept.\n"
    assert out == b'{"interrupted":true}\n'
    (view,) = machine.run("jobs", "--json").data["jobs"]
    assert (view["kind"], view["state"], view["error"]) == ("verify", "cancelled", None)


# --- rm and undo --------------------------------------------------------------------------------


def test_rm_moves_to_the_trash_and_undo_brings_it_back(machine: Machine) -> None:
    before = tree(machine.cache)
    dry = machine.run("rm", "acme/one", "dataset/acme/data", "--dry-run", "--json")
    assert dry.data == {"frees": 5005, "bytes": 5005, "repos": 2, "revisions": 3}
    assert tree(machine.cache) == before
    ran = machine.run("rm", "acme/one", "dataset/acme/data", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.data["frees"], ran.data["repos"], ran.data["revisions"]) == (5005, 2, 3)
    assert [repo["id"] for repo in machine.run("ls", "--json").data["repos"]] == ["acme/shared"]
    (job,) = machine.run("jobs", "--json").data["jobs"]
    assert {key: job[key] for key in ("id", "kind", "state", "error")} == {
        "id": 1,
        "kind": "remove",
        "state": "done",
        "error": None,
    }
    assert job["done"] == job["total"] == 2
    ran = machine.run("undo")
    assert (ran.status, ran.err) == (0, "")
    assert tree(machine.cache) == before
    ran = machine.run("undo", "--json")
    assert ran.status == 1
    assert ran.data == {"undone": None}
    assert ran.problems == ["hubkeep: there is nothing to undo."]
    assert machine.run("undo", "77", "--json").data["error"]["code"] == "nothing-to-undo"


@pytest.mark.parametrize("by", ["old", commit_of("one"), commit_of("one")[:7]])
def test_rm_takes_a_revision_by_ref_commit_or_prefix(machine: Machine, by: str) -> None:
    ran = machine.run("rm", f"acme/one@{by}", "--json", "--permanent")
    assert (ran.data["frees"], ran.data["repos"], ran.data["revisions"]) == (2, 0, 1)
    (one,) = machine.run("ls", "--json", "--filter", "name:one").data["repos"]
    assert [revision["commit"] for revision in one["revisions"]] == [commit_of("two")]
    assert machine.run("undo").status == 1


@pytest.mark.parametrize("revision", ["none", "0" * 40, "f" * 40, commit_of("one")[:3], ""])
def test_a_revision_that_is_not_there_removes_nothing(machine: Machine, revision: str) -> None:
    before = tree(machine.cache)
    ran = machine.run("rm", f"acme/one@{revision}")
    assert (ran.status, len(ran.problems)) == (1, 1)
    assert tree(machine.cache) == before


def test_rm_of_what_is_in_use_is_3_with_pid_and_command(machine: Machine) -> None:
    before = tree(machine.cache)
    file = machine.cache / ONE / "blobs" / digest_of(b"w" * 1000)
    with file.open("rb") as used:
        user = subprocess.Popen(["sleep", "60"], stdin=used)
    try:
        for arguments in (
            ["rm", "acme/one"],
            ["rm", "--permanent", "acme/one"],
            ["rm", "--dry-run", "acme/one"],
        ):
            ran = machine.run(*arguments, "--json")
            assert ran.status == 3
            (use,) = ran.data["in_use"]
            assert (use["pid"], use["command"], use["repo"]) == (user.pid, "sleep 60", "acme/one")
            (problem,) = ran.problems
            assert f"process {user.pid} (sleep 60)" in problem
        ran = machine.run("relocate", machine.base / "new", "--json")
        assert ran.status == 3
        assert ran.data["in_use"][0]["pid"] == user.pid
    finally:
        user.kill()
        user.wait()
    assert tree(machine.cache) == before


# --- prune, join, relocate ----------------------------------------------------------------------


def test_prune_lists_and_frees(machine: Machine) -> None:
    (machine.cache / ONE / "refs" / "old").unlink()
    (machine.cache / ONE / "blobs" / "broken.12345678.incomplete").write_bytes(b"part")
    dry = machine.run("prune", "--dry-run", "--json").data
    kinds = {item["kind"]: item for item in dry["items"]}
    assert set(kinds) == {"detached", "partial"}
    assert all({"kind", "path", "bytes"} <= set(item) for item in dry["items"])
    assert kinds["partial"]["bytes"] == 4
    assert kinds["detached"]["path"] == str(machine.cache / ONE / "snapshots" / commit_of("one"))
    assert dry["frees"] == sum(item["bytes"] for item in dry["items"])
    listed = machine.run("ls", "--json").data
    assert listed["reclaimable"] == {"detached": 2, "partial": 4}
    done = machine.run("prune", "--json")
    assert (done.status, done.data) == (0, dry)
    after = machine.run("ls", "--json").data
    assert after["bytes"] == listed["bytes"] - dry["frees"]
    assert after["reclaimable"] == {}
    assert machine.run("undo").status == 0


def test_join_says_and_does(machine: Machine, tmp_path: Path) -> None:
    big = b"same" * 30_000
    lay(machine.cache, "models--acme--a", {"w.bin": big})
    lay(machine.cache, "models--acme--b", {"w.bin": big})
    before = machine.run("ls", "--json").data["bytes"]
    dry = machine.run("join", "--dry-run", "--json").data
    assert (dry["frees"], dry["joined"], len(dry["duplicates"])) == (len(big), 0, 1)
    assert dry["duplicates"][0]["bytes"] == len(big)
    done = machine.run("join", "--json").data
    assert (done["frees"], done["joined"]) == (len(big), 1)
    assert machine.run("ls", "--json").data["bytes"] == before - len(big)
    ran = machine.run("join", tmp_path / "none", "--json")
    assert (ran.status, len(ran.problems)) == (1, 1)


def test_relocate_says_and_does(machine: Machine, far: Path) -> None:
    target = far / "models"
    before = tree(machine.cache)
    dry = machine.run("relocate", target, "--dry-run", "--json")
    assert dry.status == 0
    assert {key: dry.data[key] for key in ("from", "to", "bytes")} == {
        "from": str(machine.cache),
        "to": str(target),
        "bytes": sum(len(item[3]) for item in before.values() if item[0] == "file"),  # type: ignore[arg-type]
    }
    assert tree(machine.cache) == before
    assert not target.exists()
    done = machine.run("relocate", target, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.data == dry.data
    assert tree(target) == before
    assert os.readlink(machine.cache) == str(target)
    assert len(machine.run("ls", "--json").data["repos"]) == 3
    assert not list(machine.user.rglob(".profile"))


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [("hub/inside", 3, "lie in one another"), ("full", 3, "not an empty folder")],
)
def test_relocate_refuses_what_would_do_harm(machine: Machine, target: str, status: int, code: str) -> None:
    (machine.base / "full").mkdir()
    (machine.base / "full" / "mine").touch()
    ran = machine.run("relocate", machine.base / target, "--json")
    assert ran.status == status
    assert code in ran.problems[0]
    assert {"from", "to", "bytes"} <= set(ran.data)
    assert not machine.cache.is_symlink()


def test_the_environment_is_set_and_taken_back(machine: Machine, far: Path) -> None:
    (machine.user / ".bashrc").write_text("# mine\n")
    ran = machine.run("relocate", far / "models", "--environment", "--dry-run")
    assert f"HF_HUB_CACHE={far / 'models'}" in ran.out
    assert machine.run("relocate", far / "models", "--environment").status == 0
    assert "HF_HUB_CACHE" in (machine.user / ".bashrc").read_text()
    ran = machine.run("undo", "--environment")
    assert (ran.status, ran.err) == (0, "")
    assert (machine.user / ".bashrc").read_text() == "# mine\n"


# --- bad homes and caches -----------------------------------------------------------------------


def test_a_cache_that_may_only_be_read_is_listed_and_not_changed(machine: Machine) -> None:
    user = Machine(machine.base, prefix=bound([]))
    locked = [machine.cache / ONE, machine.cache / ONE / "blobs", machine.cache]
    for folder in locked:
        folder.chmod(0o555)
    try:
        assert len(user.run("ls", "--json").data["repos"]) == 3
        assert user.run("verify").status == 0
        for command in (["rm", "acme/one"], ["rm", "acme/one", "--permanent"]):
            ran = user.run(*command)
            assert (ran.status, ran.out, len(ran.problems)) == (1, "", 1)
            assert "permission denied" in ran.problems[0]
    finally:
        for folder in locked:
            folder.chmod(0o755)
    assert (machine.cache / ONE / "blobs" / digest_of(b"w" * 1000)).exists()


def test_an_unreadable_cache_is_one_line(machine: Machine) -> None:
    user = Machine(machine.base, prefix=bound([]))
    machine.cache.chmod(0)
    try:
        ran = user.run("ls", "--json")
    finally:
        machine.cache.chmod(0o755)
    assert (ran.status, len(ran.problems)) == (1, 1)
    assert ran.data["error"]["code"] == "cache-unreadable"


def test_a_cache_that_vanishes_is_missing_and_comes_back_as_it_was(machine: Machine) -> None:
    before = machine.run("ls", "--json").data
    machine.cache.rename(machine.base / "unplugged")
    assert machine.run("ls").status == 1
    (machine.base / "unplugged").rename(machine.cache)
    assert machine.run("ls", "--json").data == before


@pytest.mark.parametrize("name", ["index.sqlite", "history.sqlite"])
def test_a_broken_database_is_begun_anew(machine: Machine, name: str) -> None:
    before = machine.run("ls", "--json").data
    machine.run("rm", "acme/shared")
    machine.run("undo")
    (machine.home / name).write_bytes(b"nonsense" * 1000)
    ran = machine.run("ls", "--json")
    assert (ran.status, ran.err, ran.data) == (0, "", before)
    assert (machine.home / f"{name}.broken").exists()


def test_a_locked_database_is_one_line(machine: Machine) -> None:
    machine.run("ls")
    locker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
            "c.execute('PRAGMA journal_mode = DELETE'); c.execute('BEGIN EXCLUSIVE');"
            "print('locked', flush=True); sys.stdin.read()",
            str(machine.home / "index.sqlite"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert locker.stdout is not None
    assert locker.stdout.readline() == b"locked\n"
    try:
        ran = machine.run("ls", "--json")
    finally:
        locker.communicate()
    assert (ran.status, len(ran.problems)) == (1, 1)
    assert ran.data["error"]["code"] == "database-locked"
    assert machine.run("ls").status == 0


def test_a_home_that_cannot_be_made_is_one_line(machine: Machine) -> None:
    (machine.base / "file").touch()
    for command in ("ls", "jobs", "verify"):
        ran = machine.run(command, "--home", machine.base / "file" / "home")
        assert (ran.status, ran.out, len(ran.problems)) == (1, "", 1)


def test_an_unnamed_payload_counts_once_for_all(machine: Machine) -> None:
    lay(machine.cache, "models--acme--also", {"s.bin": b"s" * 200}, shared=True)
    data = machine.run("ls", "--json").data
    assert data["bytes"] == 5205
    frees = {repo["id"]: (repo["bytes"], repo["frees"]) for repo in data["repos"]}
    assert frees["acme/shared"] == frees["acme/also"] == (200, 0)
    assert machine.run("rm", "acme/shared", "acme/also", "--json").data["frees"] == 200
    assert not payload_path(machine).exists()


def payload_path(machine: Machine) -> Path:
    """Where the shared payload is, or was."""
    path = payload(machine.base / "elsewhere", b"s" * 200)
    return machine.cache / path.relative_to(machine.base / "elsewhere")


# --- with the real client -----------------------------------------------------------------------


def test_a_cache_of_the_real_client_goes_through_everything(
    hub: Hub, models: Models, hf_home: Path, tmp_path: Path, far: Path
) -> None:
    models.safetensors.put(hub)
    repo = models.safetensors.repo_id
    hf(hub, hf_home, f"from huggingface_hub import snapshot_download; snapshot_download({repo!r})")
    machine = Machine(tmp_path)
    env: dict[str, str | None] = {"HF_HUB_CACHE": None, "HF_HOME": str(hf_home)}

    def load() -> None:
        code = f"from huggingface_hub import snapshot_download as s; s({repo!r}, local_files_only=True)"
        hf("http://127.0.0.1:9", hf_home, code)

    (listed,) = machine.run("ls", "--json", env=env).data["repos"]
    assert (listed["id"], listed["state"], listed["bytes"]) == (repo, "ok", models.safetensors.bytes)
    found = machine.run("verify", "--json", env=env)
    assert (found.status, found.data["ok"], found.data["unnamed"]) == (0, len(models.safetensors.files), 0)
    assert machine.run("rm", repo, env=env).status == 0
    with pytest.raises(AssertionError):
        load()
    assert machine.run("undo", env=env).status == 0
    load()
    assert machine.run("relocate", far / "models", env=env).status == 0
    load()
    (listed,) = machine.run("ls", "--json", env=env).data["repos"]
    assert listed["state"] == "ok"


def test_ls_is_quick(machine: Machine) -> None:
    for number in range(10):
        lay(machine.cache, f"models--acme--{number}", {"a": b"a", "b": b"b"})
    machine.run("ls")
    best = 10.0
    for _ in range(5):
        began = time.perf_counter()
        assert machine.run("ls").status == 0
        best = min(best, time.perf_counter() - began)
    assert best < 0.4
