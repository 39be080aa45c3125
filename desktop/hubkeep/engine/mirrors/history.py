"""What was measured of mirrors, and what downloads saw of them, over the last months.

It lies in a database of its own, which may be deleted at any time: the next measurement begins it anew.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeVar

import msgspec

from ..problems import Failure
from ..state.database import open_database, transaction
from .blame import tells
from .breaker import ENOUGH, Breaker
from .thinning import thinned
from .values import Grade, Measured, Point, Standing

_MIGRATIONS: Final = (
    """
    CREATE TABLE measurement (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL, at REAL NOT NULL, grade TEXT NOT NULL,
        rate REAL, answer REAL, data BLOB NOT NULL
    );
    CREATE INDEX by_url ON measurement (url, id);
    CREATE INDEX by_time ON measurement (at);
    CREATE TABLE download (
        url TEXT NOT NULL, hour INTEGER NOT NULL,
        bytes INTEGER NOT NULL, seconds REAL NOT NULL, failures INTEGER NOT NULL,
        PRIMARY KEY (url, hour)
    ) WITHOUT ROWID;
    CREATE INDEX by_hour ON download (hour);
    CREATE TABLE breaker (url TEXT PRIMARY KEY, at REAL NOT NULL, data BLOB NOT NULL) WITHOUT ROWID
    """,
)

_DAY: Final = 86400.0
_HOUR: Final = 3600.0
_KEPT_DAYS: Final = 90
_EACH: Final = 1000
"""Measurements kept of one mirror."""
_ALL: Final = 50_000
"""Rows kept of all mirrors together, of measurements and of downloads each."""
_STANDING_DAYS: Final = 7
_AHEAD: Final = _DAY
"""What was noted so far in the future is from a clock that was wrong; less may be a clock put right."""
_MANY: Final = 16 << 20
"""Bytes in an hour from which a download's own rate says something."""

_Found = TypeVar("_Found")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Measured).decode
_decode_breaker = msgspec.json.Decoder(Breaker).decode


