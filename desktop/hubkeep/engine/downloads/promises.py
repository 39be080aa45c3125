"""Space on disks as all processes of one home have promised it to their downloads.

A promise holds as long as somebody holds the lock of its job: a process that is killed gives its own back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..state.database import Connection, open_database, transaction
from ..system.locks import is_held

_MIGRATIONS: Final = (
    "CREATE TABLE promise (job INTEGER PRIMARY KEY, volume TEXT NOT NULL, bytes INTEGER NOT NULL)",
)


class Promises:
    """What the other processes have promised, and for them what this one has. Safe to use from several
    threads. Methods raise `Failure` where the database does not answer."""

    def __init__(self, file: Path, locks: Path) -> None:
        """`file` is made when it is needed; `locks` is where jobs have theirs."""
        self._file = file
        self._locks = locks
        self._lock = threading.Lock()
        self._opened: Connection | None = None
        self._mine: set[int] = set()

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def claim(self, job: int, volume: int, left: int, decide: Callable[[int], None]) -> None:
        """Promises `left` bytes of a volume to a job, unless `decide` raises; it is told how many bytes
        other processes have promised there. No two processes decide at the same time."""
        with self._lock:
            connection = self._connection()
            with transaction(connection):
                decide(self._others(connection, volume))
                connection.execute(
                    "INSERT OR REPLACE INTO promise VALUES (?, ?, ?)", (job, str(volume), left)
                )
            self._mine.add(job)

    def others(self, volume: int) -> int:
        """Bytes of a volume that other processes have promised."""
        with self._lock:
            return self._others(self._connection(), volume)

    def update(self, job: int, left: int) -> None:
        """Notes that so many bytes of a promise are still to be written."""
        with self._lock, transaction(self._connection()) as connection:
            connection.execute("UPDATE promise SET bytes = ? WHERE job = ?", (left, job))

    def release(self, job: int) -> None:
        """Takes a promise back."""
        with self._lock:
            self._mine.discard(job)
            with transaction(self._connection()) as connection:
                connection.execute("DELETE FROM promise WHERE job = ?", (job,))

    def _others(self, connection: Connection, volume: int) -> int:
        found = connection.execute("SELECT job, bytes FROM promise WHERE volume = ?", (str(volume),))
        return sum(
            left
            for job, left in found.fetchall()
            if job not in self._mine and is_held(self._locks / f"{job}.lock")
        )

    def _connection(self) -> Connection:
        if self._opened is None:
            self._opened = open_database(self._file, _MIGRATIONS)
        return self._opened
