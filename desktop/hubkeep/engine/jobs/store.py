"""Jobs on disk: what was ordered, how far it came, what it brought. The truth of every job."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

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
    """
    ALTER TABLE job ADD COLUMN position REAL NOT NULL DEFAULT 0;
    ALTER TABLE job ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE job ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE job ADD COLUMN wish TEXT;
    ALTER TABLE job ADD COLUMN waiting BLOB;
    ALTER TABLE job ADD COLUMN not_before REAL;
    ALTER TABLE job ADD COLUMN delay REAL NOT NULL DEFAULT 0;
    ALTER TABLE job ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
    UPDATE job SET position = id, begun = 1;
    UPDATE job SET wish = 'cancel'
        WHERE finished IS NULL AND id IN (SELECT job FROM note WHERE name = 'cancelled');
    CREATE TABLE paused_lane (name TEXT PRIMARY KEY)
    """,
)
Wish = Literal["cancel", "pause", "resume"]
_LAST: Final = "(SELECT coalesce(max(position), 0) + 1 FROM job)"
_AFRESH: Final = "wish = NULL, problem = NULL, waiting = NULL, not_before = NULL, attempt = 0"
"""What a person does away with who says: go on."""
_SHOWN: Final = 50
"""Finished jobs that are still listed."""


class StoredJob(Struct, frozen=True):
    """A job as it lies in the store."""

    view: JobView
    order: bytes
    """JSON of the order."""
    at_once: bool = False
    """Somebody waits for it: neither slots nor a gate hold it back."""
    begun: bool = False
    """Whether it ever ran: then cancelling it may leave something to clean up."""
    wish: Wish | None = None
    """What was asked of it while it could not be told. That of a cancellation stays until its end."""
    not_before: float | None = None
    """Put off until then, in seconds since 1970."""
    delay: float = 0
    """By how many seconds it was put off."""
    attempt: int = 0
    """How often it was put off in a row."""

    @property
    def cancelled(self) -> bool:
        return self.wish == "cancel"

    @property
    def unsettled(self) -> bool:
        """Whether `settle` would do something."""
        if self.wish == "cancel":
            return not self.begun or self.view.state == "paused"
        return self.wish is not None


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

    def add(
        self, kind: str, cache: str, subject: str, count: int, order: bytes, *, at_once: bool = False
    ) -> int:
        """Writes a new queued job down, behind all others; its id."""
        with self._lock, transaction(self._connection) as connection:
            cursor = connection.execute(
                'INSERT INTO job (kind, cache, subject, count, "order", state, progress, created, at_once,'
                " position)"
                f" VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, {_LAST})",
                (kind, cache, subject, count, order, msgspec.json.encode(Progress()), time.time(), at_once),
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

    def listed(self, *, everything: bool = False) -> list[StoredJob]:
        """Newest first: all that are not finished, and the last finished ones nobody dismissed."""
        if everything:
            return self._select("ORDER BY id DESC", ())
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
        """In the order of the queue: queued, running and paused ones."""
        return self._select("WHERE finished IS NULL ORDER BY position, id", ())

    def arrange(self, jobs: Sequence[int]) -> None:
        """Puts these, as far as they are unfinished, before all others, in this order."""
        wanted = list(dict.fromkeys(jobs))
        with self._lock, transaction(self._connection) as connection:
            (first,) = connection.execute(
                "SELECT coalesce(min(position), 0) FROM job WHERE finished IS NULL"
            ).fetchone()
            connection.executemany(
                "UPDATE job SET position = ? WHERE id = ? AND finished IS NULL",
                [(first - len(wanted) + turn, job) for turn, job in enumerate(wanted)],
            )

    def pause_lane(self, lane: str, paused: bool) -> None:
        """Remembers that a whole lane is paused, until it is resumed."""
        with self._lock, transaction(self._connection) as connection:
            if paused:
                connection.execute("INSERT OR IGNORE INTO paused_lane VALUES (?)", (lane,))
            else:
                connection.execute("DELETE FROM paused_lane WHERE name = ?", (lane,))

    def paused_lanes(self) -> frozenset[str]:
        with self._lock:
            found = self._connection.execute("SELECT name FROM paused_lane").fetchall()
        return frozenset(row[0] for row in found)

    def wish(self, job: int, wish: Wish) -> None:
        """Notes what is asked of an unfinished job, for whoever runs it. A cancellation stays."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET wish = ? WHERE id = ? AND finished IS NULL AND wish IS NOT 'cancel'",
                (wish, job),
            )

    def obeyed(self, job: int, wish: Wish, state: JobState) -> None:
        """Notes that whoever runs the job has paused or resumed it, unless another wish came since."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET wish = NULL, state = ? WHERE id = ? AND finished IS NULL AND wish = ?",
                (state, job, wish),
            )

    def settle(self, job: int) -> None:
        """Does what was wished of a job that nobody runs; the caller holds its lock."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET state = 'cancelled', finished = ?, wish = NULL"
                " WHERE id = ? AND finished IS NULL AND wish = 'cancel' AND NOT begun",
                (time.time(), job),
            )
            # What it did until then may have to be cleaned up, which its work knows.
            connection.execute(
                "UPDATE job SET state = 'queued' WHERE id = ? AND finished IS NULL AND wish = 'cancel'",
                (job,),
            )
            connection.execute(
                "UPDATE job SET state = 'paused', wish = NULL, problem = NULL"
                " WHERE id = ? AND finished IS NULL AND wish = 'pause'",
                (job,),
            )
            connection.execute(
                f"UPDATE job SET state = 'queued', {_AFRESH}"
                " WHERE id = ? AND finished IS NULL AND wish = 'resume'",
                (job,),
            )

    def set_state(self, job: int, state: JobState) -> None:
        """Notes that an unfinished job is queued, running or paused. A finished one stays as it is."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET state = ?, begun = begun OR ? WHERE id = ? AND finished IS NULL",
                (state, state == "running", job),
            )

    def begin(self, job: int) -> None:
        """Notes that an unfinished job runs; what kept it waiting is over."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET state = 'running', begun = 1, problem = NULL, waiting = NULL,"
                " not_before = NULL WHERE id = ? AND finished IS NULL",
                (job,),
            )

    def pause(self, job: int, problem: Problem | None) -> None:
        """Notes that an unfinished job has let go of everything until it is resumed, and why."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET state = 'paused', problem = ? WHERE id = ? AND finished IS NULL",
                (msgspec.json.encode(problem) if problem else None, job),
            )

    def put_off(self, job: int, problem: Problem, seconds: float) -> None:
        """Queues an unfinished job again, to be tried in so many seconds; one attempt more."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                "UPDATE job SET state = 'queued', waiting = ?, not_before = ?, delay = ?,"
                " attempt = attempt + 1 WHERE id = ? AND finished IS NULL",
                (msgspec.json.encode(problem), time.time() + seconds, seconds, job),
            )

    def count_anew(self, job: int) -> None:
        """Forgets how often a job was put off."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute("UPDATE job SET attempt = 0 WHERE id = ?", (job,))

    def hurry(self, job: int) -> None:
        """Somebody waits for this job now."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute("UPDATE job SET at_once = 1 WHERE id = ?", (job,))

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
                " finished = ?, wish = NULL, waiting = NULL, not_before = NULL WHERE id = ?",
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
        """A job that failed or was cancelled goes on where it stopped, behind all others."""
        with self._lock, transaction(self._connection) as connection:
            connection.execute(
                f"UPDATE job SET state = 'queued', {_AFRESH}, finished = NULL, dismissed = 0,"
                f" position = {_LAST} WHERE id = ?",
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
                " created, finished, waiting, at_once, begun, wish, not_before, delay, attempt, position"
                f" FROM job {where}",
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
                    waiting=msgspec.json.decode(row[12], type=Problem) if row[12] else None,
                    position=row[19],
                ),
                row[5],
                at_once=bool(row[13]),
                begun=bool(row[14]),
                wish=row[15],
                not_before=row[16],
                delay=row[17],
                attempt=row[18],
            )
            for row in found
        ]
