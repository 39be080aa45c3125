"""`hubkeep archive` and its family as scripts run them: exits, keys, sentences; between two volumes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.archive.policies import Policies
from hubkeep.engine.archive.values import Policy

from tests.e2e.command import Machine
from tests.engine.cache.laid import lay, settle
from tests.waiting import wait_until

BIG = "models--acme--big"
DATA = "datasets--acme--data"
WEIGHTS = os.urandom(3 << 20)
TABLE = os.urandom(2 << 20)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A cache with a model and a dataset that are worth moving, and one that is not."""
    found = Machine(tmp_path)
    lay(found.cache, BIG, {"config.json": b"{}", "model.safetensors": WEIGHTS})
    lay(found.cache, DATA, {"table.parquet": TABLE})
    lay(found.cache, "models--acme--small", {"config.json": b"{}"})
    settle(found.cache)
    return found


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Path]:
    """A folder on another volume where this machine has one in memory, else beside the cache."""
    other = Path("/dev/shm")
    base = other if os.access(other, os.W_OK) else tmp_path
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-vault-", dir=base))
    yield folder / "models"
    shutil.rmtree(folder)


def weights(machine: Machine) -> Path:
    [found] = (machine.cache / BIG / "snapshots").glob("*/model.s*")
    return found


def test_archived_and_brought_back(machine: Machine, vault: Path) -> None:
    ran = machine.run("archive", "acme/big", "--to", vault, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data == {
        "moved": len(WEIGHTS),
        "frees": len(WEIGHTS),
        "repos": ["acme/big"],
        "archive": str(vault),
    }
    assert weights(machine).resolve().is_relative_to(vault)
    assert weights(machine).read_bytes() == WEIGHTS
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=vault, check=True)
    states = {repo["id"]: repo["state"] for repo in machine.run("ls", "--json").data["repos"]}
    assert states["acme/big"] == "archived"
    again = machine.run("archive", "acme/big", "--to", vault)
    assert (again.status, again.out.splitlines()[0]) == (0, "Nothing had to be moved.")
    ran = machine.run("restore", "acme/big", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data == {"moved": len(WEIGHTS), "frees": 0, "repos": ["acme/big"], "archive": str(vault)}
    assert weights(machine).resolve().is_relative_to(machine.cache)
    assert weights(machine).read_bytes() == WEIGHTS


def test_a_dry_run_moves_nothing(machine: Machine, vault: Path) -> None:
    ran = machine.run("archive", "acme/big", "acme/small", "--to", vault, "--dry-run", "--json")
    assert ran.status == 0
    assert ran.data["moved"] == ran.data["frees"] == len(WEIGHTS)
    assert ran.data["repos"] == ["acme/big"]
    assert [stays["repo"] for stays in ran.data["stays"]] == ["acme/small"]
    assert not vault.exists()
    told = machine.run("archive", "acme/big", "--to", vault, "--dry-run")
    assert told.out.splitlines()[-1].endswith("Nothing was moved.")
    assert weights(machine).resolve().is_relative_to(machine.cache)


def test_undo_takes_archiving_back_and_forth(machine: Machine, vault: Path) -> None:
    machine.run("archive", "acme/big", "--to", vault)
    ran = machine.run("undo", "--json")
    assert (ran.status, ran.data) == (0, {"undone": 1})
    assert weights(machine).resolve().is_relative_to(machine.cache)
    assert machine.run("undo").status == 0
    assert weights(machine).resolve().is_relative_to(vault)
    assert weights(machine).read_bytes() == WEIGHTS


def test_what_is_stale_goes(machine: Machine, vault: Path) -> None:
    nothing = machine.run("archive", "--stale", "20000d", "--to", vault)
    assert (nothing.status, nothing.out.split(":")[0]) == (0, "Nothing is due")
    ran = machine.run(
        "archive", "--stale", "0d", "--larger-than", "1M", "--except", "dataset/*", "--to", vault, "--json"
    )
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["repos"] == ["acme/big"]
    assert ran.data["moved"] == len(WEIGHTS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["archive", "--to", "/x"],
        ["archive", "acme/big", "--stale", "90d", "--to", "/x"],
        ["archive", "acme/big"],
        ["archive", "--stale", "soon", "--to", "/x"],
        ["restore"],
        ["bucket"],
    ],
)
def test_usage(machine: Machine, arguments: list[str]) -> None:
    ran = machine.run(*arguments)
    assert (ran.status, ran.out, len(ran.problems)) == (2, "", 1)


def test_what_is_not_there_or_unsafe_is_refused(machine: Machine, vault: Path) -> None:
    ran = machine.run("archive", "acme/none", "--to", vault, "--json")
    assert (ran.status, ran.data["error"]["code"]) == (1, "not-cached")
    ran = machine.run("archive", "acme/big", "--to", machine.cache / "inside", "--json")
    assert (ran.status, len(ran.problems), ran.data["moved"]) == (3, 1, 0)
    ran = machine.run("restore", "acme/big", "--json")
    assert (ran.status, ran.data["error"]["code"]) == (1, "restore-nothing")


def test_what_is_in_use_is_refused(machine: Machine, vault: Path) -> None:
    script = "import sys, time; file = open(sys.argv[1], 'rb'); print('open', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script, str(weights(machine))], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        ran = machine.run("archive", "acme/big", "--to", vault, "--json")
        assert (ran.status, len(ran.problems)) == (3, 1)
        assert [use["pid"] for use in ran.data["in_use"]] == [holder.pid]
    finally:
        holder.kill()
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()
    assert weights(machine).resolve().is_relative_to(machine.cache)


