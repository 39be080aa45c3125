"""A part file against a model of it, with kills and power cuts in between."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

from hubkeep.engine.transfer.intervals import Intervals
from hubkeep.engine.transfer.part import PartFile, landed_before
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

SIZE = 3000
DIGEST = "a" * 64
CONTENT = Random(3).randbytes(SIZE)
ranges = st.tuples(st.integers(0, SIZE), st.integers(1, SIZE)).map(
    lambda given: (given[0], min(SIZE, given[0] + given[1]))
)
endpoints = st.sampled_from(["https://a", "https://b/ü", "https://c"])


class PartFiles(RuleBasedStateMachine):
    """All sources bring the right bytes, so that whatever is believed can be looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(prefix="part-model-"))
        self.number = 0
        self.by: list[str | None] = [None] * SIZE
        """Who brought each byte."""
        self.synced_part = b""
        self.synced_journal = b""
        self.durable: set[int] = set()
        """What must survive a power cut."""

    @initialize()
    def begin(self) -> None:
        self.part = self.opened()

    def opened(self) -> PartFile:
        folder = self.base / str(self.number)
        folder.mkdir(exist_ok=True)
        return PartFile(folder / "part", folder / "journal", digest=DIGEST, size=SIZE)

    def moved(self) -> tuple[Path, Path]:
        """A copy of both files as they are, and those of the copy."""
        old = self.base / str(self.number)
        self.number += 1
        new = self.base / str(self.number)
        shutil.copytree(old, new)
        return new / "part", new / "journal"

    @rule(where=ranges, source=endpoints)
    def write(self, where: tuple[int, int], source: str) -> None:
        start, end = where
        new = self.part.write(start, memoryview(CONTENT)[start:end], source)
        positions = {at for low, high in new for at in range(low, high)}
        assert positions == {at for at in range(start, end) if self.by[at] is None}
        for at in positions:
            self.by[at] = source

    @rule(where=st.lists(ranges, max_size=3))
    def drop(self, where: list[tuple[int, int]]) -> None:
        positions = {at for start, end in where for at in range(start, end)}
        assert self.part.drop(where) == sum(self.by[at] is not None for at in positions)
        for at in positions:
            self.by[at] = None
        self.durable -= positions

    @rule()
    def sync(self) -> None:
        self.part.sync()
        assert self.part.unsynced() == 0
        self.durable = {at for at in range(SIZE) if self.by[at] is not None}
        self.synced_part = self.part.path.read_bytes()
        self.synced_journal = (self.part.path.parent / "journal").read_bytes()

    @rule()
    def go_on_later(self) -> None:
        self.part.close()
        self.part = self.opened()

    @rule()
    def kill(self) -> None:
        """What the system was given stays, and nothing is closed in order."""
        part, _ = self.moved()
        self.part.close()
        self.part = self.opened()
        assert self.part.path == part

    @rule(seed=st.integers(0, 2**32))
    def cut_the_power(self, seed: int) -> None:
        """Of what was written since the last sync some blocks reached the disk, and some did not; of the
        journal some of the end is missing or rubbish. What of it is believed is right all the same."""
        random = Random(seed)
        part, journal = self.moved()
        self.part.close()
        now, before = part.read_bytes(), self.synced_part.ljust(SIZE, b"\0")
        blocks = [(before, now)[random.random() < 0.5][at : at + 256] for at in range(0, SIZE, 256)]
        part.write_bytes(b"".join(blocks))
        written = journal.read_bytes()
        kept = random.randint(len(self.synced_journal), len(written))
        if written.startswith(self.synced_journal):
            rubbish = bytes(kept % 40) if random.random() < 0.5 else random.randbytes(kept % 40)
            journal.write_bytes(written[:kept] + rubbish)
        self.part = self.opened()
        sources = self.part.sources()
        self.by = [None] * SIZE
        for name, found in sources.items():
            for start, end in found:
                self.by[start:end] = [name] * (end - start)
        assert not [at for at in self.durable if self.by[at] is None]

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if not hasattr(self, "part"):
            return
        have = Intervals((at, at + 1) for at in range(SIZE) if self.by[at] is not None)
        assert self.part.done == have.total
        assert self.part.missing() == have.gaps(0, SIZE)
        by: dict[str, Intervals] = {}
        for at, name in enumerate(self.by):
            if name is not None:
                by.setdefault(name, Intervals()).add(at, at + 1)
        assert self.part.sources() == {name: list(found) for name, found in by.items()}
        journal = self.part.path.parent / "journal"
        assert landed_before(journal, digest=DIGEST, size=SIZE) == have.total
        view = memoryview(bytearray(SIZE))
        assert self.part.read_into(view, 0) == SIZE
        for low, high in have:
            assert view[low:high] == CONTENT[low:high]

    def teardown(self) -> None:
        if hasattr(self, "part"):
            self.part.close()
        shutil.rmtree(self.base)


TestPartFiles = PartFiles.TestCase
TestPartFiles.settings = settings(max_examples=35, stateful_step_count=25)
