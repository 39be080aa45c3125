"""Copying one regular file, and reading one without leaving a trace in its access time."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from hubkeep.engine.problems import Failure, from_os_error
from hubkeep.engine.system.cloning import clone_descriptor, clone_path

if TYPE_CHECKING:
    from concurrent.futures import Future

    from _typeshed import ReadableBuffer

CHUNK: Final = 2 * 1024 * 1024
"""Bytes read at once."""

_BUFFERS: Final = 3
_HASHED_AT_ONCE: Final = 256 * 1024
"""Small enough that the processor's cache has the bytes when they are hashed."""
_AHEAD: Final = 16
"""Chunks that copying may be ahead of hashing."""
_FLUSH_EVERY: Final = 256 * 1024 * 1024
_PLAIN: Final = int(getattr(os, "O_BINARY", 0)) | int(getattr(os, "O_CLOEXEC", 0))
# Names in a cache can be anything: a FIFO must not hold us at open, a terminal must not become ours.
_READING: Final = os.O_RDONLY | _PLAIN | int(getattr(os, "O_NONBLOCK", 0)) | int(getattr(os, "O_NOCTTY", 0))
_UNNOTICED: Final = int(getattr(os, "O_NOATIME", 0))


class Hasher(Protocol):
    """Whatever is shown all bytes in their order: a hash of hashlib's, or several."""

    def update(self, data: ReadableBuffer, /) -> None: ...


class Cancelled(Exception):
    """A copy was called off: the target is gone again, the source as it was."""


def clone_or_copy(
    source: Path,
    target: Path,
    *,
    on_bytes: Callable[[int], None],
    cancelled: Callable[[], bool],
    hasher: Hasher | None,
) -> bool:
    """Makes `target`, which must not exist yet, a copy of the regular file `source`, safe on disk.

    Returns True where the data was cloned (a reflink: no byte was read, `hasher` is untouched), False
    where it was copied, with every byte put into `hasher` in the same pass. Mode, owner (where
    permitted), access and modification time are those of the source, whose own access time stays.
    `on_bytes` gets the number of bytes done since its last call; `cancelled` is asked before every
    chunk. The name is durable after `fsync_folder(target.parent)`.

    Raises `Cancelled` or `Failure`; either way nothing of `target` is left.
    """
    with contextlib.ExitStack() as stack:
        try:
            reading = stack.enter_context(reading_unnoticed(source))
        except OSError as error:
            raise from_os_error(error, str(source)) from error
        before = os.fstat(reading)
        if not stat.S_ISREG(before.st_mode):
            raise Failure("system-not-a-file", path=str(source), refused=True)
        if cancelled():
            raise Cancelled
        try:
            if not os.path.lexists(target) and clone_path(str(source), str(target)):
                on_bytes(before.st_size)
                return True
            writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600)
        except FileExistsError as error:
            raise Failure("system-target-exists", path=str(target), refused=True) from error
        except OSError as error:
            raise from_os_error(error, str(target)) from error
        try:
            return _fill(reading, writing, source, target, before, on_bytes, cancelled, hasher)
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.unlink(target)
            if isinstance(error, OSError):
                raise from_os_error(error, str(target)) from error
            raise


