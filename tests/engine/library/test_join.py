"""Joining: the same bytes once, the promise kept to the byte, whatever changes meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.engine import Engine
from hubkeep.engine.library import join as joining
from hubkeep.engine.library.join import Copy, candidates, make_one
from hubkeep.engine.library.orders import Join, Remove
from hubkeep.engine.library.values import JoinResult, Target

from tests.engine.cache.laid import digest_of, lay, payload, settle
from tests.engine.library.opened import engine
from tests.engine.library.trees import tree
from tests.waiting import wait_until

ONE, TWO, THREE = (f"models--acme--{name}" for name in ("one", "two", "three"))
BIG = b"same weights" * 10_000


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The same file in two repos, once under a name that is no digest; one of the same size beside."""
    root = tmp_path / "hub"
    lay(root, ONE, {"model.bin": BIG, "small.json": b"{}"})
    lay(root, TWO, {"weights.bin": BIG, "small.json": b"{}"})
    lay(root, THREE, {"other.bin": BIG[::-1]})
    settle(root)
    return root


@pytest.fixture
def opened(cache: Path, tmp_path: Path) -> Iterator[Engine]:
    with engine(cache, tmp_path / "home") as found:
        yield found


def join(opened: Engine, cache: Path, *folders: Path, apply: bool = True) -> JoinResult:
    order = Join(cache=str(cache), folders=tuple(map(str, folders)), apply=apply)
    job = opened.start(order)
    view = opened.wait(job)
    assert view.state == "done", view.problem
    return msgspec.json.decode(opened.result(job)[1], type=JoinResult)


def blob(cache: Path, key: str, content: bytes = BIG) -> Path:
    return cache / key / "blobs" / digest_of(content)


def test_what_is_promised_is_what_the_disk_gains(opened: Engine, cache: Path) -> None:
    before, rows = tree(cache), opened.totals().bytes
    promised = join(opened, cache, apply=False)
    assert (promised.saves, promised.joined) == (len(BIG), 0)
    assert tree(cache) == before
    (found,) = promised.found
    assert found.digest == digest_of(BIG)
    assert found.paths == (str(blob(cache, ONE)), str(blob(cache, TWO)))
    done = join(opened, cache)
    assert (done.saves, done.joined) == (len(BIG), 1)
    assert blob(cache, ONE).samefile(blob(cache, TWO))
    assert not blob(cache, ONE).samefile(blob(cache, THREE, BIG[::-1]))
    assert tree(cache) == before
    assert opened.totals().bytes == rows - len(BIG)
    # Neither repo alone gives the bytes back now, both together do.
    assert opened.describe(ONE).row.frees == opened.describe(TWO).row.frees == 2
    both = opened.plan_removal([Target(ONE), Target(TWO)])
    assert both.frees == len(BIG) + 4
    assert join(opened, cache, apply=False).found == ()


def test_a_hard_link_outside_changes_what_a_repo_frees_at_once(
    opened: Engine, cache: Path, tmp_path: Path
) -> None:
    local = tmp_path / "project"
    (local / ".cache").mkdir(parents=True)
    (local / "other.bin").write_bytes(BIG[::-1])
    (local / ".cache" / "other.bin").write_bytes(BIG[::-1])
    done = join(opened, cache, local)
    assert (done.joined, done.saves) == (2, 2 * len(BIG))
    kept = blob(cache, THREE, BIG[::-1])
    if (local / "other.bin").samefile(kept):  # where the volume has no reflinks
        assert opened.describe(THREE).row.frees == 0
        assert opened.describe(THREE).row.bytes == len(BIG)
    assert not (local / ".cache" / "other.bin").samefile(kept)
    # The copy outlives the repo.
    opened.wait(opened.start(Remove(cache=str(cache), targets=(Target(THREE),), permanent=True)))
    assert (local / "other.bin").read_bytes() == BIG[::-1]


