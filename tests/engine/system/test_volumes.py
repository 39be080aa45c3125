"""Volumes: what the table of mounts says, read against the system's own tools."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hubkeep.engine.system.volumes import (
    Mount,
    access_times,
    can_reflink_between,
    can_symlink,
    innermost,
    nearest_existing,
    parse_mountinfo,
    same_volume,
    volume_of,
)

TABLE = b"""\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 27 8:1 / /mnt/my\\040disk\\134x rw,noatime shared:3 - xfs /dev/sda1 rw,attr2
31 27 8:1 /home /home rw,relatime shared:3 master:2 - xfs /dev/sda1 rw
32 27 0:40 / /overlay rw,relatime - overlay overlay rw,lowerdir=/a,upperdir=/b,workdir=/c
33 27 0:41 / /btrfs rw,relatime - btrfs /dev/sdb rw,subvolid=5
34 27 0:50 / /nfs rw,relatime - nfs4 server:/export rw
35 27 8:17 / /home/ada/disk rw - ext4 /dev/sdb1 rw
36 27 0:60 / /home/ada rw,relatime - tmpfs tmpfs rw
37 27 0:61 / /home/ada rw,relatime - tmpfs newer rw
a broken line
"""


def df(path: Path) -> list[str]:
    """What df says of a path: source, target, file system, bytes in all, bytes available."""
    columns = "--output=source,target,fstype,size,avail"
    run = subprocess.run(["df", "-B1", columns, path], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[1].split()


def test_a_volume_is_the_one_that_df_names(tmp_path: Path, other_volume: Path) -> None:
    for path in (tmp_path, other_volume, Path("/proc/self")):
        volume = volume_of(path)
        source, target, filesystem, total, free = df(path)
        assert (volume.device, volume.mount, volume.filesystem) == (source, target, filesystem)
        assert volume.total == int(total)
        assert volume.free == pytest.approx(int(free), abs=512 * 1024 * 1024)
        assert not volume.read_only


def test_a_path_that_is_not_there_lies_on_the_volume_of_its_parent(
    tmp_path: Path, other_volume: Path
) -> None:
    assert volume_of(other_volume / "not" / "yet").mount == volume_of(other_volume).mount
    assert nearest_existing(tmp_path / "not" / "yet") == os.path.realpath(tmp_path)


def test_a_link_lies_where_it_leads(tmp_path: Path, other_volume: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(other_volume)
    assert volume_of(link / "below").mount == volume_of(other_volume).mount
    assert same_volume(link, other_volume)
    assert not same_volume(link, tmp_path)


def test_names_and_options_of_the_table_are_read() -> None:
    mounts = parse_mountinfo(TABLE)
    assert len(mounts) == 10
    disk = mounts[2]
    assert (disk.point, disk.device, disk.filesystem) == ("/mnt/my disk\\x", "/dev/sda1", "xfs")
    assert {"noatime", "attr2", "rw"} <= disk.options
    assert disk.number == os.makedev(8, 1)


@pytest.mark.parametrize(
    ("place", "number", "device"),
    [
        ("/etc", os.makedev(254, 0), "/dev/vda"),
        ("/mnt/my disk\\x/models", os.makedev(8, 1), "/dev/sda1"),
        ("/home/bob", os.makedev(8, 1), "/dev/sda1"),
        ("/homework", os.makedev(254, 0), "/dev/vda"),
        # a subvolume and a file of an overlay have numbers that no line holds
        ("/btrfs/subvolume", os.makedev(0, 99), "/dev/sdb"),
        ("/overlay/file", os.makedev(0, 98), "overlay"),
        # the latest mount on a point counts, and it hides what was mounted below it before
        ("/home/ada", os.makedev(0, 61), "newer"),
        ("/home/ada/disk", os.makedev(0, 61), "newer"),
    ],
)
def test_the_innermost_mount_serves_a_path(place: str, number: int, device: str) -> None:
    found = innermost(place, number, parse_mountinfo(TABLE))
    assert found is not None
    assert found.device == device


def test_no_mount_serves_a_path_of_nowhere() -> None:
    assert innermost("/a", 1, [Mount(point="/b", device="", filesystem="", options=frozenset())]) is None


@pytest.mark.parametrize(
    ("filesystem", "options", "trust"),
    [
        ("ext4", "rw", "good"),
        ("ext4", "rw,relatime", "coarse"),
        ("ext4", "rw,lazytime", "coarse"),
        ("ext4", "rw,noatime", "none"),
        ("ext4", "ro,relatime", "none"),
        ("nfs4", "rw,relatime", "none"),
        ("9p", "rw", "none"),
        ("fuse.sshfs", "rw,relatime", "none"),
        ("fuseblk", "rw,relatime", "coarse"),
        ("overlay", "rw", "coarse"),
        ("NTFS", "rw,fixed", "coarse"),
        ("NTFS", "rw,fixed,noatime", "none"),
        ("NTFS", "rw,remote", "none"),
        ("", "", "none"),
    ],
)
def test_trust_in_access_times(filesystem: str, options: str, trust: str) -> None:
    assert access_times(filesystem, frozenset(options.split(","))) == trust


def test_the_trust_is_what_reading_shows(tmp_path: Path) -> None:
    """A file read long after its last access: its time moves unless the volume never notes it."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    long_ago = 10**18
    os.utime(file, ns=(long_ago, long_ago + 1))
    file.read_bytes()
    assert (file.stat().st_atime_ns != long_ago) == (volume_of(tmp_path).access_times != "none")


def test_links_are_tried_and_no_trace_is_left(tmp_path: Path) -> None:
    assert can_symlink(tmp_path)
    assert not can_symlink(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def test_reflinks_are_tried_and_agree_with_cp(tmp_path: Path, other_volume: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 65536)
    run = subprocess.run(
        ["cp", "--reflink=always", tmp_path / "a", tmp_path / "b"], capture_output=True, check=False
    )
    assert can_reflink_between(tmp_path, tmp_path / "a") == (run.returncode == 0)
    assert not can_reflink_between(tmp_path, other_volume)
    assert not can_reflink_between(tmp_path / "missing", tmp_path)
