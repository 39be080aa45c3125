"""Misbehaviour on demand: what to do wrong, where, and how often.

A `Fault` is one effect with the requests it is for. A `FaultBook` belongs to one hub; tests put
faults in and take them out while requests run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TypeVar

from tests.hub.messages import Host, Route
from tests.hub.pacing import Bucket, Gate

# What happens before an answer is made


@dataclass(frozen=True)
class Delay:
    """Seconds of silence before each answer."""

    seconds: float


@dataclass(frozen=True)
class Refuse:
    """A status instead of an answer: 429, 503, 401, 403, 404, 500…"""

    status: int
    retry_after: int | str | None = None
    """Seconds, or an HTTP date."""
    message: str = ""
    code: str = ""
    """X-Error-Code, such as `EntryNotFound`."""


@dataclass(frozen=True)
class Html:
    """A login page or captcha instead of an answer."""

    status: int = 200


@dataclass(frozen=True)
class Hangup:
    """The connection is closed without an answer."""


# What a wrong answer says


@dataclass(frozen=True)
class StaleCommit:
    """Branches point at an older commit, so many before the true one."""

    behind: int = 1


@dataclass(frozen=True)
class Missing:
    """The file is said not to be in the repo (404, EntryNotFound)."""


@dataclass(frozen=True)
class NoXetToken:
    """The token route does not exist (404), though Xet is advertised."""


@dataclass(frozen=True)
class DeadHost:
    """LFS files are redirected to a host where nothing listens."""


@dataclass(frozen=True)
class Pointer:
    """The LFS pointer comes instead of the file's bytes."""


@dataclass(frozen=True)
class NoCommit:
    """`X-Repo-Commit` is missing."""


@dataclass(frozen=True)
class WrongEtag:
    """`ETag` and `X-Linked-Etag` hold something else."""

    etag: str = "0" * 64


@dataclass(frozen=True)
class LinkElsewhere:
    """The next page of a listing lies at another base address."""

    base: str


@dataclass(frozen=True)
class ShortLived:
    """Signed URLs are valid for so many seconds."""

    seconds: float


# What is wrong with the bytes


@dataclass(frozen=True)
class IgnoreRange:
    """A range is answered by 200 and the whole file."""


@dataclass(frozen=True)
class WrongRange:
    """`Content-Range` is off by so many bytes; the bytes are those that were asked for."""

    shift: int = 1


@dataclass(frozen=True)
class NoLength:
    """Chunked, without a Content-Length."""


@dataclass(frozen=True)
class Gzip:
    """The bytes are packed with gzip, whatever was asked for; the length is that of the packed bytes."""


@dataclass(frozen=True)
class Corrupt:
    """`length` bytes from `offset` (in the file, not in the range) are flipped."""

    offset: int = 0
    length: int = 1


# What happens while bytes flow


@dataclass(frozen=True)
class Drop:
    """The connection ends after so many bytes of each body; orderly, or with a reset."""

    after: int
    reset: bool = False


@dataclass(frozen=True)
class Stall:
    """Nothing more comes after so many bytes of each body; forever, or for some seconds."""

    after: int = 0
    seconds: float | None = None


@dataclass(frozen=True)
class Slow:
    """Bytes a second: for each connection, and for all together; 0 is no limit. The first `after` bytes of
    each body are free, as where a burst is followed by a throttle.
    """

    each: float = 0
    together: float = 0
    after: int = 0


@dataclass(frozen=True)
class Held:
    """Of all bodies together no more comes than `gate` lets through: what a test waits for can then not be
    overtaken by bytes, however busy the machine is.
    """

    gate: Gate
    after: int = 0


@dataclass(frozen=True)
class Expire:
    """The connection ends after so many bytes, and the signed URL is worth nothing (403) from then on."""

    after: int


Effect = (
    Delay
    | Refuse
    | Html
    | Hangup
    | StaleCommit
    | Missing
    | NoXetToken
    | DeadHost
    | Pointer
    | NoCommit
    | WrongEtag
    | LinkElsewhere
    | ShortLived
    | IgnoreRange
    | WrongRange
    | NoLength
    | Gzip
    | Corrupt
    | Drop
    | Stall
    | Slow
    | Held
    | Expire
)
Kind = TypeVar("Kind")

FLOW = (Drop, Stall, Slow, Held, Expire)
"""Effects that concern the bytes of good answers; without a route they mean those of files."""

FILE_ROUTES = frozenset({Route.RESOLVE, Route.RESOLVE_CACHE, Route.RAW, Route.BYTES})


