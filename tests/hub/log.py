"""What was asked of a hub and what it sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.hub.faults import Subject
from tests.hub.messages import Host, Request, Route


@dataclass(frozen=True)
class Record:
    """One request. `sent` are bytes of the body given to the system so far; heads are not counted."""

    number: int
    connection: int
    at: float
    """By `time.monotonic`."""
    method: str
    host: Host
    route: Route
    repo: str
    file: str
    url: str
    """Path and query as they were sent."""
    headers: Mapping[str, str]
    """Names in lower case."""
    status: int = 0
    sent: int = 0
    done: bool = False
    seconds: float = 0.0
    """From the request to the last byte."""
    faults: tuple[str, ...] = ()
    """The effects that happened, by name."""

    @property
    def authorization(self) -> str | None:
        """As it was sent."""
        return self.headers.get("authorization")

    @property
    def range(self) -> str | None:
        """As it was asked for: `bytes=0-99`."""
        return self.headers.get("range")


class Log:
    """The requests of one hub, in the order they came."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._records: dict[int, Record] = {}
        self._number = 0

    def begin(self, connection: int, request: Request, subject: Subject) -> int:
        """Note a request that has come; its number."""
        with self._condition:
            self._number += 1
            self._records[self._number] = Record(
                number=self._number,
                connection=connection,
                at=time.monotonic(),
                method=request.method,
                host=subject.host,
                route=subject.route,
                repo=subject.repo,
                file=subject.path,
                url=request.url,
                headers=request.headers,
            )
            return self._number

    def update(
        self,
        number: int,
        *,
        status: int | None = None,
        sent: int = 0,
        faults: tuple[str, ...] | None = None,
        done: bool = False,
    ) -> None:
        """Note what has become of a request; `sent` is added. Nothing where it was cleared meanwhile."""
        with self._condition:
            record = self._records.get(number)
            if record is None:
                return
            self._records[number] = replace(
                record,
                status=record.status if status is None else status,
                sent=record.sent + sent,
                faults=record.faults if faults is None else faults,
                done=record.done or done,
                seconds=time.monotonic() - record.at if done else record.seconds,
            )
            self._condition.notify_all()

    def clear(self) -> None:
        """Forget all requests, those under way too."""
        with self._condition:
            self._records.clear()

    def now(self) -> tuple[Record, ...]:
        """All requests so far, those under way too."""
        with self._condition:
            return tuple(self._records.values())

    def requests(
        self,
        route: Route | None = None,
        *,
        method: str | None = None,
        host: Host | None = None,
        repo: str | None = None,
        file: str | None = None,
        timeout: float = 5.0,
    ) -> tuple[Record, ...]:
        """The requests that match, once none of them is under way any more.

        A client may have read the last byte before the hub has noted that it sent it, hence the
        waiting. After `timeout` seconds those under way are returned as they are.
        """

        def matching() -> tuple[Record, ...]:
            return tuple(
                each
                for each in self._records.values()
                if route in (None, each.route)
                and method in (None, each.method)
                and host in (None, each.host)
                and repo in (None, each.repo)
                and file in (None, each.file)
            )

        with self._condition:
            self._condition.wait_for(lambda: all(each.done for each in matching()), timeout)
            return matching()

    def sent(self, route: Route | None = None, **where: Any) -> int:
        """The bytes of bodies sent in answer to the requests that match."""
        return sum(each.sent for each in self.requests(route, **where))

    def tokens(self, host: Host | None = None) -> set[str]:
        """Every `Authorization` that was seen, at one host or at both."""
        return {each.authorization for each in self.now() if host in (None, each.host) and each.authorization}
