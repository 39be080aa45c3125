"""Which caches lead into an archive: what one of them brings back, others may still need there."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from pathlib import Path

from ..cache.layout import BLOBS
from ..cache.spelling import on_disk, spelled


def cache_name(root: str) -> str:
    """The cache at `root` as an archive remembers it: `host:/folder`."""
    return f"{socket.gethostname()}:{spelled(os.path.realpath(root))}"


def is_needed(names: Iterable[str], own: str, key: str, digest: str, blob: Path) -> bool:
    """Whether another cache than `own`, of `names`, leads to `blob` of an archive. One of this machine is
    looked at: it may have been deleted, or moved. One of another machine is believed."""
    for name in names:
        host, _, folder = name.partition(":")
        if name == own:
            continue
        if host != own.partition(":")[0]:
            return True
        try:
            if os.readlink(os.path.join(on_disk(folder), on_disk(key), BLOBS, digest)) == str(blob):
                return True
        except OSError:
            continue  # it leads nowhere any more, or has bytes of its own
    return False
