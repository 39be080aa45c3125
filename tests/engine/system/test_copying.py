"""Copies: the same bytes, times and mode, no trace in the source, nothing left when it goes wrong."""

from __future__ import annotations

import hashlib
import os
import random
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.copying import (
    CHUNK,
    Cancelled,
    clone_or_copy,
    fsync_folder,
    open_unnoticed,
    reading_unnoticed,
)

LONG_AGO = 10**18
"""Nanoseconds; an access time that any read would change where the volume notes reads at all."""


def never() -> bool:
    return False


def made(path: Path, size: int) -> bytes:
    """A read-only file of `size` bytes, last read before it was last written."""
    data = random.Random(size).randbytes(size)
    path.write_bytes(data)
    path.chmod(0o440)
    os.utime(path, ns=(LONG_AGO, LONG_AGO + 123_456_789))
    return data


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 7])
def test_a_copy_is_the_same_in_all_that_counts(size: int, tmp_path: Path, other_volume: Path) -> None:
    source, target = tmp_path / "source", other_volume / "target"
    data = made(source, size)
    hasher, steps = hashlib.sha256(), list[int]()
    cloned = clone_or_copy(source, target, on_bytes=steps.append, cancelled=never, hasher=hasher)
    assert not cloned
    assert target.read_bytes() == data
    assert hasher.digest() == hashlib.sha256(data).digest()
    assert sum(steps) == size
    before, after = source.stat(), target.stat()
    assert before.st_atime_ns == LONG_AGO
    assert after.st_mtime_ns == before.st_mtime_ns == LONG_AGO + 123_456_789
    assert stat.S_IMODE(after.st_mode) == 0o440
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    fsync_folder(other_volume)


def test_the_access_time_is_copied_too(tmp_path: Path, other_volume: Path) -> None:
    made(tmp_path / "source", 10)
    target = other_volume / "target"
    clone_or_copy(
        tmp_path / "source", target, on_bytes=lambda _: None, cancelled=never, hasher=hashlib.sha1()
    )
    assert target.stat().st_atime_ns == LONG_AGO


