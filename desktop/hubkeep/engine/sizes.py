"""Bytes and times as the command line and the sentences of problems write them, and as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

SIZE_UNITS: Final[Mapping[str, int]] = {
    "": 1,
    "b": 1,
    **{letter + end: 1000**power for power, letter in enumerate("kmgtp", 1) for end in ("", "b")},
    **{letter + "ib": 1024**power for power, letter in enumerate("kmgtp", 1)},
}
"""Bytes, by the unit in lower case."""
DAY: Final = 86400.0
AGE_UNITS: Final[Mapping[str, float]] = {
    "h": 3600.0,
    "": DAY,
    "d": DAY,
    "w": 7 * DAY,
    "m": 30 * DAY,
    "y": 365 * DAY,
}
"""Seconds, by the unit in lower case."""
_AMOUNT: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?|\.\d+)\s*(?P<unit>[a-z]*)", re.IGNORECASE)


def size(count: int) -> str:
    """Bytes for a person: decimal units, three figures."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 999.5 or unit == "TB":
            figures = 0 if unit == "B" or amount >= 99.95 else 1 if amount >= 9.995 else 2
            return f"{amount:.{figures}f} {unit}"
        amount /= 1000
    raise AssertionError


def amount(text: str, units: Mapping[str, int] | Mapping[str, float]) -> float | None:
    """What `text`, a number and one of `units`, comes to: `10G`, `1.5 GiB`, `90d`. None where it is none."""
    match = _AMOUNT.fullmatch(text.strip())
    factor = units.get(match["unit"].casefold()) if match else None
    return None if match is None or factor is None else float(match["number"]) * factor
