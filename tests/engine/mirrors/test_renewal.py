"""When mirrors are measured again by themselves, and which."""

from __future__ import annotations

import msgspec
import pytest
from hubkeep.engine.hub.urls import OFFICIAL
from hubkeep.engine.mirrors.renewal import Moment, is_due, worth_measuring
from hubkeep.engine.mirrors.values import Entry, Measured

HOURS = 3600.0
DUE = Moment(now=100 * HOURS, measured=87 * HOURS, looked=True, online=True, metered=False)


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({}, True),
        ({"measured": 0.0}, True),
        ({"measured": 89 * HOURS}, False),
        ({"measured": 101 * HOURS}, True),  # a clock was put back
        ({"busy": True}, False),
        ({"looked": False}, False),
        ({"online": False}, False),
        ({"online": None}, True),
        ({"metered": True}, False),
        ({"metered": None}, True),
    ],
)
def test_only_after_hours_and_never_at_a_price(change: dict[str, object], due: bool) -> None:
    assert is_due(msgspec.structs.replace(DUE, **change), 12 * HOURS) is due


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
