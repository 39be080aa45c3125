"""A part file and its journal: what a kill, a power cut or a stranger's hand leaves of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hubkeep.engine.transfer.journal import Dropped, Durable, Header, Landed, Source, decode, encode
from hubkeep.engine.transfer.part import PartFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SIZE = 4096
DIGEST = "a" * 64
CONTENT = bytes((i * 7 + i // 251) % 256 for i in range(SIZE))


def opened(folder: Path, *, digest: str = DIGEST, size: int = SIZE) -> PartFile:
    return PartFile(folder / "part", folder / "journal", digest=digest, size=size)


def put(part: PartFile, start: int, end: int, source: str = "https://a") -> None:
    part.write(start, memoryview(CONTENT)[start:end], source)


def there(part: PartFile) -> list[tuple[int, int]]:
    gaps = part.missing()
    edges = [0, *(edge for gap in gaps for edge in gap), SIZE]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


@pytest.mark.parametrize("synced", [True, False])
def test_what_landed_is_there_again_after_a_kill(tmp_path, synced):
    part = opened(tmp_path)
    put(part, 100, 900)
    put(part, 2000, 3000, "https://b")
    if synced:
        part.sync()
    again = opened(tmp_path)  # the first is never closed: its process was killed
    assert there(again) == [(100, 900), (2000, 3000)]
    assert again.sources() == {"https://a": [(100, 900)], "https://b": [(2000, 3000)]}
    again.close()
    part.close()


def test_bytes_that_never_reached_the_disk_are_fetched_again(tmp_path):
    part = opened(tmp_path)
    put(part, 0, 1000)
    part.sync()
    put(part, 1000, 2000)
    put(part, 2000, 3000)
    part.close()
    # The power goes: the journal's page was written back, one of the file's was not.
    with open(tmp_path / "part", "r+b") as file:
        file.seek(1000)
        file.write(bytes(1000))
    again = opened(tmp_path)
    assert there(again) == [(0, 1000), (2000, 3000)]
    put(again, 3000, 3500)
    again.sync()
    again.close()
    # What was found untrue stays untrue, although a later record says that all before it is durable.
    third = opened(tmp_path)
    assert there(third) == [(0, 1000), (2000, 3500)]
    third.close()


def test_a_part_that_became_shorter_is_believed_as_far_as_it_goes(tmp_path):
    part = opened(tmp_path)
    put(part, 0, 500)
    put(part, 3000, 4000)
    part.sync()
    part.close()
    os.truncate(tmp_path / "part", 2000)
    again = opened(tmp_path)
    assert there(again) == [(0, 500)]
    again.close()
    third = opened(tmp_path)
    assert there(third) == [(0, 500)]
    third.close()


@given(cut=st.integers(0, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_torn_journal_is_read_up_to_the_tear(tmp_path, cut):
    for name in ("part", "journal"):
        (tmp_path / name).unlink(missing_ok=True)
    part = opened(tmp_path)
    for start in range(0, SIZE, 512):
        put(part, start, start + 512)
    part.close()
    os.truncate(tmp_path / "journal", max(0, (tmp_path / "journal").stat().st_size - cut))
    again = opened(tmp_path)
    found = there(again)
    assert found in [[], *([(0, end)] for end in range(512, SIZE + 1, 512))]
    for start, end in again.missing():
        put(again, start, end)
    assert there(again) == [(0, SIZE)]
    again.finish()
    assert (tmp_path / "part").read_bytes() == CONTENT


@pytest.mark.parametrize(("digest", "size"), [("b" * 64, SIZE), (DIGEST, SIZE - 1)])
def test_the_journal_of_another_file_is_not_believed(tmp_path, digest, size):
    part = opened(tmp_path)
    put(part, 0, 1000)
    part.close()
    again = opened(tmp_path, digest=digest, size=size)
    assert again.done == 0
    again.close()


def test_a_newer_journal_is_begun_anew_and_unknown_records_are_passed_over(tmp_path):
    part = opened(tmp_path)
    put(part, 0, 1000)
    part.close()
    journal = tmp_path / "journal"
    data = journal.read_bytes()
    strange = encode(Durable(0))
    strange = bytes([99]) + strange[1:-4]
    import struct
    import zlib

    journal.write_bytes(data + strange + struct.pack("<I", zlib.crc32(strange)) + encode(Landed(0, 0, 0, 0)))
    assert [record for _, record in decode(journal.read_bytes())][-2] is None
    again = opened(tmp_path)
    assert there(again) == [(0, 1000)]
    again.close()
    magic = data[: data.index(b"\n") + 1]
    journal.write_bytes(magic + encode(Header(DIGEST, SIZE, version=2)) + data[len(magic) :])
    newer = opened(tmp_path)
    assert newer.done == 0
    newer.close()


def test_what_is_there_is_not_written_over(tmp_path):
    part = opened(tmp_path)
    put(part, 0, 1000)
    wrong = memoryview(bytes(2000))
    assert part.write(0, wrong, "https://liar") == [(1000, 2000)]
    buffer = memoryview(bytearray(1000))
    part.read_into(buffer, 0)
    assert buffer == CONTENT[:1000]
    assert part.sources() == {"https://a": [(0, 1000)], "https://liar": [(1000, 2000)]}
    assert part.drop(part.sources()["https://liar"]) == 1000
    assert there(part) == [(0, 1000)]
    part.close()
    again = opened(tmp_path)
    assert there(again) == [(0, 1000)]
    again.close()


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


@given(st.lists(records, max_size=8), st.binary(max_size=40))
def test_records_come_back_as_they_were_and_rubbish_ends_them(written, rubbish):
    data = b"hubkeep journal\n" + b"".join(encode(record) for record in written)
    assert [record for _, record in decode(data)] == written
    found = [record for _, record in decode(data + rubbish)]
    assert found[: len(written)] == written
