"""What is known of endpoints from before, and where what they do now is noted.

Whoever fetches asks here which endpoints to begin with and whom not to wait for; who measures mirrors
answers. So neither room knows the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from ..state.settings import Settings


class Deed(Struct, frozen=True, kw_only=True):
    """What an endpoint did since it was noted last."""

    endpoint: str
    bytes: int = 0
    """Good ones that it sent."""
    seconds: float = 0
    """While bytes of it were waited for."""
    failures: int = 0
    """How often it did not answer, or failed by itself."""
    lied: bool = False
    """Whether wrong bytes came from it."""
    silent: bool = False
    """Whether it was waited for in vain, for as long as others were not."""
    answered: bool = False
    """Whether it answered though that was in doubt."""


class Experience(Protocol):
    """May be asked from any thread, and answers at once."""

    def endpoints(self) -> tuple[str, ...]:
        """Those of orders that name none, in order of preference; none: as the environment says."""

    def resting(self) -> frozenset[str]:
        """Those that failed of late: they are asked, and nobody waits for them."""

    def doubted(self) -> frozenset[str]:
        """Those that failed before and are due to be tried: nobody waits long for them."""

    def reserve(self) -> frozenset[str]:
        """Those that are to give only what the others can't."""

    def expected(self, endpoint: str) -> float:
        """Bytes a second that one connection to it may be hoped to do; 0: nobody knows."""

    def insisted(self) -> frozenset[str]:
        """Those that the user wants although all on the way can read along."""

    def note(self, deed: Deed) -> None:
        """An endpoint did something. Raises nothing: what is not learnt is no reason to fail."""


class NoExperience:
    """Nothing is known but what the settings say."""

    def __init__(self, settings: Callable[[], Settings] = Settings) -> None:
        self._settings = settings

    def endpoints(self) -> tuple[str, ...]:
        return self._settings().endpoints

    def resting(self) -> frozenset[str]:
        return frozenset()

    def doubted(self) -> frozenset[str]:
        return frozenset()

    def reserve(self) -> frozenset[str]:
        return frozenset()

    def expected(self, endpoint: str) -> float:
        return 0.0

    def insisted(self) -> frozenset[str]:
        return frozenset()

    def note(self, deed: Deed) -> None:
        """Nobody remembers."""
