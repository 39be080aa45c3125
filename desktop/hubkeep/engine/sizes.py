"""Bytes as the command line and the sentences of problems write them."""

from __future__ import annotations


def size(count: int) -> str:
    """Bytes for a person: decimal units, three figures."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 999.5 or unit == "TB":
            figures = 0 if unit == "B" or amount >= 99.95 else 1 if amount >= 9.995 else 2
            return f"{amount:.{figures}f} {unit}"
        amount /= 1000
    raise AssertionError
