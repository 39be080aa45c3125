"""SQLite as Hubkeep uses it: WAL, migrations, and no fear of a broken file.

Nothing in a database is the user's: the disk is the truth. So a file that is corrupt is moved aside
and begun anew; one that is locked for longer than a few seconds is a `Failure`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from ..problems import Failure, from_os_error

_BUSY_SECONDS: Final = 5.0


def open_database(file: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    """A connection to `file` with every migration applied, for any thread (callers take turns).

    `migrations[n]` brings version n to n + 1. A file from a newer Hubkeep, or one that is no
    database, is moved aside. Raises `Failure` where the folder can't be written or another process
    keeps the file locked.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, str(file.parent)) from error
    try:
        return _opened(file, migrations)
    except _UnknownVersion:
        _set_aside(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise Failure("database-locked", path=str(file)) from error
        if isinstance(error, sqlite3.OperationalError):
            # No permission, read-only volume, disk full: the file itself may be sound.
            raise Failure("database-refused", path=str(file), reason=str(error)) from error
        _set_aside(file)
    return _opened(file, migrations)


class _UnknownVersion(Exception):
    pass


def _opened(file: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise _UnknownVersion
        if version < len(migrations):
            with transaction(connection):
                # Another process may have migrated between the look and the lock.
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                for number, script in enumerate(migrations[version:], start=version + 1):
                    for statement in script.split(";"):
                        if statement.strip():
                            connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {number}")
        # A page of every table: a file cut short is noticed here rather than in the middle of work.
        connection.execute("PRAGMA schema_version").fetchone()
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            with closing(connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1')) as cursor:
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
    """All or nothing; takes the write lock at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
