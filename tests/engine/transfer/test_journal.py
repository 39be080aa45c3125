"""A journal is read as far as it is whole, whatever became of it."""

from __future__ import annotations

import itertools
import resource
import signal
import struct
import zlib
from pathlib import Path

import pytest
from hubkeep.engine.transfer.journal import (
    Dropped,
    Durable,
    Header,
    Journal,
    Landed,
    Record,
    Source,
    decode,
    encode,
)
from hypothesis import given
from hypothesis import strategies as st

MAGIC = b"hubkeep journal\n"
records = st.one_of(
    st.builds(Header, digest=st.text("0123456789abcdef", max_size=64), size=st.integers(0, 2**63)),
    st.builds(Source, number=st.integers(0, 65535), name=st.text(max_size=80)),
    st.builds(
        Landed,
        start=st.integers(0, 2**63),
        length=st.integers(0, 2**32 - 1),
        checksum=st.integers(0, 2**64 - 1),
        source=st.integers(0, 65535),
    ),
    st.builds(Dropped, start=st.integers(0, 2**63), end=st.integers(0, 2**63)),
    st.builds(Durable, place=st.integers(0, 2**63)),
)


def framed(kind: int, payload: bytes) -> bytes:
    data = struct.pack("<BH", kind, len(payload)) + payload
    return data + struct.pack("<I", zlib.crc32(data))


def read(data: bytes) -> list[Record | None]:
    return [record for _, record in decode(data)]


@given(st.lists(records, max_size=8))
def test_records_come_back_each_with_the_place_behind_it(written: list[Record]) -> None:
    frames = [encode(record) for record in written]
    places = itertools.accumulate([len(MAGIC), *map(len, frames)])
    assert list(decode(MAGIC + b"".join(frames))) == list(zip(list(places)[1:], written, strict=True))


@given(st.lists(records, min_size=1, max_size=6), st.data())
def test_wherever_it_is_torn_all_before_is_read_and_nothing_else(
    written: list[Record], data: st.DataObject
) -> None:
    frames = [encode(record) for record in written]
    whole = MAGIC + b"".join(frames)
    cut = data.draw(st.integers(0, len(whole)))
    ends = list(itertools.accumulate([len(MAGIC), *map(len, frames)]))[1:]
    assert read(whole[:cut]) == written[: sum(end <= cut for end in ends)]


@given(st.lists(records, min_size=1, max_size=6), st.data())
def test_a_flipped_bit_ends_it_there(written: list[Record], data: st.DataObject) -> None:
    frames = [encode(record) for record in written]
    whole = bytearray(MAGIC + b"".join(frames))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    ends = list(itertools.accumulate([len(MAGIC), *map(len, frames)]))[1:]
    assert read(bytes(whole)) == (written[: sum(end <= at for end in ends)] if at >= len(MAGIC) else [])


@given(st.lists(records, max_size=4), st.binary(max_size=200))
def test_rubbish_behind_it_ends_it(written: list[Record], rubbish: bytes) -> None:
    data = MAGIC + b"".join(encode(record) for record in written)
    found = read(data + rubbish)
    assert found[: len(written)] == written


@given(st.binary(max_size=300))
def test_rubbish_is_no_journal(rubbish: bytes) -> None:
    assert rubbish.startswith(MAGIC) or not read(rubbish)
    read(MAGIC + rubbish)


@given(st.lists(records, max_size=4), st.integers(5, 255), st.binary(max_size=80))
def test_kinds_of_later_versions_are_passed_over(written: list[Record], kind: int, payload: bytes) -> None:
    frames = [encode(record) for record in written]
    data = MAGIC + b"".join([*frames, framed(kind, payload), *frames])
    assert read(data) == [*written, None, *written]


@given(st.integers(0, 4), st.binary(max_size=30))
def test_a_whole_frame_with_too_little_in_it_breaks_nothing(kind: int, payload: bytes) -> None:
    read(MAGIC + framed(kind, payload))
    short = {0: 10, 1: 2, 2: 22, 3: 16, 4: 8}[kind]
    assert read(MAGIC + framed(kind, payload[: short - 1]) + encode(Durable(1))) == []


def test_later_versions_may_add_to_a_record() -> None:
    landed = struct.pack("<QIQH", 5, 6, 7, 8)
    assert read(MAGIC + framed(2, landed + b"more") + framed(4, struct.pack("<Q", 9) + b"x")) == [
        Landed(5, 6, 7, 8),
        Durable(9),
    ]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_one_goes_on_behind_what_was_whole(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    written: list[Record] = [Header("ab", 5), Landed(0, 5, 1, 0), Durable(3)]
    for record in written:
        journal.append(record)
    journal.close()
    data = path.read_bytes()
    place = list(decode(data))[keep - 1][0]
    journal = Journal(path, keep=place)
    assert journal.place == place
    journal.append(Dropped(1, 2))
    journal.sync()
    assert journal.place == path.stat().st_size
    journal.close()
    assert read(path.read_bytes()) == [*written[:keep], Dropped(1, 2)]
    Journal(path).close()
    assert path.read_bytes() == MAGIC


def test_a_record_that_does_not_fit_leaves_no_half_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.append(Header("ab", 5))
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        # The file may grow by less than a record: the system writes a part of it, then refuses.
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
        with pytest.raises(OSError, match="too large"):
            journal.append(Landed(0, 5, 1, 0))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == before
    journal.append(Landed(0, 5, 2, 0))
    journal.close()
    assert read(path.read_bytes()) == [Header("ab", 5), Landed(0, 5, 2, 0)]


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("of somebody")
    (tmp_path / "journal").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic"):
        Journal(tmp_path / "journal")
    assert (tmp_path / "precious").read_text() == "of somebody"
