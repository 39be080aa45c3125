"""Xet storage: files uploaded by the real hf_xet into a content-addressed store in a folder.

hf_xet takes `local:///folder` for the address of a store. It holds the store's index under an
exclusive lock for as long as its session lives, so that a second process would be refused; every
client is therefore given a folder of its own (a *lease*) with its own copy of the index and links
to the shared data.
"""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.hub.sources import OnDisk, Source

_INDEX = "global_dedup_lookup.redb"


class XetStore:
    """A store in `folder`, made with the first upload."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._leases = itertools.count(1)
        self._lock = threading.Lock()

    def upload(self, sources: Mapping[str, Source]) -> dict[str, str]:
        """Put files in; name to Xet hash, for the names that were given."""
        if not sources:
            return {}
        import hf_xet

        with self._lock:
            session = hf_xet.XetSession()
            with session.new_upload_commit(endpoint=f"local://{self._folder / 'store'}") as commit:
                uploads = {name: _start(commit, source) for name, source in sources.items()}
            return {name: upload.result().xet_info.hash for name, upload in uploads.items()}

    def lease(self) -> str:
        """The address of the store for one client: `local:///…`."""
        data = self._folder / "store" / "xet" / "xorbs"
        with self._lock:
            root = self._folder / "leases" / str(next(self._leases))
            lease = root / "xet" / "xorbs"
            lease.mkdir(parents=True)
            if data.is_dir():
                shutil.copy(data / _INDEX, lease / _INDEX)
                for name in ("xorbs", "shards"):
                    (lease / name).symlink_to(data / name, target_is_directory=True)
        return f"local://{root}"


def _start(commit: Any, source: Source) -> Any:
    """Begin the upload of one file; small ones from memory."""
    if isinstance(source, OnDisk):
        return commit.start_upload_file(str(source.path))
    with source.open() as file:
        return commit.start_upload_bytes(file.read())
