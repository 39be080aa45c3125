"""Plain folders taken into a cache: what they say of themselves is held against every byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hubkeep.engine.archive.claims import Claim, matched, pointer_digest
from hubkeep.engine.archive.clone import read_clone, repo_of_url
from hubkeep.engine.archive.orders import Export, Import
from hubkeep.engine.archive.take_in import may_write_ref
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.cache.writing import RepoWriter
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.archive.carried import Carrier, carrier, files_of
from tests.engine.cache.laid import digest_of
from tests.engine.cache.put import content, put
from tests.engine.library.trees import tree
from tests.hub.client import environment, hf
from tests.hub.content import Repo
from tests.hub.models import Models
from tests.hub.server import Hub

PLAIN = {"HF_HUB_DISABLE_XET": "1"}
NOWHERE = "http://127.0.0.1:1"
BIG = b"weights!" * (1 << 20)
KEY = "models--org--model"
_FETCH = "from huggingface_hub import snapshot_download\nsnapshot_download({repo!r}, local_dir={folder!r})"
_LOOK = """
import json, os, sys, warnings
from huggingface_hub import scan_cache_dir, snapshot_download, try_to_load_from_cache
path = snapshot_download({repo!r}, local_files_only=True)
info = scan_cache_dir()
(repo,) = [r for r in info.repos if r.repo_id == {repo!r}]
print(json.dumps({{
    "path": path,
    "files": sorted(os.path.relpath(os.path.join(b, n), path) for b, _, ns in os.walk(path) for n in ns),
    "refs": sorted(ref for revision in repo.revisions for ref in revision.refs),
    "warnings": [str(w) for w in info.warnings],
}}))
"""
TRANSFORMERS = Path(sys.prefix).with_name(Path(sys.prefix).name + "-transformers") / "bin" / "python"
LOAD = """
import sys, torch
from transformers import AutoModel, AutoTokenizer
for name in sys.argv[1:]:
    tokenizer, model = AutoTokenizer.from_pretrained(name), AutoModel.from_pretrained(name)
    with torch.no_grad():
        print(model(**tokenizer("A cat.", return_tensors="pt")).last_hidden_state.tolist())
"""


@pytest.fixture
def carried(tmp_path: Path) -> Iterator[Carrier]:
    with carrier(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def far() -> Iterator[Path]:
    """A folder on another volume."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add(
        "org/model",
        {
            ".gitattributes": b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n",
            "config.json": b'{"v": 1}',
            "sub/folder/model.safetensors": BIG,
            "sub/again.safetensors": BIG,
            "empty.txt": b"",
        },
    )


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """One that knows nothing yet."""
    return tmp_path / "there" / "hub"


def take(cache: Path, folder: Path, repo: str = "", revision: str = "") -> Import:
    return Import(cache=str(cache), folder=str(folder), repo=repo, revision=revision)


def written(folder: Path, repo: Repo) -> Path:
    """The files of a commit, and nothing that says what they are."""
    for path, entry in repo.head.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content(entry))
    return folder


def whole(hub: Hub, cache: Path, repo: Repo) -> bool:
    """All of the newest commit is there, and the real client loads and verifies it."""
    said = json.loads(hf(NOWHERE, cache.parent, _LOOK.format(repo=repo.id)).stdout)
    assert said["warnings"] == []
    assert said["files"] == sorted(repo.head.files)
    assert said["refs"] == ["main"]
    snapshot = cache / KEY / "snapshots" / repo.head.id
    assert said["path"] == str(snapshot)
    for path, entry in repo.head.files.items():
        assert (snapshot / path).read_bytes() == content(entry)
        assert os.readlink(snapshot / path) == f"{'../' * (2 + path.count('/'))}blobs/{entry.etag}"
    blobs = {each.name for each in (cache / KEY / "blobs").iterdir()}
    assert blobs == {entry.etag for entry in repo.head.files.values()}
    hf(hub, cache.parent, ["cache", "verify", repo.id])
    return True


# --- folders of every kind ----------------------------------------------------------------------


