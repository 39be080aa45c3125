"""What a benchmark says: our figure beside a peer's of the same run, and the aim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table in docs/benchmarks.md."""

    what: str
    peer: str
    """Who is beside us, and what it took."""
    ours: str
    ratio: float
    """Ours against the peer or the aim; the unit of `aim`."""
    aim: str
    met: bool
