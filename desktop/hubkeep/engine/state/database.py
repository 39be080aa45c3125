"""SQLite as Hubkeep uses it: WAL, migrations, and no fear of a broken file.

Nothing in a database is the user's: the disk is the truth. So a file that is corrupt is moved aside
and begun anew; one that is locked for longer than a few seconds is a `Failure`. What SQLite complains
of later on is a `Failure` too: the disk filled up, another program holds the file, a page went bad.

On a disk that is full already a database lives in memory: Hubkeep is what people reach for just then,
and it must not need room to make some.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from ..problems import Failure, from_os_error
from ..system.volumes import free_bytes

_BUSY_SECONDS: Final = 5.0
_PAUSE: Final = 0.02
_NEEDED: Final = 1 << 20
"""Bytes free below which a disk counts as full."""


class Connection(sqlite3.Connection):
    """A connection whose complaints are `Failure`s that name the file."""

    def __init__(self, file: Path, busy_seconds: float = _BUSY_SECONDS, *, in_memory: bool = False) -> None:
        """With `in_memory`, `file` is only what a `Failure` names."""
        self.file = file
        self.in_memory = in_memory
        super().__init__(
            ":memory:" if in_memory else file,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        with self._told():
            return self.cursor(_Cursor).execute(statement, values)

    def executemany(self, statement: str, values: Any, /) -> sqlite3.Cursor:
        with self._told():
            return self.cursor(_Cursor).executemany(statement, values)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise failure_of(error, self.file) from error


class _Cursor(sqlite3.Cursor):
    """Rows are read when they are fetched, so a bad page shows there."""

    def fetchone(self) -> Any:
        with self._told():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with self._told():
            return super().fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            assert isinstance(self.connection, Connection)
            raise failure_of(error, self.connection.file) from error


def failure_of(error: sqlite3.Error, file: Path) -> Failure:
    """What SQLite's complaint of `file` means for a person. A file that is damaged is moved aside, so
    that the next start begins a new one."""
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        if "locked" in text:
            return Failure("database-locked", path=str(file))
        if "full" in text:
            return Failure("disk-full", path=str(file))
    elif _damaged(error):
        with suppress(Failure):
            _set_aside(file)
        return Failure("database-damaged", path=str(file))
    return Failure("database-refused", path=str(file), reason=text)


def _damaged(error: sqlite3.Error) -> bool:
    """Whether the file is no sound database; anything else is said of the system or of ourselves."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, sqlite3.DatabaseError) and code in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def open_database(file: Path, migrations: Sequence[str]) -> Connection:
    """A connection to `file` with every migration applied, for any thread (callers take turns).

    `migrations[n]` brings version n to n + 1. A file from a newer Hubkeep, or one that is no
    database, is moved aside. Where the disk is full it is one in memory. Raises `Failure` where the
    folder can't be written or another process keeps the file locked.
    """
    try:
        return _open_on_disk(file, migrations)
    except Failure:
        if not _is_full(file):
            raise
    return _opened(file, migrations, in_memory=True)


def _is_full(file: Path) -> bool:
    """SQLite has many words for it (an I/O error where its shared memory finds no room)."""
    folder = file.parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        return free_bytes(folder) < _NEEDED
    except OSError:
        return False


def _open_on_disk(file: Path, migrations: Sequence[str]) -> Connection:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, str(file.parent)) from error
    deadline = time.monotonic() + _BUSY_SECONDS
    anew = False
    while True:
        try:
            return _opened(file, migrations)
        except _UnknownVersion:
            _set_aside(file)
        except Failure as failure:
            code = failure.problem.code
            if code == "database-locked" and time.monotonic() < deadline:
                # Two that begin a new file at once get this without SQLite waiting a moment.
                time.sleep(_PAUSE)
                continue
            # No permission, read-only volume, disk full, locked: the file itself may be sound.
            if code != "database-damaged" or anew:
                raise
        anew = True


class _UnknownVersion(Exception):
    pass


def _opened(file: Path, migrations: Sequence[str], *, in_memory: bool = False) -> Connection:
    try:
        connection = Connection(file, in_memory=in_memory)
    except sqlite3.Error as error:
        raise failure_of(error, file) from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with transaction(connection):
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(migrations):
                raise _UnknownVersion
            for script in migrations[version:]:
                for statement in script.split(";"):
                    if statement.strip():
                        connection.execute(statement)
            # Written in any case, so that a disk without room shows now.
            connection.execute(f"PRAGMA user_version = {len(migrations)}")
        # A page of every table: a file cut short is noticed here rather than in the middle of work.
        connection.execute("PRAGMA schema_version").fetchone()
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            with closing(connection.execute(f'SELECT * FROM "{table}" LIMIT 1')) as cursor:
                cursor.fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _set_aside(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path = file.with_name(file.name + suffix)
        try:
            path.replace(path.with_name(path.name + ".broken"))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise from_os_error(error, str(path)) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing; takes the write lock at once. Raises `Failure` where SQLite refuses."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have rolled it back already.
        if connection.in_transaction:
            with suppress(Failure):
                connection.execute("ROLLBACK")
        raise