def test_on_one_volume_it_clones_or_copies_but_never_both(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    data = made(source, 100_000)
    hasher, steps = hashlib.sha256(), list[int]()
    cloned = clone_or_copy(source, target, on_bytes=steps.append, cancelled=never, hasher=hasher)
    assert target.read_bytes() == data
    assert sum(steps) == len(data)
    assert hasher.digest() == hashlib.sha256(b"" if cloned else data).digest()
    assert target.stat().st_ino != source.stat().st_ino


def test_a_copy_without_a_hash(tmp_path: Path, other_volume: Path) -> None:
    data = made(tmp_path / "source", 3 * CHUNK)
    target = other_volume / "target"
    clone_or_copy(tmp_path / "source", target, on_bytes=lambda _: None, cancelled=never, hasher=None)
    assert target.read_bytes() == data


def failure(source: Path, target: Path, **options: object) -> Failure:
    """The failure that copying ends in."""
    given = {"on_bytes": lambda _: None, "cancelled": never, "hasher": None} | options
    with pytest.raises(Failure) as caught:
        clone_or_copy(source, target, **given)  # type: ignore[arg-type]
    return caught.value


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    made(tmp_path / "source", 10)
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("target", "dangling"):
        assert failure(tmp_path / "source", tmp_path / name).problem.code == "system-target-exists"
    assert (tmp_path / "target").read_bytes() == b"precious"
    assert os.readlink(tmp_path / "dangling") == "nowhere"


def test_only_regular_files_are_copied_and_a_fifo_does_not_hold_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name in ("fifo", "."):
        assert failure(tmp_path / name, tmp_path / "target").problem.code == "system-not-a-file"
    assert failure(tmp_path / "missing", tmp_path / "target").problem.code == "path-missing"
    made(tmp_path / "source", 1)
    gone = failure(tmp_path / "source", tmp_path / "missing" / "target")
    assert gone.problem.params["path"] == str(tmp_path / "missing" / "target")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("after", [0, 1, 4])
def test_called_off_it_leaves_nothing(after: int, tmp_path: Path, other_volume: Path) -> None:
    made(tmp_path / "source", 5 * CHUNK)
    steps: list[int] = []
    with pytest.raises(Cancelled):
        clone_or_copy(
            tmp_path / "source",
            other_volume / "target",
            on_bytes=steps.append,
            cancelled=lambda: len(steps) >= after,
            hasher=hashlib.sha256(),
        )
    assert len(steps) == after
    assert list(other_volume.iterdir()) == []
    assert (tmp_path / "source").stat().st_atime_ns == LONG_AGO


def test_a_source_that_changes_meanwhile_is_no_copy(tmp_path: Path, other_volume: Path) -> None:
    source = tmp_path / "source"
    made(source, 3 * CHUNK)
    source.chmod(0o600)

    def grow(_: int) -> None:
        with source.open("ab") as file:
            file.write(b"more")

    found = failure(source, other_volume / "target", on_bytes=grow)
    assert found.problem.code == "system-changed-while-copied"
    assert list(other_volume.iterdir()) == []


LIMITED = """
import hashlib, resource, signal, sys
from pathlib import Path
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.copying import clone_or_copy
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
try:
    clone_or_copy(Path(sys.argv[1]), Path(sys.argv[2]), on_bytes=lambda _: None,
                  cancelled=lambda: False, hasher=hashlib.sha256())
except Failure as failure:
    print(failure.problem.params["path"], failure)
"""


def test_a_volume_that_takes_no_more_leaves_nothing(tmp_path: Path, other_volume: Path) -> None:
    """The system refuses a write half-way through; here by a limit on the size of files."""
    made(tmp_path / "source", 5_000_000)
    target = other_volume / "target"
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, tmp_path / "source", target],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith(f"{target} {target}: its volume, or a limit of the system, allows no")
    assert list(other_volume.iterdir()) == []


def test_reading_leaves_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "file"
    data = made(file, 100_000)
    with reading_unnoticed(file) as descriptor:
        assert os.read(descriptor, 200_000) == data
    assert file.stat().st_atime_ns == LONG_AGO
    descriptor = open_unnoticed(file)
    try:
        assert os.read(descriptor, 200_000) == data
    finally:
        os.close(descriptor)
    assert file.stat().st_atime_ns == LONG_AGO


def test_where_it_must_be_noticed_the_time_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way for systems without O_NOATIME; a write of somebody else meanwhile keeps its mark."""
    monkeypatch.setattr("hubkeep.engine.system.copying._UNNOTICED", 0)
    file = tmp_path / "file"
    made(file, 1000)
    file.chmod(0o600)
    with reading_unnoticed(file) as descriptor:
        os.read(descriptor, 10)
        with file.open("ab") as other:
            other.write(b"x")
        written = file.stat().st_mtime_ns
    assert file.stat().st_atime_ns == LONG_AGO
    assert file.stat().st_mtime_ns == written != LONG_AGO + 123_456_789


def test_no_descriptor_is_left_open(tmp_path: Path, other_volume: Path) -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))

    made(tmp_path / "source", 2 * CHUNK + 1)
    before = opened()

    def fail(_: int) -> None:
        raise ZeroDivisionError

    def call_off() -> bool:
        raise ZeroDivisionError

    steps: list[tuple[Callable[[int], None], Callable[[], bool]]] = [
        (fail, never),
        (lambda _: None, call_off),
    ]
    for on_bytes, cancelled in steps:
        with pytest.raises(ZeroDivisionError):
            clone_or_copy(
                tmp_path / "source",
                other_volume / "target",
                on_bytes=on_bytes,
                cancelled=cancelled,
                hasher=hashlib.sha256(),
            )
    assert opened() == before
    assert list(other_volume.iterdir()) == []