@pytest.mark.parametrize("by", ["hubkeep", "hf", "hf, copied", "git", "sums"])
def test_a_folder_comes_in_whole(
    carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path, far: Path, by: str
) -> None:
    folder = far / "model"
    name = revision = ""
    if by == "hubkeep":
        put(tmp_path / "here" / "hub", repo)
        carried.done(Export(cache=str(tmp_path / "here" / "hub"), key=KEY, to=str(folder)))
    elif by.startswith("hf"):
        hf(hub, tmp_path / "user", _FETCH.format(repo=repo.id, folder=str(folder)), env=PLAIN)
        name = "org/model"
        if by == "hf, copied":  # without their times, as file managers do: the notes look outdated
            for path in folder.rglob("*"):
                os.utime(path, (time.time() + 3600,) * 2)
    elif by == "git":
        cloned(folder, repo, hub)
    else:
        written(folder, repo)
        sums = "".join(f"{digest_of(content(e))}  {p}\n" for p, e in repo.head.files.items())
        (folder / "SHA256SUMS").write_text(sums)
        name, revision = "org/model", repo.head.id
    was = tree(folder)
    result = carried.done(take(cache, folder, name, revision))
    assert (result.problems, result.failed, result.files) == ((), 0, 5)
    assert (result.repos, result.commit, result.archive) == (("org/model",), repo.head.id, str(folder))
    assert whole(hub, cache, repo)
    assert tree(folder) == was
    # What has come today was not read long ago, whatever times the folder has.
    blob = cache / KEY / "blobs" / digest_of(BIG)
    assert time.time() - blob.stat().st_atime < 3600
    # Once more: nothing to copy, nothing changed.
    before = tree(cache / KEY)
    carried.done(take(cache, folder, name, revision))
    assert tree(cache / KEY) == before
    assert [row[:2] for row in carried.audited()][-1] == ("import", f"org/model@{repo.head.id}")


def cloned(folder: Path, repo: Repo, hub: Hub, *, pointers: tuple[str, ...] = ()) -> None:
    """A clone as `git lfs` leaves it; `pointers` are not fetched yet."""
    folder.mkdir()
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    for path, entry in repo.head.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(entry.pointer if entry.lfs else content(entry))
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
    subprocess.run([*git, "remote", "add", "origin", f"https://user:secret@hub/{repo.id}"], check=True)
    for path, entry in repo.head.files.items():
        if path not in pointers:
            (folder / path).write_bytes(content(entry))
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    # The local hub makes its commits otherwise, so that this one is put in the place of Git's own.
    assert head.stdout.strip() != repo.head.id
    _rename_commit(repo, head.stdout.strip())


def _rename_commit(repo: Repo, commit: str) -> None:
    head = replace(repo.head, id=commit)
    repo._commits[commit] = head
    repo._refs["refs/heads/main"] = head


