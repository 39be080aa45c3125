"""The demo's cache is what the window is to be tried on: of everything something, and what has gone wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hub.demo import Filled, fill
from tests.hub.fixtures import hf
from tests.hub.server import Hub

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Filled, str]:
    """The filled cache, what was made, and what the real client says of it."""
    cache = tmp_path_factory.mktemp("demo") / "hub"
    code = """
import json
from huggingface_hub import scan_cache_dir
info = scan_cache_dir()
print(json.dumps({
    "warnings": [str(each) for each in info.warnings],
    "repos": {repo.repo_id: [
        repo.repo_type, repo.size_on_disk, repo.last_accessed,
        {each.commit_hash: sorted(each.refs) for each in repo.revisions},
    ] for repo in info.repos},
}))
"""
    with Hub() as hub:
        filled = fill(cache, hub)
        said = hf(hub, tmp_path_factory.mktemp("home"), code, env={"HF_HUB_CACHE": str(cache)}).stdout
    return cache, filled, said


def test_there_is_something_of_everything(demo: tuple[Path, Filled, str]) -> None:
    _, filled, text = demo
    said = json.loads(text)
    repos = said["repos"]
    assert 15 <= filled.repos <= 20
    assert filled.bytes < 660_000_000
    # One dangling link hides its repo from the client, and from it alone.
    assert len(repos) == filled.repos - 1
    (warning,) = said["warnings"]
    assert "resnet-50" in warning
    assert {each[0] for each in repos.values()} == {"model", "dataset", "space", "kernel"}
    sizes = sorted(each[1] for each in repos.values())
    assert sizes[-1] > 90_000_000
    assert sum(size > 10_000_000 for size in sizes) > 10
    references = [refs for each in repos.values() for refs in each[3].values()]
    assert [] in references
    assert ["refs/pr/1"] in references
    assert ["v1.0"] in references or ["main", "v1.0"] in references
    days = sorted((time.time() - each[2]) / 86_400 for each in repos.values())
    assert days[0] < 1
    assert days[-1] > 365


def test_accidents_have_happened(demo: tuple[Path, Filled, str]) -> None:
    cache, _, _ = demo
    (partial,) = cache.glob("*/blobs/*.incomplete")
    assert partial.stat().st_size > 1_000_000
    (dangling,) = (path for path in cache.glob("*/snapshots/*/*") if path.is_symlink() and not path.exists())
    assert dangling.parents[2].name == "models--microsoft--resnet-50"
    used = {os.path.realpath(path) for path in cache.glob("*--*/snapshots/**/*") if path.is_symlink()}
    blobs = {os.path.realpath(path) for path in cache.glob("*--*/blobs/*") if "incomplete" not in path.name}
    assert len(blobs - used) == 1
    shared = [path for path in cache.glob("models--*/blobs/*") if path.is_symlink()]
    assert {path.parents[1].name for path in shared} == {"models--sentence-transformers--all-MiniLM-L6-v2"}
    assert list(cache.glob("models--*/.no_exist/*/adapter_config.json"))


def test_the_program_fills_a_new_folder_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    command = [sys.executable, "-m", "tests.hub.demo", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert "not empty" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
