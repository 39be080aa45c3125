"""The trash of the volume a file lies on: nothing is copied, and taking back is instant.

On Linux the desktop's file manager shows and restores the same items. Windows and macOS have a
trash of their own, which is used but from which only they can restore.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from hubkeep.engine.problems import Failure, from_os_error
from hubkeep.engine.system.freedesktop_trash import remove_if_empty

if sys.platform in ("win32", "darwin"):
    from send2trash import send2trash
else:
    from hubkeep.engine.system.freedesktop_trash import available, data_home, find, put


class TrashedItem(Struct, frozen=True):
    """Where something was, where it lies now, and the file that describes it there.

    `trashed` and `info` are "" where the system keeps that to itself (Windows, macOS).
    """

    original: str
    trashed: str
    info: str


def move_to_trash(paths: Sequence[Path]) -> list[TrashedItem]:
    """Moves files, folders and links (never what a link points to) to the trash, all or none.

    Returns the items in the order of `paths`. Raises `Failure`; what had been moved by then is back
    in its place, on Windows and macOS in the system's trash.
    """
    moved: list[TrashedItem] = []
    try:
        for path in paths:
            moved.append(_move(os.path.abspath(path)))
    except Failure:
        for item in reversed(moved):
            with contextlib.suppress(Failure):
                restore(item)
        raise
    return moved


if sys.platform in ("win32", "darwin"):

    def has_trash(folder: Path) -> bool:
        """The system's own trash takes everything."""
        return True

    def find_trashed(path: Path, *, since: float) -> TrashedItem | None:
        """The system keeps to itself what lies in its trash."""
        return None

    def _move(path: str) -> TrashedItem:
        try:
            send2trash(path)
        except OSError as error:
            raise from_os_error(error, path) from error
        return TrashedItem(original=path, trashed="", info="")

else:

    def has_trash(folder: Path) -> bool:
        """Whether what lies in `folder` can go to a trash of its own volume."""
        try:
            return available(os.fspath(folder), data_home(os.environ))
        except OSError:
            return False

    def find_trashed(path: Path, *, since: float) -> TrashedItem | None:
        """What lay at `path` and was moved to the trash at or after `since` (seconds since the epoch):
        how a program finds what it trashed in the moment it was killed. Linux alone can tell."""
        found = find(os.path.abspath(path), data_home(os.environ), since)
        return (
            None
            if found is None
            else TrashedItem(original=os.path.abspath(path), trashed=found[0], info=found[1])
        )

    def _move(path: str) -> TrashedItem:
        trashed, info = put(path, data_home(os.environ))
        return TrashedItem(original=path, trashed=trashed, info=info)


def restore(item: TrashedItem) -> None:
    """Puts `item` back, with parent folders that are gone made anew.

    Items that lay inside one another are restored in the reverse order of their trashing. Raises
    `Failure`, refused where something stands at the place by now; the item is then still in the trash.
    """
    _must_be_there(item)
    if os.path.lexists(item.original):
        raise Failure("system-restore-occupied", path=item.original, refused=True)
    try:
        os.makedirs(os.path.dirname(item.original), exist_ok=True)
        _rename_onto_nothing(item.trashed, item.original)
    except FileExistsError as error:
        raise Failure("system-restore-occupied", path=item.original, refused=True) from error
    except OSError as error:
        raise from_os_error(error, item.original) from error
    with contextlib.suppress(OSError):
        os.unlink(item.info)
    remove_if_empty(_folder_of(item))


def _rename_onto_nothing(source: str, target: str) -> None:
    """A rename that replaces no file even if one appears just now; a link and an unlink can promise that."""
    if not os.path.isdir(source) or os.path.islink(source):
        try:
            os.link(source, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):
            pass  # no hard links here, or not for us
        else:
            os.unlink(source)
            return
    os.rename(source, target)


def discard(item: TrashedItem) -> None:
    """Deletes `item` for good. Already gone is fine. Raises `Failure`."""
    if not item.trashed:
        raise Failure("system-trash-of-system", path=item.original)
    try:
        if os.path.isdir(item.trashed) and not os.path.islink(item.trashed):
            shutil.rmtree(item.trashed)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(item.trashed)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(item.info)
    except OSError as error:
        raise from_os_error(error, item.trashed) from error
    remove_if_empty(_folder_of(item))


def _folder_of(item: TrashedItem) -> str:
    """The trash folder that holds `item`."""
    return os.path.dirname(os.path.dirname(item.trashed))


def _must_be_there(item: TrashedItem) -> None:
    if not item.trashed:
        raise Failure("system-trash-of-system", path=item.original)
    if not os.path.lexists(item.trashed):
        raise Failure("system-trash-emptied", path=item.original)
