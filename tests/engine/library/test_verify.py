"""Verifying: every kind of damage in every layout, offline, unnoticed, on all cores, over a kill."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import Verify
from hubkeep.engine.library.values import VerifyResult

from tests.engine.cache.laid import LONG_AGO, digest_of, lay, payload, settle
from tests.engine.library.opened import engine
from tests.plain_user import bound
from tests.waiting import wait_until

REPO = "models--acme--one"
BIG = b"weights" * 50_000
SMALL = b'{"hidden_size": 4}\n'


def git_sha1(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def lay_mixed(root: Path, key: str = REPO, *, big: bytes = BIG) -> str:
    """As the hub does: a large file by its sha256, the others by git-sha1, one empty."""
    commit = lay(root, key, {"model.safetensors": big})
    snapshot = root / key / "snapshots" / commit
    for name, content in {"config.json": SMALL, "deep/empty.txt": b""}.items():
        (root / key / "blobs" / git_sha1(content)).write_bytes(content)
        (snapshot / name).parent.mkdir(exist_ok=True)
        up = os.path.relpath(root / key / "blobs", (snapshot / name).parent)
        (snapshot / name).symlink_to(f"{up}/{git_sha1(content)}")
    settle(root)
    return commit


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    lay_mixed(tmp_path / "hub")
    return tmp_path / "hub"


@pytest.fixture
def opened(cache: Path, tmp_path: Path) -> Iterator[Engine]:
    with engine(cache, tmp_path / "home") as found:
        yield found


def verified(opened: Engine, cache: Path, *keys: str) -> VerifyResult:
    job = opened.start(Verify(cache=str(cache), keys=keys))
    view = opened.wait(job)
    assert view.state == "done", view.problem
    assert view.progress.done == view.progress.total
    return msgspec.json.decode(opened.result(job)[1], type=VerifyResult)


def test_an_intact_repo_is_intact_and_nobody_notices(opened: Engine, cache: Path) -> None:
    blobs = sorted((cache / REPO / "blobs").iterdir())
    before = [(path.stat().st_atime_ns, path.stat().st_mtime_ns) for path in blobs]
    assert verified(opened, cache) == VerifyResult(files=3, bytes=len(BIG) + len(SMALL), ok=3)
    assert [(path.stat().st_atime_ns, path.stat().st_mtime_ns) for path in blobs] == before
    assert before[0][0] == LONG_AGO * 10**9
    assert opened.describe(REPO).row.state == "ok"


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", ["flip", "cut", "grow", "empty"])
@pytest.mark.parametrize(("content", "shown"), [(BIG, "model.safetensors"), (SMALL, "config.json")])
def test_damage_is_found_shown_and_forgotten_after_the_repair(
    opened: Engine, cache: Path, damage: str, content: bytes, shown: str
) -> None:
    name = digest_of(content) if content is BIG else git_sha1(content)
    blob = cache / REPO / "blobs" / name
    if damage == "flip":
        flip(blob)
    elif damage == "cut":
        os.truncate(blob, len(content) - 1)
    elif damage == "grow":
        blob.write_bytes(content + b"x")
    else:
        os.truncate(blob, 0)
    opened.look(str(cache))
    found = verified(opened, cache)
    assert [(bad.repo, bad.path, bad.blob) for bad in found.corrupt] == [("acme/one", shown, name)]
    assert (found.files, found.ok, found.missing) == (3, 2, ())
    row = opened.describe(REPO).row
    assert row.state == "broken"
    assert row.problems[0].code == "corrupt"
    assert row.problems[0].params["path"] == shown
    # A new look keeps it, a repair ends it.
    opened.look(str(cache))
    assert opened.describe(REPO).row.state == "broken"
    blob.unlink()
    blob.write_bytes(content)
    opened.look(str(cache))
    assert opened.describe(REPO).row.state == "ok"
    assert verified(opened, cache).ok == 3


def test_broken_is_shown_by_the_next_hubkeep_too(cache: Path, tmp_path: Path) -> None:
    blob = cache / REPO / "blobs" / digest_of(BIG)
    flip(blob)
    with engine(cache, tmp_path / "home") as opened:
        verified(opened, cache)
    with engine(cache, tmp_path / "home") as opened:
        assert opened.describe(REPO).row.state == "broken"
        blob.write_bytes(BIG)  # repaired in place
    with engine(cache, tmp_path / "home") as opened:
        assert opened.describe(REPO).row.state == "ok"


def test_an_empty_file_that_should_be_empty_is_intact_another_is_not(opened: Engine, cache: Path) -> None:
    (cache / REPO / "blobs" / git_sha1(b"")).write_bytes(b"\n")
    found = verified(opened, cache)
    assert [bad.path for bad in found.corrupt] == ["deep/empty.txt"]


def test_a_dangling_link_is_missing(opened: Engine, cache: Path) -> None:
    (cache / REPO / "blobs" / git_sha1(SMALL)).unlink()
    found = verified(opened, cache)
    assert [(bad.repo, bad.path) for bad in found.missing] == [("acme/one", "config.json")]
    assert (found.files, found.ok) == (2, 2)


def test_a_repo_that_is_gone_is_missing_and_others_are_verified(opened: Engine, cache: Path) -> None:
    found = verified(opened, cache, REPO, "models--acme--none")
    assert [(bad.repo, bad.path) for bad in found.missing] == [("acme/none", "")]
    assert found.ok == 3


def keep_listing(root: Path, commit: str, files: Mapping[str, bytes], *, large: bool) -> None:
    (root / REPO / "trees").mkdir()
    entries = {
        path: {
            "size": len(content),
            "blob_id": git_sha1(content),
            "lfs_sha256": digest_of(content) if large else None,
            "lfs_size": len(content) if large else None,
            "xet_hash": None,
        }
        for path, content in files.items()
    }
    listing = {"format_version": 1, "files": entries}
    (root / REPO / "trees" / f"{commit}.json").write_text(json.dumps(listing))


@pytest.mark.parametrize("large", [False, True])
def test_without_links_the_kept_listing_tells_the_digest(tmp_path: Path, large: bool) -> None:
    root = tmp_path / "hub"
    files = {"a.bin": BIG, "b/c.json": SMALL}
    commit = lay(root, REPO, files, links=False)
    with engine(root, tmp_path / "home") as opened:
        found = verified(opened, root)
        assert (found.files, found.ok, found.unnamed) == (2, 2, 2)
    keep_listing(root, commit, files, large=large)
    flip(root / REPO / "snapshots" / commit / "a.bin")
    with engine(root, tmp_path / "home") as opened:
        found = verified(opened, root)
        assert (found.files, found.ok, found.unnamed) == (2, 1, 0)
        assert [(bad.path, bad.blob) for bad in found.corrupt] == [("a.bin", "")]
        assert opened.describe(REPO).row.state == "broken"


def test_what_is_frozen_is_counted_as_not_read(tmp_path: Path) -> None:
    root, archive = tmp_path / "hub", tmp_path / "archive"
    lay(root, REPO, {"plain.bin": BIG, "frozen.bin": BIG[1:]})
    for part in ("blobs", "frozen"):
        (archive / part).mkdir(parents=True)
    (archive / "hubkeep-archive.json").write_text('{"id": "one"}')
    digest = digest_of(BIG[1:])
    blob = root / REPO / "blobs" / digest
    blob.rename(archive / "frozen" / f"{digest}.zst")
    blob.symlink_to(archive / "blobs" / digest)
    with engine(root, tmp_path / "home") as opened:
        found = verified(opened, root)
    assert (found.files, found.ok, found.missing, found.kept_away) == (1, 1, (), 1)


def test_shared_and_archived_blobs_are_hashed_where_they_are(tmp_path: Path) -> None:
    root, archive = tmp_path / "hub", tmp_path / "archive"
    lay(root, REPO, {"shared.bin": BIG}, shared=True)
    lay(root, REPO, {"archived.bin": BIG[1:], "offline.bin": BIG[2:]}, revision="two", ref="two")
    archive.mkdir()
    for content in (BIG[1:], BIG[2:]):
        blob = root / REPO / "blobs" / digest_of(content)
        blob.rename(archive / digest_of(content))
        blob.symlink_to(archive / digest_of(content))
    (archive / digest_of(BIG[2:])).unlink()
    with engine(root, tmp_path / "home") as opened:
        found = verified(opened, root)
        assert (found.files, found.ok) == (2, 2)
        assert [bad.path for bad in found.missing] == ["offline.bin"]
        flip(archive / digest_of(BIG[1:]))
        shared = payload(root, BIG)
        shared.chmod(0o644)
        flip(shared)
        found = verified(opened, root)
    assert {bad.path for bad in found.corrupt} == {"shared.bin", "archived.bin"}


UNREADABLE = """
import os, sys
from pathlib import Path
import msgspec
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import Verify
base = Path(sys.argv[1])
engine = Engine(Surroundings(home=base / "home", environ={}, user_home=base, worker=(), cores=1))
place = engine.look(str(base / "hub"))
job = engine.start(Verify(cache=place.root))
print(engine.wait(job).state)
print(engine.result(job)[1].decode())
engine.close()
"""


def test_a_file_that_cannot_be_read_is_named_with_the_reason(cache: Path) -> None:
    (cache / REPO / "blobs" / git_sha1(SMALL)).chmod(0)
    run = subprocess.run(
        bound([sys.executable, "-c", UNREADABLE, str(cache.parent)]),
        capture_output=True,
        text=True,
        check=True,
    )
    state, result = run.stdout.splitlines()
    found = msgspec.json.decode(result, type=VerifyResult)
    assert state == "done"
    (bad,) = found.corrupt
    assert bad.problem is not None
    assert bad.problem.sentence() == "config.json can't be read (Permission denied). Check its permissions."
    assert found.ok == 2


def test_a_file_replaced_while_it_is_hashed_is_judged_as_it_is_then(
    opened: Engine, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download puts the right blob in the place of a wrong one just then."""
    from hubkeep.engine.library import verify

    blob = cache / REPO / "blobs" / digest_of(BIG)
    flip(blob)
    read_all = verify._digest
    replaced = threading.Event()

    def and_then(file: Path, *rest: object) -> str:
        found = read_all(file, *rest)  # type: ignore[arg-type]
        if file.name == digest_of(BIG) and not replaced.is_set():
            replaced.set()
            (cache / "new").write_bytes(BIG)
            (cache / "new").replace(blob)
        return found

    monkeypatch.setattr(verify, "_digest", and_then)
    assert verified(opened, cache).corrupt == ()
    assert replaced.is_set()