class Measurements:
    """The history of one home. Safe to use from several threads and processes.

    Every method raises `Failure` where the file is kept locked, or can't be written or read.
    """

    def __init__(self, file: Path) -> None:
        """Opens or creates `file`."""
        self._file = file
        self._lock = threading.Lock()
        self._connection = open_database(file, _MIGRATIONS)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    # --- what was measured ----------------------------------------------------------------------

    def keep(self, measured: Sequence[Measured]) -> None:
        """Notes what a probe brought, and forgets what is old."""
        if not measured:
            return
        rows = [(m.url, m.at, _noted(m), m.rate, m.answer, _encode(m)) for m in measured]
        newest = max(each.at for each in measured)

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO measurement (url, at, grade, rate, answer, data) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            for each in measured:
                _turned(connection, each.url, each.at, _probed(each))
            _forget(connection, newest, [each.url for each in measured])

        self._change(write)

    def last(self) -> dict[str, Measured]:
        """The measurement of each mirror that was noted last, whatever its clock said then. Those that
        another Hubkeep wrote otherwise are left out, as if they had not been made."""
        found = self._all("SELECT url, data, max(id) FROM measurement GROUP BY url")
        last = {}
        for url, data, _ in found:
            try:
                last[url] = _decode(data)
            except msgspec.DecodeError:
                continue
        return last

    def telling(self, last: Measured) -> Measured | None:
        """`last`, or the newest one before it that says how the mirror does; None: there is none."""
        if tells(last):
            return last
        for (data,) in self._all("SELECT data FROM measurement WHERE url = ? ORDER BY id DESC", (last.url,)):
            with contextlib.suppress(msgspec.DecodeError):  # written by another Hubkeep
                one = _decode(data)
                if tells(one):
                    return one
        return None

    def points(self, days: int, now: float) -> dict[str, tuple[Point, ...]]:
        """The measurements of the last days, by mirror and oldest first, as many as a chart can show."""
        since = now - days * _DAY
        found = self._all(
            "SELECT url, at, rate, grade, answer FROM measurement WHERE at > ? AND at <= ? ORDER BY at, id",
            (since, now + _AHEAD),
        )
        points: dict[str, list[Point]] = {}
        for url, *values in found:
            point = Point(**dict(zip(("at", "rate", "grade", "answer"), values, strict=True)))
            points.setdefault(url, []).append(point)
        return {url: thinned(each, since, now) for url, each in points.items()}

    # --- how it does --------------------------------------------------------------------------

    def standing(self, url: str, now: float) -> Standing:
        """A mirror over the last week. An hour of downloads counts as one try."""
        since, until = now - _STANDING_DAYS * _DAY, now + _AHEAD
        probes = self._all(
            "SELECT grade, rate FROM measurement WHERE url = ? AND at > ? AND at <= ? AND grade != 'unknown'",
            (url, since, until),
        )
        hours = self._all(
            "SELECT bytes, seconds, failures FROM download WHERE url = ? AND hour > ? AND hour <= ?",
            (url, int(since // _HOUR), int(until // _HOUR)),
        )
        rates = [rate for grade, rate in probes if rate is not None and grade != "bad"]
        # One of several sources at once is given a part of the line only, so that measurements say more.
        rates = rates or [came / seconds for came, seconds, _ in hours if came >= _MANY and seconds > 0]
        failed = sum(grade == "bad" for grade, _ in probes)
        failed += sum(came < failures * ENOUGH for came, _, failures in hours)
        return Standing(
            tries=len(probes) + len(hours),
            failed=failed,
            rate=median(rates) if rates else None,
            broken_until=self.breaker(url).until(now),
        )

    def note_download(self, url: str, bytes: int, seconds: float, failures: int, at: float) -> None:
        """Notes a part of a download: what good came from a mirror while it was waited for, and how often
        it failed."""
        hour = int(at // _HOUR)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO download VALUES (?, ?, ?, ?, ?) ON CONFLICT (url, hour) DO UPDATE SET"
                " bytes = bytes + excluded.bytes, seconds = seconds + excluded.seconds,"
                " failures = failures + excluded.failures",
                (url, hour, max(0, bytes), max(0.0, seconds), max(0, failures)),
            )
            _turned(connection, url, at, lambda breaker: breaker.noted(bytes, failures, at))
            _forget(connection, at, ())

        self._change(write)

    def breaker(self, url: str) -> Breaker:
        """Whether downloads leave a mirror alone."""
        found = self._all("SELECT data FROM breaker WHERE url = ?", (url,))
        return _breaker(found[0][0] if found else None)

    # --- within ---------------------------------------------------------------------------------

    def _all(self, question: str, values: Sequence[object] = ()) -> list[Any]:
        return self._ask(lambda connection: connection.execute(question, values).fetchall())

    def _change(self, write: Callable[[sqlite3.Connection], object]) -> None:
        def change(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                write(connection)

        self._ask(change)

    def _ask(self, work: Callable[[sqlite3.Connection], _Found]) -> _Found:
        """Does `work`; in a new file where this one turns out to be damaged."""
        with self._lock:
            try:
                return work(self._connection)
            except Failure as failure:
                if failure.problem.code != "database-damaged":
                    raise
            self._connection.close()
            self._connection = open_database(self._file, _MIGRATIONS)
            return work(self._connection)


def _noted(measured: Measured) -> Grade:
    """The grade that counts: what is not its fault is not held against a mirror."""
    return measured.grade if tells(measured) else "unknown"


def _probed(measured: Measured) -> Callable[[Breaker], Breaker]:
    return lambda breaker: breaker.probed(_noted(measured), measured.at)


def _turned(connection: sqlite3.Connection, url: str, at: float, turn: Callable[[Breaker], Breaker]) -> None:
    """Changes the breaker of a mirror. A closed one without failures needs no row."""
    found = connection.execute("SELECT data FROM breaker WHERE url = ?", (url,)).fetchone()
    before = _breaker(found[0] if found else None)
    after = turn(before)
    if after == Breaker():
        if found:
            connection.execute("DELETE FROM breaker WHERE url = ?", (url,))
    elif after != before:
        connection.execute("INSERT OR REPLACE INTO breaker VALUES (?, ?, ?)", (url, at, _encode(after)))


def _breaker(data: bytes | None) -> Breaker:
    try:
        return Breaker() if data is None else _decode_breaker(data)
    except msgspec.DecodeError:
        return Breaker()  # written by another Hubkeep: the next failures open it again


def _forget(connection: sqlite3.Connection, now: float, urls: Sequence[str]) -> None:
    """What is older than is shown, and what is more than can be of use."""
    old = now - _KEPT_DAYS * _DAY
    connection.execute("DELETE FROM measurement WHERE at < ?", (old,))
    connection.execute("DELETE FROM download WHERE hour < ?", (int(old // _HOUR),))
    connection.execute("DELETE FROM breaker WHERE at < ?", (old,))
    for url in urls:
        connection.execute(
            "DELETE FROM measurement WHERE url = :url AND id <= ("
            "SELECT id FROM measurement WHERE url = :url ORDER BY id DESC LIMIT 1 OFFSET :kept)",
            {"url": url, "kept": _EACH},
        )
    connection.execute("DELETE FROM measurement WHERE id <= (SELECT max(id) FROM measurement) - ?", (_ALL,))
    connection.execute(
        "DELETE FROM download WHERE hour <= (SELECT hour FROM download ORDER BY hour DESC LIMIT 1 OFFSET ?)",
        (_ALL,),
    )
