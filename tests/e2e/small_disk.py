"""A small disk of its own that fills up and grows: a tmpfs that only some processes see."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

_HOLD = 'mount -t tmpfs -o size="$1" tmpfs "$2" && echo up && exec cat'


def can_mount() -> bool:
    """Whether this system lets an ordinary user mount something for himself."""
    return subprocess.run(["unshare", "-Urm", "true"], capture_output=True, check=False).returncode == 0


class SmallDisk:
    """A tmpfs of `size` bytes on the folder `at`, for programs started behind `prefix`."""

    def __init__(self, at: Path, size: int) -> None:
        at.mkdir()
        self.at = at
        self._holder = subprocess.Popen(
            ["unshare", "-Urm", "sh", "-c", _HOLD, "sh", str(size), str(at)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"up\n"

    @property
    def prefix(self) -> tuple[str, ...]:
        """Before the command line of whoever is to see the disk."""
        return ("nsenter", f"--target={self._holder.pid}", "-U", "-m", "--preserve-credentials")

    @property
    def seen(self) -> Path:
        """The folder as others see it, who do not see the disk."""
        return Path(f"/proc/{self._holder.pid}/root{self.at}")

    def resize(self, size: int) -> None:
        subprocess.run([*self.prefix, "mount", "-o", f"remount,size={size}", str(self.at)], check=True)

    def close(self) -> None:
        self._holder.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