HASHING = """
import os, sys, time
from pathlib import Path
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library import verify
from hubkeep.engine.library.orders import Verify
base, stop_at = Path(sys.argv[1]), sys.argv[2]
read_all = verify._digest
def told(file, kind, buffer, went_on):
    if file.name == stop_at:
        print("there", flush=True)
        while True:
            went_on(0); time.sleep(0.01)
    found = read_all(file, kind, buffer, went_on)
    with open(base / "hashed", "a") as hashed:
        hashed.write(file.name + chr(10))
    return found
verify._digest = told
engine = Engine(Surroundings(home=base / "home", environ={}, user_home=base, worker=(), cores=2))
place = engine.look(str(base / "hub"))
if engine.jobs():
    engine.resume_jobs()
    job = engine.jobs()[0].id
else:
    job = engine.start(Verify(cache=place.root))
print(engine.wait(job).state, engine.result(job)[1].decode(), flush=True)
engine.close()
"""


def test_killed_it_goes_on_without_hashing_twice(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    lay(root, REPO, {f"{n}.bin": bytes([n]) * 10_000 for n in range(20)} | {"last.bin": b"l" * 9_000})
    flip(root / REPO / "blobs" / digest_of(b"\x07" * 10_000))
    hashed = tmp_path / "hashed"

    def start(stop_at: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", HASHING, str(tmp_path), stop_at], stdout=subprocess.PIPE, text=True
        )

    victim = start(digest_of(b"l" * 9_000))
    try:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "there\n"
        wait_until(lambda: len(hashed.read_text().split()) == 20)
        wait_until(lambda: len(_noted(tmp_path)) == 20, what="what was hashed is written down")
    finally:
        os.kill(victim.pid, signal.SIGKILL)
        victim.communicate()
    before = hashed.read_text().split()
    out, _ = start("").communicate(timeout=30)
    assert hashed.read_text().split()[len(before) :] == [digest_of(b"l" * 9_000)]
    state, _, result = out.partition(" ")
    found = msgspec.json.decode(result, type=VerifyResult)
    assert (state, found.files, found.ok) == ("done", 21, 20)
    assert [bad.path for bad in found.corrupt] == ["7.bin"]


def _noted(base: Path) -> dict[str, object]:
    from hubkeep.engine.library.index import Index

    index = Index(base / "home" / "index.sqlite", str(base / "hub"))
    try:
        return dict(index.verified_since(0))
    finally:
        index.close()


class Held:
    """Lets every file be hashed in pieces, each of which waits for the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from hubkeep.engine.library import verify

        self.threads: set[str] = set()
        self.pieces = 0
        self.go = threading.Event()

        def slow(file: Path, kind: str, buffer: bytearray, went_on: object) -> str:
            assert callable(went_on)
            self.threads.add(threading.current_thread().name)
            while not self.go.wait(0.005):
                went_on(1)
                self.pieces += 1
            return file.name

        monkeypatch.setattr(verify, "_digest", slow)


def open_with_cores(cache: Path, home: Path, cores: int) -> Engine:
    opened = Engine(Surroundings(home=home, environ={}, user_home=home, worker=(), cores=cores))
    opened.look(str(cache))
    return opened


def test_all_cores_work_and_a_pause_stops_them_all(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_mixed(cache, "models--acme--two", big=BIG[1:])
    held = Held(monkeypatch)
    opened = open_with_cores(cache, tmp_path / "home", 4)
    try:
        job = opened.start(Verify(cache=str(cache)))
        wait_until(lambda: len(held.threads) == 4)
        opened.control(job, "pause")
        assert opened.jobs()[0].state == "paused"
        settled = _settled(held)
        assert _settled(held) == settled
        opened.control(job, "resume")
        wait_until(lambda: held.pieces > settled)
        opened.control(job, "cancel")
        assert opened.wait(job).state == "cancelled"
    finally:
        opened.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("verify")]


def _settled(held: Held) -> int:
    """How many pieces were done once no more are."""
    last = [-1]

    def same() -> bool:
        threading.Event().wait(0.1)
        was, last[0] = last[0], held.pieces
        return was == held.pieces

    wait_until(same)
    return last[0]


def test_closing_interrupts_and_the_next_start_goes_on(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    opened = open_with_cores(cache, tmp_path / "home", 2)
    job = opened.start(Verify(cache=str(cache)))
    wait_until(lambda: len(held.threads) == 2)
    opened.close()
    held.go.set()
    opened = open_with_cores(cache, tmp_path / "home", 2)
    try:
        opened.resume_jobs()
        assert opened.wait(job).state == "done"
    finally:
        opened.close()


def test_a_defect_of_the_hashing_fails_the_job(
    opened: Engine, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hubkeep.engine.library import verify

    def broken(*arguments: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(verify, "_digest", broken)
    view = opened.wait(opened.start(Verify(cache=str(cache))))
    assert view.state == "failed"
    assert view.problem is not None
    assert view.problem.code == "defect"
    assert "ZeroDivisionError" in capsys.readouterr().err
