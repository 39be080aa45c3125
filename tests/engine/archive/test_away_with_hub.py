"""What the real huggingface_hub does while an archive is away, and putting it right when it is back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.archive.adopt import adopt
from hubkeep.engine.archive.findings import findings
from hubkeep.engine.archive.looking import look
from hubkeep.engine.archive.mend import mend
from hubkeep.engine.archive.orders import Adopt, ClearOrphans, Mend
from hubkeep.engine.archive.orphans import clear_orphans
from hubkeep.engine.archive.view import archive_view
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.cache.scanned import Place
from hubkeep.engine.library.summary import summarise

from tests.engine.archive.put_away import Bench, put_away
from tests.engine.cache.peer import theirs
from tests.hub.client import hf
from tests.hub.server import Hub

NAME, KEY = "hub-tests/shelved", "models--hub-tests--shelved"
WEIGHTS = b"weights " * 5000
FILES = {"config.json": b"{}", "model.safetensors": WEIGHTS}
PLAIN = {"HF_HUB_DISABLE_XET": "1"}
_FETCH = f"from huggingface_hub import snapshot_download as s; print(s({NAME!r}))"
_LOAD = """
import json, os, sys
from huggingface_hub import snapshot_download
folder = snapshot_download({name!r}, local_files_only=True)
sizes = {{name: len(open(os.path.join(folder, name), "rb").read()) for name in sorted(os.listdir(folder))}}
print(json.dumps(sizes))
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Hub]:
    with Hub() as hub:
        hub.add(NAME, FILES, xet=True)
        yield hub


@pytest.fixture(params=["plain", "xet"])
def env(request: pytest.FixtureRequest) -> dict[str, str]:
    return PLAIN if request.param == "plain" else {}


@pytest.fixture
def home(served: Hub, tmp_path: Path, env: dict[str, str]) -> Path:
    """The home of a client that has the repo, whose weights lie in an archive."""
    home = tmp_path / "hf"
    hf(served, home, _FETCH, env=env)
    put_away(home / "hub", KEY, tmp_path / "disk" / "shelf")
    return home


@pytest.fixture
def bench(home: Path, tmp_path: Path) -> Iterator[Bench]:
    opened = Bench(home / "hub", tmp_path / "home")
    yield opened
    opened.close()


def loads(served: Hub, home: Path) -> bool:
    """Whether the client reads all of the repo, without the network."""
    sizes = json.loads(hf(served, home, _LOAD.format(name=NAME)).stdout)
    return bool(sizes == {name: len(data) for name, data in FILES.items()})


def test_a_repo_fetched_again_while_its_disk_was_away(
    served: Hub, home: Path, env: dict[str, str], bench: Bench, tmp_path: Path
) -> None:
    disk, unplugged = tmp_path / "disk", tmp_path / "unplugged"
    (digest,) = os.listdir(disk / "shelf" / "blobs")
    assert loads(served, home)
    disk.rename(unplugged)
    report = theirs(served, home)
    assert (list(report["repos"]), len(report["warnings"])) == ([], 1)  # it hides the repo
    row = summarise(scan_repo(str(home / "hub"), KEY)).row
    assert (row.state, row.archived) == ("archive-offline", len(WEIGHTS))
    hf(served, home, _FETCH, env=env)  # it fetches again, and replaces the link
    assert loads(served, home)
    scan = scan_repo(str(home / "hub"), KEY)
    assert summarise(scan).row.state == "ok"
    assert {blob.place for blob in scan.blobs if blob.name == digest} == {Place.HERE if env else Place.STORE}
    unplugged.rename(disk)
    (found,) = findings(look(bench.ground, also=[str(disk / "shelf")], places=tuple))
    assert (found.kind, found.keys, found.bytes) == ("refetched", (KEY,), len(WEIGHTS))
    bench.run(mend, Mend(cache=bench.ground.root, archive=found.archive))
    assert os.readlink(home / "hub" / KEY / "blobs" / digest) == str(disk / "shelf" / "blobs" / digest)
    assert summarise(scan_repo(str(home / "hub"), KEY)).row.state == "archived"
    assert loads(served, home)
    assert list(theirs(served, home)["repos"]) == [KEY]


def test_a_repo_deleted_by_hf_can_be_had_back_or_cleared(
    served: Hub, home: Path, bench: Bench, tmp_path: Path
) -> None:
    shelf = tmp_path / "disk" / "shelf"
    for _ in range(2):
        hf(served, home, ["cache", "rm", f"model/{NAME}", "--yes"])
        assert not (home / "hub" / KEY).exists()
        view = archive_view(bench.ground, (), (), also=[str(shelf)], places=tuple)
        assert [(kept.key, kept.tier) for kept in view.kept] == [(KEY, "orphan")]
        (found,) = view.findings
        assert (found.kind, found.keys, found.bytes) == ("orphan", (KEY,), len(WEIGHTS))
        bench.run(adopt, Adopt(cache=bench.ground.root, archive=found.archive, keys=(KEY,)))
        assert loads(served, home)
        assert list(theirs(served, home)["repos"]) == [KEY]
    hf(served, home, ["cache", "rm", f"model/{NAME}", "--yes"])
    bench.run(clear_orphans, ClearOrphans(cache=bench.ground.root, archive=str(shelf), keys=(KEY,)))
    assert [os.listdir(shelf / part) for part in ("blobs", "repos")] == [[], []]


def test_an_adopted_repo_is_the_clients_own(served: Hub, home: Path, bench: Bench, tmp_path: Path) -> None:
    """A cache that never held it: the client loads it, goes on with it, and fetches nothing anew."""
    fresh = tmp_path / "fresh"
    (fresh / "hub").mkdir(parents=True)
    other = Bench(fresh / "hub", tmp_path / "another home")
    shelf = tmp_path / "disk" / "shelf"
    other.run(adopt, Adopt(cache=other.ground.root, archive=str(shelf)))
    other.close()
    assert loads(served, fresh)
    before = served.log.sent()
    hf(served, fresh, _FETCH, env=PLAIN)
    assert served.log.sent() - before < len(WEIGHTS)
