"""One connection's work: takes tasks, asks for their bytes, and puts what comes where it belongs."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct

from ..net.address import Origin, follow, split_url
from ..net.failure import NetFailure
from ..net.http import Connection, Header, Response
from ..net.patience import Patience
from ..problems import Failure, problem
from .answers import Bytes, Identity, Refused, identity, read_answer, signed_life
from .arrivals import Arrivals
from .assignments import Assignments
from .digest import digest_of
from .errand import Extent, FileUnderWay
from .fresh import CHUNK, Chunk
from .pace import Pace
from .proof import Proof
from .rates import SHORT, Speed
from .source import ENOUGH, Place, Source
from .tasks import Check, Open, Share, Whole
from .under_way import UnderWay
from .verdicts import Verdicts

_FLUSH_SECONDS: Final = 0.25
"""What came is written at least so often: a kill costs no more."""
_WORTH: Final = 128 << 10
_SOON: Final = 0.03
"""So much is written sooner: sixteen connections hold back a lot together."""
_TIMEOUT: Final = 30.0
_CONNECT: Final = 15.0
_HOPS: Final = 8
_AHEAD_SECONDS: Final = 0.15
"""The next share is asked for when the present one has so little left."""
_DRAINED: Final = 32 << 10
"""A rest up to this size is read, to keep the connection."""
_CODES: Final = {
    "name": "source-no-name",
    "refused": "source-refused",
    "unreachable": "source-unreachable",
    "timeout": "source-timeout",
    "tls": "source-tls",
    "proxy": "source-proxy",
    "closed": "source-closed",
    "protocol": "source-no-http",
}


class Connections(Protocol):
    """Where connections come from and go to when they are idle."""

    def take(self, origin: Origin, within: Patience | None = None) -> Connection:
        """`within` limits how long it may take. Raises `NetFailure`, and what its check raises."""

    def give(self, connection: Connection) -> None: ...


@dataclass(frozen=True)
class Desk:
    """What workers turn to."""

    under_way: UnderWay
    assignments: Assignments
    arrivals: Arrivals
    proof: Proof
    verdicts: Verdicts
    connections: Connections
    pace: Pace
    headers: tuple[Header, ...]


class _Sent(Struct):
    """A request on its way."""

    task: Whole | Share | Check
    connection: Connection
    url: str
    start: int
    end: int
    at: float
    """Monotonic second."""
    finding: bool
    """Whether this request is to find out where the file lies."""
    ahead: bool = False
    """Whether another answer was still to come before this one."""


class _Lost(Exception):
    """What was asked for is not to be had from this source now."""

    def __init__(self, code: str, *, wait: float | None = None, status: int = 0, host: str = "") -> None:
        self.code = code
        self.wait = wait
        self.status = status
        self.host = host
        super().__init__(code)


class _Stale(Exception):
    """The host closed a connection that had been used before."""


class Worker:
    """Fetches from one source until nothing is left to do, or the source has too many connections."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self._desk = desk
        self.source = self._source = source
        self._sent: deque[_Sent] = deque()
        self._buffer = desk.under_way.buffers.take()
        self.speed = Speed(SHORT, time.monotonic())
        self._origin: Origin | None = None
        self.connection: Connection | None = None
        """The one in use."""
        self.since: float | None = None
        """When the last byte came of what is asked for; None while nothing is."""
        self.stalled = False
        """Whether it was aborted because nothing came any more."""

    def run(self) -> None:
        """Blocks until the transfer needs this worker no more."""
        desk, source = self._desk, self._source
        try:
            while True:
                if self._sent:
                    self._receive(self._sent.popleft())
                    continue
                task = desk.assignments.take(source, self.speed.value)
                if task is None:
                    if not desk.assignments.wait_for_some(source):
                        return
                elif isinstance(task, Open):
                    desk.arrivals.open(task.file)
                else:
                    self._ask(task)
        except OSError as error:
            desk.under_way.stop_for_disk(error)
        except Failure as failure:
            desk.under_way.stop_with(failure.problem)
        finally:
            self._give_up_sent()
            if self.connection is not None:
                self._desk.connections.give(self.connection)
                self.connection = None
            desk.under_way.buffers.give(self._buffer)

    def abort(self) -> None:
        """Ends what it waits for. Called by others."""
        connection = self.connection
        if connection is not None:
            connection.abort()

    # --- asking ---------------------------------------------------------------------------------

    def _ask(self, task: Whole | Share | Check) -> None:
        """Sends the request of a task that stands alone."""
        path = task.file.goal.path
        now = time.monotonic()
        place = None
        if isinstance(task, Whole):
            place = self._source.known(path, now) or Place(self._source.url_of(path))
        else:
            place = self._source.place_of(path, now, wait=_TIMEOUT)
        finding = place is None
        url = place.url if place is not None else self._source.url_of(path)
        if self._desk.under_way.stopped.is_set() or task.file.ended:  # while the place was waited for
            if finding:
                self._source.lost(path)
            self._desk.assignments.give_back(task)
            return
        try:
            self._sent.append(self._send(task, url, finding))
        except NetFailure as failure:
            self._fail(task, finding, failure)

    def _ask_ahead(self, current: _Sent, left: int) -> None:
        """While the last bytes of `current` come: sends what comes next on the same connection, so that
        no time passes between the two."""
        source = self._source
        small = isinstance(current.task, Whole)
        if not current.connection.reusable or source.rangeless or (small and source.leads_on):
            return
        if not small and left > max(1 << 16, self.speed.value * _AHEAD_SECONDS):
            return
        most = self._desk.assignments.small_ones_ahead() if small else 1
        while len(self._sent) < most:
            task = self._desk.assignments.take(source, self.speed.value, ahead=True)
            if task is None:
                return
            if small and isinstance(task, Open):
                self._desk.arrivals.open(task.file)
                continue
            if not isinstance(task, Whole | Share):
                self._desk.assignments.give_back(task)
                return
            now = time.monotonic()
            place = source.known(task.file.goal.path, now)
            if place is None and isinstance(task, Whole):
                place = Place(source.url_of(task.file.goal.path))
            if place is None or split_url(place.url)[0] != split_url(current.url)[0]:
                self._desk.assignments.give_back(task)
                return
            try:
                sent = self._request(task, place.url, current.connection, finding=False)
            except NetFailure:
                self._desk.assignments.give_back(task)
                return
            sent.ahead = True
            self._sent.append(sent)

    def _send(self, task: Whole | Share | Check, url: str, finding: bool) -> _Sent:
        """Sends on the connection at hand, or on another where that one leads elsewhere or was closed by
        the host while it was idle. Raises `NetFailure`."""
        origin = split_url(url)[0]
        for _ in range(2):
            connection = self._connection_to(origin)
            was_fresh = connection.fresh
            try:
                return self._request(task, url, connection, finding)
            except NetFailure:
                self._close()
                if was_fresh:
                    raise
        raise NetFailure("closed", origin.host, "the connection ended")

    def _request(self, task: Whole | Share | Check, url: str, connection: Connection, finding: bool) -> _Sent:
        _, target = split_url(url)
        start, end = 0, task.file.goal.size
        headers: list[Header] = [("Accept-Encoding", "identity"), *self._desk.headers]
        if isinstance(task, Share):
            start, end = task.extent.at, task.extent.end
        elif isinstance(task, Check):
            start, end = task.start, task.end
        if not isinstance(task, Whole):
            headers.append(("Range", f"bytes={start}-{end - 1}"))
        if (login := self._source.header_for(url)) is not None:
            headers.append(login)
        connection.send("GET", target, headers)
        return _Sent(task, connection, url, start, end, time.monotonic(), finding)

    def _connection_to(self, origin: Origin) -> Connection:
        if self.connection is not None:
            if self.connection.reusable and self._origin == origin:
                return self.connection
            self._desk.connections.give(self.connection)
            self.connection = None
        self.connection = self._desk.connections.take(origin, Patience(_CONNECT, self._heed))
        self._origin = origin
        self.connection.set_timeout(_TIMEOUT)
        return self.connection

    def _heed(self) -> None:
        if self._desk.under_way.stopped.is_set():
            raise NetFailure("closed", self._source.host, "nothing is wanted any more")

    # --- receiving ------------------------------------------------------------------------------

    def _receive(self, sent: _Sent) -> None:
        """Receives the answer to a request and does with it what its task says."""
        task, connection = sent.task, sent.connection
        found = False
        self.since = time.monotonic()
        fresh = connection.fresh
        try:
            try:
                response = connection.receive()
            except NetFailure as failure:
                if not fresh and failure.kind == "closed" and not self.stalled:
                    raise _Stale from failure
                raise
            if not sent.ahead:
                self._source.answered(time.monotonic() - sent.at)
            response, url, told = self._follow(sent, response)
            answer = read_answer(
                response.status,
                response.headers,
                start=sent.start,
                end=sent.end,
                size=task.file.goal.size,
                path=task.file.goal.path,
                length=response.length,
            )
            if isinstance(answer, Refused):
                self._forget_body(response)
                raise _Lost(answer.code, wait=answer.wait, status=answer.status, host=split_url(url)[0].host)
            self._prove(task.file, told)
            if sent.finding:
                life = None if url == sent.url else signed_life(url, response.headers)
                until = None if life is None else time.monotonic() + life
                self._source.found(task.file.goal.path, Place(url, until, url != sent.url))
                found = True
            self._take_body(sent, response, answer)
        except _Stale:
            # It was idle, or had answered before: that it ends now says nothing of the source.
            self._close()
            if sent.finding:
                self._source.lost(task.file.goal.path)
            self._desk.assignments.give_back(task)
        except NetFailure as failure:
            self._close()
            self._fail(task, sent.finding and not found, failure)
        except _Lost as lost:
            self._refused(sent, lost, found)
        finally:
            self.since = None
            self.stalled = False

    def _follow(self, sent: _Sent, response: Response) -> tuple[Response, str, Identity]:
        """Goes after redirects to the host that has the bytes; what the endpoint said of the file on the
        way. Raises `NetFailure`, `_Lost`."""
        url, told = sent.url, Identity()
        seen = {url}
        for _ in range(_HOPS):
            if url == self._source.url_of(sent.task.file.goal.path) or not told.etag:
                told = _first(told, identity(response.headers))
            if response.status not in {301, 302, 303, 307, 308}:
                return response, url, told
            location = response.headers.get("Location") or ""
            self._forget_body(response)
            following = _leads_to(url, location)
            if following is None or following in seen:
                raise _Lost("source-redirect", host=split_url(url)[0].host)
            seen.add(following)
            url = following
            hop = self._send_hop(sent, url)
            response = hop.connection.receive()
        raise _Lost("source-redirect", host=split_url(url)[0].host)

    def _send_hop(self, sent: _Sent, url: str) -> _Sent:
        if isinstance(sent.task, Whole):
            self._source.leads_on = True
        # What was asked for ahead would come before this one's answer, or on a connection left now.
        self._give_up_sent()
        return self._send(sent.task, url, finding=False)

    def _prove(self, file: FileUnderWay, told: Identity) -> None:
        """Raises `_Lost` where the source says that the file is another one."""
        code = told.disagreement(self._source.commit, file.goal.digest, file.goal.size)
        if code is not None and (code != "source-unproven" or not self._source.trusted):
            self._close()
            raise _Lost(code, host=self._source.host)

    def _take_body(self, sent: _Sent, response: Response, answer: Bytes) -> None:
        task = sent.task
        if isinstance(task, Whole):
            self._take_whole(sent, task, response)
        elif isinstance(task, Check):
            self._take_check(task, response, answer)
        else:
            self._take_share(sent, task, response, answer)
        if not response.finished:
            self._forget_body(response)

    def _take_whole(self, sent: _Sent, task: Whole, response: Response) -> None:
        size = task.file.goal.size
        self._ask_ahead(sent, 0)
        data = memoryview(bytearray(size))
        filled = 0
        while filled < size:
            portion = self._desk.pace.portion() or size
            try:
                got = response.readinto(data[filled : filled + portion])
                if not got:
                    raise NetFailure("closed", self._source.host, "the file ended too early")
            except NetFailure:
                task.file.broke_off += filled >= ENOUGH
                raise
            filled += got
            self._came(got)
            self._wait(self._desk.pace.reserve(got))
        if not response.finished and response.length is None:
            # Of unknown length: it must end here.
            extra = memoryview(bytearray(1))
            if response.readinto(extra):
                self._close()
                raise _Lost("source-wrong-size", host=self._source.host)
        if digest_of(data, task.file.goal.digest) != task.file.goal.digest:
            raise _Lost("source-lied", host=self._source.host)
        self._desk.arrivals.whole(task.file, data, self._source)

    def _take_check(self, task: Check, response: Response, answer: Bytes) -> None:
        if answer.start != task.start:
            # It can't say; that is nothing against what it brings.
            self._desk.verdicts.has_no_ranges(self._source)
            self._desk.assignments.give_back(task)
            return
        data = bytearray()
        view = self._buffer
        while len(data) < task.end - task.start:
            got = response.readinto(view[: task.end - task.start - len(data)])
            if not got:
                raise NetFailure("closed", self._source.host, "the answer ended too early")
            data += view[:got]
            self._source.delivered(got)
        self._desk.proof.checked(task, bytes(data), self._source)

    def _take_share(self, sent: _Sent, task: Share, response: Response, answer: Bytes) -> None:
        """Receives an extent; its end may come nearer meanwhile, or others bring it first."""
        extent, file = task.extent, task.file
        at = answer.start
        if at != extent.at:
            self._desk.verdicts.has_no_ranges(self._source)
            if not self._desk.assignments.is_first(file, extent):
                self._desk.assignments.leave(file, extent)  # each would get all that lies before its own
                return
        while at < extent.at:  # a whole file from its beginning: what is there already goes by
            got = response.readinto(self._buffer[: extent.at - at])
            if not got:
                raise NetFailure("closed", self._source.host, "the file ended too early")
            at += got
            self.since = extent.last = time.monotonic()
        filled, flushed = 0, time.monotonic()
        try:
            while True:
                want = min(CHUNK - filled, extent.end - extent.at)
                if want <= 0 and not filled:
                    return
                if want > 0:
                    if portion := self._desk.pace.portion():
                        want = min(want, portion)
                    got = response.readinto(self._buffer[filled : filled + want])
                    if not got:
                        raise NetFailure("closed", self._source.host, "the file ended too early")
                    filled += got
                    extent.at += got
                    extent.last = now = time.monotonic()
                    self._came(got)
                    extent.speed.add(got, now)
                    self._wait(self._desk.pace.reserve(got))
                else:
                    now = time.monotonic()
                waits = _SOON if filled >= _WORTH else _FLUSH_SECONDS
                if filled and (filled == CHUNK or extent.at >= extent.end or now - flushed >= waits):
                    amount, filled, flushed = filled, 0, now
                    if self._flush(file, extent, amount):
                        return
                if extent.at < extent.end:
                    self._ask_ahead(sent, extent.end - extent.at)
        finally:
            if filled:
                self._flush(file, extent, filled)
            self._desk.assignments.leave(file, extent)

    def _flush(self, file: FileUnderWay, extent: Extent, amount: int) -> bool:
        """Writes what was gathered; whether nothing is left to fetch of `extent`."""
        came = self._desk.arrivals.part(
            file, extent.at - amount, Chunk(self._buffer, amount), self._source, extent
        )
        if came.kept:
            self._buffer = self._desk.under_way.buffers.take()
        extent.written = extent.at
        return came.whole

    def _came(self, amount: int) -> None:
        self._source.delivered(amount)
        self.since = now = time.monotonic()
        self.speed.add(amount, now)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._desk.under_way.stopped.wait(seconds)

    def _forget_body(self, response: Response) -> None:
        """Reads what is left of a body, where that is little; else the connection goes."""
        try:
            if not response.discard(_DRAINED):
                self._close()
        except NetFailure:
            self._close()

    # --- failing --------------------------------------------------------------------------------

    def _fail(self, task: Whole | Share | Check, finding: bool, failure: NetFailure) -> None:
        if finding:
            self._source.lost(task.file.goal.path)
        elif self._source.known(task.file.goal.path, time.monotonic()) and failure.kind != "closed":
            self._source.lost(task.file.goal.path)  # the host that has the bytes may be another next time
        self._give_up_sent()
        self._desk.assignments.give_back(task)
        code = "source-stalled" if self.stalled else _CODES[failure.kind]
        told = problem(code, host=self._source.host, reason=failure.reason or failure.kind)
        brought = task.extent.at - task.extent.start if isinstance(task, Share) else 0
        self._desk.verdicts.failed(self._source, told, brought)

    def _refused(self, sent: _Sent, lost: _Lost, found: bool) -> None:
        path = sent.task.file.goal.path
        place = self._source.known(path, time.monotonic())
        renew = lost.code in {"source-forbidden", "source-missing"} and sent.url != self._source.url_of(path)
        current = place is not None and place.url == sent.url
        if (sent.finding and not found) or current:
            self._source.lost(path)
        self._desk.assignments.give_back(sent.task)
        told = problem(lost.code, host=lost.host or self._source.host, path=path, status=lost.status)
        if renew:
            # A signed URL that is worth nothing any more: the endpoint is asked for another one.
            if current:
                self._desk.verdicts.url_expired(self._source, sent.task.file, told)
        else:
            self._desk.verdicts.refused(self._source, sent.task.file, told, lost.wait)

    def _give_up_sent(self) -> None:
        """What was asked for ahead is somebody else's again; the connection can't be used any more."""
        if not self._sent:
            return
        while self._sent:
            sent = self._sent.popleft()
            self._desk.assignments.give_back(sent.task)
        self._close()

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        while self._sent:
            self._desk.assignments.give_back(self._sent.popleft().task)


def _leads_to(url: str, location: str) -> str | None:
    """Where a redirect leads; None where it is not one to follow: to anything but http or https, or from
    https back to http."""
    try:
        following = follow(url, location).partition("#")[0]
        origin, _ = split_url(following)
    except ValueError:
        return None
    return None if url.startswith("https://") and origin.scheme != "https" else following


def _first(told: Identity, new: Identity) -> Identity:
    """What was said of the file first, hop by hop."""
    if not (new.commit or new.etag):
        return told
    return Identity(
        commit=told.commit or new.commit,
        etag=told.etag or new.etag,
        size=told.size if told.size is not None else new.size,
    )
