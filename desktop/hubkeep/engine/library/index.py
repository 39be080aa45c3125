"""The index: what the last scan saw of each repo, so that the next start shows rows at once.

An index may be deleted at any time; the next scan writes it anew.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.scanned import RepoScan, Stamp, StoreScan
from ..state.database import open_database, transaction
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
            status = os.stat(os.path.join(root, self.path))
        except OSError:
            return False
        return (status.st_size, status.st_mtime) == (self.size, self.modified)


class Index:
    """The index of one cache folder. Safe to use from several threads."""

    def __init__(self, file: Path, cache: str) -> None:
        """Opens or creates `file`. Raises `Failure` where that is impossible."""
        self._lock = threading.Lock()
        self._connection = open_database(file, _MIGRATIONS)
        with transaction(self._connection):
            self._connection.execute("INSERT OR IGNORE INTO cache (path) VALUES (?)", (cache,))
        self._cache: int = self._connection.execute(
            "SELECT id FROM cache WHERE path = ?", (cache,)
        ).fetchone()[0]

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def rows(self) -> Iterator[tuple[RepoRow, Stamp, tuple[Tie, ...]]]:
        """What is known of every repo. Rows that an older Hubkeep wrote otherwise are left out, and
        so are scanned again."""
        last, page = "", _FIRST_PAGE
        while True:
            with self._lock:
                found = self._connection.execute(
                    "SELECT folder, row, stamp, ties FROM repo WHERE cache = ? AND folder > ?"
                    " ORDER BY folder LIMIT ?",
                    (self._cache, last, page),
                ).fetchall()
            if not found:
                return
            last, page = found[-1][0], _PAGE
            for _, row, stamp, ties in found:
                try:
                    yield _decode_row(row), _decode_stamp(stamp), _decode_ties(ties)
                except msgspec.DecodeError:
                    continue

    def put(self, scans: Iterable[Scanned]) -> None:
        """Writes what scans brought, in one transaction."""
        with self._lock, transaction(self._connection) as connection:
            for item in scans:
                key = (self._cache, item.row.key)
                connection.execute(
                    "INSERT OR REPLACE INTO repo VALUES (?, ?, ?, ?, ?)",
                    (*key, _encode(item.row), _encode(item.stamp), _encode(item.ties)),
                )
                connection.execute("INSERT OR REPLACE INTO scan VALUES (?, ?, ?)", (*key, bytes(item.scan)))

    def put_rows(self, rows: Iterable[RepoRow]) -> None:
        """Replaces rows alone: what was learnt of a repo without a new scan."""
        with self._lock, transaction(self._connection) as connection:
            connection.executemany(
                "UPDATE repo SET row = ? WHERE cache = ? AND folder = ?",
                [(_encode(row), self._cache, row.key) for row in rows],
            )

    def drop(self, folders: Iterable[str]) -> None:
        """Forgets repos."""
        keys = [(self._cache, folder) for folder in folders]
        with self._lock, transaction(self._connection) as connection:
            connection.executemany("DELETE FROM repo WHERE cache = ? AND folder = ?", keys)
            connection.executemany("DELETE FROM scan WHERE cache = ? AND folder = ?", keys)

    def scan(self, folder: str) -> RepoScan | None:
        """The last scan of one repo, None where there is none that can be read."""
        with self._lock:
            found = self._connection.execute(
                "SELECT data FROM scan WHERE cache = ? AND folder = ?", (self._cache, folder)
            ).fetchone()
        try:
            return _decode_scan(found[0]) if found else None
        except msgspec.DecodeError:
            return None

    def scans(self) -> Iterator[RepoScan]:
        """The last scan of every repo, a few at a time."""
        last = ""
        while True:
            with self._lock:
                found = self._connection.execute(
                    "SELECT folder, data FROM scan WHERE cache = ? AND folder > ? ORDER BY folder LIMIT 100",
                    (self._cache, last),
                ).fetchall()
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
        with self._lock:
            found = self._connection.execute(
                "SELECT store FROM cache WHERE id = ?", (self._cache,)
            ).fetchone()
        try:
            return _decode_store(found[0]) if found and found[0] else StoreScan()
        except msgspec.DecodeError:
            return StoreScan()

    def put_store(self, scan: StoreScan) -> None:
        with self._lock, transaction(self._connection) as connection:
            connection.execute("UPDATE cache SET store = ? WHERE id = ?", (_encode(scan), self._cache))

    def verified_since(self, since: float) -> dict[str, tuple[int, float, bool]]:
        """Files hashed at or after `since`: path to size, mtime and whether they were intact."""
        with self._lock:
            found: list[tuple[str, int, float, int]] = self._connection.execute(
                "SELECT path, size, modified, intact FROM verified WHERE cache = ? AND at >= ?",
                (self._cache, since),
            ).fetchall()
        return {path: (size, modified, bool(intact)) for path, size, modified, intact in found}

    def corrupt(self) -> list[CorruptFile]:
        """Files that the last verification of each found corrupt."""
        with self._lock:
            found = self._connection.execute(
                "SELECT path, size, modified, shown FROM verified WHERE cache = ? AND NOT intact",
                (self._cache,),
            ).fetchall()
        return [CorruptFile(*row) for row in found]

    def put_verified(self, results: Iterable[tuple[str, str, int, float, bool]], at: float) -> None:
        """Notes files that were hashed: path, name for a person, size, mtime, intact."""
        with self._lock, transaction(self._connection) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO verified VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(self._cache, *result, at) for result in results],
            )
