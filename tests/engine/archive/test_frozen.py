"""The frozen form of a file: whole again bit for bit, understood by the real zstd, never silently wrong."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hubkeep.engine.archive import frozen
from hubkeep.engine.archive.frozen import check_frozen, freeze_into, frozen_size, unfreeze_into
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.archive.numbers import weights

DOCS = Path(__file__).parents[3] / "docs"


def nobody(count: int) -> None:
    """Is told how far it is."""


def go_on() -> None:
    """Lets everything go on."""


def frozen_of(base: Path, content: bytes) -> Path:
    """A file with the frozen form of `content`."""
    (base / "plain").write_bytes(content)
    (base / "frozen.zst").unlink(missing_ok=True)
    made = freeze_into(base / "plain", base / "frozen.zst", nobody, go_on)
    assert made.takes == (base / "frozen.zst").stat().st_size
    assert (made.sha256, made.size) == (hashlib.sha256(content).hexdigest(), len(content))
    return base / "frozen.zst"


def thawed(base: Path) -> bytes:
    """What the frozen form in `base` gives. Raises `Failure`, with nothing left."""
    try:
        sha256 = unfreeze_into(base / "frozen.zst", base / "again", nobody, go_on)
        content = (base / "again").read_bytes()
        (base / "again").unlink()
    except Failure:
        assert not (base / "again").exists()
        raise
    assert sha256 == hashlib.sha256(content).hexdigest()
    return content


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen, "PIECE", 96)


CONTENTS = st.one_of(
    st.binary(max_size=700),
    st.builds(
        lambda seed, size: random.Random(seed).randbytes(size), st.integers(0, 9), st.integers(0, 3000)
    ),
    st.builds(lambda part, times: part * times, st.binary(max_size=9), st.integers(0, 400)),
    st.builds(
        lambda count, width, more: weights(count, width) + more,
        st.integers(0, 400),
        st.sampled_from([2, 4]),
        st.binary(max_size=3),
    ),
)


@given(content=CONTENTS, piece=st.sampled_from([1, 2, 3, 5, 64, 97, 256, 2 << 20]))
def test_every_content_comes_back(content: bytes, piece: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(frozen, "PIECE", max(piece, len(content) // 60))
        base = Path(folder)
        file = frozen_of(base, content)
        assert frozen_size(file) == len(content)
        assert thawed(base) == content
        assert check_frozen(file, nobody, go_on) == hashlib.sha256(content).hexdigest()


@given(data=st.binary(max_size=100), width=st.sampled_from([1, 2, 4]))
def test_planes_are_put_together_again(data: bytes, width: int) -> None:
    laid = frozen.planes(data, width)
    assert sorted(laid) == sorted(data)
    assert frozen.numbers(laid, width) == data


def test_weights_take_less_than_zstd_alone_makes_of_them(tmp_path: Path) -> None:
    content = weights(1 << 19, 2)
    takes = frozen_of(tmp_path, content).stat().st_size
    alone = len(zstandard.ZstdCompressor(level=3).compress(content))
    assert takes < 0.68 * len(content)
    assert takes < 0.88 * alone
    content = weights(1 << 18, 4)
    assert frozen_of(tmp_path, content).stat().st_size < 0.85 * len(content)
    text = b"".join(b'{"id": %d, "piece": "token"},\n' % number for number in range(50_000))
    assert frozen_of(tmp_path, text).stat().st_size < 0.2 * len(text)
    noise = random.Random(1).randbytes(1 << 20)
    assert frozen_of(tmp_path, noise).stat().st_size < len(noise) + 200


@pytest.mark.parametrize("size", [0, 1, 95, 96, 97, 1000])
def test_the_real_zstd_takes_it(tmp_path: Path, small_pieces: None, size: int) -> None:
    content = weights(size // 2, 2) + b"x" * (size % 2)
    file = frozen_of(tmp_path, content)
    subprocess.run(["zstd", "--test", "--quiet", file], check=True, capture_output=True)
    laid = subprocess.run(["zstd", "-dc", file], check=True, capture_output=True).stdout
    widths = [file.read_bytes()[at] for at in _planes_frames(file.read_bytes())]
    pieces = [content[at : at + 96] for at in range(0, size, 96)]
    assert laid == b"".join(frozen.planes(*each) for each in zip(pieces, widths, strict=True))


def _planes_frames(data: bytes) -> list[int]:
    """Where the width of each piece stands."""
    found, at = [], 28
    while at < len(data) - 48:
        found.append(at + 8)
        at += 13 + int.from_bytes(data[at + 9 : at + 13], "little")
    return found


def test_the_reader_that_the_documentation_prints_reads_it(tmp_path: Path, small_pieces: None) -> None:
    content = weights(500, 2) + weights(100, 4) + b"end"
    file = frozen_of(tmp_path, content)
    for text in (DOCS / "archive-format.md", DOCS / "zh-CN" / "archive-format.md"):
        (program,) = re.findall(r"```python\n(.*?)```", text.read_text("utf-8"), re.DOTALL)
        assert len(program.splitlines()) <= 16
        run = subprocess.run([sys.executable, "-c", program, file], check=True, capture_output=True)
        assert run.stdout == content


def refused(base: Path, data: bytes, content: bytes) -> bool:
    """Whether a frozen file of `data` is found to be damaged; what comes out otherwise must be `content`."""
    (base / "frozen.zst").write_bytes(data)
    failed: Failure | None = None
    try:
        assert thawed(base) == content
    except Failure as failure:
        failed = failure
    if failed is not None:
        assert failed.problem.code == "frozen-damaged"
        assert str(base / "frozen.zst") in failed.problem.sentence()
    return failed is not None


def test_no_damaged_byte_goes_unnoticed(tmp_path: Path, small_pieces: None) -> None:
    content = weights(40, 2) + weights(30, 4) + b"\0" * 96 + b"odd"
    data = bytearray(frozen_of(tmp_path, content).read_bytes())
    unnoticed = []
    for at in range(len(data)):
        for change in (0x01, 0x80, 0xFF):
            data[at] ^= change
            if not refused(tmp_path, bytes(data), content):
                unnoticed.append((at, change))
            data[at] ^= change
    # zstd has a bit in the head of each frame that means nothing; the bytes are right then all the same.
    assert len(unnoticed) <= 4, unnoticed


def test_no_missing_or_added_byte_goes_unnoticed(tmp_path: Path, small_pieces: None) -> None:
    content = weights(150, 2)
    data = frozen_of(tmp_path, content).read_bytes()
    for end in range(len(data)):
        assert refused(tmp_path, data[:end], content)
    assert refused(tmp_path, data + b"\0", content)
    assert refused(tmp_path, data + data, content)
    first, second, *_ = _planes_frames(data)
    assert refused(tmp_path, data[: first - 8] + data[second - 8 :], content)
    assert not refused(tmp_path, data, content)


HEAD = struct.Struct("<II8sIQ")
PLANES = struct.Struct("<IIBI")


def head(piece: int, size: int) -> bytes:
    return HEAD.pack(0x184D2A58, 20, b"HUBKEEP1", piece, size)


def of_one(frame: bytes, size: int, width: int = 1) -> bytes:
    return head(1 << 20, size) + PLANES.pack(0x184D2A58, 5, width, len(frame)) + frame


def bombs() -> dict[str, bytes]:
    """Files that want to become more than they may, or something else than they say."""
    tiny = zstandard.ZstdCompressor().compress(bytes(1 << 28))
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1 << 28))
    right = zstandard.ZstdCompressor().compress(b"right")
    # The size in a frame's head is its word alone; here it is 5 bytes for the 256 MiB that follow.
    parameters = zstandard.get_frame_parameters(tiny)
    assert parameters.content_size == 1 << 28
    lying = tiny.replace(struct.pack("<I", 1 << 28), struct.pack("<I", 5), 1)
    assert zstandard.frame_content_size(lying) == 5
    return {
        "of 256 MiB": of_one(tiny, 1 << 20),
        "of a size untold": of_one(unsized, 1 << 20),
        "of more than it says": of_one(lying, 5),
        "two frames": of_one(right + right, 5),
        "a width that is none": of_one(right, 5, width=3),
        "no width": of_one(right, 5, width=0),
        "no frame": of_one(b"", 5),
        "a frame that is not there": head(1 << 20, 5) + PLANES.pack(0x184D2A58, 5, 1, 1 << 31),
        "pieces of 4 GiB": head(0xFFFFFFFF, 1 << 40) + of_one(tiny, 1 << 20)[28:],
        "pieces of nothing": head(0, 5),
        "a whole of 16 EiB": head(1 << 20, (1 << 64) - 1) + of_one(tiny, 1 << 20)[28:],
        "another name": head(1 << 20, 5).replace(b"HUBKEEP1", b"HUBKEEP2") + of_one(right, 5)[28:],
        "plain zstd": tiny,
        "nothing": b"",
    }


LIMITED = """
import resource, sys
from pathlib import Path
from hubkeep.engine.archive.frozen import check_frozen
from hubkeep.engine.problems import Failure
taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + (100 << 20),) * 2)
try:
    check_frozen(Path(sys.argv[1]), lambda count: None, lambda: None)
