"""Small caches of every shape for property tests: revisions that share blobs, repos that share payloads,
hard links within the cache and out of it, files that stand in snapshots, orphans and partials."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hubkeep.engine.cache.payloads import payload_files, payload_users
from hubkeep.engine.cache.scan import list_entries, scan_repo, scan_store
from hubkeep.engine.cache.scanned import RepoScan
from hubkeep.engine.library.reclaim import Removal
from hubkeep.engine.library.shared_bytes import SharedBytes
from hubkeep.engine.library.summary import summarise
from hubkeep.engine.library.values import Target
from hypothesis import strategies as st

from tests.engine.cache.laid import commit_of, digest_of, lay, payload

CONTENTS = tuple(bytes([65 + number]) * (1 << number) for number in range(7))
"""Sizes are powers of two, so that every sum tells what it is made of."""
PATHS = ("config.json", "model.safetensors", "onnx/model.onnx", "extra.bin")
REPOS = ("models--a--one", "models--b--two", "datasets--a--one")


@dataclass(frozen=True)
class Revision:
    """One revision of the plan of a cache."""

    repo: str
    number: int
    layout: str
    named: bool
    files: Mapping[str, int]

    @property
    def commit(self) -> str:
        return commit_of(f"{self.repo} {self.number}")


@dataclass(frozen=True)
class Plan:
    """A cache to be made. `joins` are pairs of numbers that choose two files of one content."""

    revisions: Sequence[Revision]
    joins: Sequence[tuple[int, int]]
    outside: Sequence[int]
    orphans: Sequence[tuple[str, int]]
    partials: Sequence[tuple[str, int]]


_revisions = st.builds(
    Revision,
    repo=st.sampled_from(REPOS),
    number=st.integers(1, 3),
    layout=st.sampled_from(("links", "plain", "shared")),
    named=st.booleans(),
    files=st.dictionaries(st.sampled_from(PATHS), st.integers(0, len(CONTENTS) - 1), min_size=1, max_size=4),
)
_in_repo = st.tuples(st.sampled_from(REPOS), st.integers(0, len(CONTENTS) - 1))
plans = st.builds(
    Plan,
    revisions=st.lists(_revisions, min_size=1, max_size=6, unique_by=lambda r: (r.repo, r.number)),
    joins=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=4),
    outside=st.lists(st.integers(0, 99), max_size=2),
    orphans=st.lists(_in_repo, max_size=2),
    partials=st.lists(_in_repo, max_size=2),
)


class Grown:
    """A cache made of a plan, with a folder beside it for hard links that leave it."""

    def __init__(self, base: Path, plan: Plan) -> None:
        self.root = base / "hub"
        self.beside = base / "beside"
        self.root.mkdir()
        self.beside.mkdir()
        for revision in plan.revisions:
            files = {path: CONTENTS[number] for path, number in revision.files.items()}
            lay(
                self.root,
                revision.repo,
                files,
                revision=f"{revision.repo} {revision.number}",
                ref=f"r{revision.number}" if revision.named else "",
                links=revision.layout != "plain",
                shared=revision.layout == "shared",
            )
        for repo, number in plan.orphans:
            blob = self.root / repo / "blobs" / digest_of(CONTENTS[number])
            if blob.parent.is_dir() and not os.path.lexists(blob):
                blob.write_bytes(CONTENTS[number])
        for repo, number in plan.partials:
            folder = self.root / repo / "blobs"
            if folder.is_dir():
                (folder / f"{digest_of(b'part')}.{number:08x}.incomplete").write_bytes(CONTENTS[number])
        for first, second in plan.joins:
            self._join(first, second)
        for number in plan.outside:
            files_there = self._files()
            os.link(files_there[number % len(files_there)], self.beside / str(len(os.listdir(self.beside))))

    def _files(self) -> list[Path]:
        return sorted(path for path, _ in _regular(self.root) if not path.name.endswith((".refs",)))

    def _join(self, first: int, second: int) -> None:
        files = self._files()
        kept = files[first % len(files)]
        same = [path for path in files if path.read_bytes() == kept.read_bytes() and path != kept]
        if same:
            copy = same[second % len(same)]
            copy.unlink()
            os.link(kept, copy)

    def bytes(self) -> int:
        """What the cache and the folder beside it take, counted by inode and by nothing of ours."""
        return self._sum(*_regular(self.root), *_regular(self.beside))

    def bytes_in_cache(self) -> int:
        return self._sum(*_regular(self.root))

    @staticmethod
    def _sum(*files: tuple[Path, os.stat_result]) -> int:
        return sum({(status.st_dev, status.st_ino): status.st_size for _, status in files}.values())

    def scans(self) -> dict[str, RepoScan]:
        """Every repo, looked at now."""
        return {folder: scan_repo(str(self.root), folder) for folder in list_entries(str(self.root))[0]}

    def shared(self, scans: Mapping[str, RepoScan]) -> SharedBytes:
        known = SharedBytes()
        for folder, scan in scans.items():
            known.take(folder, summarise(scan).ties)
        return known

    def unused_payloads(self, known: SharedBytes) -> int:
        """Bytes in the store that no repo uses."""
        used = known.store_used()
        return sum(
            each.size
            for each in scan_store(str(self.root)).payloads
            if each.name not in used and not known.users(f"inode:{each.device}:{each.inode}")
        )

    def contents(self) -> dict[tuple[str, str, str], bytes]:
        """What every file of every revision reads as."""
        return {
            (folder, snapshot.commit, file.path): (
                self.root / folder / "snapshots" / snapshot.commit / file.path
            ).read_bytes()
            for folder, scan in self.scans().items()
            for snapshot in scan.snapshots
            for file in snapshot.files
        }

    def targets(self, scans: Mapping[str, RepoScan]) -> list[Target]:
        """Everything that can be removed: repos, revisions, files."""
        found: list[Target] = []
        for folder, scan in scans.items():
            found.append(Target(folder))
            for snapshot in sorted(scan.snapshots, key=lambda s: s.commit):
                found.append(Target(folder, snapshot.commit))
                found += [Target(folder, snapshot.commit, file.path) for file in snapshot.files]
        return sorted(found, key=lambda target: (target.key, target.commit, target.path))

    def remove(self, removal: Removal) -> None:
        """Takes away what a removal says, by the plainest means."""
        for doomed in removal.doomed:
            for relative in doomed.paths:
                path = self.root / relative
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif os.path.lexists(path):
                    path.unlink()
        for digest in removal.payloads:
            assert payload_users(str(self.root), digest) == []
            for path in payload_files(str(self.root), digest):
                path.unlink()


def _regular(folder: Path) -> list[tuple[Path, os.stat_result]]:
    found: list[tuple[Path, os.stat_result]] = []
    for base, _, names in os.walk(folder):
        for name in names:
            path = Path(base, name)
            if (
                not path.is_symlink()
                and path.parent.name != "refs"
                and name != ".huggingface-shared-blobs"
                and path.suffix != ".refs"
            ):
                found.append((path, path.lstat()))
    return found


@contextmanager
def grown(plan: Plan) -> Iterator[Grown]:
    """The cache of a plan, for as long as it is asked."""
    with tempfile.TemporaryDirectory(prefix="grown-") as folder:
        yield Grown(Path(folder), plan)


__all__ = ["Grown", "Plan", "Revision", "grown", "payload", "plans"]
