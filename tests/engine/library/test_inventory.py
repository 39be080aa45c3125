"""An inventory is what a fresh look at the disk would say, whatever happened meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import psutil
import pytest
from hubkeep.engine.library.index import CorruptFile
from hubkeep.engine.library.inventory import Inventory
from hubkeep.engine.library.values import RepoRow
from hubkeep.engine.library.watch import LibraryWatch
from hubkeep.engine.problems import Problem

from tests.benchmarks.synthetic_cache import build
from tests.engine.cache.laid import commit_of, digest_of, lay, payload, settle
from tests.engine.library.opened import WORKER, inventory, looked
from tests.hub.models import Models
from tests.waiting import wait_until

ONE, TWO, THREE = "models--a--one", "datasets--b--two", "spaces--c--three"
SNAPSHOT = f"{ONE}/snapshots/{commit_of('one')}"


class Heard:
    """Follows an inventory by what it tells alone."""

    def __init__(self) -> None:
        self.rows: dict[str, RepoRow] = {}
        self.times = 0

    def __call__(self, rows: Sequence[RepoRow], removed: Sequence[str]) -> None:
        assert rows or removed
        self.times += 1
        for key in removed:
            self.rows.pop(key, None)
        self.rows.update((row.key, row) for row in rows)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    cache = tmp_path / "hub"
    cache.mkdir()
    lay(cache, ONE, {"config.json": b"{}", "onnx/deep/model.onnx": b"weights", "x.bin": b"12345"})
    lay(cache, ONE, {"config.json": b"old"}, revision="old", ref="refs/pr/1")
    lay(cache, TWO, {"data.bin": b"shared", "readme": b"two"}, shared=True)
    lay(cache, THREE, {"data.bin": b"shared", "app.py": b"three"}, shared=True, links=True)
    lay(cache, THREE, {"file": b"own"}, revision="plain", ref="plain", links=False)
    (cache / ONE / "blobs" / f"{digest_of(b'half')}.0123abcd.incomplete").write_bytes(b"half")
    settle(cache)
    return cache


def new_repo(root: Path) -> None:
    lay(root, "kernels--new--one", {"a": b"new"})


def removed_repo(root: Path) -> None:
    shutil.rmtree(root / TWO)


def new_revision(root: Path) -> None:
    lay(root, ONE, {"config.json": b"newer"}, revision="newer", ref="main")


def file_in_an_old_folder(root: Path) -> None:
    lay(root, ONE, {"onnx/deep/second.onnx": b"weights"})


def ref_in_place(root: Path) -> None:
    (root / ONE / "refs" / "main").write_text(commit_of("old"))


def nested_ref_in_place(root: Path) -> None:
    (root / ONE / "refs" / "refs" / "pr" / "1").write_text(commit_of("one"))


def nested_ref_added(root: Path) -> None:
    (root / ONE / "refs" / "refs" / "pr" / "2").write_text(commit_of("one"))


def blob_replaced(root: Path) -> None:
    blob = root / ONE / "blobs" / digest_of(b"12345")
    aside = blob.with_name("aside")
    aside.write_bytes(b"1234567890")
    os.replace(aside, blob)


def blob_rewritten(root: Path) -> None:
    (root / ONE / "blobs" / digest_of(b"12345")).write_bytes(b"54321")


def blob_read(root: Path) -> None:
    blob = root / ONE / "blobs" / digest_of(b"12345")
    before = blob.stat().st_atime
    assert blob.read_bytes() == b"12345"
    assert blob.stat().st_atime > before, "this volume keeps no access times"


def own_file_rewritten(root: Path) -> None:
    (root / THREE / "snapshots" / commit_of("plain") / "file").write_bytes(b"longer than before")


def partial_grows(root: Path) -> None:
    with next((root / ONE / "blobs").glob("*.incomplete")).open("ab") as file:
        file.write(b" and more")


def partial_gone(root: Path) -> None:
    next((root / ONE / "blobs").glob("*.incomplete")).unlink()


def payload_added(root: Path) -> None:
    payload(root, b"another")


def payload_removed(root: Path) -> None:
    payload(root, b"shared").unlink()


def payload_linked(root: Path) -> None:
    lay(root, ONE, {"shared.bin": b"shared"}, shared=True)


def hard_link_made(root: Path) -> None:
    os.link(root / ONE / "blobs" / digest_of(b"12345"), root.parent / "copy")


def archived(root: Path) -> None:
    blob = root / ONE / "blobs" / digest_of(b"12345")
    away = root.parent / "archive"
    blob.rename(away)
    blob.symlink_to(away)


def foreign_file(root: Path) -> None:
    (root / "notes.txt").write_text("mine")


def repo_becomes_a_link(root: Path) -> None:
    (root / ONE).rename(root.parent / "elsewhere")
    (root / ONE).symlink_to(root.parent / "elsewhere")


def snapshot_emptied(root: Path) -> None:
    (root / SNAPSHOT / "x.bin").unlink()


def store_disowned(root: Path) -> None:
    (root / "blobs" / ".huggingface-shared-blobs").unlink()


CHANGES = [
    new_repo,
    removed_repo,
    new_revision,
    ref_in_place,
    nested_ref_in_place,
    nested_ref_added,
    file_in_an_old_folder,
    blob_replaced,
    blob_rewritten,
    blob_read,
    own_file_rewritten,
    partial_grows,
    partial_gone,
    payload_added,
    payload_removed,
    payload_linked,
    hard_link_made,
    archived,
    foreign_file,
    repo_becomes_a_link,
    snapshot_emptied,
    store_disowned,
]
AT_ONCE = {
    new_repo,
    removed_repo,
    new_revision,
    blob_replaced,
    partial_grows,
    partial_gone,
    payload_added,
    payload_linked,
    archived,
    foreign_file,
    repo_becomes_a_link,
    snapshot_emptied,
    store_disowned,
}
"""What a person would wonder about were it not there within the second."""


def fresh(root: Path, home: Path) -> tuple[dict[str, RepoRow], int]:
    """The rows and the bytes of somebody who never saw this cache before."""
    with inventory(root, home) as known:
        rows = looked(known)
        return rows, known.totals(now=0, stale_days=90).bytes


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_is_seen(root: Path, tmp_path: Path, change: Callable[[Path], None]) -> None:
    heard = Heard()
    with inventory(root, tmp_path / "home") as known:
        known.listen(heard, lambda: False)
        before = looked(known)
        assert heard.rows == before
        assert not known.confirm()
        assert not known.deepen()
        change(root)
        known.confirm()
        if change not in AT_ONCE:
            known.deepen()
        rows = {row.key: row for row in known.rows()}
        expected, total = fresh(root, tmp_path / "other-home")
        assert rows == expected
        assert heard.rows == expected
        assert known.totals(now=0, stale_days=90).bytes == total
        if change is not store_disowned and change is not payload_added:
            assert rows != before
        known.save()
        for key, row in rows.items():
            if row.state != "foreign":
                kept = known.scan(key)
                assert kept is not None
                assert kept.folder == key
    with inventory(root, tmp_path / "home") as later:
        later.load()
        later.confirm()
        later.deepen()
        assert {row.key: row for row in later.rows()} == expected


def test_rows_are_there_before_the_disk_is_asked(root: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        rows = looked(known)
    root.rename(tmp_path / "away")
    with inventory(root, tmp_path / "home") as known:
        heard = Heard()
        known.listen(heard, lambda: False)
        assert known.load() == 3
        assert heard.rows == {row.key: row for row in known.rows()} == rows


def test_a_change_in_the_moment_of_the_scan_is_not_missed(tmp_path: Path) -> None:
    """Two changes within one tick of the file system's clock leave one time."""
    root = tmp_path / "hub"
    commit = lay(root, ONE, {"a": b"1"})
    with inventory(root, tmp_path / "home") as known:
        looked(known)
        folders = [root / ONE, *(path for path in (root / ONE).rglob("*") if path.is_dir())]
        times = {folder: folder.stat().st_mtime_ns for folder in folders}
        lay(root, ONE, {"b": b"22"})
        for folder, time in times.items():
            os.utime(folder, ns=(time, time))
        known.confirm()
        row = known.row(ONE)
        assert row is not None
        assert (row.files, row.bytes) == (2, 3)
        scan = known.scan(ONE)
        assert scan is not None
        assert [snapshot.commit for snapshot in scan.snapshots] == [commit]
        assert {file.path for file in scan.snapshots[0].files} == {"a", "b"}