def test_archives_are_listed_with_what_may_be_put_right(machine: Machine, vault: Path) -> None:
    empty = machine.run("archives", "--json")
    assert (empty.status, empty.data) == (0, {"archives": [], "repos": [], "findings": []})
    machine.run("archive", "acme/big", "dataset/acme/data", "--to", vault)
    data = machine.run("archives", "--json").data
    [archive] = data["archives"]
    assert (archive["path"], archive["connected"], archive["repos"]) == (str(vault), True, 2)
    assert archive["bytes"] == len(WEIGHTS) + len(TABLE)
    assert [(repo["id"], repo["tier"]) for repo in data["repos"]] == [
        ("acme/big", "archived"),
        ("dataset/acme/data", "archived"),
    ]
    away = vault.with_name("unplugged")
    vault.rename(away)
    gone = machine.run("archives", "--json").data
    assert [(one["path"], one["connected"]) for one in gone["archives"]] == [(str(vault), False)]
    assert {repo["tier"] for repo in gone["repos"]} == {"offline"}
    assert "not connected" in machine.run("archives").out
    assert machine.run("restore", "acme/big").status == 1
    away.rename(vault)
    assert machine.run("restore", "acme/big").status == 0


def test_a_disk_that_is_mounted_elsewhere_is_relinked(machine: Machine, vault: Path, tmp_path: Path) -> None:
    machine.run("archive", "acme/big", "--to", vault)
    elsewhere = vault.with_name("elsewhere")
    vault.rename(elsewhere)
    assert not weights(machine).exists()
    ran = machine.run("adopt", elsewhere, "--json")
    assert ran.status == 0
    machine.run("mend", elsewhere)
    assert weights(machine).read_bytes() == WEIGHTS
    assert machine.run("mend").out == "Nothing has to be put right.\n"


def test_another_cache_adopts_an_archive(machine: Machine, vault: Path, tmp_path: Path) -> None:
    machine.run("archive", "acme/big", "--to", vault)
    other = tmp_path / "other"
    other.mkdir()
    ran = machine.run("adopt", vault, "--cache", other, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["repos"] == ["acme/big"]
    [found] = (other / BIG / "snapshots").glob("*/model.s*")
    assert found.read_bytes() == WEIGHTS


def test_out_as_a_folder_and_in_again(machine: Machine, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    ran = machine.run("export", "acme/big", out, "--dereference", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.data["repo"], ran.data["path"], ran.data["files"]) == ("acme/big", str(out), 2)
    assert (out / "model.safetensors").read_bytes() == WEIGHTS
    ran = machine.run("import", out, "--cache", other, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.data["repo"], ran.data["files"]) == ("acme/big", 2)
    assert machine.run("verify", "--cache", other, "--json").data["ok"] == 2
    (out / "model.safetensors").write_bytes(b"x" * len(WEIGHTS))
    ran = machine.run("import", out, "--cache", tmp_path / "third", "--json")
    assert ran.status == 1
    assert ran.problems


def test_interrupted_it_says_so_and_everything_is_as_it_was(machine: Machine, vault: Path) -> None:
    lay(machine.cache, BIG, {"more.safetensors": os.urandom(200 << 20)}, revision="more")
    running = machine.start("archive", "acme/big", "--to", vault)
    wait_until((vault / "blobs").exists, timeout=30)
    running.terminate()
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert weights(machine).read_bytes() == WEIGHTS
    assert machine.run("verify", "--json").data["corrupt"] == []


def test_frozen_thawed_and_brought_back_from_the_frozen_form(machine: Machine, vault: Path) -> None:
    numbers = b"".join(bytes((n * 37 % 251, 63)) for n in range(1 << 20))
    lay(machine.cache, BIG, {"model.safetensors": numbers}, revision="main")
    machine.run("archive", "acme/big", "--to", vault)
    ran = machine.run("freeze", "acme/big", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["repos"] == ["acme/big"]
    assert ran.data["frees"] > len(numbers) // 2
    [kept] = machine.run("archives", "--json").data["repos"]
    assert (kept["id"], kept["tier"]) == ("acme/big", "frozen")
    assert kept["takes"] < kept["bytes"]
    assert machine.run("undo").status == 0
    assert [each["tier"] for each in machine.run("archives", "--json").data["repos"]] == ["archived"]
    machine.run("freeze", "acme/big")
    assert machine.run("restore", "acme/big", "--json").status == 0
    assert machine.run("archives", "--json").data["repos"] == []
    assert machine.run("verify", "--json").data["corrupt"] == []


def test_policies_are_listed_and_run(machine: Machine, vault: Path) -> None:
    assert machine.run("policies", "--json").data == {"policies": []}
    kept = Policies(machine.home)
    policy = Policy(name="big", to=str(vault), unread_days=0, larger_than=len(WEIGHTS))
    kept.set_policies((policy, Policy(name="all", to=str(vault), unread_days=0, enabled=False)))
    first, second = machine.run("policies", "--json").data["policies"]
    assert (first["name"], first["enabled"], first["repos"]) == ("big", True, ["acme/big"])
    assert (second["enabled"], len(second["repos"])) == (False, 2)
    ran = machine.run("policies", "--run", "--json")
    assert (ran.status, ran.data["repos"], ran.data["moved"]) == (0, ["acme/big"], len(WEIGHTS))
    assert machine.run("policies", "--run").out == "Nothing is due.\n"
