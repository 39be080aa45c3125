"""How long something may take, and who may end it before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

_SLICE: Final = 0.2
"""Seconds after which it is asked again whether the wait is to go on."""


class Patience:
    """The time that is left for one thing, however many waits it takes."""

    def __init__(self, seconds: float, check: Callable[[], None] | None = None) -> None:
        """`check` is called a few times a second; what it raises ends the wait."""
        self._until = time.monotonic() + seconds
        self._check = check

    def slice(self) -> float:
        """Seconds that one wait may take now. Raises TimeoutError when the time is over, and what `check`
        raises."""
        if self._check is not None:
            self._check()
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left if self._check is None else min(left, _SLICE)

    def left(self) -> float:
        """Seconds; not below 0."""
        return max(0.0, self._until - time.monotonic())

    def at_most(self, seconds: float) -> Patience:
        """The same, for no longer than `seconds` from now."""
        return Patience(min(seconds, self.left()), self._check)
