"""Where the bytes of a file come from: memory or a path on disk, and what their hashes are."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1 << 20


class Source(Protocol):
    """Bytes of a known size that can be read from anywhere."""

    @property
    def size(self) -> int: ...

    def open(self) -> BinaryIO: ...


@dataclass(frozen=True)
class InMemory:
    """A small file's bytes."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


@dataclass(frozen=True)
class OnDisk:
    """A file that is read where it lies and never held in memory. It must not change while it is served."""

    path: Path
    size: int

    def open(self) -> BinaryIO:
        return self.path.open("rb")


def source_of(content: bytes | Path) -> Source:
    """The source for what a commit was given; an OSError for a path that can't be read."""
    return InMemory(content) if isinstance(content, bytes) else OnDisk(content, content.stat().st_size)


def sha256_of(source: Source) -> str:
    """The sha256 in hex. A path is read once for as long as it does not change."""
    if isinstance(source, OnDisk):
        stat = source.path.stat()
        return _sha256_of_path(source.path, stat.st_size, stat.st_mtime_ns)
    with source.open() as file:
        return _digest(file)


@lru_cache(maxsize=4096)
def _sha256_of_path(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: BinaryIO) -> str:
    sha256 = hashlib.sha256()
    while chunk := file.read(CHUNK):
        sha256.update(chunk)
    return sha256.hexdigest()


@dataclass(frozen=True)
class Flipped:
    """The bytes of another source, every bit turned in `length` bytes from `offset`."""

    source: Source
    offset: int
    length: int

    @property
    def size(self) -> int:
        return self.source.size

    def open(self) -> BinaryIO:
        return _FlippedFile(self.source.open(), self.offset, self.length)  # type: ignore[return-value]


_TURNED = bytes(byte ^ 0xFF for byte in range(256))


class _FlippedFile(io.RawIOBase):
    """Reads for `Flipped`."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        self._file = file
        self._wrong = range(offset, offset + length)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1, /) -> bytes:
        start = self._file.tell()
        data = bytearray(self._file.read(size))
        low, high = max(self._wrong.start - start, 0), max(self._wrong.stop - start, 0)
        data[low:high] = data[low:high].translate(_TURNED)
        return bytes(data)

    def close(self) -> None:
        self._file.close()
        super().close()
