"""A lock file that one process holds: who runs a job, who owns a folder."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hubkeep.engine.problems import from_os_error

if TYPE_CHECKING:
    from filelock import FileLock

_GLANCE: Final = 0.05
"""Seconds that an acquire waits, so that somebody's `is_held` at this very moment does not refuse it."""
_AGAIN: Final = 0.005
_NO_LOCKS: Final = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a volume without locks answers."""


class ProcessLock:
    """An advisory, exclusive lock on the file `path`; the system gives it back when the process dies.

    The file stays afterwards and holds the pid of the last holder, for people to read. As a context
    manager it releases at the end; take it with `acquire` before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: _Lock | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None

    def acquire(self) -> bool:
        """Takes the lock; False where someone else has it. Taken already is True. Raises `Failure`."""
        if self.held:
            return True
        until = time.monotonic() + _GLANCE
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            while (lock := _try(self.path)) is None:
                if time.monotonic() >= until:
                    return False
                time.sleep(_AGAIN)
        except OSError as error:
            raise from_os_error(error, str(self.path)) from error
        self._lock = lock
        if sys.platform != "win32":  # there, the lock keeps even its holder from writing
            with contextlib.suppress(OSError):
                self.path.write_text(f"{os.getpid()}\n", "ascii")
        return True

    def release(self) -> None:
        """Gives the lock back; nothing where it is not held."""
        lock, self._lock = self._lock, None
        if lock is not None:
            _give_back(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    _Lock = FileLock

    def _try(path: Path) -> _Lock | None:
        """The lock, None where somebody has it. Raises OSError."""
        from filelock import FileLock, Timeout  # costs as much as all of the engine

        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return None
        return lock

    def _give_back(lock: _Lock) -> None:
        lock.release()

    def is_held(path: Path) -> bool:
        """Whether a process holds the `ProcessLock` of `path`; this process counts here."""
        from filelock import FileLock, Timeout

        if not path.exists():
            return False
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        except OSError:
            return False
        lock.release()
        return False

else:
    import fcntl

    _Lock = int
    """A descriptor."""

    def _try(path: Path) -> _Lock | None:
        """The lock, None where somebody has it. Raises OSError."""
        while True:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
            descriptor = os.open(path, flags, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(descriptor).st_nlink:
                    return descriptor
            except BlockingIOError:
                os.close(descriptor)
                return None
            except OSError as error:
                if error.errno in _NO_LOCKS:
                    return descriptor  # nobody can keep anybody out there, which beats not working at all
                os.close(descriptor)
                raise
            os.close(descriptor)  # somebody removed the file between the two

    def _give_back(lock: _Lock) -> None:
        os.close(lock)

    def is_held(path: Path) -> bool:
        """Whether another process holds the `ProcessLock` of `path`; the file is not changed or made.

        A shared lock is tried for a moment, so that any number may look at once.
        """
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return os.read(descriptor, 32).strip() != str(os.getpid()).encode()
        except OSError:
            return False  # no locks on this volume, so nobody holds one
        finally:
            os.close(descriptor)
        return False
