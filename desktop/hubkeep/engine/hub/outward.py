"""The way out: connections, certificates, proxies and logins, as the settings say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ...version import VERSION
from ..net.address import split_url
from ..net.client import Client
from ..net.dialer import Dialer, Pool
from ..net.failure import NetFailure
from ..net.http import Header
from ..net.patience import Patience
from ..net.proxies import Proxies
from ..net.trust import Trust
from ..state.settings import Settings
from .api import HubClient
from .endpoints import endpoints_of
from .experience import Experience, NoExperience
from .tokens import Tokens

LOGINS: Final = "logins.json"
"""Names the endpoints whose tokens are in the keyring."""
_WARM: Final = 16
"""Connections that are dialled before anything is asked of them, to all endpoints together."""
_DIAL_SECONDS: Final = 5.0
USER_AGENT: Header = ("User-Agent", f"hubkeep/{VERSION}")


class Outward:
    """All of it for one engine. What is idle is closed when the settings change what it was made of."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        environ: Mapping[str, str],
        user_home: Path,
        home: Path,
        asked: Sequence[str] = (),
        experience: Experience | None = None,
    ) -> None:
        """`home`: Hubkeep's own; `asked` are the endpoints of the command line; `experience` None: what the
        settings say."""
        self._settings = settings
        self._environ = environ
        self._asked = tuple(asked)
        self.experience = experience or NoExperience(settings)
        self._lock = threading.Lock()
        self._dialer: Dialer | None = None
        self._pool: Pool | None = None
        self._made_of: tuple[str, str] = ("", "")
        self.headers: tuple[Header, ...] = (USER_AGENT,)
        self.tokens = Tokens(environ, user_home, lambda: settings().token_endpoints, home / LOGINS)

    def pool(self) -> Pool:
        """Raises `Failure` where a setting can't be followed."""
        settings = self._settings()
        made_of = settings.proxy, settings.ca_file
        with self._lock:
            if self._pool is None or self._made_of != made_of:
                trust = Trust(settings.ca_file, self._environ)
                dialer = Dialer(trust, Proxies(settings.proxy, self._environ))
                if self._pool is not None:
                    self._pool.close()
                self._dialer, self._pool, self._made_of = dialer, Pool(dialer), made_of
            return self._pool

    def dialer(self) -> Dialer:
        """For connections that nobody else uses. Raises `Failure`."""
        self.pool()
        assert self._dialer is not None
        return self._dialer

    def endpoints(self, ordered: Sequence[str] = ()) -> tuple[str, ...]:
        """In order of preference. Raises `Failure`."""
        chosen, insisted = self.experience.endpoints(), self.experience.insisted()
        return endpoints_of(ordered, self._asked, chosen, self._environ, insisted)

    def clients(self, ordered: Sequence[str] = ()) -> tuple[HubClient, ...]:
        """One for each endpoint. Raises `Failure`."""
        client = Client(self.pool(), self.headers)
        return tuple(
            HubClient(client, endpoint, self.tokens.header_for) for endpoint in self.endpoints(ordered)
        )

    @contextmanager
    def warmed(self, endpoints: Sequence[str]) -> Iterator[None]:
        """Dials the endpoints while something else is waited for."""
        pool, over = self.pool(), threading.Event()

        def heed() -> None:
            if over.is_set():
                raise NetFailure("closed", "", "nothing is wanted any more")

        threads = [
            threading.Thread(
                target=pool.warm,
                args=(split_url(endpoint)[0], max(1, _WARM // len(endpoints)), Patience(_DIAL_SECONDS, heed)),
                name="warm",
            )
            for endpoint in endpoints
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None
