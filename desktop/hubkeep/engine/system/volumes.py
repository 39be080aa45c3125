"""Which volume a path lies on, what it holds, and how far its access times can be trusted."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from hubkeep.engine.problems import from_os_error
from hubkeep.engine.system.cloning import clone_descriptor

GOOD: Final = "good"
COARSE: Final = "coarse"
NONE: Final = "none"


class Volume(Struct, frozen=True):
    """A mounted file system. Sizes in bytes; `free` is what this user may still write.

    `access_times` says what a file's last access is worth here: "good" (every read is noted),
    "coarse" (noted about once a day, or only to the hour or the day) or "none" (never noted, or
    noted by a server nobody can ask).
    """

    mount: str
    device: str
    filesystem: str
    total: int
    free: int
    read_only: bool
    access_times: str


class Mount(Struct, frozen=True):
    """One line of the system's table of mounts. `number` is the `st_dev` of its files, 0 where unknown."""

    point: str
    device: str
    filesystem: str
    options: frozenset[str]
    number: int = 0


def volume_of(path: Path) -> Volume:
    """The volume of `path`, or of its nearest parent that exists. Raises `Failure` if it does not answer."""
    place = nearest_existing(path)
    try:
        mount = mount_of(place, _mounts())
        total, free = _sizes(place)
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    return Volume(
        mount=mount.point,
        device=mount.device,
        filesystem=mount.filesystem,
        total=total,
        free=free,
        read_only="ro" in mount.options,
        access_times=access_times(mount.filesystem, mount.options),
    )


def free_bytes(path: str | os.PathLike[str]) -> int:
    """What this user may still write where `path` is. Raises OSError."""
    return _sizes(path)[1]


def _sizes(path: str | os.PathLike[str]) -> tuple[int, int]:
    """In all, and free for this user."""
    import shutil  # brings all its archivers, and most commands need none of it

    usage = shutil.disk_usage(path)
    return usage.total, usage.free


def places() -> tuple[str, ...]:
    """Where file systems of this machine are mounted that people keep files on. Those of servers are left
    out: one that does not answer would keep whoever looks into it for ever. Raises OSError."""
    return tuple(sorted({mount.point for mount in _mounts() if _is_for_files(mount)}))


def _is_for_files(mount: Mount) -> bool:
    kind = mount.filesystem.lower()
    if not kind or kind in _NETWORK | _OF_THE_SYSTEM or kind.startswith("cgroup"):
        return False
    if kind.startswith("fuse.") and kind not in _FUSE_DISKS:
        return False  # a program answers, when it likes
    return not mount.point.startswith(_SYSTEM_FOLDERS) or mount.point.startswith("/run/media/")


def same_volume(a: Path, b: Path) -> bool:
    """Whether a rename or a hard link between `a` and `b` can work: same file system, same mount."""
    here, there = nearest_existing(a), nearest_existing(b)
    try:
        if os.stat(here).st_dev != os.stat(there).st_dev:
            return False
        mounts = _mounts()
        return mount_of(here, mounts) == mount_of(there, mounts)
    except OSError:
        return False


def can_symlink(folder: Path) -> bool:
    """Whether symbolic links can be made in `folder`; tried, since the answer is up to user and volume."""
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix=".hubkeep-", dir=folder) as trial:
            os.symlink("nowhere", os.path.join(trial, "link"))
    except (OSError, NotImplementedError):
        return False
    return True


def can_reflink_between(a: Path, b: Path) -> bool:
    """Whether data of folder `a` can be shared with folder `b` (files count as their folders); tried."""
    import tempfile

    source_folder, target_folder = (p if p.is_dir() else p.parent for p in (a, b))
    try:
        with (
            tempfile.TemporaryFile(dir=source_folder) as source,
            tempfile.TemporaryFile(dir=target_folder) as target,
        ):
            source.write(b"\0" * 65536)
            source.flush()
            return clone_descriptor(source.fileno(), target.fileno())
    except OSError:
        return False


def nearest_existing(path: Path) -> str:
    """The real path of `path`, or of its nearest parent that exists and can be looked at."""
    place = os.path.realpath(path)
    while True:
        try:
            os.lstat(place)
            return place
        except OSError:
            parent = os.path.dirname(place)
            if parent == place:
                return place
            place = parent


# The rules


def innermost(place: str, number: int, mounts: Iterable[Mount]) -> Mount | None:
    """The mount that serves `place`, a real path whose `st_dev` is `number`.

    A mount can be hidden by a later one on a folder above it, so among the mounts on the way the
    device decides, then the longest, then the latest. Where no device fits (btrfs subvolumes and
    overlays have numbers of their own) the longest one it is.
    """
    best: tuple[bool, int] | None = None
    found = None
    for mount in mounts:
        if not _below(place, mount.point):
            continue
        rank = (mount.number == number, len(mount.point))
        if best is None or rank >= best:
            best, found = rank, mount
    return found


