"""When mirrors are measured again by themselves, and which."""

from __future__ import annotations

import pytest
from hubkeep.engine.hub.urls import OFFICIAL
from hubkeep.engine.mirrors.renewal import is_due, worth_measuring
from hubkeep.engine.mirrors.values import Entry, Measured

HOURS = 3600.0


@pytest.mark.parametrize(
    ("measured", "due"),
    [(0, True), (87 * HOURS, True), (89 * HOURS, False), (99.9 * HOURS, False), (101 * HOURS, True)],
)
def test_only_after_hours_whatever_the_clock(measured: float, due: bool) -> None:
    assert is_due(100 * HOURS, measured, 12 * HOURS) is due


def test_those_that_could_be_chosen_and_not_too_many() -> None:
    entries = [
        Entry(url="https://new.example"),
        Entry(url="https://dead.example", dead=True),
        Entry(url="https://bad.example"),
        Entry(url="https://good.example"),
        *(Entry(url=f"https://{number}.example") for number in range(20)),
    ]
    last = {
        "https://bad.example": Measured(url="https://bad.example", at=1, grade="bad"),
        "https://good.example": Measured(url="https://good.example", at=1, grade="good"),
    }
    urls = worth_measuring(entries, last, ("https://used.example", OFFICIAL))
    assert urls[:4] == ("https://used.example", OFFICIAL, "https://new.example", "https://good.example")
    assert len(urls) == len(set(urls)) == 8
    assert not {"https://dead.example", "https://bad.example"} & set(urls)
