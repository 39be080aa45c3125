"""A small disk of its own that fills up and grows: a tmpfs that only some processes see."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

_HOLD = 'mount -t tmpfs -o size="$1" tmpfs "$2" && echo up && exec cat'

# Either way the disk goes when its holder ends, however that is, and nobody else ever sees it.
_WAYS = {
    ("unshare", "-m"): ("-m",),
    ("unshare", "-Urm"): ("-U", "-m", "--preserve-credentials"),
}
"""How to get a room for mounts of one's own, as root or as an ordinary user; with the way into that room."""


class NoSmallDisk(AssertionError):
    """This system lets the tests mount nothing; the message holds what each way said."""


class SmallDisk:
    """A tmpfs of `size` bytes on the folder `at`, for programs started behind `prefix`.

    Raises `NoSmallDisk` where nothing may be mounted: what a full disk does is then not shown, and a
    test that passed all the same would say that it was.
    """

    def __init__(self, at: Path, size: int) -> None:
        at.mkdir()
        self.at = at
        said = []
        for room, inside in _WAYS.items():
            holder = subprocess.Popen(
                [*room, "sh", "-c", _HOLD, "sh", str(size), str(at)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            assert holder.stdout is not None
            if holder.stdout.readline() == b"up\n":
                self._holder, self._inside = holder, inside
                return
            _, error = holder.communicate()
            said.append(f"{' '.join(room)}: {error.decode(errors='replace').strip()}")
        raise NoSmallDisk(
            "No disk can be filled here, and so it can't be shown what Hubkeep does on a full one. Let the "
            "tests mount a tmpfs: run them as root with CAP_SYS_ADMIN, or allow unprivileged user "
            f"namespaces. ({'; '.join(said)})"
        )

    @property
    def prefix(self) -> tuple[str, ...]:
        """Before the command line of whoever is to see the disk."""
        return ("nsenter", f"--target={self._holder.pid}", *self._inside)

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