def _below(place: str, point: str) -> bool:
    place, point = os.path.normcase(place), os.path.normcase(point)
    return place == point or place.startswith(point if point.endswith(os.sep) else point + os.sep)


_NETWORK: Final = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "gpfs",
    "beegfs",
} | {"pvfs2", "orangefs", "webdav", "afpfs", "9p", "virtiofs", "vboxsf", "drvfs", "prl_fs"}
_OF_THE_SYSTEM: Final = {
    "autofs",
    "binfmt_misc",
    "bpf",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fusectl",
    "hugetlbfs",
    "mqueue",
    "nsfs",
    "proc",
    "pstore",
    "ramfs",
    "rpc_pipefs",
    "securityfs",
    "squashfs",
    "sysfs",
    "tracefs",
}
_SYSTEM_FOLDERS: Final = ("/proc/", "/sys/", "/dev/", "/run/", "/boot", "/snap/", "/var/lib/docker/")
_FUSE_DISKS: Final = {"fuse.ntfs-3g", "fuse.exfat"}
_NEVER_NOTED: Final = {"squashfs", "iso9660", "erofs", "udf", "refs"}
_ONLY_COARSE: Final = {"vfat", "msdos", "fat", "fat32", "ntfs", "ntfs3", "fuseblk", "overlay", "apfs", "hfs"}


def access_times(filesystem: str, options: frozenset[str]) -> str:
    """How far access times can be trusted, for a file system and its mount options."""
    kind = filesystem.lower()
    if not kind or options & {"ro", "noatime", "remote"} or kind in _NETWORK or kind in _NEVER_NOTED:
        return NONE
    if kind.startswith("fuse.") or kind == "fuse":
        return NONE  # a program answers, by rules of its own
    if options & {"relatime", "lazytime"} or kind in _ONLY_COARSE:
        return COARSE
    return GOOD


# The system's answers


def mount_of(place: str, mounts: Iterable[Mount]) -> Mount:
    """The mount that serves the existing real path `place`. Raises `OSError` if it is gone."""
    found = innermost(place, os.stat(place).st_dev, mounts)
    root = os.path.splitdrive(place)[0] + os.sep  # a network share of Windows is in no table
    return found or Mount(point=root, device="", filesystem="", options=frozenset())


if sys.platform == "linux":

    def _mounts() -> list[Mount]:
        with open("/proc/self/mountinfo", "rb") as table:
            return parse_mountinfo(table.read())

    def parse_mountinfo(content: bytes) -> list[Mount]:
        """The mounts of a /proc/<pid>/mountinfo, oldest first."""
        mounts = []
        for line in content.splitlines():
            before, separator, after = line.partition(b" - ")
            fields, rest = before.split(b" "), after.split(b" ")
            if not separator or len(fields) < 6 or len(rest) < 3:
                continue
            major, _, minor = fields[2].partition(b":")
            options = (fields[5] + b"," + rest[2]).decode("ascii", "replace").split(",")
            mounts.append(
                Mount(
                    point=_unescaped(fields[4]),
                    device=_unescaped(rest[1]),
                    filesystem=rest[0].decode("ascii", "replace"),
                    options=frozenset(options),
                    number=os.makedev(int(major), int(minor)),
                )
            )
        return mounts

    def _unescaped(name: bytes) -> str:
        """Spaces, tabs, line ends and backslashes are written in octal in the table of mounts."""
        return os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8) & 255]), name))

elif sys.platform == "win32":
    import winreg

    import psutil

    def _mounts() -> list[Mount]:
        noted = _windows_notes_access()
        return [
            Mount(
                point=partition.mountpoint,
                device=partition.device,
                filesystem=partition.fstype,
                options=frozenset(partition.opts.split(",")) | (set() if noted else {"noatime"}),
            )
            for partition in psutil.disk_partitions(all=True)
        ]

    def _windows_notes_access() -> bool:
        """NTFS notes access (to the hour) unless bit 0 is set; it is, by default, on big system volumes."""
        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem"
            ) as key:
                value, _ = winreg.QueryValueEx(key, "NtfsDisableLastAccessUpdate")
        except OSError:
            return False
        return not int(value) & 1

else:
    import psutil

    def _mounts() -> list[Mount]:
        return [
            Mount(
                point=partition.mountpoint,
                device=partition.device,
                filesystem=partition.fstype,
                options=frozenset(partition.opts.split(",")),
            )
            for partition in psutil.disk_partitions(all=True)
        ]
