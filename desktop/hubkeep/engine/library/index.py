"""The index: what the last scan saw of each repo, so that the next start shows rows at once.

An index may be deleted at any time; the next scan writes it anew. So a file that turns out to be
damaged in the midst of work is left to `open_database`, which begins a new one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from ..cache.scanned import RepoScan, Stamp, StoreScan
from ..cache.spelling import on_disk, spelled
from ..problems import Failure
from ..state.database import open_database, transaction
from .hashed import Hashed
from .summary import Tie
from .values import RepoRow

_MIGRATIONS: Final = (
    """
    CREATE TABLE cache (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, store BLOB);
    CREATE TABLE repo (
        cache INTEGER NOT NULL, folder TEXT NOT NULL,
        row BLOB NOT NULL, stamp BLOB NOT NULL, ties BLOB NOT NULL,
        PRIMARY KEY (cache, folder)
    ) WITHOUT ROWID;
    CREATE TABLE scan (
        cache INTEGER NOT NULL, folder TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (cache, folder)
    );
    CREATE TABLE verified (
        cache INTEGER NOT NULL, path TEXT NOT NULL, shown TEXT NOT NULL,
        size INTEGER NOT NULL, modified REAL NOT NULL,
        intact INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (cache, path)
    ) WITHOUT ROWID
    """,
)

_FIRST_PAGE: Final = 200
_PAGE: Final = 4000
"""Rows read at once; the first ones sooner, since somebody is looking."""

_Found = TypeVar("_Found")

_encode = msgspec.msgpack.Encoder().encode
_decode_row = msgspec.msgpack.Decoder(RepoRow).decode
_decode_stamp = msgspec.msgpack.Decoder(Stamp).decode
_decode_ties = msgspec.msgpack.Decoder(tuple[Tie, ...]).decode
_decode_scan = msgspec.msgpack.Decoder(RepoScan).decode
_decode_store = msgspec.msgpack.Decoder(StoreScan).decode


class Scanned(Struct, frozen=True, array_like=True):
    """One repo as a scan brings it; `scan` is an encoded `RepoScan`."""

    row: RepoRow
    stamp: Stamp
    ties: tuple[Tie, ...]
    scan: msgspec.Raw


class CorruptFile(Struct, frozen=True):
    """A file whose bytes are not what its name says. `path` is below the cache root."""

    path: str
    size: int
    modified: float
    shown: str
    """Its name for a person."""

    def same(self, root: str) -> bool:
        """Whether the file still is the one that was hashed."""
        try:
            status = os.stat(os.path.join(root, on_disk(self.path)))
        except OSError:
            return False
        return (status.st_size, status.st_mtime) == (self.size, self.modified)


class Index:
    """The index of one cache folder. Safe to use from several threads.

    Every method raises `Failure` where the file is kept locked, or can't be written or read.
    """

    def __init__(self, file: Path, cache: str) -> None:
        """Opens or creates `file`."""
        self._file = file
        self._path = spelled(cache)
        self._lock = threading.Lock()
        self._connection = open_database(file, _MIGRATIONS)
        self._cache = 0
        try:
            self._ask(lambda connection: None)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def rows(self) -> Iterator[tuple[RepoRow, Stamp, tuple[Tie, ...]]]:
        """What is known of every repo. Rows that an older Hubkeep wrote otherwise are left out, and
        so are scanned again."""
        found = self._all("SELECT row, stamp, ties FROM repo WHERE cache = :cache")
        for row, stamp, ties in found:
            try:
                yield _decode_row(row), _decode_stamp(stamp), _decode_ties(ties)
            except msgspec.DecodeError:
                continue

    def put(self, scans: Iterable[Scanned]) -> None:
        """Writes what scans brought, in one transaction."""
        scans = list(scans)

        def write(connection: sqlite3.Connection) -> None:
            for item in scans:
                key = (self._cache, item.row.key)
                connection.execute(
                    "INSERT OR REPLACE INTO repo VALUES (?, ?, ?, ?, ?)",
                    (*key, _encode(item.row), _encode(item.stamp), _encode(item.ties)),
                )
                connection.execute("INSERT OR REPLACE INTO scan VALUES (?, ?, ?)", (*key, bytes(item.scan)))

        self._change(write)

    def put_rows(self, rows: Iterable[RepoRow]) -> None:
        """Replaces rows alone: what was learnt of a repo without a new scan."""
        encoded = [(_encode(row), row.key) for row in rows]
        self._change(
            lambda connection: connection.executemany(
                "UPDATE repo SET row = ? WHERE cache = ? AND folder = ?",
                [(row, self._cache, key) for row, key in encoded],
            )
        )

    def drop(self, folders: Iterable[str]) -> None:
        """Forgets repos."""
        folders = list(folders)

        def write(connection: sqlite3.Connection) -> None:
            keys = [(self._cache, folder) for folder in folders]
            connection.executemany("DELETE FROM repo WHERE cache = ? AND folder = ?", keys)
            connection.executemany("DELETE FROM scan WHERE cache = ? AND folder = ?", keys)

        self._change(write)

    def scan(self, folder: str) -> RepoScan | None:
        """The last scan of one repo, None where there is none that can be read."""
        found = self._all("SELECT data FROM scan WHERE cache = :cache AND folder = :folder", folder=folder)
        try:
            return _decode_scan(found[0][0]) if found else None
        except msgspec.DecodeError:
            return None

    def scans(self) -> Iterator[RepoScan]:
        """The last scan of every repo, a few at a time."""
        last = ""
        while True:
            found = self._all(
                "SELECT folder, data FROM scan WHERE cache = :cache AND folder > :last "
                "ORDER BY folder LIMIT 100",
                last=last,
            )
            if not found:
                return
            last = found[-1][0]
            for _, data in found:
                try:
                    yield _decode_scan(data)
                except msgspec.DecodeError:
                    continue

    def store(self) -> StoreScan:
        """The last scan of the shared store."""
        found = self._all("SELECT store FROM cache WHERE id = :cache")
        try:
            return _decode_store(found[0][0]) if found and found[0][0] else StoreScan()
        except msgspec.DecodeError:
            return StoreScan()

    def put_store(self, scan: StoreScan) -> None:
        self._change(
            lambda connection: connection.execute(
                "UPDATE cache SET store = ? WHERE id = ?", (_encode(scan), self._cache)
            )
        )

    def verified_since(self, since: float) -> dict[str, tuple[int, float, bool]]:
        """Files hashed at or after `since`: path to size, mtime and whether they were intact."""
        found = self._all(
            "SELECT path, size, modified, intact FROM verified WHERE cache = :cache AND at >= :since",
            since=since,
        )
        return {path: (size, modified, bool(intact)) for path, size, modified, intact in found}

    def hashed(self, folder: str) -> dict[str, Hashed]:
        """What verifications found of the files of one repo, by path below the cache root."""
        found = self._all(
            "SELECT path, size, modified, intact, at FROM verified"
            " WHERE cache = :cache AND path >= :first AND path < :behind",
            first=f"{folder}/",
            behind=f"{folder}0",  # the character behind the slash
        )
        return {path: Hashed(size, modified, bool(intact), at) for path, size, modified, intact, at in found}

    def corrupt(self) -> list[CorruptFile]:
        """Files that the last verification of each found corrupt."""
        found = self._all(
            "SELECT path, size, modified, shown FROM verified WHERE cache = :cache AND NOT intact"
        )
        return [CorruptFile(*row) for row in found]

    def put_verified(self, results: Iterable[tuple[str, str, int, float, bool]], at: float) -> None:
        """Notes files that were hashed: path, name for a person, size, mtime, intact."""
        results = list(results)
        self._change(
            lambda connection: connection.executemany(
                "INSERT OR REPLACE INTO verified VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(self._cache, *result, at) for result in results],
            )
        )

    # --- within ---------------------------------------------------------------------------------

    def _all(self, question: str, **values: str | float) -> list[Any]:
        return self._ask(
            lambda connection: connection.execute(question, {**values, "cache": self._cache}).fetchall()
        )

    def _change(self, write: Callable[[sqlite3.Connection], object]) -> None:
        def change(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                write(connection)

        self._ask(change)

    def _ask(self, work: Callable[[sqlite3.Connection], _Found]) -> _Found:
        """Does `work`; in a new file where this one turns out to be damaged, or was deleted."""
        with self._lock:
            try:
                return self._tried(work)
            except Failure as failure:
                if failure.problem.code != "database-damaged" and self._file.exists():
                    raise
            self._connection.close()
            self._connection = open_database(self._file, _MIGRATIONS)
            self._cache = 0
            return self._tried(work)

    def _tried(self, work: Callable[[sqlite3.Connection], _Found]) -> _Found:
        if self._cache == 0:
            with transaction(self._connection) as connection:
                connection.execute("INSERT OR IGNORE INTO cache (path) VALUES (?)", (self._path,))
                (self._cache,) = connection.execute(
                    "SELECT id FROM cache WHERE path = ?", (self._path,)
                ).fetchone()
        return work(self._connection)
