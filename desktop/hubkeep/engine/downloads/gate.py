"""Whether the queue may run now: the hours, the network, and what it costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from ..net.address import split_url
from ..problems import Problem, problem
from ..state.settings import Settings
from .hours import limit_now
from .network import NetworkState, look

_FRESH_SECONDS: Final = 5.0
_LIMIT_SECONDS: Final = 0.2


class Gate:
    """Answers at once: the network is looked at aside, and what was seen last counts until then."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        endpoints: Callable[[], tuple[str, ...]],
        *,
        look: Callable[[], NetworkState] = look,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """`endpoints` are those that the queue fetches from."""
        self._settings = settings
        self._endpoints = endpoints
        self._look = look
        self._now = now
        self._lock = threading.Lock()
        self._seen = NetworkState()
        self._seen_at = float("-inf")
        self._looking: threading.Thread | None = None
        self._limit = 0
        self._limited_at = float("-inf")

    def closed(self) -> Problem | None:
        """Why nothing may run now; None where it may."""
        settings = self._settings()
        if limit_now(settings, self._now().time()) is None:
            return problem("download-hours", time=settings.full_speed_from)
        network = self._network()
        if network.online is False and not self._all_near():
            return problem("download-offline")
        if network.metered and settings.pause_on_metered and not self._all_near():
            return problem("download-metered")
        return None

    def line_is_free(self) -> bool:
        """Whether there is a network, and nobody says that it costs by volume. False before it was looked
        at."""
        seen = self._network()
        with self._lock:
            looked = self._seen_at > float("-inf")
        return looked and seen.online is not False and not seen.metered

    def limit(self) -> int:
        """Bytes a second for all together at this hour; 0 for no limit. Outside of the hours, what runs all
        the same because somebody waits for it is not limited by them."""
        now = time.monotonic()
        if now - self._limited_at > _LIMIT_SECONDS:  # asked for with every few bytes
            settings = self._settings()
            limit = limit_now(settings, self._now().time())
            self._limit = settings.download_rate if limit is None else limit
            self._limited_at = now
        return self._limit

    def close(self) -> None:
        with self._lock:
            looking = self._looking
        if looking is not None:
            looking.join()

    def _all_near(self) -> bool:
        """Whether all is fetched from this machine or its own network, which needs no internet."""
        return all(split_url(endpoint)[0].is_local for endpoint in self._endpoints())

    def _network(self) -> NetworkState:
        with self._lock:
            if time.monotonic() - self._seen_at > _FRESH_SECONDS and self._looking is None:
                self._looking = threading.Thread(target=self._look_now, name="network")
                self._looking.start()
            return self._seen

    def _look_now(self) -> None:
        seen = self._look()
        with self._lock:
            self._seen, self._seen_at = seen, time.monotonic()
            self._looking = None
