"""The cache as the real huggingface_hub writes and reads it, against our scan and our removals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.cache.environment import hub_cache, xet_cache
from hubkeep.engine.cache.layout import partial_digest
from hubkeep.engine.cache.listing import read_listing
from hubkeep.engine.cache.names import RepoType
from hubkeep.engine.cache.scan import list_entries, scan_foreign, scan_repo, scan_store
from hubkeep.engine.cache.scanned import Place
from hubkeep.engine.library.orders import Remove
from hubkeep.engine.library.summary import summarise
from hubkeep.engine.library.values import RemovalPlan, Target

from tests.engine.cache.peer import ours, physical, theirs
from tests.engine.library.opened import carry_out, engine
from tests.hub.client import environment, hf
from tests.hub.faults import Fault, Slow
from tests.hub.messages import Route
from tests.hub.models import Models
from tests.hub.server import Hub
from tests.waiting import wait_until

PLAIN = {"HF_HUB_DISABLE_XET": "1"}
NO_LINKS = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_SYMLINKS": "1"}
LLAMA = "models--hub-tests--tiny-llama"
ENCODER = b"encoder " * 40_000
DECODER = b"decoder " * 30_000

_FETCH = """
from huggingface_hub import hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError
for kind, name, revision in {repos!r}:
    snapshot_download(name, repo_type=kind, revision=revision)
for kind, name, revision, path in {files!r}:
    try:
        hf_hub_download(name, path, repo_type=kind, revision=revision)
    except EntryNotFoundError:
        pass
"""
_LOAD = """
import json, os
from huggingface_hub import hf_hub_download
loaded = dict()
for name, revision, path in {files!r}:
    try:
        with open(hf_hub_download(name, path, revision=revision, local_files_only=True), "rb") as file:
            loaded[f"{{name}}@{{revision}}/{{path}}"] = len(file.read())
    except Exception as error:
        loaded[f"{{name}}@{{revision}}/{{path}}"] = type(error).__name__
