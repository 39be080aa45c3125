"""Which processes use files below given folders: open, mapped into memory, or worked in."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

COMMAND_LENGTH: Final = 80


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
            command = command_line(*_start_of(pid))
            uses.extend(Use(pid=pid, command=command, path=path) for path in sorted(paths))
    return Uses(uses=tuple(uses), unreadable=unreadable)


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


_HUGGING_FACE_TOKEN: Final = re.compile(r"hf_[A-Za-z0-9]+")
_SECRET_OPTION: Final = re.compile(r"--?[\w-]*(?:token|key|password|secret)", re.IGNORECASE)
_SECRET_INSIDE: Final = re.compile(r"([\w-]*(?:token|key|password|secret)(?:=|\s+|:\s*))(\S+)", re.IGNORECASE)
_CREDENTIALS_IN_URL: Final = re.compile(r"(\w://)[^/\s@]+@")
_HIDDEN: Final = "***"


def command_line(name: str, arguments: Sequence[str]) -> str:
    """`name` and `arguments` on one line for people to recognise, without secrets, at most 80 characters."""
    shown = [name]
    hide_next = False
    for argument in arguments:
        shown.append(_HIDDEN if hide_next else argument)
        hide_next = not hide_next and _SECRET_OPTION.fullmatch(argument) is not None
    text = " ".join(" ".join(shown).split())
    text = _SECRET_INSIDE.sub(r"\1" + _HIDDEN, text)
    text = _HUGGING_FACE_TOKEN.sub("hf_" + _HIDDEN, text)
    text = _CREDENTIALS_IN_URL.sub(r"\1" + _HIDDEN + "@", text)
    return text if len(text) <= COMMAND_LENGTH else text[: COMMAND_LENGTH - 1] + "…"


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

    def _start_of(pid: int) -> tuple[str, list[str]]:
        """The name of process `pid` and its arguments; empty where it ended."""
        try:
            with open(f"/proc/{pid}/comm", "rb") as file:
                name = os.fsdecode(file.read().rstrip(b"\n"))
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                arguments = os.fsdecode(file.read()).rstrip("\0").split("\0")
        except OSError:
            return "", []
        started_as = os.path.basename(arguments[0])
        # The kernel keeps 15 bytes of the name; the first argument may be a title the process gave itself.
        return (started_as if started_as.startswith(name) else name), arguments[1:]

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

    def _start_of(pid: int) -> tuple[str, list[str]]:
        """The name of process `pid` and its arguments; empty where it ended."""
        try:
            process = psutil.Process(pid)
            return process.name(), process.cmdline()[1:]
        except psutil.Error:
            return "", []
