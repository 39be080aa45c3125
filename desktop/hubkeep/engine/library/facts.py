"""What a cached repo is, read from the files of its main revision."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from ..cache.layout import SNAPSHOTS
from ..cache.names import repo_of_folder
from ..cache.scanned import Place, RepoScan
from ..cache.spelling import on_disk, spelled_throughout
from ..formats.model_facts import ModelFacts
from ..system.copying import open_unnoticed
from .summary import file_state, main_snapshot


class SnapshotOpener:
    """Opens files of one snapshot without bumping their last access."""

    def __init__(self, root: str, folder: str, commit: str) -> None:
        self._base = os.path.join(root, on_disk(folder), SNAPSHOTS, on_disk(commit))

    def open(self, path: str) -> BinaryIO:
        """The file, for reading. Raises OSError."""
        return open(open_unnoticed(Path(self._base, on_disk(path))), "rb")


def learn_facts(root: str, scan: RepoScan) -> ModelFacts:
    """Facts of the repo's main revision; only files whose bytes are within reach are looked into."""
    # A dozen parsers, which whoever only lists the cache can do without.
    from ..formats.facts import describe
    from ..formats.files import ModelFile

    snapshot = main_snapshot(scan)
    repo = repo_of_folder(scan.folder)
    if snapshot is None or repo is None:
        return ModelFacts()
    blobs = {blob.name: blob for blob in scan.blobs}
    places: dict[str, Place] = {name: blob.place for name, blob in blobs.items()}
    files = []
    for file in snapshot.files:
        blob = file.own or blobs.get(file.blob)
        if blob is not None and file_state(file, places) in {"ok", "archived"}:
            files.append(ModelFile(file.path, blob.size))
    opener = SnapshotOpener(root, scan.folder, snapshot.commit)
    # A JSON file may hold half characters, which no value may.
    return spelled_throughout(describe(files, opener, repo_type=repo.type.value))
