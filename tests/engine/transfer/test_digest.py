"""Digests while bytes land: those of hashlib, in whatever order, and whatever is fetched again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

import pytest
import xxhash
from hubkeep.engine.transfer import digest as digests
from hubkeep.engine.transfer.digest import RunningDigest, digest_of, read_file
from hubkeep.engine.transfer.fresh import Buffers, Chunk, Fresh
from hubkeep.engine.transfer.part import PartFile
from hubkeep.engine.transfer.shares import PIECE
from hypothesis import given
from hypothesis import strategies as st

CONTENT = Random(7).randbytes(3 * PIECE + 4321)
SIZE = len(CONTENT)
SMALL = 1000
"""A size of pieces at which a file of a few kilobytes has many."""


def names(data: bytes) -> tuple[str, str]:
    git = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
    return hashlib.sha256(data).hexdigest(), git.hexdigest()


def sums_of(data: bytes | bytearray, piece: int = PIECE) -> bytes:
    return b"".join(xxhash.xxh3_128_digest(data[at : at + piece]) for at in range(0, len(data), piece))


def never() -> bool:
    return False


@given(st.binary(max_size=5000))
def test_of_a_file_in_memory(data: bytes) -> None:
    for name in names(data):
        assert digest_of(data, name) == name
        assert digest_of(memoryview(data + b"x"), name) != name


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, SIZE])
def test_of_a_file_on_the_disk(tmp_path: Path, length: int) -> None:
    data = CONTENT[:length]
    (tmp_path / "file").write_bytes(data)
    for name in names(data):
        read: list[int] = []
        assert read_file(tmp_path / "file", name, read.append) == (name, sums_of(data))
        assert sum(read) == length


def test_reading_stops_where_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CONTENT)

    def enough(_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_file(tmp_path / "file", "a" * 64, enough)


@given(
    seed=st.integers(0, 2**32),
    size=st.integers(1, 9500),
    wrong=st.lists(st.tuples(st.integers(0, 9500), st.integers(1, 3000)), max_size=3),
    git=st.booleans(),
    near=st.integers(1, 4),
    kept=st.floats(0, 1),
)
def test_bytes_land_in_any_order_and_some_again(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    size: int,
    wrong: list[tuple[int, int]],
    git: bool,
    near: int,
    kept: float,
) -> None:
    """`wrong` ranges land with other bytes first; they are found to be so and fetched again. Checkpoints
    are `near` pieces apart; a share of `kept` is hashed from memory."""
    folder = tmp_path_factory.getbasetemp()
    for file in ("part", "journal"):
        (folder / file).unlink(missing_ok=True)
    random, right, bad = Random(seed), CONTENT[:size], bytearray(CONTENT[:size])
    name = names(right)[git]
    wrong = [(start, min(size, start + length)) for start, length in wrong if start < size]
    for start, end in wrong:
        bad[start:end] = bytes(255 - byte for byte in right[start:end])
    part = PartFile(folder / "part", folder / "journal", digest=name, size=size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "PIECE", SMALL)
        patch.setattr(digests, "_CHECKPOINT", near * SMALL)
        buffers = Buffers()
        fresh = Fresh(buffers)
        digest = RunningDigest(part, name, fresh)

        def write(start: int, data: memoryview, source: str) -> None:
            part.write(start, data, source)
            if random.random() < kept:
                buffer = buffers.take()
                buffer[: len(data)] = data
                if not fresh.keep(start, Chunk(buffer, len(data))):
                    buffers.give(buffer)

        steps = [(at, min(size, at + 301)) for at in range(0, size, 301)]
        random.shuffle(steps)
        for start, end in steps:
            write(start, memoryview(bad)[start:end], "https://a")
            if random.random() < 0.5:
                digest.advance(never)
                assert digest.at == part.reach(0)
        digest.advance(never)
        assert digest.finished
        assert digest.is_right() == (not wrong)
        assert digest.sums() == sums_of(bad, SMALL)
        for start, end in wrong:
            part.drop([(start, end)])
            fresh.forget()
            before = digest.at
            digest.rewind(start)
            assert digest.at <= start
            assert digest.at == before or start - digest.at < near * SMALL
            if random.random() < 0.5:
                digest.advance(never)
                assert digest.at == part.reach(0)
            write(start, memoryview(right)[start:end], "https://b")
            if random.random() < 0.5:
                digest.advance(never)
        digest.advance(never)
        assert digest.finished
        assert digest.is_right()
        assert digest.sums() == sums_of(right, SMALL)
        part.close()
        assert read_file(folder / "part", name, lambda _: None) == (name, digest.sums())


def test_it_goes_back_no_further_than_to_the_last_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_CHECKPOINT", 2 * PIECE)
    part = PartFile(tmp_path / "part", tmp_path / "journal", digest=names(CONTENT)[0], size=SIZE)
    part.write(0, memoryview(CONTENT), "https://a")
    digest = RunningDigest(part, names(CONTENT)[0], Fresh(Buffers()))
    digest.advance(never)
    for rewind, at in [(SIZE, SIZE), (3 * PIECE, 2 * PIECE), (2 * PIECE, 2 * PIECE), (2 * PIECE - 1, 0)]:
        digest.rewind(rewind)
        assert digest.at == at
        digest.advance(never)
        assert digest.is_right()
        assert digest.sums() == sums_of(CONTENT)
    part.close()


def test_it_goes_back_out_of_the_middle_of_a_piece(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "part", tmp_path / "journal", digest=names(CONTENT)[0], size=SIZE)
    part.write(0, memoryview(CONTENT)[: PIECE + 77], "https://a")
    digest = RunningDigest(part, names(CONTENT)[0], Fresh(Buffers()))
    digest.advance(never)
    digest.rewind(PIECE + 5)
    part.write(PIECE + 77, memoryview(CONTENT)[PIECE + 77 :], "https://a")
    digest.advance(never)
    assert digest.is_right()
    assert digest.sums() == sums_of(CONTENT)
    part.close()


def test_it_stops_when_it_is_told_to_and_goes_on_later(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "part", tmp_path / "journal", digest=names(CONTENT)[0], size=SIZE)
    part.write(0, memoryview(CONTENT), "https://a")
    digest = RunningDigest(part, names(CONTENT)[0], Fresh(Buffers()))
    assert not digest.advance(lambda: True)
    answers = iter([False, False, True])
    assert digest.advance(lambda: next(answers))
    assert digest.at == 2 * PIECE
    assert digest.advance(never)
    assert digest.is_right()
    assert not digest.advance(never)
    part.close()


def test_a_file_that_somebody_made_shorter_is_told(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "part", tmp_path / "journal", digest=names(CONTENT)[0], size=SIZE)
    part.write(0, memoryview(CONTENT), "https://a")
    with (tmp_path / "part").open("r+b") as file:
        file.truncate(PIECE)
    digest = RunningDigest(part, names(CONTENT)[0], Fresh(Buffers()))
    with pytest.raises(OSError, match="shorter"):
        digest.advance(never)
    part.close()
