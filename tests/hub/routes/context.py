"""What a route needs to know of the hub it answers for."""

from __future__ import annotations

from dataclasses import dataclass

from tests.hub.content import Content
from tests.hub.faults import Effects
from tests.hub.messages import Request
from tests.hub.routes.target import Target
from tests.hub.signing import Signer


@dataclass(frozen=True)
class Settings:
    """How a hub behaves as long as nothing is wrong."""

    page_size: int = 1000
    """Entries a page of a listing."""
    expanded_page_size: int = 50
    """The same where details are asked for."""
    url_lifetime: float = 3600.0
    """Seconds that a signed URL is valid."""
    resolve_cache: bool = True
    """Small files are redirected (307, same host) to an address that never changes, as the origin does."""
    compress: bool = True
    """Small text files go out packed and chunked to those that take gzip and ask for no range."""
    advertise_xet: bool = True
    """Say in which Xet store a file is. Mirrors often do not."""
    token_lifetime: float = 3600.0
    """Seconds that a Xet token is valid."""


@dataclass(frozen=True)
class Context:
    """One request, and the hub's part of the answer."""

    request: Request
    target: Target
    content: Content
    settings: Settings
    effects: Effects
    endpoint: str
    """Base address of the hub: `http://127.0.0.1:port`."""
    cdn: str
    """Base address of the CDN: the same port under another host name, perhaps another hub's."""
    dead: str
    """Base address where nothing listens."""
    signer: Signer
    """Of the hub whose CDN it is."""
    own_signer: Signer
    """Of this hub."""
