"""What a benchmark says: our figure beside a peer's of the same run, and the aim."""

from __future__ import annotations

import os
from dataclasses import dataclass


def users_environment() -> dict[str, str]:
    """The environment as a user's: an installed program has its bytecode, so it may be kept here too."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


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
