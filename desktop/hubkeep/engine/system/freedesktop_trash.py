"""Putting one item into the right trash folder, after the freedesktop.org trash specification 1.0."""

from __future__ import annotations

import errno
import os
import stat
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from hubkeep.engine.problems import Failure, from_os_error
from hubkeep.engine.system.volumes import nearest_existing, volume_of

_INFO: Final = ".trashinfo"
_NUMBERED: Final = 100


class Can(Struct, frozen=True):
    """A trash folder and the folder that paths in it are relative to ("": they are absolute)."""

    folder: str
    base: str


def data_home(environ: Mapping[str, str]) -> str:
    """Where the user's own trash lies: $XDG_DATA_HOME, which only counts when absolute."""
    given = environ.get("XDG_DATA_HOME", "")
    return given if os.path.isabs(given) else os.path.join(os.path.expanduser("~"), ".local", "share")


if sys.platform != "win32":

    def put(path: str, data_home: str) -> tuple[str, str]:
        """Renames the absolute `path` into a trash folder on its own volume; never copies.

        Returns the paths of the item and of its .trashinfo there. Raises `Failure`.
        """
        parent, name = os.path.realpath(os.path.dirname(path)), os.path.basename(path)
        real = os.path.join(parent, name)
        try:
            os.lstat(real)
        except OSError as error:
            raise from_os_error(error, path) from error
        hindrance: OSError | None = None
        for can in cans(parent, data_home, os.getuid()):
            try:
                _prepare(can.folder, os.getuid())
                info, trashed = _reserve(can, real)
            except OSError as error:
                hindrance = hindrance or error
                continue
            try:
                os.rename(real, trashed)
            except OSError as error:
                os.unlink(info)
                if error.errno != errno.EXDEV:
                    raise from_os_error(error, path) from error
                remove_if_empty(can.folder)  # another mount of the same device: a folder further in may do
                continue
            return trashed, info
        if hindrance is not None and hindrance.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise from_os_error(hindrance, path) from hindrance
        raise Failure("system-no-trash", path=path) from hindrance

    def available(folder: str, data_home: str) -> bool:
        """Whether things in `folder` have a trash on their own volume that this user may write to."""
        for can in cans(os.path.realpath(folder), data_home, os.getuid()):
            if os.access(nearest_existing(Path(can.folder)), os.W_OK | os.X_OK):
                return True
        return False

    def find(path: str, data_home: str, since: float) -> tuple[str, str] | None:
        """The newest item that lay at the absolute `path` and was trashed at or after `since` (seconds
        since the epoch): its place in the trash and its .trashinfo; None where there is none."""
        parent, name = os.path.realpath(os.path.dirname(path)), os.path.basename(path)
        real = os.path.join(parent, name)
        best: tuple[float, str, str] | None = None
        while not os.path.isdir(parent):
            parent = os.path.dirname(parent)
        for can in cans(parent, data_home, os.getuid()):
            recorded = quote(os.fsencode(os.path.relpath(real, can.base) if can.base else real))
            with suppress(OSError):
                for entry in os.scandir(os.path.join(can.folder, "info")):
                    # The .trashinfo is written at the moment of trashing; the item keeps its own times.
                    written = entry.stat().st_mtime
                    if written < since - 1 or (best is not None and written <= best[0]):
                        continue
                    trashed = os.path.join(can.folder, "files", entry.name.removesuffix(_INFO))
                    with open(entry.path, encoding="ascii", errors="replace") as info:
                        if f"Path={recorded}\n" in info.readlines() and os.path.lexists(trashed):
                            best = (written, trashed, entry.path)
        return None if best is None else best[1:]

    def cans(parent: str, data_home: str, user: int) -> Iterator[Can]:
        """The trash folders that may serve items of `parent`, best first.

        The specification ends at the top folder of the volume. Where that is not ours to write, or
        is another mount of the same device, a `.Trash-<uid>` in the outermost folder that works
        still gives an instant way back.
        """
        number = os.stat(parent).st_dev
        if os.stat(nearest_existing(Path(data_home))).st_dev == number:
            yield Can(folder=os.path.join(data_home, "Trash"), base="")
        top = volume_of(Path(parent)).mount
        shared = os.path.join(top, ".Trash")
        with suppress(OSError):
            status = os.lstat(shared)
            if stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX:
                yield Can(folder=os.path.join(shared, str(user)), base=top)
        for folder in _between(top, parent):
            if os.stat(folder).st_dev == number:
                yield Can(folder=os.path.join(folder, f".Trash-{user}"), base=folder)

    def _prepare(folder: str, user: int) -> None:
        """Makes a trash folder, or checks that the one there is a folder of our own."""
        os.makedirs(os.path.dirname(folder), mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != user:
            raise PermissionError(errno.EACCES, "not a folder of this user", folder)
        for inner in ("files", "info"):
            with suppress(FileExistsError):
                os.mkdir(os.path.join(folder, inner), 0o700)

    def _reserve(can: Can, real: str) -> tuple[str, str]:
        """Writes the .trashinfo of `real` under a name that is free; returns it and the place for the item.

        Creating the .trashinfo exclusively is what reserves the name among all programs.
        """
        longest = os.pathconf(os.path.join(can.folder, "info"), "PC_NAME_MAX")
        recorded = os.path.relpath(real, can.base) if can.base else real
        now = datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S")  # the specification wants local time
        content = f"[Trash Info]\nPath={quote(os.fsencode(recorded))}\nDeletionDate={now}\n"
        for name in names(os.path.basename(real), longest - len(_INFO)):
            info = os.path.join(can.folder, "info", name + _INFO)
            trashed = os.path.join(can.folder, "files", name)
            if os.path.lexists(trashed):
                continue
            try:
                descriptor = os.open(info, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            with open(descriptor, "wb") as file:
                file.write(content.encode("ascii"))
            if not os.path.lexists(trashed):
                return info, trashed
            os.unlink(info)
        raise AssertionError("names() does not end")


def _between(top: str, folder: str) -> list[str]:
    """`top`, `folder` and the folders between them, from the outside in."""
    found = [folder]
    while found[-1] != top and os.path.dirname(found[-1]) != found[-1]:
        found.append(os.path.dirname(found[-1]))
    return found[::-1]


def names(wanted: str, longest: int) -> Iterator[str]:
    """`wanted`, then variants of it, none longer than `longest` bytes; without end."""
    stem, suffix = os.path.splitext(wanted)
    if len(os.fsencode(suffix)) > 32:
        stem, suffix = wanted, ""
    turn = 1
    while True:
        mark = "" if turn == 1 else f".{turn}" if turn <= _NUMBERED else f".{uuid.uuid4().hex}"
        room = longest - len(os.fsencode(suffix)) - len(mark)
        kept = stem
        while len(os.fsencode(kept)) > room:
            kept = kept[:-1]
        yield kept + mark + suffix
        turn += 1


def remove_if_empty(folder: str) -> None:
    """Takes away a trash folder made for a volume once nothing is in it; the user's own one stays."""
    if os.path.basename(folder).startswith(".Trash-"):
        with suppress(OSError):
            for inner in ("files", "info", ""):
                os.rmdir(os.path.join(folder, inner))
