"""Programs that never heard of an archive, on a cache whose big files are in one: the real huggingface_hub,
the real Xet layout, the real transformers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.archive.plan import plan_archive
from hubkeep.engine.cache.scan import scan_store

from tests.engine.archive.grounds import Works, sums_hold
from tests.engine.cache.laid import digest_of, lay
from tests.hub.client import environment, hf
from tests.hub.models import Models
from tests.hub.server import Hub

PLAIN = {"HF_HUB_DISABLE_XET": "1"}
KEY, LEFT, RIGHT = "models--acme--moving", "models--acme--left", "models--acme--right"
BIG = b"big!" * (1 << 19)
MORE = b"more" * (1 << 19)
OFFLINE = """
import os, sys
from huggingface_hub import scan_cache_dir, snapshot_download
info = scan_cache_dir()
assert not info.warnings, info.warnings
print(sorted((repo.repo_id, repo.size_on_disk) for repo in info.repos))
for repo in info.repos:
    for revision in repo.revisions:
        base = snapshot_download(
            repo.repo_id, repo_type=repo.repo_type, revision=revision.commit_hash, local_files_only=True
        )
        for folder, _, names in os.walk(base):
            for name in names:
                path = os.path.join(folder, name)
                assert len(open(path, "rb").read()) == os.stat(path).st_size
"""
FETCH = "from huggingface_hub import snapshot_download; print(snapshot_download({repo!r}))"
MINILM = """
import json
from transformers import AutoModel, AutoTokenizer
name = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer, model = AutoTokenizer.from_pretrained(name), AutoModel.from_pretrained(name)
told = model(**tokenizer("A cat sits on the mat.", return_tensors="pt"))
print(json.dumps(told.pooler_output[0, :4].tolist()))
"""
TRANSFORMERS = Path(sys.prefix).with_name(Path(sys.prefix).name + "-transformers") / "bin" / "python"


@pytest.fixture
def far() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder / "archive"
    shutil.rmtree(folder)


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Works]:
    opened = Works(tmp_path / "hf" / "hub", tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def served() -> Iterator[Hub]:
    with Hub() as hub:
        moving = hub.add("acme/moving", {"config.json": b"{}", "a/model.safetensors": BIG})
        moving.tag("v1")
        hub.add("acme/left", {"a.safetensors": BIG, "l.json": b"{}"}, xet=True)
        hub.add("acme/right", {"b.safetensors": BIG, "c.safetensors": MORE}, xet=True)
        yield hub


def test_the_real_client_lists_loads_and_fetches_a_new_revision(
    served: Hub, works: Works, tmp_path: Path, far: Path
) -> None:
    home = tmp_path / "hf"
    hf(served, home, FETCH.format(repo="acme/moving"), env=PLAIN)
    before = hf(served, home, OFFLINE).stdout
    works.result(works.archived(KEY, to=far))
    assert hf(served, home, OFFLINE).stdout == before
    moving = served.content.repo("acme/moving")
    assert moving is not None
    moving.commit({"config.json": b'{"new": 1}', "b/more.safetensors": MORE})
    hf(served, home, FETCH.format(repo="acme/moving"), env=PLAIN)
    # What the archive has was not fetched again, and its link stands.
    assert os.readlink(home / "hub" / KEY / "blobs" / digest_of(BIG)) == str(far / "blobs" / digest_of(BIG))
    hf(served, home, OFFLINE)
    assert works.result(works.archived(KEY, to=far)).moved == len(MORE)
    hf(served, home, OFFLINE)
    assert works.result(works.restored(KEY)).moved == len(BIG) + len(MORE)
    hf(served, home, OFFLINE)
    assert not any(path.is_symlink() for path in (home / "hub" / KEY / "blobs").iterdir())
    assert list((far / "blobs").iterdir()) == []


def test_what_xet_shares_moves_once_for_all_and_comes_back_into_the_store(
    served: Hub, works: Works, tmp_path: Path, far: Path
) -> None:
    home = tmp_path / "hf"
    for repo in ("acme/left", "acme/right"):
        hf(served, home, FETCH.format(repo=repo))
    cache = home / "hub"
    assert len(scan_store(str(cache)).payloads) == 2
    before = hf(served, home, OFFLINE).stdout
    plan = plan_archive(works.ground, [LEFT, RIGHT], str(far))
    assert plan.bytes == plan.frees == len(BIG) + len(MORE)
    assert works.result(works.archived(LEFT, to=far)).frees == len(BIG)
    assert len(scan_store(str(cache)).payloads) == 1
    assert os.readlink(cache / RIGHT / "blobs" / digest_of(BIG)) == str(far / "blobs" / digest_of(BIG))
    assert hf(served, home, OFFLINE).stdout == before
    works.result(works.archived(RIGHT, to=far))
    assert scan_store(str(cache)).payloads == ()
    assert hf(served, home, OFFLINE).stdout == before
    assert sums_hold(far)
    works.result(works.restored(LEFT, RIGHT))
    assert len(scan_store(str(cache)).payloads) == 2
    assert hf(served, home, OFFLINE).stdout == before
    # The real client's own bookkeeping holds: it removes a payload with its last user, and not before.
    hf(served, home, ["cache", "rm", "model/acme/left", "--yes"])
    assert len(scan_store(str(cache)).payloads) == 2
    hf(served, home, ["cache", "rm", "model/acme/right", "--yes"])
    assert scan_store(str(cache)).payloads == ()


def test_transformers_loads_the_real_minilm_from_an_archive(
    models: Models, works: Works, tmp_path: Path, far: Path
) -> None:
    home = tmp_path / "hf"
    with Hub() as hub:
        repo = models.minilm.put(hub)
        hf(hub, home, FETCH.format(repo=repo.id), env=PLAIN)
    (key,) = (path.name for path in (home / "hub").iterdir() if path.name.startswith("models--"))
    offline = environment("http://127.0.0.1:1", home) | {"HF_HUB_OFFLINE": "1"}

    assert works.result(works.archived(key, to=far)).moved > 80_000_000
    command = [TRANSFORMERS, "-c", MINILM]
    run = subprocess.run(command, env=offline, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert len(json.loads(run.stdout.splitlines()[-1])) == 4
    works.result(works.restored(key))
    assert not any(path.is_symlink() for path in (home / "hub" / key / "blobs").iterdir())


WRITE = """
import sys
from pathlib import Path
from tests.engine.archive.grounds import Works
cache, home, archive, key = sys.argv[1:]
works = Works(Path(cache), Path(home))
print("ready", flush=True)
sys.stdin.readline()
view = works.archived(key, to=Path(archive))
works.close()
sys.exit(0 if view.state == "done" else str(view.problem))
"""


def test_two_processes_archive_to_one_place_at_once(tmp_path: Path, far: Path) -> None:
    started = []
    for number in range(2):
        cache = tmp_path / str(number) / "hub"
        lay(cache, KEY, {"config.json": b"{}", "same.bin": BIG, "own.bin": bytes([number]) * (2 << 20)})
        folders = [str(cache), str(tmp_path / str(number) / "home"), str(far)]
        command = [sys.executable, "-c", WRITE, *folders, KEY]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        started.append((cache, process))
    for _, process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for cache, process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
        links = [path for path in (cache / KEY / "blobs").iterdir() if path.is_symlink()]
        assert len(links) == 2
        assert all(digest_of(path.read_bytes()) == path.name for path in links)
    assert len(list((far / "blobs").iterdir())) == 3
    assert sums_hold(far)
