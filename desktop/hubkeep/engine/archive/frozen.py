"""A file in its frozen form: compressed, with the bytes of its numbers sorted by their place first.

The high bytes of weights are much alike and their low bytes are noise; side by side they hide each other.
So each piece of a file is laid out plane by plane where that pays, and compressed by zstd. What tells the
planes, the size and the SHA-256 stands in frames that zstd skips: `zstd -t` checks such a file, `zstd -dc`
gives its planes. docs/archive-format.md is the whole of the format; a change here is one there.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import struct
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import zstandard
from msgspec import Struct

from ..problems import Failure, from_os_error
from ..system.copying import reading_unnoticed

PIECE: Final = 2 << 20
"""Bytes that are laid out and compressed together."""
_LARGEST_PIECE: Final = 16 << 20
"""What a reader takes: it bounds the memory that a hostile file can ask for."""
_SKIPPED: Final = 0x184D2A58
"""One of the sixteen beginnings of a frame that zstd skips."""
_FRAME: Final = struct.Struct("<II")
_HEAD: Final = struct.Struct("<8sIQ")
_PLANES: Final = struct.Struct("<BI")
_FOOT: Final = struct.Struct("<Q32s")
_NAME: Final = b"HUBKEEP1"
_WIDTHS: Final = (1, 2, 4)
_SAMPLE: Final = 32 << 10
"""Bytes of each of the two places of a piece that every way is tried with."""
_PLACES: Final = 12
"""Of a file, that say what it would take."""
_AHEAD: Final = 2
"""Pieces that wait beside those being worked on."""

_T = TypeVar("_T")
_R = TypeVar("_R")
Told = Callable[[int], None]
"""Gets the number of plain bytes done since it was last called."""


class Frozen(Struct, frozen=True):
    """What was frozen: SHA-256 and size of the plain bytes, and the size of their frozen form."""

    sha256: str
    size: int
    takes: int


class _Way(NamedTuple):
    """How a piece can be compressed: so many planes, then zstd with these parameters."""

    width: int
    parameters: zstandard.ZstdCompressionParameters

    def pack(self, data: bytes) -> bytes:
        return zstandard.ZstdCompressor(compression_params=self.parameters).compress(planes(data, self.width))

    def promise(self, sample: bytes) -> int:
        """What `sample` takes, each plane for itself, as in a whole piece: zstd counts bytes anew after every
        128 KiB, and a sample is smaller than that."""
        compressor = zstandard.ZstdCompressor(compression_params=self.parameters)
        return sum(len(compressor.compress(sample[place :: self.width])) for place in range(self.width))


def _parameters(level: int, **more: int) -> zstandard.ZstdCompressionParameters:
    return zstandard.ZstdCompressionParameters.from_level(
        level, source_size=PIECE, write_content_size=True, write_checksum=True, **more
    )


# In noise zstd finds sequences that recur by chance, and loses by them: with room for 64 of them it is left
# with the frequencies of bytes, which is all that weights have, and twice as quick.
_BY_FREQUENCY: Final = _parameters(1, hash_log=6)
_BY_MATCHES: Final = _parameters(3)
_WAYS: Final = (
    _Way(1, _BY_FREQUENCY),
    _Way(2, _BY_FREQUENCY),
    _Way(4, _BY_FREQUENCY),
    _Way(1, _BY_MATCHES),
)


def freeze_into(source: Path, target: Path, told: Told, check: Callable[[], None]) -> Frozen:
    """Makes `target`, which must not be there, the frozen form of `source`, with its mode and times; durable
    but for its name. `check` may raise, before every piece. Raises `Failure`; nothing of `target` is left
    then. The source's access time stays."""
    with _reading(source) as reading, _writing(target) as writer, _Digest() as digest:
        before = os.fstat(reading.fileno())
        _put(writer, _skipped(_HEAD.pack(_NAME, PIECE, before.st_size)))

        def pieces() -> Iterator[bytes]:
            left = before.st_size
            while left and (piece := _read(reading, min(PIECE, left), source)):
                digest.update(piece)
                left -= len(piece)
                yield piece

        done = 0
        with contextlib.closing(_side_by_side(_pack, pieces(), check)) as packed:
            for size, frames in packed:
                _put(writer, frames)
                done += size
                told(size)
        after = os.fstat(reading.fileno())
        if done != before.st_size or (after.st_size, after.st_mtime_ns) != (done, before.st_mtime_ns):
            raise Failure("system-changed-while-copied", path=str(source))
        _put(writer, _skipped(_FOOT.pack(done, digest.digest())))
        takes = writer.tell()
        if sys.platform != "win32":
            os.fchmod(writer.fileno(), stat.S_IMODE(before.st_mode))
            os.utime(writer.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
    return Frozen(sha256=digest.digest().hex(), size=done, takes=takes)


def unfreeze_into(source: Path, target: Path, told: Told, check: Callable[[], None]) -> str:
    """Makes `target`, which must not be there, the plain form of `source`: the SHA-256 of what was written,
    which is the one that was noted when it was frozen. Durable but for its name. Raises `Failure`, where
    anything of it is damaged, too; nothing of `target` is left then."""
    with _writing(target) as writer:
        return _thaw(source, lambda piece: _put(writer, piece), told, check)


def check_frozen(source: Path, told: Told, check: Callable[[], None]) -> str:
    """As `unfreeze_into`, and writes nothing."""
    return _thaw(source, lambda piece: None, told, check)


def expected(source: Path, check: Callable[[], None] = lambda: None) -> int:
    """About what the frozen form of a file would take, by some places of it, in bytes. Raises `Failure`."""
    with _reading(source) as reading:
        size = os.fstat(reading.fileno()).st_size
        plain = packed = 0
        for place in range(_PLACES):
            check()
            reading.seek(size * place // _PLACES // 8 * 8)
            sample = _read(reading, min(2 * _SAMPLE, size), source)
            plain += len(sample)
            packed += min(way.promise(sample) for way in _WAYS) if sample else 0
    return size * packed // plain if plain else 0


def frozen_size(source: Path) -> int | None:
    """Bytes of the plain form, as the beginning of the file says; None where it is no frozen file, or can't
    be read."""
    try:
        with reading_unnoticed(source) as descriptor:
            head = os.read(descriptor, _FRAME.size + _HEAD.size)
    except OSError:
        return None
    found = _head(head)
    return None if found is None else found[1]


def planes(data: bytes, width: int) -> bytes:
    """The bytes of `data` sorted by their place in numbers of `width` bytes: all first ones, all second ones,
    and so on. Pure."""
    return data if width == 1 else b"".join([data[place::width] for place in range(width)])


def numbers(data: bytes, width: int) -> bytes | bytearray:
    """What `planes` was given. Pure."""
    if width == 1:
        return data
    plain, at = bytearray(len(data)), 0
    for place in range(width):
        count = len(range(place, len(data), width))
        plain[place::width] = data[at : at + count]
        at += count
    return plain


# --- packing ------------------------------------------------------------------------------------


def _pack(piece: bytes) -> tuple[int, bytes]:
    """The size of a piece, and the frames that hold it, by the way that makes least of a sample."""
    sample = _sample(piece)
    way = min(_WAYS, key=lambda way: way.promise(sample))
    packed = way.pack(piece)
    return len(piece), _skipped(_PLANES.pack(way.width, len(packed))) + packed


def _sample(piece: bytes) -> bytes:
    """Of two places, which numbers of 4 bytes may begin at."""
    if len(piece) <= 4 * _SAMPLE:
        return piece[: 2 * _SAMPLE]
    quarter = len(piece) // 16 * 4
    return piece[quarter : quarter + _SAMPLE] + piece[3 * quarter : 3 * quarter + _SAMPLE]


def _skipped(content: bytes) -> bytes:
    return _FRAME.pack(_SKIPPED, len(content)) + content


# --- unpacking ----------------------------------------------------------------------------------


class _Packed(NamedTuple):
    size: int
    width: int
    frame: bytes


def _thaw(
    source: Path, sink: Callable[[bytes | bytearray], None], told: Told, check: Callable[[], None]
) -> str:
    """Gives each plain piece to `sink`, in order; the SHA-256 of all."""
    with _reading(source) as reading, _Digest() as digest:
        try:
            head = _head(_read(reading, _FRAME.size + _HEAD.size, source))
            if head is None:
                raise _Damaged
            with contextlib.closing(_side_by_side(_unpack, _packed(reading, source, *head), check)) as pieces:
                for piece in pieces:
                    digest.update(piece)
                    sink(piece)
                    told(len(piece))
            # One byte more than there should be: nothing may follow.
            end = _read(reading, _FRAME.size + _FOOT.size + 1, source)
            if end != _skipped(_FOOT.pack(head[1], digest.digest())):
                raise _Damaged
        except (_Damaged, zstandard.ZstdError) as error:
            raise Failure("frozen-damaged", path=str(source)) from error
        return digest.digest().hex()


class _Damaged(Exception):
    """A frozen file is not what it should be."""


def _head(begin: bytes) -> tuple[int, int] | None:
    """The size of pieces and that of the whole, by the first bytes of a file; None where they are others.
    Pure."""
    if len(begin) != _FRAME.size + _HEAD.size:
        return None
    _, piece, size = _HEAD.unpack_from(begin, _FRAME.size)
    if begin != _skipped(_HEAD.pack(_NAME, piece, size)) or not 0 < piece <= _LARGEST_PIECE:
        return None
    return piece, size


def _packed(reading: io.FileIO, source: Path, piece: int, size: int) -> Iterator[_Packed]:
    """The pieces of a file, none larger than the format allows."""
    while size:
        plain = min(piece, size)
        begin = _read(reading, _FRAME.size + _PLANES.size, source)
        if len(begin) != _FRAME.size + _PLANES.size:
            raise _Damaged
        width, packed = _PLANES.unpack_from(begin, _FRAME.size)
        # What can't be compressed takes three bytes more for every 128 KiB, and the frame's own.
        most = plain + plain // 1024 + 64
        if begin != _skipped(_PLANES.pack(width, packed)) or width not in _WIDTHS or packed > most:
            raise _Damaged
        yield _Packed(plain, width, _read(reading, packed, source))
        size -= plain


def _unpack(packed: _Packed) -> bytes | bytearray:
    # Before anything is decompressed: a frame says how much memory it wants.
    if zstandard.frame_content_size(packed.frame) != packed.size:
        raise _Damaged
    data = zstandard.ZstdDecompressor().decompress(packed.frame, allow_extra_data=False)
    return numbers(data, packed.width)


# --- both ---------------------------------------------------------------------------------------


def _side_by_side(work: Callable[[_T], _R], pieces: Iterator[_T], check: Callable[[], None]) -> Generator[_R]:
    """`work` of each piece, in order, on all cores: zstd lets go of the interpreter."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        ahead: deque[Future[_R]] = deque()
        for piece in pieces:
            check()
            ahead.append(pool.submit(work, piece))
            if len(ahead) >= cores + _AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


class _Digest:
    """SHA-256 of what is given to it, beside everything else."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pool = ThreadPoolExecutor(1)
        self._before: Future[None] | None = None

    def __enter__(self) -> _Digest:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def update(self, piece: bytes | bytearray) -> None:
        """`piece` must stay as it is."""
        self._wait()
        self._before = self._pool.submit(self._hash.update, piece)

    def digest(self) -> bytes:
        self._wait()
        return self._hash.digest()

    def _wait(self) -> None:
        if self._before is not None:
            self._before.result()


@contextlib.contextmanager
def _reading(source: Path) -> Iterator[io.FileIO]:
    with contextlib.ExitStack() as stack:
        try:
            descriptor = stack.enter_context(reading_unnoticed(source))
        except OSError as error:
            raise from_os_error(error, str(source)) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Failure("system-not-a-file", path=str(source), refused=True)
        yield stack.enter_context(io.FileIO(descriptor, closefd=False))


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[io.FileIO]:
    """A new file that is on the disk when it is left well, and not there otherwise."""
    flags = (
        os.O_WRONLY
        | os.O_CREAT
        | os.O_EXCL
        | int(getattr(os, "O_BINARY", 0))
        | int(getattr(os, "O_CLOEXEC", 0))
    )
    try:
        descriptor = os.open(target, flags, 0o600)
    except FileExistsError as error:
        raise Failure("system-target-exists", path=str(target), refused=True) from error
    except OSError as error:
        raise from_os_error(error, str(target)) from error
    try:
        with io.FileIO(descriptor, "w") as writer:
            yield writer
            os.fsync(descriptor)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(target)
        if isinstance(error, OSError):
            raise from_os_error(error, str(target)) from error
        raise


def _read(reading: io.FileIO, count: int, source: Path) -> bytes:
    """The next `count` bytes, fewer at the end of the file; a network volume may give them in parts."""
    try:
        parts = [reading.read(count)]
        while parts[-1] and (left := count - sum(map(len, parts))):
            parts.append(reading.read(left))
    except OSError as error:
        raise from_os_error(error, str(source)) from error
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _put(writer: io.FileIO, data: bytes | bytearray) -> None:
    """Writes all of `data`. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[writer.write(view) :]
