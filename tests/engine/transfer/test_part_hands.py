"""A part file in many hands at once, closed under them; and one that begins with what is still good."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random

import pytest
from hubkeep.engine.transfer.journal import Header, decode, encode
from hubkeep.engine.transfer.part import PartFile, landed_before, seed
from hypothesis import given
from hypothesis import strategies as st

from tests.waiting import wait_until

SIZE = 1 << 20
DIGEST = "a" * 64
CONTENT = Random(5).randbytes(SIZE)


def opened(folder: Path, *, size: int = SIZE) -> PartFile:
    return PartFile(folder / "part", folder / "journal", digest=DIGEST, size=size)


class Writers:
    """Threads that write at random places until they are told to stop; dropping makes room again."""

    def __init__(self, part: PartFile, number: int) -> None:
        self.part = part
        self.stop = threading.Event()
        self.failures: list[BaseException] = []
        self.rounds = [0] * number
        self.threads = [threading.Thread(target=self._write, args=(index,)) for index in range(number)]

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _write(self, index: int) -> None:
        random = Random(index)
        try:
            while not self.stop.is_set():
                start = random.randrange(SIZE)
                end = min(SIZE, start + random.randrange(1, 50_000))
                self.part.write(start, memoryview(CONTENT)[start:end], f"https://{index}")
                self.rounds[index] += 1
                if random.random() < 0.1:
                    self.part.sync()
                if random.random() < 0.3:
                    self.part.drop([(start, end)])
                view = memoryview(bytearray(4096))
                self.part.read_into(view, random.randrange(SIZE))
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.failures.append(error)


@pytest.mark.parametrize("turn", range(5))
def test_nothing_is_written_once_it_is_closed(tmp_path: Path, turn: int) -> None:
    part = opened(tmp_path)
    with Writers(part, 4) as writers:
        wait_until(lambda: sum(writers.rounds) > 20 * (turn + 1))
        part.close()
        journal = (tmp_path / "journal").read_bytes()
        # What is opened next has the numbers that the closed files had.
        with (tmp_path / "one").open("wb"), (tmp_path / "other").open("wb"):
            before = list(writers.rounds)
            wait_until(lambda: all(now > then + 2 for now, then in zip(writers.rounds, before, strict=True)))
        assert (tmp_path / "one").stat().st_size == (tmp_path / "other").stat().st_size == 0
        assert (tmp_path / "journal").read_bytes() == journal
    assert writers.failures == []
    assert part.write(0, memoryview(CONTENT)[:10], "https://late") == []
    assert part.read_into(memoryview(bytearray(10)), 0) == 0
    assert part.drop([(0, SIZE)]) == 0
    part.sync()
    part.close()
    assert (tmp_path / "journal").read_bytes() == journal
    # What the journal tells is what is there.
    done = part.done
    again = opened(tmp_path)
    assert again.done == done > 0
    view = memoryview(bytearray(SIZE))
    again.read_into(view, 0)
    for ranges in again.sources().values():
        for start, end in ranges:
            assert view[start:end] == CONTENT[start:end]
    again.close()


def test_two_that_bring_the_same_write_each_byte_once(tmp_path: Path) -> None:
    part = opened(tmp_path)
    barrier = threading.Barrier(4)
    written: list[tuple[int, int]] = []

    def bring(endpoint: str) -> None:
        barrier.wait()
        for start in range(0, SIZE, 10_000):
            written.extend(part.write(start, memoryview(CONTENT)[start : start + 15_000], endpoint))

    threads = [threading.Thread(target=bring, args=(f"https://{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(end - start for start, end in written) == SIZE == part.done
    assert sum(end - start for found in part.sources().values() for start, end in found) == SIZE
    part.finish()
    assert (tmp_path / "part").read_bytes() == CONTENT


# --- what is still good of a damaged file -------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), max_size=6), st.integers(1, 5000))
def test_what_is_good_is_there_from_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, good: list[tuple[int, int]], size: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "part").write_bytes(CONTENT[:size])
    good = [(start, end) for start, end in good if start < end <= size]
    seed(folder / "journal", digest=DIGEST, size=size, good=good)
    positions = {at for start, end in good for at in range(start, end)}
    assert landed_before(folder / "journal", digest=DIGEST, size=size) == len(positions)
    part = opened(folder, size=size)
    assert part.done == len(positions)
    assert {at for start, end in part.missing() for at in range(start, end)} == set(range(size)) - positions
    assert set(part.sources()) == ({""} if positions else set())
    part.close()
    assert landed_before(folder / "journal", digest="b" * 64, size=size) == 0
    assert landed_before(folder / "journal", digest=DIGEST, size=size + 1) == 0


def test_what_is_good_may_be_more_than_a_record_can_tell(tmp_path: Path) -> None:
    size = 5 << 30
    with (tmp_path / "part").open("wb") as file:
        file.truncate(size)
    seed(tmp_path / "journal", digest=DIGEST, size=size, good=[(1, size - 1)])
    assert landed_before(tmp_path / "journal", digest=DIGEST, size=size) == size - 2
    part = opened(tmp_path, size=size)
    assert part.missing() == [(0, 1), (size - 1, size)]
    part.close()


def test_an_old_journal_in_its_place_is_gone(tmp_path: Path) -> None:
    part = opened(tmp_path)
    part.write(0, memoryview(CONTENT), "https://a")
    part.close()
    seed(tmp_path / "journal", digest=DIGEST, size=SIZE, good=[(10, 20)])
    again = opened(tmp_path)
    assert again.sources() == {"": [(10, 20)]}
    again.close()


def test_without_a_journal_or_by_a_newer_one_nothing_is_there(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    assert landed_before(journal, digest=DIGEST, size=SIZE) == 0
    part = opened(tmp_path)
    part.write(0, memoryview(CONTENT)[:1000], "https://a")
    part.close()
    assert landed_before(journal, digest=DIGEST, size=SIZE) == 1000
    data = journal.read_bytes()
    start = next(iter(decode(data)))[0]
    magic = data[: data.index(b"\n") + 1]
    journal.write_bytes(magic + encode(Header(DIGEST, SIZE, version=2)) + data[start:])
    assert landed_before(journal, digest=DIGEST, size=SIZE) == 0
    again = opened(tmp_path)
    assert again.done == 0
    again.close()
    journal.unlink()
    journal.mkdir()
    assert landed_before(journal, digest=DIGEST, size=SIZE) == 0