def _fill(
    reading: int,
    writing: int,
    source: Path,
    target: Path,
    before: os.stat_result,
    on_bytes: Callable[[int], None],
    cancelled: Callable[[], bool],
    hasher: Hasher | None,
) -> bool:
    """Puts data, owner, mode and times of the open source into the open, empty target; closes the target."""
    try:
        cloned = clone_descriptor(reading, writing)
        if cloned:
            on_bytes(before.st_size)
        elif not _send(reading, writing, before.st_size, on_bytes, cancelled, hasher):
            _copy(reading, writing, source, before.st_size, on_bytes, cancelled, hasher)
        after = os.fstat(reading)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or (
            os.fstat(writing).st_size != before.st_size
        ):
            raise Failure("system-changed-while-copied", path=str(source))
        if sys.platform != "win32":
            made = os.fstat(writing)
            if (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid):
                with contextlib.suppress(PermissionError):
                    os.fchown(writing, before.st_uid, before.st_gid)
            os.fchmod(writing, stat.S_IMODE(before.st_mode))
            os.utime(writing, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(writing)
    finally:
        os.close(writing)
    if sys.platform == "win32":  # no times by descriptor there, and closing would set them anew
        os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.chmod(target, stat.S_IMODE(before.st_mode))
    return cloned


if sys.platform == "linux":

    def _send(
        reading: int,
        writing: int,
        size: int,
        on_bytes: Callable[[int], None],
        cancelled: Callable[[], bool],
        hasher: Hasher | None,
    ) -> bool:
        """As `_copy`, and the kernel moves the bytes; hashing reads them beside it, while they are in memory.
        False, and nothing is done, where the volumes can't or it would not pay."""
        from concurrent.futures import ThreadPoolExecutor

        if size <= CHUNK:
            return False
        buffer = memoryview(bytearray(_HASHED_AT_ONCE))
        hashing: deque[Future[None]] = deque()
        at = 0
        with ThreadPoolExecutor(1) as beside:
            while at < size:
                if cancelled():
                    raise Cancelled
                try:
                    sent = os.sendfile(writing, reading, at, min(CHUNK, size - at))
                except OSError as error:
                    if at == 0 and error.errno in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
                        return False
                    raise
                if not sent:
                    break
                if hasher is not None:
                    hashing.append(beside.submit(_hash, reading, at, sent, buffer, hasher))
                    if len(hashing) > _AHEAD:
                        hashing.popleft().result()
                at += sent
                on_bytes(sent)
            for one in hashing:
                one.result()
        return True

    def _hash(reading: int, at: int, count: int, buffer: memoryview, hasher: Hasher) -> None:
        """Puts `count` bytes from `at` on into `hasher`; fewer is for the caller to notice."""
        end = at + count
        while at < end and (got := os.preadv(reading, [buffer[: end - at]], at)):
            hasher.update(buffer[:got])
            at += got

else:

    def _send(
        reading: int,
        writing: int,
        size: int,
        on_bytes: Callable[[int], None],
        cancelled: Callable[[], bool],
        hasher: Hasher | None,
    ) -> bool:
        """Not on this system."""
        return False


def _copy(
    reading: int,
    writing: int,
    source: Path,
    size: int,
    on_bytes: Callable[[int], None],
    cancelled: Callable[[], bool],
    hasher: Hasher | None,
) -> None:
    """Copies all `size` bytes of the source; fewer is for the caller to notice.

    Hashing runs beside writing: both only read the buffer and both let go of the interpreter. What
    was written is flushed as we go, likewise beside, so that the end is not a long silent fsync.
    """
    from concurrent.futures import ThreadPoolExecutor

    buffers = [bytearray(min(CHUNK, max(size, 1))) for _ in range(_BUFFERS if size > CHUNK else 1)]
    hashing: list[Future[None] | None] = [None] * len(buffers)
    flushing: Future[None] | None = None
    left, unflushed, turn = size, 0, 0
    with (
        io.FileIO(reading, closefd=False) as reader,
        ThreadPoolExecutor(1) as hash_thread,
        ThreadPoolExecutor(1) as flush_thread,
    ):
        while True:
            if cancelled():
                raise Cancelled
            busy = hashing[turn]
            if busy is not None:
                busy.result()
            try:
                count = reader.readinto(buffers[turn])
            except OSError as error:
                raise from_os_error(error, str(source)) from error
            if not count:
                break
            left -= count
            if left < 0:  # it grows, perhaps faster than we read
                raise Failure("system-changed-while-copied", path=str(source))
            view = memoryview(buffers[turn])[:count]
            if hasher is not None:
                if len(buffers) > 1:
                    hashing[turn] = hash_thread.submit(hasher.update, view)
                else:
                    hasher.update(view)
            written = 0
            while written < count:
                written += os.write(writing, view[written:])
            on_bytes(count)
            unflushed += count
            if unflushed >= _FLUSH_EVERY:
                if flushing is not None:
                    flushing.result()
                flushing = flush_thread.submit(os.fsync, writing)
                unflushed = 0
            turn = (turn + 1) % len(buffers)
        for done in (*hashing, flushing):
            if done is not None:
                done.result()


def fsync_folder(path: Path) -> None:
    """Makes the names in folder `path` durable; nothing to do on Windows. Raises `Failure`."""
    if sys.platform != "win32":
        try:
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network volumes cannot, and need not
                raise from_os_error(error, str(path)) from error


def open_unnoticed(path: Path) -> int:
    """A descriptor to read `path` with, that leaves its access time alone where the system permits.

    Where it does not (a file of somebody else), the open is a plain one and the caller restores the
    time, or uses `reading_unnoticed`. The caller closes it. Raises `OSError`.
    """
    return _open(path)[0]


def _open(path: Path) -> tuple[int, bool]:
    if _UNNOTICED:
        try:
            return os.open(path, _READING | _UNNOTICED), True
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EINVAL):
                raise
    return os.open(path, _READING), False


@contextlib.contextmanager
def reading_unnoticed(path: Path) -> Iterator[int]:
    """A descriptor to read `path` with; afterwards its times are as they were. Raises `OSError`.

    Where the open could not be an unnoticed one, the access time is put back if reading changed it;
    only the owner may, so that for files of others it is the best that can be done.
    """
    descriptor, unnoticed = _open(path)
    try:
        before = os.fstat(descriptor)
        try:
            yield descriptor
        finally:
            if not unnoticed:
                after = os.fstat(descriptor)
                if after.st_atime_ns != before.st_atime_ns:
                    with contextlib.suppress(PermissionError):
                        # The modification time of now: whoever wrote meanwhile keeps their mark.
                        _set_times(descriptor, path, before.st_atime_ns, after.st_mtime_ns)
    finally:
        os.close(descriptor)


def _set_times(descriptor: int, path: Path, accessed: int, modified: int) -> None:
    if sys.platform == "win32":
        os.utime(path, ns=(accessed, modified))
    else:
        os.utime(descriptor, ns=(accessed, modified))