print(json.dumps(loaded))
"""


def fetch(hub: Hub, home: Path, env: dict[str, str], *, repos: Any = (), files: Any = ()) -> None:
    hf(hub, home, _FETCH.format(repos=tuple(repos), files=tuple(files)), env=env)


def load(hub: Hub, home: Path, *files: tuple[str, str, str]) -> list[int | str]:
    """Bytes read of each file without the network, or the name of the exception."""
    loaded = json.loads(hf(hub, home, _LOAD.format(files=files)).stdout)
    return list(loaded.values())


@pytest.fixture(scope="module")
def served(models: Models) -> Iterator[Hub]:
    """A hub with the examples, and a repo with a history: `main` moved on, a pull request, a tag."""
    with Hub() as hub:
        for example in (models.safetensors, models.sharded, models.dataset, models.space, models.kernel):
            example.put(hub)
        moving = hub.add(
            "hub-tests/moving",
            {"config.json": b'{"v": 1}', "onnx/encoder.onnx": ENCODER, "model.safetensors": b"old" * 50_000},
        )
        moving.tag("v1.0")
        moving.ref("refs/pr/1")
        moving.commit({"config.json": b'{"v": 2}', "model.safetensors": b"new!" * 50_000})
        hub.add("hub-tests/left", {"a.safetensors": ENCODER, "l.json": b"{}"}, xet=True)
        hub.add("hub-tests/right", {"b.safetensors": ENCODER, "c.safetensors": DECODER}, xet=True)
        yield hub


@pytest.fixture
def plain(served: Hub, tmp_path: Path) -> Path:
    """A home whose cache holds all kinds of repos, several revisions and an absence, without Xet."""
    home = tmp_path / "hf"
    fetch(
        served,
        home,
        PLAIN,
        repos=[
            ("model", "hub-tests/tiny-llama", None),
            ("dataset", "hub-tests/numbered-sentences", None),
            ("space", "hub-tests/echo", None),
            ("kernel", "hub-tests/activation", None),
            ("model", "hub-tests/moving", "refs/pr/1"),
            ("model", "hub-tests/moving", "v1.0"),
            ("model", "hub-tests/moving", "main"),
        ],
        files=[
            ("model", "hub-tests/tiny-llama", "main", "is/not/there.bin"),
            ("model", "hub-tests/tiny-llama-sharded", "main", "config.json"),
        ],
    )
    return home


def test_a_plain_cache_is_listed_as_scan_cache_dir_lists_it(served: Hub, plain: Path) -> None:
    report = theirs(served, plain)
    assert report["warnings"] == []
    assert len(report["repos"]) == 6
    assert ours(plain / "hub") == report["repos"]
    row = summarise(scan_repo(str(plain / "hub"), "models--hub-tests--moving")).row
    assert (row.state, row.problems) == ("ok", ())
    assert row.refs == ("main", "refs/pr/1", "v1.0")
    assert row.revisions == 2
    assert sum(repo["bytes"] for repo in report["repos"].values()) == physical(plain / "hub")
    assert list_entries(str(plain / "hub"))[1] == []


def test_trees_say_what_a_commit_holds(served: Hub, plain: Path) -> None:
    root = str(plain / "hub")
    scan = scan_repo(root, LLAMA)
    (commit,) = scan.trees
    listing = read_listing(root, LLAMA, commit)
    assert {path: (listed.digest, listed.size) for path, listed in listing.items()} == {
        file.path: (file.blob, next(blob.size for blob in scan.blobs if blob.name == file.blob))
        for file in scan.snapshots[0].files
    }
    assert os.path.isfile(f"{root}/{LLAMA}/.no_exist/{commit}/is/not/there.bin")


def test_last_access_is_the_newest_of_the_blobs(served: Hub, plain: Path) -> None:
    blobs = plain / "hub" / LLAMA / "blobs"
    for number, blob in enumerate(sorted(blobs.iterdir())):
        os.utime(blob, (1_600_000_000 + number, 1_500_000_000))
    newest = 1_600_000_000 + len(list(blobs.iterdir())) - 1
    assert theirs(served, plain)["repos"][LLAMA]["last_access"] == newest
    row = summarise(scan_repo(str(plain / "hub"), LLAMA)).row
    assert (row.last_access, row.last_modified) == (newest, 1_500_000_000)


def test_without_symlinks_files_stand_in_the_snapshots(served: Hub, tmp_path: Path) -> None:
    home = tmp_path / "hf"
    fetch(
        served,
        home,
        NO_LINKS,
        repos=[("model", "hub-tests/moving", "v1.0"), ("model", "hub-tests/moving", "main")],
    )
    report = theirs(served, home)
    assert report["warnings"] == []
    found = ours(home / "hub")
    assert found == report["repos"]
    scan = scan_repo(str(home / "hub"), "models--hub-tests--moving")
    assert all(file.own is not None for snapshot in scan.snapshots for file in snapshot.files)
    assert summarise(scan).row.bytes == physical(home / "hub")
    # The encoder is the same in both, and really there twice.
    assert found["models--hub-tests--moving"]["bytes"] > 2 * len(ENCODER)


def test_the_shared_store_is_counted_once(served: Hub, tmp_path: Path) -> None:
    home = tmp_path / "hf"
    fetch(
        served,
        home,
        {},
        repos=[("model", "hub-tests/left", None), ("model", "hub-tests/right", None)],
    )
    root = home / "hub"
    report = theirs(served, home)
    assert report["warnings"] == []
    assert ours(root) == report["repos"]
    store = scan_store(str(root))
    assert sorted(payload.size for payload in store.payloads) == sorted([len(ENCODER), len(DECODER)])
    assert (store.strange, store.problems) == ((), ())
    with engine(root, tmp_path / "home") as opened:
        totals = opened.totals()
        assert totals.bytes == physical(root) == len(ENCODER) + len(DECODER) + 2
        rows = {row.name: row for row in opened.look(str(root)).inventory.rows()}
        assert rows["hub-tests/left"].frees == 2
        assert rows["hub-tests/right"].frees == len(DECODER)
        both = opened.plan_removal([Target("models--hub-tests--left"), Target("models--hub-tests--right")])
        assert both.frees == totals.bytes


def test_a_payload_goes_with_its_last_user_only(served: Hub, tmp_path: Path) -> None:
    home = tmp_path / "hf"
    fetch(
        served,
        home,
        {},
        repos=[("model", "hub-tests/left", None), ("model", "hub-tests/right", None)],
    )
    root = home / "hub"
    with engine(root, tmp_path / "home") as opened:
        _remove(opened, root, Target("models--hub-tests--left"))
        report = theirs(served, home)
        assert (list(report["repos"]), report["warnings"]) == (["models--hub-tests--right"], [])
        assert load(served, home, ("hub-tests/right", "main", "b.safetensors")) == [len(ENCODER)]
        right = opened.look(str(root)).inventory.row("models--hub-tests--right")
        assert right is not None
        assert right.frees == len(ENCODER) + len(DECODER)
        (commit,) = report["repos"]["models--hub-tests--right"]["revisions"]
        _remove(opened, root, Target("models--hub-tests--right", commit, "b.safetensors"))
        assert [payload.size for payload in scan_store(str(root)).payloads] == [len(DECODER)]
        assert load(served, home, ("hub-tests/right", "main", "c.safetensors")) == [len(DECODER)]
        _remove(opened, root, Target("models--hub-tests--right"))
    assert scan_store(str(root)).payloads == ()
    assert physical(root) == 0
    # The store is as huggingface_hub left it: it takes new files.
    fetch(served, home, {}, repos=[("model", "hub-tests/right", None)])
    assert len(scan_store(str(root)).payloads) == 2


def _remove(opened: Any, root: Path, *targets: Target) -> RemovalPlan:
    """Carries a removal out for good; the disk must give back what the plan said."""
    plan: RemovalPlan = opened.plan_removal(targets)
    before = physical(root)
    carry_out(opened, Remove(cache=str(root), targets=targets, permanent=True))
    assert before - physical(root) == plan.frees
    return plan


@pytest.mark.parametrize("env", [PLAIN, NO_LINKS], ids=["links", "no links"])
def test_what_a_removal_leaves_is_still_loaded(
    served: Hub, tmp_path: Path, env: dict[str, str], models: Models
) -> None:
    home = tmp_path / "hf"
    fetch(
        served,
        home,
        env,
        repos=[
            ("model", "hub-tests/moving", "v1.0"),
            ("model", "hub-tests/moving", "main"),
            ("model", "hub-tests/tiny-llama", None),
        ],
    )
    root = home / "hub"
    moving = served.content.repo("hub-tests/moving")
    assert moving is not None
    first, second = (commit.id for commit in moving.commits())
    key = "models--hub-tests--moving"
    files = (
        ("hub-tests/moving", "v1.0", "config.json"),
        ("hub-tests/moving", "main", "config.json"),
        ("hub-tests/moving", "main", "onnx/encoder.onnx"),
        ("hub-tests/moving", "main", "model.safetensors"),
        ("hub-tests/tiny-llama", "main", "config.json"),
    )
    with engine(root, tmp_path / "home") as opened:
        _remove(opened, root, Target(key, first))
        report = theirs(served, home)
        assert report["warnings"] == []
        assert set(report["repos"][key]["revisions"]) == {second}
        assert ours(root) == report["repos"]
        gone, *rest = load(served, home, *files)
        assert gone == "LocalEntryNotFoundError"
        assert rest[:3] == [8, len(ENCODER), 200_000]

        _remove(opened, root, Target(key, second, "model.safetensors"))
        report = theirs(served, home)
        assert report["warnings"] == []
        assert ours(root) == report["repos"]
        config, encoder, gone, llama = load(served, home, *files[1:])
        assert (config, encoder, gone) == (8, len(ENCODER), "LocalEntryNotFoundError")
        assert isinstance(llama, int)

        _remove(opened, root, Target(key))
        report = theirs(served, home)
        assert (list(report["repos"]), report["warnings"]) == ([LLAMA], [])
        assert not (root / ".locks" / key).exists()
    fetch(served, home, env, repos=[("model", "hub-tests/moving", "main")])
    assert load(served, home, *files[1:4]) == [8, len(ENCODER), 200_000]


def test_a_download_killed_in_the_middle_leaves_a_partial(served: Hub, tmp_path: Path) -> None:
    home = tmp_path / "hf"
    name = "models--hub-tests--moving"
    blobs = home / "hub" / name / "blobs"
    code = _FETCH.format(repos=(("model", "hub-tests/moving", None),), files=())
    home.mkdir()
    with served.faults.during(Fault(Slow(each=20_000), route=Route.BYTES)):
        client = subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment(served, home) | PLAIN,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: list(blobs.glob("*.incomplete")), 20, "a partial")
        finally:
            client.send_signal(signal.SIGKILL)
            client.wait()
    scan = scan_repo(str(home / "hub"), name)
    assert scan.partials
    row = summarise(scan).row
    assert row.state == "incomplete"
    assert row.partial_bytes == sum(path.stat().st_size for path in blobs.glob("*.incomplete"))
    assert "broken-off" in {problem.code for problem in row.problems}
    moving = served.content.repo("hub-tests/moving")
    assert moving is not None
    etags = {entry.etag for entry in moving.head.files.values()}
    assert {partial_digest(partial.name) for partial in scan.partials} <= etags


def test_a_local_dir_download_leaves_the_name_of_a_commit(served: Hub, tmp_path: Path) -> None:
    home = tmp_path / "hf"
    hf(
        served,
        home,
        "from huggingface_hub import snapshot_download\n"
        "snapshot_download('hub-tests/moving', local_dir='hub/copy')",
        env=PLAIN,
    )
    root = home / "hub"
    repos, foreign = list_entries(str(root))
    # The ref is kept in the cache all the same, which nothing is wrong with.
    assert (repos, foreign) == (["models--hub-tests--moving"], ["copy"])
    row = summarise(scan_repo(str(root), repos[0])).row
    assert (row.state, row.bytes) == ("incomplete", 0)
    assert [problem.code for problem in row.problems] == ["refs-only"]
    copy = scan_foreign(str(root), "copy")
    assert copy.reason.code == "foreign-folder"
    assert copy.bytes == sum(
        path.stat().st_size for path in (root / "copy").rglob("*") if path.is_file() and not path.is_symlink()
    )


def test_an_archived_blob_is_loaded_through_its_link(served: Hub, plain: Path, tmp_path: Path) -> None:
    blobs = plain / "hub" / LLAMA / "blobs"
    blob = max(blobs.iterdir(), key=lambda path: path.stat().st_size)
    archive = tmp_path / "archive"
    archive.mkdir()
    shutil.move(blob, archive / blob.name)
    blob.symlink_to(archive / blob.name)
    there = summarise(scan_repo(str(plain / "hub"), LLAMA)).row
    # It is still theirs to load and count; for us its bytes are elsewhere.
    assert theirs(served, plain)["repos"][LLAMA]["bytes"] == there.bytes + there.archived
    assert there.archived == (archive / blob.name).stat().st_size
    assert there.state in {"archived", "partly-archived"}
    (archive / blob.name).rename(archive / "unplugged")
    scan = scan_repo(str(plain / "hub"), LLAMA)
    assert [each.place for each in scan.blobs if each.name == blob.name] == [Place.OFFLINE]
    assert summarise(scan).row.state == "archive-offline"
    assert LLAMA not in theirs(served, plain)["repos"]


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"HF_HUB_CACHE": "/a/b"},
        {"HUGGINGFACE_HUB_CACHE": "/old", "HF_HOME": "/home"},
        {"HF_HUB_CACHE": "/new", "HUGGINGFACE_HUB_CACHE": "/old"},
        {"HF_HOME": "~/models/$WHAT/${WHAT}x", "WHAT": "here"},
        {"XDG_CACHE_HOME": "/xdg", "HF_XET_CACHE": "~/xet"},
        {"HF_HOME": "$UNSET/x"},
        {"HF_HUB_CACHE": "~root/x"},
        {"HF_HOME": "/a/../b//c/"},
    ],
)
def test_the_environment_names_the_same_folders(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = "from huggingface_hub import constants as c; print(c.HF_HUB_CACHE); print(c.HF_XET_CACHE)"
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code], env=bare | env, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    mine = [hub_cache(env, tmp_path), xet_cache(env, tmp_path)]
    assert mine == [Path(os.path.abspath(tmp_path / line)) for line in said]


def test_kinds_of_repo_have_the_hubs_names() -> None:
    code = "from huggingface_hub.constants import REPO_TYPES_MAPPING as m; print(*m)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) == {f"{kind}s" for kind in RepoType}
