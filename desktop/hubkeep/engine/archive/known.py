"""The archives that this home has met, and where they are now.

`archives.json` is an index: the disk is the truth, and the file may be deleted at any time. What it says of
an archive that is not connected is how it was when it was last seen.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.spelling import on_disk, spelled
from ..system.atomic import write_atomically
from .folder import MARK, ArchiveFolder, Bucket, Mark

FILE: Final = "archives.json"
BUCKETS: Final = "buckets"
"""Where in the home the stand-ins of buckets are."""
_FORMAT: Final = 1
_MOST_PATHS: Final = 8
_MOST_NAMES: Final = 500
"""Folders at the top of a volume that are looked into for a mark."""


class Noted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An archive as it was when it was last seen."""

    id: str
    path: str
    """Its folder, `spelled`."""
    before: tuple[str, ...] = ()
    """Where it was earlier, the latest first: links may still lead there."""
    name: str = ""
    mount: str = ""
    """Where its volume was mounted."""
    bucket: str = ""
    seen: float = 0
    frozen: int = 0
    """Bytes of frozen blobs, as they lie there."""
    repos: dict[str, int] = {}
    """Bytes it has of each repo, as they are when they are plain, by key."""

    def was_at(self, path: str) -> bool:
        """Whether a link that leads to `path` means this one."""
        return path == self.path or path in self.before


class Reached(Struct, frozen=True):
    """An archive within reach."""

    path: str
    mark: Mark


class _File(Struct, frozen=True):
    format: int
    archives: tuple[Noted, ...] = ()


class KnownArchives:
    """What `home` knows of archives. Read anew whenever it is asked; several programs may write."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE

    def all(self) -> tuple[Noted, ...]:
        """By name. Nothing where the file is lost, damaged or of a newer Hubkeep."""
        try:
            found = msgspec.json.decode(self._file.read_bytes(), type=_File)
        except (OSError, msgspec.DecodeError):
            return ()
        return found.archives if found.format == _FORMAT else ()

    def note(self, seen: Iterable[Noted]) -> None:
        """Remembers archives as they are now. Raises `Failure`."""
        before = {each.id: each for each in self.all()}
        after = before | {each.id: _followed(each, before.get(each.id)) for each in seen}
        if _but_for_time(after) != _but_for_time(before):
            self._write(after)

    def forget(self, id: str) -> None:
        """Knows an archive no more; it is found again where it is within reach. Raises `Failure`."""
        known = {each.id: each for each in self.all()}
        if known.pop(id, None) is not None:
            self._write(known)

    def _write(self, known: dict[str, Noted]) -> None:
        archives = tuple(sorted(known.values(), key=lambda each: (each.name, each.id)))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        data = msgspec.json.format(msgspec.json.encode(_File(_FORMAT, archives)))
        write_atomically(self._file, data, durable=False)


def _followed(now: Noted, before: Noted | None) -> Noted:
    """`now`, with where the archive was before."""
    if before is None:
        return now
    paths = dict.fromkeys((before.path, *before.before))
    paths.pop(now.path, None)
    return msgspec.structs.replace(now, before=tuple(paths)[:_MOST_PATHS])


def _but_for_time(known: dict[str, Noted]) -> dict[str, Noted]:
    """A look every minute must not be a write every minute: to the hour is enough."""
    return {id: msgspec.structs.replace(each, seen=each.seen // 3600) for id, each in known.items()}


def within_reach(
    home: Path, known: Sequence[Noted], led: Iterable[str], volumes: Iterable[str]
) -> tuple[Reached, ...]:
    """The archives that can be reached now, each once: where links lead (`led`), where they were before, also
    when their volume is mounted elsewhere now, stand-ins of buckets in `home`, and what lies at the top of
    one of `volumes` or a folder below."""
    found: dict[str, Reached] = {}
    volumes = tuple(volumes)
    for path in dict.fromkeys(
        itertools.chain(led, _before(known, volumes), _stand_ins(home), _tops(volumes))
    ):
        mark = ArchiveFolder(Path(path)).mark() if _has_mark(path) else None
        if mark is not None:
            found.setdefault(mark.id, Reached(path, mark))
    return tuple(found.values())


def bucket_text(bucket: Bucket | None) -> str:
    """A bucket as people write it; empty for none. Pure."""
    return f"s3://{bucket.name}/{bucket.prefix}".rstrip("/") if bucket else ""


def _has_mark(path: str) -> bool:
    """What is called like a mark and is a pipe would keep whoever opens it for ever."""
    try:
        return stat.S_ISREG(os.stat(os.path.join(path, MARK)).st_mode)
    except OSError:
        return False


def _before(known: Sequence[Noted], volumes: Sequence[str]) -> Iterator[str]:
    for each in known:
        path, mount = on_disk(each.path), on_disk(each.mount)
        yield path
        yield from map(on_disk, each.before)
        if mount and (path == mount or path.startswith(mount.rstrip(os.sep) + os.sep)):
            inner = os.path.relpath(path, mount)
            yield from (os.path.normpath(os.path.join(volume, inner)) for volume in volumes)


def _stand_ins(home: Path) -> Iterator[str]:
    with contextlib.suppress(OSError), os.scandir(home / BUCKETS) as entries:
        yield from sorted(entry.path for entry in entries)


def _tops(volumes: Iterable[str]) -> Iterator[str]:
    for volume in volumes:
        yield volume
        with contextlib.suppress(OSError), os.scandir(volume) as entries:
            for entry in itertools.islice(entries, _MOST_NAMES):
                if entry.is_dir(follow_symlinks=False):
                    yield entry.path


def noted(reached: Reached, mount: str, repos: dict[str, int], frozen: int, now: float) -> Noted:
    """What is kept in mind of an archive that was looked at."""
    return Noted(
        id=reached.mark.id,
        path=spelled(reached.path),
        name=spelled(reached.mark.name),
        mount=spelled(mount),
        bucket=bucket_text(reached.mark.bucket),
        seen=now,
        frozen=frozen,
        repos=repos,
    )
