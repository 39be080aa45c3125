"""The lock under which huggingface_hub and we write a file, as huggingface_hub takes it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from .placing import extended

if TYPE_CHECKING:
    from filelock import BaseFileLock

_LOCK_MODE: Final = 0o664
_NO_FLOCK: Final = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP}
_PROBE: Final = "tmp_"
"""How the name of a file begins that is there for an instant, to try the volume with."""


class BlobLock:
    """A lock that was taken. As a context manager it gives it back at the end."""

    def __init__(self, release: Callable[[], None], released: Callable[[], None] = lambda: None) -> None:
        """`release` gives it back; `released` is called afterwards."""
        self._release = release
        self._released = released

    def release(self) -> None:
        """Gives the lock back; once is enough, twice does no harm."""
        # As huggingface_hub: a volume that fails to unlock must not fail the download.
        with contextlib.suppress(OSError):
            self._release()
        self._released()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def try_lock(path: str | Path, released: Callable[[], None] = lambda: None) -> BlobLock | None:
    """The lock at `path` that huggingface_hub's `WeakFileLock` takes, None where somebody has it.

    Where the volume knows no locks, a file that exists for as long as the lock is held, which
    huggingface_hub does not know on every such volume: never rely on it alone. May be given back by
    another thread; `released` is then called. Raises OSError.
    """
    from filelock import FileLock, SoftFileLock, Timeout  # costs as much as all of the engine

    folder = os.path.dirname(path)
    lock: BaseFileLock = FileLock(extended(path), timeout=0, mode=_LOCK_MODE, thread_local=False)
    for _ in range(3):
        try:
            lock.acquire()
            return BlobLock(lock.release, released)
        except Timeout:
            return None
        except NotImplementedError:
            lock = SoftFileLock(extended(path), timeout=0, thread_local=False)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            if error.errno not in _NO_FLOCK:
                raise
            # The attempt made the file itself, so the existence of that one says nothing.
            lock = SoftFileLock(extended(f"{path}.soft"), timeout=0, thread_local=False)
    return None


if sys.platform == "win32":

    def flock_excludes(folder: Path) -> bool:
        """There is none."""
        return False

    def try_flock(path: str) -> BlobLock | None:
        raise NotImplementedError

else:
    import fcntl

    def flock_excludes(folder: Path) -> bool:
        """Whether `flock` keeps others out in `folder`. There are volumes without, and some where everybody
        gets the lock."""
        probe = str(folder / f"{_PROBE}{secrets.token_hex(8)}")
        first = second = -1
        try:
            first, second = _open_lock(probe), _open_lock(probe)
            fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            for descriptor in (first, second):
                if descriptor >= 0:
                    os.close(descriptor)
            with contextlib.suppress(OSError):
                os.unlink(probe)
        return False

    def try_flock(path: str) -> BlobLock | None:
        """As `try_lock`, where `flock` is known to work: filelock takes 2 ms for the same, which is most of
        what a small file costs. Raises OSError."""
        while True:
            descriptor = _open_lock(path)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                status = os.fstat(descriptor)
                if stat.S_IMODE(status.st_mode) != _LOCK_MODE and status.st_uid == os.geteuid():
                    os.fchmod(descriptor, _LOCK_MODE)  # for the others of a shared cache, whatever the umask
                if status.st_nlink:
                    return BlobLock(_once(descriptor))
            except BlockingIOError:
                os.close(descriptor)
                return None
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # somebody cleared it away between the two

    def _open_lock(path: str) -> int:
        return os.open(
            path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, _LOCK_MODE
        )

    def _once(descriptor: int) -> Callable[[], None]:
        """Closes `descriptor`, which gives its lock back; the second time it may be another file's."""
        left = [descriptor]

        def close() -> None:
            if left:
                os.close(left.pop())

        return close