except Failure as failure:
    print(failure.problem.code)
"""


@pytest.mark.parametrize("name", sorted(bombs()))
def test_no_file_makes_us_take_memory_or_give_wrong_bytes(tmp_path: Path, name: str) -> None:
    data = bombs()[name]
    (tmp_path / "frozen.zst").write_bytes(data)
    limited = [sys.executable, "-c", LIMITED, tmp_path / "frozen.zst"]
    run = subprocess.run(limited, check=True, capture_output=True, text=True)
    assert run.stdout == "frozen-damaged\n"


def test_who_is_no_frozen_file_has_no_size(tmp_path: Path) -> None:
    assert frozen_size(tmp_path / "none") is None
    assert frozen_size(tmp_path) is None
    for content in bombs().values():
        (tmp_path / "other").write_bytes(content)
        assert frozen_size(tmp_path / "other") in {None, 5, 1 << 20, (1 << 64) - 1}
    (tmp_path / "other").write_bytes(b"x" * 100)
    assert frozen_size(tmp_path / "other") is None


def test_mode_and_times_come_along_and_reading_leaves_no_trace(tmp_path: Path) -> None:
    plain, target = tmp_path / "plain", tmp_path / "frozen.zst"
    plain.write_bytes(weights(1000, 2))
    plain.chmod(0o440)
    os.utime(plain, ns=(1_600_000_000_123, 1_500_000_000_456))
    freeze_into(plain, target, nobody, go_on)
    assert plain.stat().st_atime_ns == 1_600_000_000_123
    assert (target.stat().st_mode & 0o777, target.stat().st_mtime_ns) == (0o440, 1_500_000_000_456)
    unfreeze_into(target, tmp_path / "again", nobody, go_on)
    assert target.stat().st_atime_ns == 1_600_000_000_123


def test_progress_is_told_in_plain_bytes(tmp_path: Path, small_pieces: None) -> None:
    content = weights(500, 2)
    (tmp_path / "plain").write_bytes(content)
    for work in (
        lambda told: freeze_into(tmp_path / "plain", tmp_path / "frozen.zst", told, go_on),
        lambda told: check_frozen(tmp_path / "frozen.zst", told, go_on),
        lambda told: unfreeze_into(tmp_path / "frozen.zst", tmp_path / "again", told, go_on),
    ):
        told: list[int] = []
        work(told.append)
        assert sum(told) == len(content)
        assert len(told) == 11


class Enough(Exception):
    """It was cancelled."""


def after(calls: int) -> Callable[[], None]:
    left = iter(range(calls))

    def check() -> None:
        if next(left, None) is None:
            raise Enough

    return check


@pytest.mark.parametrize("calls", [0, 1, 5, 10])
def test_a_cancel_leaves_nothing(tmp_path: Path, small_pieces: None, calls: int) -> None:
    frozen_of(tmp_path, weights(500, 2))
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(Enough):
        freeze_into(tmp_path / "plain", tmp_path / "other.zst", nobody, after(calls))
    with pytest.raises(Enough):
        unfreeze_into(tmp_path / "frozen.zst", tmp_path / "again", nobody, after(calls))
    assert sorted(os.listdir(tmp_path)) == before


def test_what_changes_while_it_is_frozen_is_not_taken(tmp_path: Path, small_pieces: None) -> None:
    plain = tmp_path / "plain"

    def grown(count: int) -> None:
        with plain.open("ab") as file:
            file.write(b"more")

    def cut(count: int) -> None:
        os.truncate(plain, 500)

    for change in (grown, cut):
        plain.write_bytes(weights(5000, 2))
        with pytest.raises(Failure) as caught:
            freeze_into(plain, tmp_path / "frozen.zst", change, go_on)
        assert caught.value.problem.code == "system-changed-while-copied"
        assert not (tmp_path / "frozen.zst").exists()


def test_nothing_is_overwritten_and_only_files_are_read(tmp_path: Path) -> None:
    file = frozen_of(tmp_path, b"content")
    before = file.read_bytes()
    with pytest.raises(Failure, match="is there already"):
        freeze_into(tmp_path / "plain", file, nobody, go_on)
    with pytest.raises(Failure, match="is there already"):
        unfreeze_into(file, tmp_path / "plain", nobody, go_on)
    assert file.read_bytes() == before
    os.mkfifo(tmp_path / "pipe")
    for strange in ("pipe", "none"):
        with pytest.raises(Failure):
            freeze_into(tmp_path / strange, tmp_path / "x.zst", nobody, go_on)
        with pytest.raises(Failure):
            unfreeze_into(tmp_path / strange, tmp_path / "x", nobody, go_on)
    assert not (tmp_path / "x.zst").exists()


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = frozen_of(tmp_path, random.Random(5).randbytes(5 << 20))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, limits[1]))
    try:
        for work in (
            lambda: freeze_into(tmp_path / "plain", tmp_path / "x", nobody, go_on),
            lambda: unfreeze_into(file, tmp_path / "x", nobody, go_on),
        ):
            with pytest.raises(Failure) as caught:
                work()
            assert isinstance(caught.value.__cause__, OSError)
            assert caught.value.__cause__.errno == errno.EFBIG
            assert not (tmp_path / "x").exists()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, heard)


def test_what_it_would_take_is_known_before(tmp_path: Path) -> None:
    contents = [weights(1 << 20, 2), weights(1 << 18, 4), random.Random(1).randbytes(1 << 20), bytes(1 << 20)]
    for content in contents:
        takes = frozen_of(tmp_path, content).stat().st_size
        guess = frozen.expected(tmp_path / "plain")
        assert abs(guess - takes) < 0.02 * len(content)
    for size in (0, 1, 100):
        frozen_of(tmp_path, bytes(size))
        assert 0 <= frozen.expected(tmp_path / "plain") <= 12 * 30 * (size + 1)
