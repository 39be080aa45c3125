"""What of a file has landed, written down as it lands, so that a kill or a power cut costs little.

A journal is only appended to. `Landed` says that bytes were written, with their checksum: after a kill
that is the truth, after a power cut it may not be. `Durable` says that all bytes of the records before
a place have reached the disk; it is written after they have. So a reader believes what lies before the
last `Durable`, checks the checksums of what lies behind it, and takes the rest as not landed.

The frame (kind, length, payload, CRC-32 of all three) is the same for every version of Hubkeep: kinds
that a reader does not know are passed over, and the first broken frame is the journal's end.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

_FRAME: Final = struct.Struct("<BH")
_CRC: Final = struct.Struct("<I")
_HEADER: Final = struct.Struct("<HQ")
_LANDED: Final = struct.Struct("<QIQH")
_RANGE: Final = struct.Struct("<QQ")
_PLACE: Final = struct.Struct("<Q")
_SOURCE: Final = struct.Struct("<H")
_MAGIC: Final = b"hubkeep journal\n"
VERSION: Final = 1


class Header(Struct, frozen=True):
    """The file that the journal is of. Always the first record."""

    digest: str
    size: int
    version: int = VERSION


class Source(Struct, frozen=True):
    """From now on `number` means the endpoint `name`."""

    number: int
    name: str


class Landed(Struct, frozen=True):
    """`length` bytes from `start` on were written; `checksum` is their XXH3."""

    start: int
    length: int
    checksum: int
    source: int


class Dropped(Struct, frozen=True):
    """What landed from `start` to `end` is not wanted any more: its source was found to lie."""

    start: int
    end: int


class Durable(Struct, frozen=True):
    """Every byte of the records before `place`, an offset in the journal, is on the disk."""

    place: int


Record = Header | Source | Landed | Dropped | Durable


def encode(record: Record) -> bytes:
    """A record in its frame."""
    match record:
        case Header():
            kind, payload = 0, _HEADER.pack(record.version, record.size) + record.digest.encode()
        case Source():
            kind, payload = 1, _SOURCE.pack(record.number) + record.name.encode()[:1024]
        case Landed():
            kind, payload = 2, _LANDED.pack(record.start, record.length, record.checksum, record.source)
        case Dropped():
            kind, payload = 3, _RANGE.pack(record.start, record.end)
        case Durable():
            kind, payload = 4, _PLACE.pack(record.place)
    framed = _FRAME.pack(kind, len(payload)) + payload
    return framed + _CRC.pack(zlib.crc32(framed))


def decode(data: bytes) -> Iterator[tuple[int, Record | None]]:
    """The records of a journal, each with the place behind it; None for a kind that is not known. Ends
    before the first frame that is broken, as the last one may be after a power cut."""
    if not data.startswith(_MAGIC):
        return
    place = len(_MAGIC)
    while place + _FRAME.size + _CRC.size <= len(data):
        kind, length = _FRAME.unpack_from(data, place)
        end = place + _FRAME.size + length
        if end + _CRC.size > len(data) or _CRC.unpack_from(data, end)[0] != zlib.crc32(data[place:end]):
            return
        payload = data[place + _FRAME.size : end]
        place = end + _CRC.size
        try:
            yield place, _record(kind, payload)
        except (struct.error, UnicodeDecodeError):
            return


def _record(kind: int, payload: bytes) -> Record | None:
    match kind:
        case 0:
            version, size = _HEADER.unpack_from(payload)
            return Header(payload[_HEADER.size :].decode(), size, version)
        case 1:
            return Source(_SOURCE.unpack_from(payload)[0], payload[_SOURCE.size :].decode("utf-8", "replace"))
        case 2:
            return Landed(*_LANDED.unpack_from(payload))
        case 3:
            return Dropped(*_RANGE.unpack_from(payload))
        case 4:
            return Durable(*_PLACE.unpack_from(payload))
    return None


class Journal:
    """An open journal. `append` may be called by one thread at a time."""

    def __init__(self, path: Path, *, keep: int = 0) -> None:
        """Opens `path` and goes on behind its first `keep` bytes; 0 begins anew. Raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._file = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
        try:
            os.ftruncate(self._file, keep)
            os.lseek(self._file, keep, os.SEEK_SET)
            self.place = keep
            """Where the next record will begin."""
            if not keep:
                self._write(_MAGIC)
        except BaseException:
            os.close(self._file)
            raise

    def append(self, record: Record) -> None:
        """Raises OSError; the record is then not there, and the next takes its place."""
        self._write(encode(record))

    def sync(self) -> None:
        """The records have reached the disk on return."""
        _sync_data(self._file)

    def close(self) -> None:
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.write(self._file, data[written:])
        except OSError:
            # Half a record would hide all that follow it.
            os.ftruncate(self._file, self.place)
            os.lseek(self._file, self.place, os.SEEK_SET)
            raise
        self.place += len(data)


def _sync_data(descriptor: int) -> None:
    getattr(os, "fdatasync", os.fsync)(descriptor)
