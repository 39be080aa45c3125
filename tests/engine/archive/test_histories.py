"""Random histories of a cache and its archive against a model of them: repos are downloaded by the real
client, archived, restored, deleted by the real client, while the disk is plugged in, out, and in elsewhere;
and what happened meanwhile is put right.

At every point each byte that somebody has a right to is where it should be, each repo loads if and only if
its bytes can be reached, and the view and the library tell the truth.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hubkeep.engine.archive.adopt import adopt
from hubkeep.engine.archive.archive import archive
from hubkeep.engine.archive.mend import mend
from hubkeep.engine.archive.orders import Adopt, Archive, ClearOrphans, Mend, Restore
from hubkeep.engine.archive.orphans import clear_orphans
from hubkeep.engine.archive.restore import restore
from hubkeep.engine.archive.view import archive_view
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.library.summary import summarise
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.engine.archive.grounds import sums_hold
from tests.engine.archive.put_away import Bench
from tests.hub.content import Repo
from tests.hub.server import Hub

BIG = 1 << 20
"""Bytes from which a blob moves."""
ALPHA, BETA, GAMMA = (letter * (BIG + more) for more, letter in enumerate((b"a", b"b", b"c"), 1))
HISTORY: dict[str, dict[str, dict[str, bytes]]] = {
    "one": {
        "old": {"config.json": b'{"old": 1}', "model.safetensors": ALPHA},
        "new": {"config.json": b'{"new": 1}', "model.safetensors": ALPHA, "onnx/model.onnx": BETA},
    },
    "two": {
        "old": {"config.json": b'{"old": 2}', "model.safetensors": GAMMA},
        "new": {"config.json": b'{"new": 2}', "model.safetensors": ALPHA},
    },
}
"""Files by repo, revision and path: repos and revisions have blobs in common."""
MOUNTS = ("disk", "elsewhere")


@dataclass
class Served:
    """The hub of all histories."""

    hub: Hub
    repos: dict[str, Repo] = field(default_factory=dict)

    def etag(self, repo: str, revision: str, path: str) -> str:
        commit = self.repos[repo].resolve(revision)
        assert commit is not None
        return commit.files[path].etag

    def commit(self, repo: str, revision: str) -> str:
        commit = self.repos[repo].resolve(revision)
        assert commit is not None
        return commit.id


_SERVED: list[Served] = []
"""The one that runs: a test case of hypothesis takes no fixtures."""


@pytest.fixture(scope="module", autouse=True)
def served() -> Iterator[None]:
    with Hub() as hub:
        running = Served(hub)
        for name, versions in HISTORY.items():
            repo = hub.add(f"hub-tests/{name}", versions["old"])
            repo.tag("old")
            repo.commit(versions["new"])
            repo.tag("new")
            running.repos[name] = repo
        _SERVED.append(running)
        yield
        _SERVED.clear()


def key_of(repo: str) -> str:
    return f"models--hub-tests--{repo}"


class Histories(RuleBasedStateMachine):
    """One cache, one disk with an archive."""

    def __init__(self) -> None:
        super().__init__()
        (self.served,) = _SERVED
        self.base = Path(tempfile.mkdtemp(prefix="histories-"))
        self.root = self.base / "hub"
        self.root.mkdir()
        self.bench = Bench(self.root, self.base / "home")
        self.mount = MOUNTS[0]
        self.plugged = True
        self.files: dict[tuple[str, str], set[str]] = {}
        """Files that a revision has in the cache, by repo and revision."""
        self.here: set[tuple[str, str]] = set()
        """Blobs whose bytes are in the cache, by repo and digest."""
        self.led: dict[tuple[str, str], str] = {}
        """Blobs that are links, with the mount that they lead to."""
        self.shelf: set[tuple[str, str]] = set()
        """What the archive has, by repo and digest."""
        self.told: dict[str, dict[str, set[str]]] = {}
        """What its manifests say: files by repo and revision."""

    @initialize()
    def begin(self) -> None:
        (self.base / self.mount).mkdir()
        self.bytes_of = {
            self.served.etag(repo, revision, path): data
            for repo, versions in HISTORY.items()
            for revision, files in versions.items()
            for path, data in files.items()
        }
        for repo in HISTORY:
            self.download(repo, "old")
            self.archived(repo)

    # --- what the model says --------------------------------------------------------------------

    @property
    def shelf_at(self) -> Path:
        return self.base / self.mount / "shelf"

    @property
    def physical(self) -> Path:
        """Where the archive is, plugged in or not."""
        return (self.base / self.mount if self.plugged else self.base / "drawer") / "shelf"

    def blobs(self, repo: str, revision: str) -> dict[str, str]:
        """Digest by path."""
        return {path: self.served.etag(repo, revision, path) for path in HISTORY[repo][revision]}

    def is_big(self, digest: str) -> bool:
        return len(self.bytes_of[digest]) >= BIG

    def reachable(self, repo: str, digest: str) -> bool:
        return (repo, digest) in self.here or (self.plugged and self.led.get((repo, digest)) == self.mount)

    def known(self, repo: str) -> set[str]:
        """The blobs that the cache has a name for."""
        return {digest for of, digest in (*self.here, *self.led) if of == repo}

    def orphans(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for repo, digest in self.shelf:
            if digest not in self.known(repo):
                found.setdefault(repo, set()).add(digest)
        return found

    def refetched(self) -> set[tuple[str, str]]:
        return self.shelf & self.here

    def moved(self) -> set[tuple[str, str]]:
        """Links that lead nowhere, and the archive has what they stand for, be it for another repo."""
        if not self.plugged:
            return set()
        on_shelf = {digest for _, digest in self.shelf}
        return {blob for blob, mount in self.led.items() if mount != self.mount and blob[1] in on_shelf}

    def movable(self) -> list[str]:
        """Repos that the disk can take something of."""
        big = {repo for repo, digest in self.here if self.is_big(digest)}
        return sorted(big) if self.plugged else []

    def restorable(self) -> list[str]:
        return sorted({repo for repo, digest in self.led if self.reachable(repo, digest)})

    # --- what happens ---------------------------------------------------------------------------

    @rule(repo=st.sampled_from(sorted(HISTORY)), revision=st.sampled_from(("old", "new")))
    def download(self, repo: str, revision: str) -> None:
        """The real client, which knows of no archive: what it can't reach it fetches over the link."""
        from huggingface_hub import snapshot_download

        snapshot_download(
            f"hub-tests/{repo}",
            revision=revision,
            cache_dir=self.root,
            endpoint=self.served.hub.endpoint,
            max_workers=1,
        )
        for path, digest in self.blobs(repo, revision).items():
            self.files.setdefault((repo, revision), set()).add(path)
            if not self.reachable(repo, digest):
                self.led.pop((repo, digest), None)
                self.here.add((repo, digest))

    @precondition(lambda self: self.movable())
    @rule(data=st.data())
    def move_to_the_disk(self, data: st.DataObject) -> None:
        self.archived(data.draw(st.sampled_from(self.movable())))

    def archived(self, repo: str) -> None:
        goes = {digest for of, digest in self.here if of == repo and self.is_big(digest)}
        order = Archive(cache=str(self.root), keys=(key_of(repo),), to=str(self.shelf_at))
        self.bench.run(archive, order)
        for digest in goes:
            self.here.remove((repo, digest))
            self.led[repo, digest] = self.mount
            self.shelf.add((repo, digest))
        for (of, revision), paths in self.files.items():
            if of == repo:
                self.told.setdefault(repo, {}).setdefault(revision, set()).update(paths)

    @precondition(lambda self: self.restorable())
    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        repo = data.draw(st.sampled_from(self.restorable()))
        comes = {digest for of, digest in self.led if of == repo and self.reachable(of, digest)}
        self.bench.run(restore, Restore(cache=str(self.root), keys=(key_of(repo),)))
        for digest in comes:
            del self.led[repo, digest]
            self.here.add((repo, digest))
            self.let_go(repo, digest)

    def let_go(self, repo: str, digest: str) -> None:
        self.shelf.discard((repo, digest))
        if not any(of == repo for of, _ in self.shelf):
            self.told.pop(repo, None)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def delete_by_hf(self, data: st.DataObject) -> None:
        """`hf cache rm`: of a repo that it sees, which one with a link to nowhere is not."""
        from huggingface_hub import scan_cache_dir

        repo = data.draw(st.sampled_from(sorted({repo for repo, _ in self.files})))
        seen = {each.repo_path.name: each for each in scan_cache_dir(self.root).repos}
        mine = [revision for of, revision in self.files if of == repo]
        wanted = {
            self.served.etag(repo, revision, path) for revision in mine for path in self.files[repo, revision]
        }
        visible = all(self.reachable(repo, digest) for digest in wanted)
        assert (key_of(repo) in seen) == visible
        if visible:
            commits = [revision.commit_hash for revision in seen[key_of(repo)].revisions]
            scan_cache_dir(self.root).delete_revisions(*commits).execute()
            for revision in mine:
                del self.files[repo, revision]
            self.here = {blob for blob in self.here if blob[0] != repo}
            self.led = {blob: mount for blob, mount in self.led.items() if blob[0] != repo}

    @rule(mount=st.sampled_from((*MOUNTS, "")))
    def plug(self, mount: str) -> None:
        """Takes the disk out, or puts it in, where it was or elsewhere."""
        if self.plugged:
            (self.base / self.mount).rename(self.base / "drawer")
            self.plugged = False
        if mount:
            (self.base / "drawer").rename(self.base / mount)
            self.plugged, self.mount = True, mount

    def wanting(self) -> list[str]:
        """What may be put right now."""
        if not self.plugged:
            return []
        return ["mend"] * bool(self.moved() or self.refetched()) + ["clear", "adopt"] * bool(self.orphans())

    @precondition(lambda self: self.wanting())
    @rule(data=st.data())
    def see_to_it(self, data: st.DataObject) -> None:
        deeds = {"mend": self.put_right, "adopt": self.take_in, "clear": self.clear}
        deeds[data.draw(st.sampled_from(self.wanting()))]()

    def put_right(self) -> None:
        moved, again = self.moved(), self.refetched()
        result = self.bench.run(mend, Mend(cache=str(self.root), archive=str(self.shelf_at)))
        assert result.files == len(moved) + len(again)
        assert result.frees == sum(len(self.bytes_of[digest]) for _, digest in again)
        for blob in moved | again:
            self.here.discard(blob)
            self.led[blob] = self.mount

    def take_in(self) -> None:
        orphans = self.orphans()
        keys = tuple(key_of(repo) for repo in sorted(orphans))
        self.bench.run(adopt, Adopt(cache=str(self.root), archive=str(self.shelf_at), keys=keys))
        on_shelf = {digest for _, digest in self.shelf}
        for repo in orphans:
            for of, digest in self.shelf:
                if of == repo and not self.reachable(repo, digest):
                    self.led[repo, digest] = self.mount
            assert on_shelf >= orphans[repo]
            for revision, paths in self.told[repo].items():
                for path in paths:
                    digest = self.served.etag(repo, revision, path)
                    if not self.is_big(digest) and digest not in self.known(repo):
                        self.here.add((repo, digest))
                    if digest in self.known(repo):
                        self.files.setdefault((repo, revision), set()).add(path)

    def clear(self) -> None:
        orphans = self.orphans()
        keys = tuple(key_of(repo) for repo in sorted(orphans))
        order = ClearOrphans(cache=str(self.root), archive=str(self.shelf_at), keys=keys)
        before = {digest for _, digest in self.shelf}
        result = self.bench.run(clear_orphans, order)
        for repo, digests in orphans.items():
            for digest in digests:
                self.let_go(repo, digest)
        gone = before - {digest for _, digest in self.shelf}
        assert result.frees == sum(len(self.bytes_of[digest]) for digest in gone)

    # --- what must be true ----------------------------------------------------------------------

    @invariant()
    def no_byte_is_lost_and_nothing_is_left_over(self) -> None:
        for repo in HISTORY:
            folder = self.root / key_of(repo) / "blobs"
            names = set(os.listdir(folder)) if folder.is_dir() else set()
            assert names == self.known(repo)
        for repo, digest in self.here:
            blob = self.root / key_of(repo) / "blobs" / digest
            assert not blob.is_symlink()
            assert blob.read_bytes() == self.bytes_of[digest]
        there = {path.name: path.read_bytes() for path in (self.physical / "blobs").iterdir()}
        assert there == {digest: self.bytes_of[digest] for _, digest in self.shelf}
        manifests = set(os.listdir(self.physical / "repos"))
        assert manifests == {f"{key_of(repo)}.json" for repo, _ in self.shelf}
        assert sums_hold(self.physical)

    @invariant()
    def what_can_be_reached_loads(self) -> None:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import LocalEntryNotFoundError

        for repo, versions in HISTORY.items():
            for revision, files in versions.items():
                commit = self.served.commit(repo, revision)
                have = self.files.get((repo, revision), set())
                for path, data in files.items():
                    wanted = path in have and self.reachable(repo, self.served.etag(repo, revision, path))
                    try:
                        file = hf_hub_download(
                            f"hub-tests/{repo}",
                            path,
                            revision=commit,
                            cache_dir=self.root,
                            local_files_only=True,
                        )
                    except LocalEntryNotFoundError:
                        assert not wanted
                    else:
                        assert wanted
                        assert Path(file).read_bytes() == data

    @invariant()
    def the_library_tells_the_truth(self) -> None:
        for repo in HISTORY:
            if not (self.root / key_of(repo)).exists():
                continue
            row = summarise(scan_repo(str(self.root), key_of(repo))).row
            led = {digest: mount for (of, digest), mount in self.led.items() if of == repo}
            away = {digest for digest in led if not self.reachable(repo, digest)}
            assert (row.state == "archive-offline") == bool(away)
            assert row.bytes == sum(len(self.bytes_of[digest]) for of, digest in self.here if of == repo)
            assert row.archives == tuple(sorted({str(self.base / mount / "shelf") for mount in led.values()}))
            if not away:
                assert row.archived == sum(len(self.bytes_of[digest]) for digest in led)

    @invariant()
    def the_view_tells_the_truth(self) -> None:
        places = [str(self.base / mount) for mount in MOUNTS if (self.base / mount).exists()]
        view = archive_view(self.bench.ground, (), (), places=lambda: places)
        (met,) = (each for each in view.archives if each.name)
        assert (met.connected, met.repos) == (self.plugged, len({repo for repo, _ in self.shelf}))
        if self.plugged:
            digests = {digest for _, digest in self.shelf}
            assert met.bytes == sum(len(self.bytes_of[digest]) for digest in digests)
        kept = {each.key: each.tier for each in view.kept}
        assert kept == self.tiers()
        found = {each.kind: set(each.keys) for each in view.findings}
        expected = {
            "moved": {key_of(repo) for repo, _ in self.moved()},
            "refetched": {key_of(repo) for repo, _ in self.refetched()} if self.plugged else set(),
            "orphan": {key_of(repo) for repo in self.orphans()} if self.plugged else set(),
        }
        assert found == {kind: keys for kind, keys in expected.items() if keys}

    def tiers(self) -> dict[str, str]:
        """Where the view should say that each repo is."""
        found: dict[str, str] = {}
        for repo in HISTORY:
            mounts = {mount for (of, _), mount in self.led.items() if of == repo}
            on_shelf = {digest for of, digest in self.shelf if of == repo}
            if mounts and (not self.plugged or mounts != {self.mount}):
                found[key_of(repo)] = "offline"
            elif self.plugged and on_shelf:
                known = on_shelf & self.known(repo)
                led = {digest for digest in on_shelf if (repo, digest) in self.led}
                found[key_of(repo)] = "orphan" if not known else "archived" if led == on_shelf else "partly"
        return found

    def teardown(self) -> None:
        from huggingface_hub import close_session

        close_session()  # its connections keep threads of the hub
        self.bench.close()
        shutil.rmtree(self.base)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=15, stateful_step_count=25)
