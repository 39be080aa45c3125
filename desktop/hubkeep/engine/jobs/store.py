"""Jobs on disk: what was ordered, how far it came, what it brought. The truth of every job."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..problems import Problem
from ..state.database import open_database, transaction
from .values import FINISHED, JobState, JobView, Progress

_MIGRATIONS: Final = (
    """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL, cache TEXT NOT NULL, subject TEXT NOT NULL, count INTEGER NOT NULL,
        "order" BLOB NOT NULL, state TEXT NOT NULL, progress BLOB NOT NULL, problem BLOB,
        result BLOB, undoable INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL, finished REAL,
        dismissed INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE note (
        job INTEGER NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (job, name)
    );
    CREATE TABLE audit (
        at REAL NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
        bytes INTEGER NOT NULL, details TEXT NOT NULL
    )
    """,
)
CANCELLED: Final = "cancelled"
"""The note that a job that nobody runs was cancelled: its work is still to clean up."""
_SHOWN: Final = 50
"""Finished jobs that are still listed."""


class StoredJob(Struct, frozen=True):
    """A job as it lies in the store."""

    view: JobView
    order: bytes
    """JSON of the order."""


class JobStore:
    """The list of jobs in one home. Safe to use from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Opens or creates `file`. Raises `Failure` where that is impossible."""
        self._lock = threading.Lock()
        self._connection = open_database(file, _MIGRATIONS)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @property
    def in_memory(self) -> bool:
        """Whether there was no room on the disk: no other process knows these jobs."""
        return self._connection.in_memory

    def add(self, kind: str, cache: str, subject: str, count: int, order: bytes) -> int:
        """Writes a new queued job down; its id."""
        with self._lock, transaction(self._connection) as connection:
            cursor = connection.execute(
                'INSERT INTO job (kind, cache, subject, count, "order", state, progress, created)'
                " VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)",
                (kind, cache, subject, count, order, msgspec.json.encode(Progress()), time.time()),
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def waiting(self, kind: str, order: bytes) -> int | None:
        """An unfinished job with this very order."""
        with self._lock:
            found = self._connection.execute(
                'SELECT id FROM job WHERE finished IS NULL AND kind = ? AND "order" = ?', (kind, order)
            ).fetchone()
        return found[0] if found else None

    def get(self, job: int) -> StoredJob | None:
        found = self._select("WHERE id = ?", (job,))
        return found[0] if found else None

    def listed(self) -> list[StoredJob]:
        """Newest first: all that are not finished, and the last finished ones nobody dismissed."""
        return self._select(
            "WHERE dismissed = 0 AND (finished IS NULL OR id IN"
            " (SELECT id FROM job WHERE finished IS NOT NULL AND dismissed = 0 ORDER BY id DESC LIMIT ?))"
            " ORDER BY id DESC",
            (_SHOWN,),
        )

    def undoable(self, cache: str) -> list[StoredJob]:
        """Oldest first: the jobs of a cache that put something in the trash."""
        return self._select("WHERE undoable AND cache = ? ORDER BY id", (cache,))

    def unfinished(self) -> list[StoredJob]:
        """Oldest first: queued, running and paused ones."""
        return self._select("WHERE finished IS NULL ORDER BY id", ())

    def set_state(self, job: int, state: JobState) -> None:
        """Notes that an unfinished job is queued, running or paused. A finished one stays as it is."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute("UPDATE job SET state = ? WHERE id = ? AND finished IS NULL", (state, job))

    def finish(
        self,
        job: int,
        state: JobState,
        *,
        problem: Problem | None = None,
        result: Any = None,
        undoable: bool | None = None,
    ) -> None:
        """Notes how a job ended, all at once: a kill leaves it unfinished or finished, never between.
        `undoable` None leaves what `set_undoable` said."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET state = ?, problem = ?, result = ?, undoable = coalesce(?, undoable),"
                " finished = ? WHERE id = ?",
                (
                    state,
                    msgspec.json.encode(problem) if problem else None,
                    None if result is None else msgspec.json.encode(result),
                    undoable,
                    time.time(),
                    job,
                ),
            )

    def requeue(self, job: int) -> None:
        """A job that failed or was cancelled goes on where it stopped."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute("DELETE FROM note WHERE job = ? AND name = ?", (job, CANCELLED))
            connection.execute(
                "UPDATE job SET state = 'queued', problem = NULL, finished = NULL, dismissed = 0"
                " WHERE id = ?",
                (job,),
            )

    def set_progress(self, job: int, progress: Progress) -> None:
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET progress = ? WHERE id = ?", (msgspec.json.encode(progress), job)
            )

    def set_undoable(self, job: int, undoable: bool) -> None:
        with self._lock, transaction(self._connection) as connection:
            connection.execute("UPDATE job SET undoable = ? WHERE id = ?", (undoable, job))

    def result(self, job: int) -> bytes | None:
        """JSON of what the job brought."""
        with self._lock:
            found = self._connection.execute("SELECT result FROM job WHERE id = ?", (job,)).fetchone()
        return found[0] if found else None

    def dismiss(self, job: int) -> None:
        with self._lock, transaction(self._connection) as connection:
            connection.execute("UPDATE job SET dismissed = 1 WHERE id = ?", (job,))

    def note(self, job: int, name: str, value: Any) -> None:
        """Writes down what a job must know again after a kill, before it acts on it."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO note VALUES (?, ?, ?)", (job, name, msgspec.json.encode(value))
            )

    def noted(self, job: int, name: str) -> bytes | None:
        """JSON of a note."""
        with self._lock:
            found = self._connection.execute(
                "SELECT value FROM note WHERE job = ? AND name = ?", (job, name)
            ).fetchone()
        return found[0] if found else None

    def notes(self, job: int, prefix: str) -> list[bytes]:
        """JSON of all notes whose names begin with `prefix`, in the order of their names."""
        with self._lock:
            found = self._connection.execute(
                "SELECT value FROM note WHERE job = ? AND substr(name, 1, ?) = ? ORDER BY name",
                (job, len(prefix), prefix),
            ).fetchall()
        return [row[0] for row in found]

    def audit(self, action: str, subject: str, size: int, details: str = "") -> None:
        """Notes a change that was made to the user's disk."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "INSERT INTO audit VALUES (?, ?, ?, ?, ?)", (time.time(), action, subject, size, details)
            )

    def _select(self, where: str, values: tuple[object, ...]) -> list[StoredJob]:
        with self._lock:
            found = self._connection.execute(
                'SELECT id, kind, cache, subject, count, "order", state, progress, problem, undoable,'
                f" created, finished FROM job {where}",
                values,
            ).fetchall()
        return [
            StoredJob(
                JobView(
                    id=row[0],
                    kind=row[1],
                    cache=row[2],
                    subject=row[3],
                    count=row[4],
                    state=row[6],
                    progress=msgspec.json.decode(row[7], type=Progress),
                    problem=msgspec.json.decode(row[8], type=Problem) if row[8] else None,
                    undoable=bool(row[9]) and row[6] in FINISHED,
                    created=row[10],
                    finished=row[11],
                ),
                row[5],
            )
            for row in found
        ]
