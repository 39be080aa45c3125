"""A lock file that one process holds: who runs a job, who owns a folder."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hubkeep.engine.problems import from_os_error

if TYPE_CHECKING:
    from filelock import FileLock

_GLANCE: Final = 0.05
"""Seconds that an acquire waits, so that somebody's `is_held` at this very moment does not refuse it."""


class ProcessLock:
    """An advisory, exclusive lock on the file `path`; the system gives it back when the process dies.

    The file stays afterwards and holds the pid of the last holder, for people to read. As a context
    manager it releases at the end; take it with `acquire` before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: FileLock | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None and self._lock.is_locked

    def acquire(self) -> bool:
        """Takes the lock; False where someone else has it. Taken already is True. Raises `Failure`."""
        if self.held:
            return True
        from filelock import FileLock, Timeout  # costs as much as all of the engine

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._lock or FileLock(self.path, thread_local=False)
            self._lock.acquire(timeout=_GLANCE, poll_interval=0.01)
        except Timeout:
            return False
        except OSError as error:
            raise from_os_error(error, str(self.path)) from error
        if sys.platform != "win32":  # there, the lock keeps even its holder from writing
            with contextlib.suppress(OSError):
                self.path.write_text(f"{os.getpid()}\n", "ascii")
        return True

    def release(self) -> None:
        """Gives the lock back; nothing where it is not held."""
        if self._lock is not None and self._lock.is_locked:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":

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
