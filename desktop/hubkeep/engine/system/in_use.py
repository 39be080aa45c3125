"""Which processes use files below given folders: open, mapped into memory, or worked in."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

from hubkeep.engine.system.command_lines import command_line, start_of


class Use(Struct, frozen=True):
    """A process, how it was started (secrets taken out, at most 80 characters), and a path it uses."""

    pid: int
    command: str
    path: str


class Uses(Struct, frozen=True):
    """All uses found, and the number of processes that this user may not look into."""

    uses: tuple[Use, ...]
    unreadable: int


def users_of(folders: Sequence[Path], *, own_pid: int, inodes: Collection[tuple[int, int]] = ()) -> Uses:
    """The processes other than `own_pid` that use something below (or at) one of the real `folders`.

    `inodes` are (st_dev, st_ino) of files that count whatever path they are reached by: hard links,
    bind mounts, containers. One `Use` for each process and path. A process that ends meanwhile is
    none. Raises nothing.
    """
    wanted = Wanted(folders, inodes)
    uses: list[Use] = []
    unreadable = 0
    for pid in psutil.pids():
        if pid == own_pid:
            continue
        paths, readable = _paths_used(pid, wanted)
        unreadable += not readable
        if paths:
            start = start_of(pid)
            command = command_line(start.name, start.arguments[1:])
            uses.extend(Use(pid=pid, command=command, path=path) for path in sorted(paths))
    return Uses(uses=tuple(uses), unreadable=unreadable)


def uses_like(pid: int, pattern: re.Pattern[str]) -> bool:
    """Whether process `pid` has a file open, or mapped, in whose path `pattern` is found. False where it may
    not be looked into. Raises nothing."""
    try:
        return pattern.search(_paths_of(pid)) is not None
    except (psutil.Error, OSError):
        return False


class Wanted:
    """What is looked for: folders as prefixes, files as (device, inode)."""

    def __init__(self, folders: Iterable[Path], inodes: Collection[tuple[int, int]]) -> None:
        self._folders = tuple(os.path.normcase(os.fspath(folder)).rstrip(os.sep) for folder in folders)
        self._prefixes = tuple(folder + os.sep for folder in self._folders)
        self._mapped = tuple(os.fsencode(folder).replace(b"\n", b"\\012") for folder in self._folders)
        self.inodes = frozenset(inodes)
        self.inode_numbers = frozenset(str(inode).encode() for _, inode in inodes)

    def path(self, path: str) -> bool:
        """Whether `path` is one of the folders or below one."""
        path = os.path.normcase(path)
        return path.startswith(self._prefixes) or path in self._folders

    def hinted(self, maps: bytes) -> bool:
        """Whether a folder's name stands anywhere in a table of memory maps: a quick way to a no."""
        return any(folder in maps for folder in self._mapped)


if sys.platform == "linux":
    _DELETED: Final = " (deleted)"
    _KERNEL_THREAD: Final = 0x00200000
    _MAP: Final = re.compile(rb"^(?:\S+ ){3}(\S+) (\d+) +(/.*)$", re.MULTILINE)

    def _paths_used(pid: int, wanted: Wanted) -> tuple[set[str], bool]:
        """The paths that process `pid` uses (none if it ended), and whether it could be looked into."""
        process = f"/proc/{pid}"
        used: set[str] = set()
        refused = False
        for look in (_open_files, _mapped_files):
            try:
                used.update(look(process, wanted))
            except PermissionError:
                refused = True
            except OSError:
                continue  # it ended
        return used, not (refused and _has_memory(process))

    def _paths_of(pid: int) -> str:
        """All paths that it has open or mapped, a line each, with what else the system says of them."""
        with open(f"/proc/{pid}/maps", "rb") as table:
            lines = [os.fsdecode(table.read())]
        for number in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                lines.append(os.readlink(f"/proc/{pid}/fd/{number}"))
        return "\n".join(lines)

    def _open_files(process: str, wanted: Wanted) -> Iterator[str]:
        descriptors = [f"{process}/fd/{number}" for number in os.listdir(f"{process}/fd")]
        for link in (f"{process}/cwd", *descriptors):
            try:
                path = os.readlink(link)
                if not path.startswith("/"):
                    continue  # a socket, a pipe
                shown = path.removesuffix(_DELETED)
                if wanted.path(shown):
                    yield shown
                elif wanted.inodes:
                    status = os.stat(link)
                    if (status.st_dev, status.st_ino) in wanted.inodes:
                        yield shown
            except FileNotFoundError:
                continue  # closed meanwhile

    def _mapped_files(process: str, wanted: Wanted) -> Iterator[str]:
        with open(f"{process}/maps", "rb") as table:
            maps = table.read()
        if not wanted.hinted(maps) and not wanted.inodes:
            return
        for device, inode, name in set(_MAP.findall(maps)):
            path = os.fsdecode(name.replace(b"\\012", b"\n")).removesuffix(_DELETED)
            if wanted.path(path) or (
                inode in wanted.inode_numbers and _same_file(process, device, int(inode), path, wanted)
            ):
                yield path

    def _same_file(process: str, device: bytes, inode: int, path: str, wanted: Wanted) -> bool:
        """Whether a map is of a wanted file. The map's device is not `st_dev` on btrfs and overlays."""
        major, _, minor = device.partition(b":")
        if (os.makedev(int(major, 16), int(minor, 16)), inode) in wanted.inodes:
            return True
        try:
            status = os.stat(f"{process}/root{path}")
        except OSError:
            return False
        return (status.st_dev, status.st_ino) in wanted.inodes

    def _has_memory(process: str) -> bool:
        """Whether a process can have files at all: not a thread of the kernel, not a dead one."""
        try:
            with open(f"{process}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return False
        return fields[0] not in (b"Z", b"X") and not int(fields[6]) & _KERNEL_THREAD

else:

    def _paths_used(pid: int, wanted: Wanted) -> tuple[set[str], bool]:
        """The paths that process `pid` uses (none if it ended), and whether it could be looked into."""
        used: set[str] = set()
        readable = True
        try:
            process = psutil.Process(pid)
        except psutil.Error:
            return used, True
        for look in (_opened, _worked_in, _mapped):
            try:
                used.update(look(process))
            except psutil.AccessDenied:
                readable = False
            except (psutil.Error, OSError):
                continue
        return {path for path in used if wanted.path(path) or _wanted_inode(path, wanted)}, readable

    def _paths_of(pid: int) -> str:
        """All paths that it has open or mapped, a line each."""
        process = psutil.Process(pid)
        return "\n".join([*_opened(process), *_mapped(process)])

    def _opened(process: psutil.Process) -> Iterable[str]:
        return [file.path for file in process.open_files()]

    def _worked_in(process: psutil.Process) -> Iterable[str]:
        return [process.cwd()]

    def _mapped(process: psutil.Process) -> Iterable[str]:
        if sys.platform == "win32":
            return [mapped.path for mapped in process.memory_maps()]
        else:
            return []  # macOS does not tell

    def _wanted_inode(path: str, wanted: Wanted) -> bool:
        if not wanted.inodes:
            return False
        try:
            status = os.stat(path)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) in wanted.inodes
