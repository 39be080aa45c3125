"""Sharing a file's data on disk instead of copying it, where the file system can (reflinks)."""

from __future__ import annotations

import sys

if sys.platform == "linux":
    import fcntl

    _FICLONE = 0x40049409

    def clone_descriptor(source: int, target: int) -> bool:
        """Lets the open file `target` share all data of the open file `source`; False where impossible."""
        try:
            fcntl.ioctl(target, _FICLONE, source)
        except OSError:
            return False
        return True

else:

    def clone_descriptor(source: int, target: int) -> bool:
        """Not by descriptor on this system."""
        del source, target
        return False


if sys.platform == "darwin":
    import ctypes
    import os

    def clone_path(source: str, target: str) -> bool:
        """Makes `target`, which must not exist, a clone of the file `source`; False where impossible."""
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.clonefile(os.fsencode(source), os.fsencode(target), 0) == 0)

else:

    def clone_path(source: str, target: str) -> bool:
        """Not by path on this system."""
        del source, target
        return False