def test_a_payload_of_the_shared_store_and_a_blob_become_one(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    lay(root, ONE, {"model.bin": BIG}, shared=True)
    lay(root, TWO, {"model.bin": BIG})
    with engine(root, tmp_path / "home") as opened:
        before = opened.totals().bytes
        assert join(opened, root).joined == 1
        assert payload(root, BIG).samefile(blob(root, TWO))
        opened.look(str(root))
        assert opened.totals().bytes == before - len(BIG)


def copy_of(path: Path, *, in_cache: bool = True) -> Copy:
    status = path.stat()
    return Copy(str(path), status.st_size, status.st_dev, status.st_ino, status.st_mtime_ns, in_cache)


def cloned_by_copying(source: str, target: str) -> bool:
    """Stands for a reflink: another inode with the same bytes."""
    shutil.copyfile(source, target)
    return True


def test_a_copy_outside_gets_a_reflink_where_the_volume_can(cache: Path, tmp_path: Path) -> None:
    """A user may write to a copy of his; through a hard link he would write to the cache."""
    outside = tmp_path / "mine.bin"
    outside.write_bytes(BIG)
    outside.chmod(0o600)
    os.utime(outside, (1, 2))
    kept = copy_of(blob(cache, ONE))
    assert make_one(str(cache), kept, copy_of(outside, in_cache=False), cloned_by_copying)
    assert not outside.samefile(blob(cache, ONE))
    status = outside.stat()
    assert (status.st_mode & 0o777, status.st_atime, status.st_mtime) == (0o600, 1, 2)
    assert outside.read_bytes() == BIG
    # Within the cache nobody writes, and a link shows what it frees.
    assert make_one(str(cache), kept, copy_of(blob(cache, TWO)), cloned_by_copying)
    assert blob(cache, TWO).samefile(blob(cache, ONE))
    assert not list(tmp_path.rglob("*.hubkeep-join"))


@pytest.mark.parametrize("side", ["kept", "copy"])
@pytest.mark.parametrize("change", ["written", "replaced", "gone"])
def test_a_file_that_changed_since_it_was_read_is_left_alone(cache: Path, side: str, change: str) -> None:
    kept, copy = copy_of(blob(cache, ONE)), copy_of(blob(cache, TWO))
    path = Path(kept.path if side == "kept" else copy.path)
    if change == "written":
        path.write_bytes(BIG[1:] + b"!")
    elif change == "replaced":
        path.unlink()
        path.write_bytes(BIG)
    else:
        path.unlink()
    before = tree(cache)
    assert not make_one(str(cache), kept, copy)
    assert tree(cache) == before


def test_a_change_at_the_last_moment_is_seen(cache: Path) -> None:
    def and_then(source: str, target: str) -> bool:
        blob(cache, TWO).write_bytes(b"new")
        return cloned_by_copying(source, target)

    copy = copy_of(blob(cache, TWO), in_cache=False)
    assert not make_one(str(cache), copy_of(blob(cache, ONE)), copy, and_then)
    assert blob(cache, TWO).read_bytes() == b"new"


def test_a_file_in_use_is_left_alone(opened: Engine, cache: Path) -> None:
    code = "import sys; f = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    user = subprocess.Popen(
        [sys.executable, "-c", code, str(blob(cache, TWO))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert user.stdout is not None
    assert user.stdout.readline() == b"open\n"
    try:
        done = join(opened, cache)
        assert (done.joined, done.saves) == (0, 0)
        assert len(done.found) == 1
    finally:
        user.communicate()
    assert join(opened, cache).joined == 1


KILLED = """
import os, signal, sys
from hubkeep.engine.library import join
replace = os.replace
def die(*names):
    os.kill(os.getpid(), signal.SIGKILL)
os.replace = die
sys.exit(__import__("hubkeep.__main__").__main__.main(sys.argv[1:]))
"""


def test_what_a_kill_leaves_behind_is_ignored_and_goes(cache: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = tree(cache)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, "--home", str(home), "--cache", str(cache), "join"],
        capture_output=True,
        check=False,
    )
    assert run.returncode == -9
    litter = list(cache.rglob("*.hubkeep-join"))
    assert len(litter) == 1
    assert set(tree(cache)) - set(before) == {str(litter[0].relative_to(cache))}
    with engine(cache, home) as opened:
        assert {row.state for row in opened._now().inventory.rows()} == {"ok"}
        assert opened.describe(ONE).row.files == 2
        opened.resume_jobs()
        view = opened.wait(opened.jobs()[0].id)
        assert view.state == "done"
        result = msgspec.json.decode(opened.result(view.id)[1], type=JoinResult)
        assert (result.joined, result.saves) == (1, len(BIG))
        assert opened.totals().bytes == 2 * len(BIG) + 4
    assert tree(cache) == before


def test_a_resumed_job_counts_what_it_joined_before(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = b"more of the same" * 5_000
    for key in (ONE, TWO):
        lay(cache, key, {"more.bin": other}, revision="two", ref="two")
    one_by_one = joining.make_one
    made: list[bool] = []

    def interrupted(root: str, kept: Copy, copy: Copy) -> bool:
        made.append(one_by_one(root, kept, copy))
        opened._runner._running[job].interrupt()
        return made[-1]

    with engine(cache, tmp_path / "home") as opened:
        monkeypatch.setattr(joining, "make_one", interrupted)
        job = 1
        assert opened.start(Join(cache=str(cache), apply=True)) == job
        wait_until(lambda: made == [True])
    monkeypatch.undo()
    with engine(cache, tmp_path / "home") as opened:
        opened.resume_jobs()
        assert opened.wait(job).state == "done"
        result = msgspec.json.decode(opened.result(job)[1], type=JoinResult)
        assert (result.joined, result.saves) == (2, len(BIG) + len(other))


def test_a_cancel_comes_within_a_file(opened: Engine, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def endless(path: Path, kind: str, went_on: Callable[[int], None]) -> str:
        while True:
            read.append(1)
            went_on(1)

    monkeypatch.setattr(joining, "digest_of", endless)
    job = opened.start(Join(cache=str(cache)))
    wait_until(lambda: read)
    opened.control(job, "cancel")
    assert opened.wait(job).state == "cancelled"


def test_a_folder_that_is_not_there_is_a_sentence(opened: Engine, cache: Path, tmp_path: Path) -> None:
    view = opened.wait(opened.start(Join(cache=str(cache), folders=(str(tmp_path / "none"),))))
    assert view.problem is not None
    assert view.problem.code == "path-missing"


def test_candidates_are_of_one_size_and_volume_and_not_one_inode() -> None:
    def copy(path: str, *, size: int = 1 << 20, device: int = 1, inode: int, in_cache: bool = True) -> Copy:
        return Copy(path, size, device, inode, 0, in_cache)

    groups = candidates(
        [
            copy("local", inode=1, in_cache=False),
            copy("cache", inode=2),
            copy("linked", inode=1),
            copy("elsewhere", inode=3, device=2),
            copy("small", inode=4, size=100),
            copy("small too", inode=5, size=100),
            copy("alone", inode=6, size=3 << 20),
            copy("larger", inode=7, size=2 << 20),
            copy("larger too", inode=8, size=2 << 20, in_cache=False),
        ]
    )
    assert [[one.path for one in group] for group in groups] == [
        ["larger", "larger too"],
        ["cache", "linked"],
    ]
