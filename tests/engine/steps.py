"""The steps that a process takes on the disk: every call that changes it goes through here once `watch` was
called, so that a test can kill the process before the n-th, or have the system refuse it.

For a process that was forked for it: nothing is put back.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

from hubkeep.engine.state import database

CALLS = (
    *(
        "mkdir",
        "rmdir",
        "unlink",
        "remove",
        "rename",
        "replace",
        "symlink",
        "link",
        "utime",
        "chmod",
        "fchmod",
    ),
    *("chown", "fchown", "truncate", "ftruncate", "write", "pwrite", "writev", "fsync", "fdatasync"),
    *("copy_file_range", "sendfile", "posix_fallocate"),
)
_WRITING = os.O_WRONLY | os.O_RDWR


class Steps:
    """Counts steps, while it is told to, and does something before the n-th."""

    def __init__(self, at: int, act: Callable[[], None], *, database_too: bool = False) -> None:
        """`at` 0: never. With `database_too` the commits of our databases count as steps."""
        self.counted = 0
        self.reached = False
        self.counting = False
        self._at = at
        self._act = act
        self._lock = threading.Lock()
        self._database_too = database_too

    def step(self) -> None:
        """One is about to be taken."""
        if not self.counting:
            return
        with self._lock:
            self.counted += 1
            now = self.counted == self._at
            self.reached = self.reached or now
        if now:
            self._act()

    def watch(self) -> None:
        """From now on sees the steps of this process."""
        for name in CALLS:
            call = getattr(os, name, None)
            if call is not None:
                setattr(os, name, self._before(call))
        real_open = os.open

        def opened(path: Any, flags: int, *rest: Any, **more: Any) -> int:
            if flags & _WRITING:
                self.step()
            return real_open(path, flags, *rest, **more)

        os.open = opened
        file_open = builtins.open

        def opened_file(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if not set(mode) & set("wxa+"):
                return file_open(file, mode, *rest, **more)
            if not isinstance(file, int):
                self.step()
            return _Written(file_open(file, mode, *rest, **more), self.step)

        builtins.open = opened_file
        io.open = opened_file
        if self._database_too:
            execute = database.Connection.execute

            def counted(connection: database.Connection, statement: str, values: Any = (), /) -> Any:
                if statement == "COMMIT":
                    self.step()
                return execute(connection, statement, values)

            database.Connection.execute = counted  # type: ignore[method-assign]

    def _before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **more: Any) -> Any:
            self.step()
            return call(*arguments, **more)

        return stepping


class _Written:
    """A file whose writes are steps."""

    def __init__(self, file: Any, step: Callable[[], None]) -> None:
        self._file = file
        self._step = step

    def write(self, data: Any) -> Any:
        self._step()
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Written:
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._file.__exit__(*error)


def kill() -> None:
    """Ends this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(number: int) -> Callable[[], None]:
    """What raises the system's answer `number`."""

    def refused() -> None:
        raise OSError(number, os.strerror(number))

    return refused


ANSWERS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT)


def in_child(work: Callable[[], int]) -> int:
    """Runs `work` in a fork; what it returns (below 250), or 256 where the child was killed by SIGKILL. An
    AssertionError where it raised or ended otherwise."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 255
        try:
            status = work()
        except BaseException:  # noqa: BLE001 - its status says it
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL:
        return 256
    assert os.WIFEXITED(ended), ended
    assert os.WEXITSTATUS(ended) < 250, "the child failed; it said why"
    return os.WEXITSTATUS(ended)
