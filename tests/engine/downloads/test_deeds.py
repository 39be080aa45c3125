"""What is noted of the sources of a transfer while it runs."""

from __future__ import annotations

import pytest
from hubkeep.engine.downloads.deeds import Deeds
from hubkeep.engine.hub.experience import Deed, NoExperience
from hubkeep.engine.problems import problem
from hubkeep.engine.transfer.source import Source

A, B = "https://a.example", "https://b.example"


class Memory(NoExperience):
    def __init__(self) -> None:
        super().__init__()
        self.deeds: list[Deed] = []

    def note(self, deed: Deed) -> None:
        self.deeds.append(deed)

    def taken(self) -> list[Deed]:
        deeds, self.deeds = self.deeds, []
        return deeds


def source(endpoint: str) -> Source:
    return Source(endpoint, endpoint[8:], lambda path: path, lambda url: None)


def test_bytes_and_the_time_they_were_waited_for_are_noted_once() -> None:
    memory, one, other = Memory(), source(A), source(B)
    deeds = Deeds([one, other], memory)
    deeds.look(10.0)
    one.busy, one.bytes = 3, 500
    deeds.look(10.5)
    deeds.look(11.0)
    deeds.note()
    assert memory.taken() == [Deed(endpoint=A, bytes=500, seconds=1.0)]
    deeds.note()
    assert memory.taken() == []
    one.busy, one.bytes, other.busy, other.bytes = 0, 400, 1, 90
    deeds.look(12.0)
    deeds.note()
    # What was thrown away again is no deed.
    assert memory.taken() == [Deed(endpoint=B, bytes=90, seconds=1.0)]


def test_failures_count_and_being_asked_to_wait_is_none() -> None:
    memory, one = Memory(), source(A)
    deeds = Deeds([one], memory)
    one.failed(problem("source-busy", host="a.example"), 1.0, 5.0)
    deeds.note()
    assert memory.taken() == []
    one.failed(problem("source-timeout", host="a.example"), 2.0, 1.0)
    one.failed(problem("source-timeout", host="a.example"), 2.1, 1.0)  # many at once are one
    one.delivered(1 << 20)
    one.failed(problem("source-timeout", host="a.example"), 9.0, 1.0)
    deeds.note()
    assert memory.taken() == [Deed(endpoint=A, failures=2)]


def test_a_liar_is_told_once_and_one_that_is_barred_for_less_is_none() -> None:
    memory, liar, odd = Memory(), source(A), source(B)
    deeds = Deeds([liar, odd], memory)
    liar.bar(problem("source-lied", host="a.example", path="a"))
    odd.bar(problem("source-encoded", host="b.example"))
    with deeds.noted_at_the_end():
        deeds.note()
    assert memory.taken() == [Deed(endpoint=A, lied=True)]


def test_however_a_transfer_ends_the_rest_is_noted() -> None:
    memory, one = Memory(), source(A)

    def end() -> None:
        with Deeds([one], memory).noted_at_the_end():
            one.bytes = 7
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        end()
    assert memory.taken() == [Deed(endpoint=A, bytes=7)]