@dataclass(frozen=True)
class Subject:
    """What a request is about, as far as faults and the log care."""

    host: Host
    route: Route
    method: str
    repo: str = ""
    path: str = ""
    """Of the file or folder within the repo."""


@dataclass(frozen=True)
class Fault:
    """An effect, the requests it is for (all that match everything given), and how often it happens."""

    effect: Effect
    host: Host | None = None
    route: Route | None = None
    method: str | None = None
    repo: str = "*"
    """A pattern for the id, as in fnmatch."""
    path: str = "*"
    """A pattern for the file's path within the repo."""
    times: int | None = None
    """None: whenever it applies."""
    skip: int = 0
    """So many requests that it applies to are spared first."""

    def concerns(self, subject: Subject) -> bool:
        """Whether the fault is for such a request."""
        if isinstance(self.effect, (*FLOW, Corrupt, Pointer, Missing)) and self.route is None:
            return subject.route in FILE_ROUTES and self._matches(subject)
        return self._matches(subject)

    def _matches(self, subject: Subject) -> bool:
        return (
            self.host in (None, subject.host)
            and self.route in (None, subject.route)
            and self.method in (None, subject.method)
            and fnmatchcase(subject.repo, self.repo)
            and fnmatchcase(subject.path, self.path)
        )


@dataclass(eq=False)
class _Armed:
    """A fault that is in force, and what is left of it."""

    fault: Fault
    skip: int
    left: int | None
    happened: int = 0
    bucket: Bucket | None = None


@dataclass(eq=False)
class Effects:
    """The effects that are for one request, in the order they were armed.

    An effect counts as happened when it is taken, so it is taken by who acts on it and when.
    """

    _armed: tuple[_Armed, ...]
    _lock: threading.Lock
    taken: list[str] = field(default_factory=list)

    def take(self, kind: type[Kind], fits: Callable[[Kind], bool] | None = None) -> Kind | None:
        """The effect of that kind that is to happen now, or None. `fits` says which come into question."""
        found = self._take(kind, fits)
        return found.fault.effect if found else None  # type: ignore[return-value]

    def take_slow(self, fits: Callable[[Slow], bool] | None = None) -> tuple[Slow, Bucket | None] | None:
        """The limits in force and the bucket that all connections share."""
        found = self._take(Slow, fits)
        if found is None or not isinstance(found.fault.effect, Slow):
            return None
        return found.fault.effect, found.bucket

    def _take(self, kind: type[Kind], fits: Callable[[Kind], bool] | None = None) -> _Armed | None:
        with self._lock:
            for armed in self._armed:
                effect = armed.fault.effect
                if not isinstance(effect, kind) or armed.left == 0 or (fits and not fits(effect)):
                    continue
                if armed.skip > 0:
                    armed.skip -= 1
                    continue
                if armed.left is not None:
                    armed.left -= 1
                armed.happened += 1
                self.taken.append(kind.__name__)
                return armed
        return None


class FaultBook:
    """The faults in force at one hub."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []

    def add(self, *faults: Fault | Effect) -> None:
        """Put faults in force beside those that are. An effect alone is for every request it can concern."""
        with self._lock:
            self._armed += [_arm(_as_fault(each)) for each in faults]

    def set(self, *faults: Fault | Effect) -> None:
        """Put these in force in place of all others."""
        with self._lock:
            self._armed = [_arm(_as_fault(each)) for each in faults]

    def clear(self) -> None:
        """Behave from now on. Answers that are under way keep what they have taken."""
        self.set()

    @contextmanager
    def during(self, *faults: Fault | Effect) -> Iterator[None]:
        """In force for a with-block."""
        armed = [_arm(_as_fault(each)) for each in faults]
        with self._lock:
            self._armed += armed
        try:
            yield
        finally:
            with self._lock:
                self._armed = [each for each in self._armed if each not in armed]

    def happened(self, fault: Fault | Effect) -> int:
        """How often the fault has happened since it was put in force."""
        wanted = _as_fault(fault)
        with self._lock:
            return sum(each.happened for each in self._armed if each.fault == wanted)

    def for_request(self, subject: Subject) -> Effects:
        """The effects that are for such a request."""
        with self._lock:
            found = tuple(each for each in self._armed if each.left != 0 and each.fault.concerns(subject))
        return Effects(found, self._lock)


def _as_fault(given: Fault | Effect) -> Fault:
    return given if isinstance(given, Fault) else Fault(given)


def _arm(fault: Fault) -> _Armed:
    effect = fault.effect
    bucket = Bucket(effect.together) if isinstance(effect, Slow) and effect.together else None
    return _Armed(fault, fault.skip, fault.times, bucket=bucket)