def test_a_real_model_loads_from_the_folder_and_from_the_cache_it_came_into(
    carried: Carrier, models: Models, hub: Hub, tmp_path: Path, far: Path
) -> None:
    repo = models.minilm.put(hub)
    here, there = tmp_path / "here" / "hub", tmp_path / "there" / "hub"
    put(here, repo)
    key = f"models--{repo.id.replace('/', '--')}"
    carried.done(Export(cache=str(here), key=key, to=str(far / "MiniLM"), dereference=True))
    shutil.rmtree(here)
    carried.done(take(there, far / "MiniLM"))
    offline = environment(NOWHERE, there.parent) | {"HF_HUB_OFFLINE": "1"}
    command = [TRANSFORMERS, "-c", LOAD, str(far / "MiniLM"), repo.id]
    ran = subprocess.run(command, env=offline, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    one, other = ran.stdout.splitlines()
    assert one == other
    hf(hub, there.parent, ["cache", "verify", repo.id])


# --- what is not taken --------------------------------------------------------------------------


def test_what_is_not_what_it_should_be_is_named_and_not_taken(
    carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path, far: Path
) -> None:
    put(tmp_path / "here", repo)
    folder = far / "model"
    carried.done(Export(cache=str(tmp_path / "here"), key=KEY, to=str(folder)))
    with (folder / "sub/again.safetensors").open("r+b") as file:
        file.seek(4_000_000)
        file.write(b"X")
    (folder / "config.json").write_bytes(b'{"v": 1}\n')
    (folder / "empty.txt").unlink()
    (folder / "empty.txt").symlink_to("/etc/hostname")
    (folder / "mine.txt").write_bytes(b"mine")
    result = carried.done(take(cache, folder))
    assert [(each.code, each.params["path"]) for each in result.problems] == [
        ("import-wrong", "config.json"),
        ("import-link", "empty.txt"),
        ("import-wrong", "sub/again.safetensors"),
        ("import-unclaimed", "mine.txt"),
    ]
    assert (result.failed, result.files) == (3, 2)
    snapshot = cache / KEY / "snapshots" / repo.head.id
    assert set(files_of(snapshot)) == {".gitattributes", "sub/folder/model.safetensors"}
    assert not list((cache / KEY / "blobs").glob("*hubkeep*"))
    # A commit that lacks what it should have is not what `main` means.
    assert not (cache / KEY / "refs" / "main").exists()
    # Copied anew, it is completed.
    for path in ("config.json", "empty.txt", "sub/again.safetensors"):
        (folder / path).unlink()
        (folder / path).write_bytes(content(repo.head.files[path]))
    (folder / "mine.txt").unlink()
    assert carried.done(take(cache, folder)).problems == ()
    assert whole(hub, cache, repo)


def test_pointers_are_no_files(carried: Carrier, cache: Path, repo: Repo, hub: Hub, far: Path) -> None:
    cloned(far / "clone", repo, hub, pointers=("sub/again.safetensors", "sub/folder/model.safetensors"))
    result = carried.done(take(cache, far / "clone"))
    assert [each.code for each in result.problems] == ["import-pointer"] * 2
    assert set(files_of(cache / KEY / "snapshots" / repo.head.id)) == {
        ".gitattributes",
        "config.json",
        "empty.txt",
    }


def test_what_the_cache_knows_of_a_commit_counts_for_more_than_the_folder(
    carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path, far: Path
) -> None:
    put(tmp_path / "here", repo)
    folder = far / "model"
    carried.done(Export(cache=str(tmp_path / "here"), key=KEY, to=str(folder)))
    put(cache, repo)
    lying = json.loads((folder / ".cache/huggingface/hubkeep-export.json").read_bytes())
    (folder / "config.json").write_bytes(b'{"v": 6}')
    sha256 = digest_of(b'{"v": 6}')
    lying["files"]["config.json"] = {"size": 8, "digest": sha256, "sha256": sha256}
    (folder / ".cache/huggingface/hubkeep-export.json").write_text(json.dumps(lying))
    before = tree(cache / KEY)
    result = carried.done(take(cache, folder))
    assert result.problems == ()  # the right bytes are here, so nobody reads the folder's
    assert tree(cache / KEY) == before
    shutil.rmtree(cache / KEY / "trees")
    result = carried.done(take(cache, folder))
    assert [each.code for each in result.problems] == ["import-contradicts"]
    assert whole(hub, cache, repo)


def test_without_a_word_of_the_folder_the_user_must_say(
    carried: Carrier, cache: Path, repo: Repo, far: Path, tmp_path: Path
) -> None:
    folder = written(far / "plain", repo)
    commit = repo.head.id
    for order, code in (
        (take(cache, folder), "import-which-repo"),
        (take(cache, folder, "org/model"), "import-which-commit"),
        (take(cache, folder, "org/model", "main"), "import-no-commit"),
        (take(cache, folder, "../model", commit), "not-a-repo-name"),
        (take(cache, far / "nowhere", "org/model", commit), "import-no-folder"),
        (take(far, folder, "org/model", commit), "export-inside"),
        (take(folder / "hub", folder, "org/model", commit), "export-inside"),
    ):
        assert carried.refused(order) == code
    (far / "empty").mkdir()
    assert carried.refused(take(cache, far / "empty", "org/model", commit)) == "import-empty"
    assert not cache.exists()
    result = carried.done(take(cache, folder, "org/model", commit))
    assert [(each.code, each.params["count"]) for each in result.problems] == [("import-unverified", 5)]
    assert result.failed == 0
    # By `.gitattributes` and size every blob has the name that the Hub gives it.
    assert {each.name for each in (cache / KEY / "blobs").iterdir()} == {
        entry.etag for entry in repo.head.files.values()
    }


def test_a_folder_that_says_otherwise(carried: Carrier, cache: Path, repo: Repo, tmp_path: Path) -> None:
    put(tmp_path / "here", repo)
    carried.done(Export(cache=str(tmp_path / "here"), key=KEY, to=str(tmp_path / "out")))
    out = tmp_path / "out"
    assert carried.refused(take(cache, out, "org/other")) == "import-other-repo"
    assert carried.refused(take(cache, out, "", "0" * 40)) == "import-other-commit"
    shutil.rmtree(out / "sub")
    for path in ("config.json", ".gitattributes", "empty.txt"):
        (out / path).write_bytes(b"all is wrong")
    assert carried.refused(take(cache, out)) == "import-nothing"
    assert not (cache / KEY).exists()


# --- refs ---------------------------------------------------------------------------------------


@given(st.one_of(st.none(), st.floats(0, 9)), st.floats(0, 9), st.booleans(), st.booleans())
def test_when_a_ref_is_written(here: float | None, told: float, whole: bool, right: bool) -> None:
    wrote = may_write_ref(here, told, whole=whole and right, right=right)
    assert not (wrote and here is not None and told <= here)
    assert not (wrote and not right)
    assert not (wrote and here is not None and not whole)
    assert wrote or not right or here is not None


def test_never_over_a_newer_ref(carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path) -> None:
    put(tmp_path / "here", repo)
    carried.done(Export(cache=str(tmp_path / "here"), key=KEY, to=str(tmp_path / "old")))
    old = repo.head
    repo.commit({"config.json": b'{"v": 2}'})
    put(cache, repo)
    ref = cache / KEY / "refs" / "main"
    carried.done(take(cache, tmp_path / "old"))
    assert ref.read_text() == repo.head.id
    assert (cache / KEY / "snapshots" / old.id).is_dir()
    # One that was noted before the folder's follows it.
    os.utime(ref, (1, 1))
    carried.done(take(cache, tmp_path / "old"))
    assert ref.read_text() == old.id


# --- beside others ------------------------------------------------------------------------------


def test_a_download_that_broke_off_and_one_that_runs(
    carried: Carrier, cache: Path, repo: Repo, hub: Hub, tmp_path: Path
) -> None:
    put(tmp_path / "here", repo)
    carried.done(Export(cache=str(tmp_path / "here"), key=KEY, to=str(tmp_path / "out")))
    writer = RepoWriter(cache, RepoId(RepoType.MODEL, "org/model"))
    writer.prepare()
    digest = digest_of(BIG)
    writer.part(digest).write_bytes(BIG[:100])
    writer.journal(digest).write_bytes(b"journal")
    lock = writer.lock(digest)
    assert lock is not None
    with lock:
        assert carried.refused(take(cache, tmp_path / "out")) == "import-being-written"
    # What it had is kept for it, and what was brought is gone.
    assert {each.name for each in (cache / KEY / "blobs").iterdir()} == {
        writer.part(digest).name,
        writer.journal(digest).name,
    }
    assert carried.done(take(cache, tmp_path / "out")).problems == ()
    assert whole(hub, cache, repo)


def test_cancelled_at_any_moment_it_leaves_nothing(tmp_path: Path, repo: Repo, far: Path, hub: Hub) -> None:
    put(tmp_path / "here", repo)
    with carrier(tmp_path / "first") as first:
        first.done(Export(cache=str(tmp_path / "here"), key=KEY, to=str(far / "out")))
    cache = tmp_path / "there" / "hub"
    left = [0]

    def on_check() -> None:
        left[0] -= 1
        if left[0] == 0:
            opened.runner.control(1, "cancel")

    for moment in range(1, 100):
        left[0] = moment
        with carrier(tmp_path / f"home{moment}", on_check) as opened:
            view = opened.run(take(cache, far / "out"))
        if view.state == "done":
            break
        assert view.state == "cancelled"
        assert not (cache / KEY).exists()
    assert moment > 5
    assert whole(hub, cache, repo)


def test_a_cache_without_links(carried: Carrier, repo: Repo, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    put(plain, repo, symlinks=False)
    carried.done(Export(cache=str(plain), key=KEY, to=str(tmp_path / "out")))
    assert carried.done(take(tmp_path / "there" / "hub", tmp_path / "out")).problems == ()
    snapshot = tmp_path / "there" / "hub" / KEY / "snapshots" / repo.head.id
    assert files_of(snapshot) == {path: content(entry) for path, entry in repo.head.files.items()}


# --- the rules ----------------------------------------------------------------------------------


def test_a_pointer_is_git_s_name_of_a_large_file(repo: Repo) -> None:
    entry = repo.head.files["sub/again.safetensors"]
    assert pointer_digest(entry.sha256, entry.size) == entry.oid


def test_bytes_against_claims() -> None:
    large, small = "a" * 64, "b" * 40
    pointer = pointer_digest(large, 5)
    for claim, big, name in (
        (Claim(large), False, large),
        (Claim(small), True, small),
        (Claim(pointer), False, large),
        (Claim(sha256=large), True, large),
        (Claim(sha256=large), False, small),
        (Claim(small, large, 5), False, small),
        (Claim(), True, large),
        (Claim(large, size=6), True, ""),
        (Claim(small, "c" * 64), False, ""),
        (Claim("c" * 64), True, ""),
        (Claim("c" * 40), False, ""),
        (Claim(sha256="c" * 64), False, ""),
    ):
        assert matched(claim, 5, large, small, large=big) == name, claim


def test_addresses_of_clones(tmp_path: Path) -> None:
    for url, repo in {
        "https://huggingface.co/org/name": "org/name",
        "https://user:secret@huggingface.co/org/name.git/": "org/name",
        "https://huggingface.co/datasets/org/name": "dataset/org/name",
        "git@hf.co:org/name": "org/name",
        "ssh://git@hf.co/spaces/org/name": "space/org/name",
        "/some/folder/of/mine": "",
        "": "",
    }.items():
        assert repo_of_url(url) == repo
    assert read_clone(tmp_path) is None
    (tmp_path / ".git").write_text("gitdir: /nowhere")
    assert read_clone(tmp_path) is None
