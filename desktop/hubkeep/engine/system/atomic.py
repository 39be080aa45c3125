"""Replacing a file as a whole: whoever reads sees the old content or the new, never a part."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path

from hubkeep.engine.problems import from_os_error
from hubkeep.engine.system.copying import fsync_folder


def write_atomically(path: Path, data: bytes, *, durable: bool = True, mode: int = 0o666) -> None:
    """Makes `data` the content of `path`, keeping mode and owner of a file that is there.

    A new file gets `mode`, less what the umask takes away. With `durable`, content and name have reached
    the disk on return. A symbolic link at `path` is replaced itself; resolve it first where its target is
    meant. Raises `Failure`; the old content is then untouched and no temporary file is left.
    """
    temporary = path.parent / f".{path.name[:64]}.{secrets.token_hex(8)}.tmp"
    try:
        before = _status(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | int(getattr(os, "O_BINARY", 0))
        descriptor = os.open(temporary, flags, mode if before is None else 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if before is not None:
                    _take_over(file.fileno(), before)
                if durable:
                    os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    if durable:
        fsync_folder(path.parent)


def _status(path: Path) -> os.stat_result | None:
    """What there is to keep of the file at `path`; a link's own mode means nothing."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return None if stat.S_ISLNK(status.st_mode) else status


def _take_over(descriptor: int, before: os.stat_result) -> None:
    """Gives the open file the owner, where permitted, and the mode of the one it replaces."""
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, before.st_uid, before.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