def test_nothing_is_told_where_nothing_changed(root: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        looked(known)
        heard = Heard()
        known.listen(heard, lambda: False)
        for _ in range(3):
            assert not known.confirm()
            assert not known.deepen()
        assert heard.times == 0


def test_facts_are_learnt_kept_and_dropped_with_the_content(models: Models, tmp_path: Path) -> None:
    root = tmp_path / "hub"
    for example in (models.safetensors, models.gguf, models.onnx, models.dataset):
        files = {
            path: content if isinstance(content, bytes) else content.read_bytes()
            for path, content in example.files.items()
            if isinstance(content, bytes | Path)
        }
        lay(root, f"{example.kind.value}s--{example.repo_id.replace('/', '--')}", files)
    lay(
        root, "models--odd--json", {"config.json": b'{"model_type": "\\ud800", "architectures": ["\\udfff"]}'}
    )
    settle(root)
    blobs = [path for path in root.glob("*/blobs/*") if path.is_file()]
    with inventory(root, tmp_path / "home") as known:
        looked(known)
        assert known.learn(3) == 3
        assert known.learn(30) == 2
        assert known.learn(30) == 0
        row = known.row("models--hub-tests--tiny-llama")
        assert row is not None
        assert row.facts is not None
        assert row.facts.architecture == "LlamaForCausalLM"
        assert row.facts.parameters
        gguf = known.row("models--hub-tests--tiny-llama-GGUF")
        assert gguf is not None
        assert gguf.facts is not None
        assert gguf.facts.parameters
        # Nobody read these models: only we did, and that is no reason to keep them.
        assert {path.stat().st_atime for path in blobs} == {1_700_000_000.0}
        assert not known.deepen()
    with inventory(root, tmp_path / "home") as known:
        known.load()
        assert known.row(row.key) == row
        known.confirm()
        assert known.row(row.key) == row
        lay(root, row.key, {"config.json": b"{}"}, revision="next")
        known.confirm()
        changed = known.row(row.key)
        assert changed is not None
        assert changed.facts is None
        assert known.learn(30) == 1


def test_what_verification_found_stays_until_the_file_changes(root: Path, tmp_path: Path) -> None:
    blob = root / ONE / "blobs" / digest_of(b"12345")
    status = blob.stat()
    bad = CorruptFile(f"{ONE}/blobs/{blob.name}", status.st_size, status.st_mtime, "x.bin")
    with inventory(root, tmp_path / "home") as known:
        looked(known)
        known.index.put_verified([(bad.path, bad.shown, bad.size, bad.modified, False)], at=1.0)
        known.mark_corrupt([ONE, TWO], [bad])
        row = known.row(ONE)
        assert row is not None
        assert (row.state, row.problems[0].code) == ("broken", "corrupt")
    with inventory(root, tmp_path / "home") as known:
        known.load()
        lay(root, ONE, {"more": b"more"})
        known.confirm()
        row = known.row(ONE)
        assert row is not None
        assert row.problems[0].code == "corrupt"
        blob.write_bytes(b"123456")
        known.deepen()
        row = known.row(ONE)
        assert row is not None
        assert "corrupt" not in {problem.code for problem in row.problems}


def test_steps_go_on_while_everything_moves(root: Path, tmp_path: Path) -> None:
    def churn(number: int) -> None:
        for turn in range(1, 301):
            folder = f"models--churn--{number}-{turn % 3}"
            try:
                lay(root, folder, {"a": b"%d" % turn, "d/b": b"shared %d" % (turn % 2)}, shared=turn % 2 == 0)
                (root / f"foreign-{number}").write_text(str(turn))
                if turn % 4 == 0:
                    shutil.rmtree(root / folder)
                    (root / f"foreign-{number}").unlink()
                if number == 0 and turn % 10 == 0:
                    root.rename(root.with_name("away"))
                    root.with_name("away").rename(root)
            except OSError:
                continue  # what this one stood on was moved by the other

    threads = [threading.Thread(target=churn, args=(number,)) for number in range(2)]
    heard = Heard()
    with inventory(root, tmp_path / "home") as known:
        known.listen(heard, lambda: False)
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                known.confirm()
                known.deepen()
                known.learn(5)
                known.totals(now=0, stale_days=90)
        finally:
            for thread in threads:
                thread.join()
        settle(root)
        rows = {key: msgspec.structs.replace(row, facts=None) for key, row in looked(known).items()}
        expected, total = fresh(root, tmp_path / "other-home")
        assert rows == expected
        assert {key: msgspec.structs.replace(row, facts=None) for key, row in heard.rows.items()} == expected
        assert known.totals(now=0, stale_days=90).bytes == total


# --- many repos ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 repos, which is enough for workers to be started; read, not changed."""
    root = tmp_path_factory.mktemp("many") / "hub"
    build(root, 500)
    odd = os.fsdecode(b"models--caf\xe9--one")
    commit = lay(root, odd, {"a": b"1"})
    (root / odd / "snapshots" / commit / "b").symlink_to(root / odd / "blobs" / digest_of(b"1"))
    return root


def test_workers_find_what_one_process_finds(many: Path, tmp_path: Path) -> None:
    with inventory(many, tmp_path / "one") as known:
        alone = looked(known)
        scans = {scan.folder: scan for scan in known.index.scans()}
    with inventory(many, tmp_path / "two", workers=2) as known:
        known.confirm()
        known.save()
        assert {row.key: row for row in known.rows()} == alone
        for scan in known.index.scans():
            assert msgspec.structs.replace(scan, stamp=scans[scan.folder].stamp) == scans[scan.folder]
    assert len(alone) == 501
    assert {row.state for row in alone.values()} == {"ok"}


def test_a_worker_that_is_killed_loses_nothing(many: Path, tmp_path: Path) -> None:
    marker = tmp_path / "killed"
    # The first worker to start kills itself with its second batch in hand.
    code = f"""
import os, signal, sys
from hubkeep.engine.library import scanning
first = True
try:
    os.close(os.open({str(marker)!r}, os.O_CREAT | os.O_EXCL))
except FileExistsError:
    first = False
batches = 0
one = scanning.scan_one
def scan_one(*arguments, **options):
    global batches
    batches += 1
    if first and batches == 70:
        os.kill(os.getpid(), signal.SIGKILL)
    return one(*arguments, **options)
scanning.scan_one = scan_one
scanning.run_worker(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
"""
    with inventory(many, tmp_path / "home", workers=2) as known:
        known._worker = (sys.executable, "-c", code)
        known.confirm()
        assert len(known.rows()) == 501
        assert marker.exists()


@pytest.mark.parametrize(
    "worker",
    [("/no/such/program",), (sys.executable, "-c", "print('Hello, I am no worker at all' * 99)")],
    ids=["missing", "mumbling"],
)
def test_workers_that_are_none_are_done_without(many: Path, tmp_path: Path, worker: tuple[str, ...]) -> None:
    with inventory(many, tmp_path / "home", workers=2) as known:
        known._worker = worker
        known.confirm()
        assert len(known.rows()) == 501


def test_a_scan_that_is_stopped_leaves_no_worker(many: Path, tmp_path: Path) -> None:
    """That none is left is what the guard of every test looks for."""
    with inventory(many, tmp_path / "home", workers=2) as known:
        heard = Heard()
        known.listen(heard, lambda: heard.times > 1)
        known.confirm()
        assert 0 < len(heard.rows) < 501
        known.listen(heard, lambda: False)
        known.confirm()
        assert len(heard.rows) == 501


_SCAN = """
import sys
from pathlib import Path
from hubkeep.engine.library.index import Index
from hubkeep.engine.library.inventory import Inventory
root, home, *worker = sys.argv[1:]
known = Inventory(root, Index(Path(home, "index.sqlite"), root), worker=worker, workers=2)
def on_change(rows, removed):
    print(len(rows), flush=True)
    known.save()
known.listen(on_change, lambda: False)
known.confirm()
print("done", flush=True)
sys.stdin.read()
"""


def test_a_scan_killed_in_the_middle_is_taken_up_again(many: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SCAN, str(many), str(tmp_path), *WORKER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as engine:
        assert engine.stdout is not None
        try:
            for _ in range(2):
                assert engine.stdout.readline().strip().isdigit()
            workers = psutil.Process(engine.pid).children()
            assert workers
        finally:
            engine.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(map(_lives, workers)), 10, "workers gone")
    with inventory(many, tmp_path) as known:
        assert known.load() > 0
        known.confirm()
        assert len(known.rows()) == 501
        assert not known.confirm()
        known.save()
        assert sum(1 for _ in known.index.scans()) == 501


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# --- watched ------------------------------------------------------------------------------------


def test_a_watch_shows_changes_without_being_asked(root: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        phases: list[str] = []
        problems: list[Problem] = []
        heard = Heard()
        watch = LibraryWatch(known, on_phase=phases.append, on_problem=problems.append)
        known.listen(heard, watch.closing)
        watch.start()
        try:
            wait_until(lambda: len(heard.rows) == 3)
            lay(root, "models--new--one", {"a": b"1"})
            wait_until(lambda: "models--new--one" in heard.rows)
            shutil.rmtree(root / TWO)
            wait_until(lambda: TWO not in heard.rows)
        finally:
            watch.close()
        assert phases[:2] == ["reading", "ready"]
        assert problems == []


def test_a_watch_goes_on_after_a_failure(root: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        problems: list[Problem] = []
        watch = LibraryWatch(known, on_phase=lambda phase: None, on_problem=problems.append)
        heard = Heard()
        known.listen(heard, watch.closing)
        known.index.close()
        (tmp_path / "home").rename(tmp_path / "gone")
        (tmp_path / "home").write_text("no folder")
        watch.start()
        try:
            wait_until(lambda: problems)
            (tmp_path / "home").unlink()
            watch.poke()
            wait_until((tmp_path / "home" / "index.sqlite").exists)
            wait_until(lambda: len(heard.rows) == 3)
        finally:
            watch.close()


def test_an_inventory_with_nobody_listening(root: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        assert isinstance(known, Inventory)
        assert known.row("models--none") is None
        assert known.scan("models--none") is None
        known.rescan(["models--none", "../.."])
        assert known.rows() == []
