"""What a probe saw of one mirror, before anybody judges it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..hub.tree import RemoteFile
from ..net.failure import FailureKind

TroubleKind = FailureKind | Literal["other-name", "redirect"]
"""`other-name`: the certificate is somebody else's. `redirect`: in a circle, to nowhere, or to where nothing
is encrypted."""


class Trouble(Struct, frozen=True, kw_only=True):
    """No answer."""

    kind: TroubleKind
    host: str
    """Who did not answer: the mirror, or somebody it leads to."""
    reason: str = ""


class Refused(Struct, frozen=True, kw_only=True):
    """An answer that is a no, or is none of a hub's."""

    status: int
    host: str
    code: str = ""
    """As the Hub names it in `X-Error-Code`."""
    reason: str = ""
    """In the host's own words."""
    page: bool = False
    """Whether it was a page for people."""
    wait: float | None = None
    """Seconds that the host asked for."""


Bad = Trouble | Refused


class Reached(Struct, frozen=True, kw_only=True):
    """The way there. Times are seconds."""

    resolve: float | None = None
    connect: float | None = None
    tls: float | None = None
    bad: Trouble | None = None


class Asked(Struct, frozen=True, kw_only=True):
    """What its API says of the repo."""

    answer: float | None = None
    commit: str = ""
    """That `main` is."""
    last_modified: str = ""
    bad: Bad | None = None
    """Instead of all that."""
    files: tuple[RemoteFile, ...] | None = None
    """At `commit`; None: it did not list them."""
    unlisted: str = ""
    """Why it did not, as a code of `hub/failures.py`."""
    pages_at: str = ""
    """The host that its second page of a listing lies at, where that is another one."""
    routes_missing: tuple[str, ...] = ()
    search: Bad | None = None
    """What came instead of a search's result."""
    is_hub: bool = False
    """Whether any answer was one of a hub's."""


class Headed(Struct, frozen=True, kw_only=True):
    """A file as huggingface_hub looks at it before it fetches: by HEAD, redirects within a host followed."""

    path: str
    bad: Bad | None = None
    commit_first: str = ""
    """Of the first answer."""
    commit: str = ""
    """Of the last one, which huggingface_hub goes by."""
    etag: str = ""
    size: int | None = None
    xet_hash: str = ""
    xet_route: str = ""
    """Where a Xet token is asked for."""
    secret_shown: bool = False
    """Whether the login that the mirror was sent stands in the address it leads to."""


class Xet(Struct, frozen=True, kw_only=True):
    """The other way to the bytes."""

    bad: Bad | None = None
    """Of the token's route, or of the store it names."""


class Gated(Struct, frozen=True, kw_only=True):
    """A file that is not for everybody."""

    said: Literal["open", "login", "refused", "unknown"]
    with_login: bool = False
    """Whether it was sent one."""


class Small(Struct, frozen=True, kw_only=True):
    """A small file, fetched whole."""

    path: str
    bad: Bad | None = None
    right: bool | None = None
    """None: it did not come."""
    pointer: bool = False
    error: bool = False
    """Whether what came is an error in the place of the file."""


class Piece(Struct, frozen=True, kw_only=True):
    """The first bytes of a range of the big file, asked for as a download would."""

    path: str
    hosts: tuple[str, ...] = ()
    bad: Bad | None = None
    at_mirror: bool = True
    """Whether `bad` is of the mirror itself, not of whom it leads to."""
    first_byte: float | None = None
    size: int | None = None
    """Of the whole file, as the answer says."""
    ranges: bool | None = None
    wrong_range: bool = False
    packed: bool = False
    length: bool = True
    """Whether the length was announced."""
    digest: str = ""
    """SHA-256 of the piece; empty: it did not come whole."""
    begins: str = ""
    """SHA-256 of what the file begins with, where that was asked for."""
    pointer: bool = False
    error: bool = False
    stalled: bool = False
    cut: bool = False
    """Whether the connection ended in the piece."""
    rate: float | None = None
    secret_shown: bool = False
    """Whether the login that the mirror was sent stands in the address it leads to."""


class Flow(Struct, frozen=True, kw_only=True):
    """Bytes of the last host over a while."""

    rate: float | None = None
    """Bytes a second; after a throttle, where there is one."""
    burst: float | None = None
    burst_bytes: int = 0
    stalled: bool = False
    cuts: int = 0
    """How often the connection ended in the middle."""
    expired: bool = False
    """Whether the address was worth nothing after that, and a new one was."""
    bad: Bad | None = None
    """What came when it was to go on."""
    at_mirror: bool = True
    """Whether `bad` is of the mirror itself."""


class Seen(Struct, frozen=True, kw_only=True):
    """All of it; None: not looked at."""

    reached: Reached | None = None
    asked: Asked | None = None
    commits: tuple[str, ...] = ()
    """The newest ones of `main`, the newest first; asked for where a mirror is behind."""
    head: Headed | None = None
    """Of the big file."""
    small_head: Headed | None = None
    xet: Xet | None = None
    gated: Gated | None = None
    small: Small | None = None
    piece: Piece | None = None
    flow: Flow | None = None
    busy: float | None = None
    """Seconds that it asked to be left alone for; 0: it did not say how long."""
    missing: tuple[str, ...] = ()
    """Files of the repo that it does not have."""
    requests: int = 0
    failures: int = 0
