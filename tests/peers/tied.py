"""A program tied to the life of the one that started it: it ends when told to, and when nobody is left to.

Run as a file this is the minder in between. It knows by the end of its standard input that the other
side is gone, however that came about, and then ends the program with all its children.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 2.0
"""Seconds that a program is given to end in an orderly way."""


class Tied:
    """A running program. What it says is kept in `said`, a file in `folder`."""

    def __init__(
        self, command: Sequence[str | Path], folder: Path, *, env: Mapping[str, str] | None = None
    ) -> None:
        self.said = folder / "said.log"
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, *map(str, command)],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                cwd=folder,
                env=None if env is None else dict(env),
            )

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def words(self) -> str:
        """All that it has said so far."""
        return self.said.read_text("utf-8", "replace")

    def close(self) -> None:
        """End the program and everything it started; nothing where that has happened."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _mind(command: Sequence[str]) -> None:
    """Run `command` until it ends or standard input does."""
    # Ctrl-C is for whoever started this; its end is what counts here.
    for ending in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.stdin.close())
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def follow() -> None:
        status = process.wait()
        _end(process.pid, signal.SIGKILL)
        os._exit(status & 0xFF)

    threading.Thread(target=follow).start()
    with contextlib.suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 1 << 12):
            pass
    _end(process.pid, signal.SIGTERM)
    threading.Timer(PATIENCE, _end, (process.pid, signal.SIGKILL)).start()


def _end(group: int, how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, how)


if __name__ == "__main__":
    _mind(sys.argv[1:])
