"""Undo: what was moved to the trash comes back as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.engine import Engine
from hubkeep.engine.library.orders import Prune, Remove, Undo
from hubkeep.engine.library.values import RepoRow, Target

from tests.engine.cache.laid import digest_of, lay, settle
from tests.engine.library.opened import carry_out, engine
from tests.engine.library.trees import tree

REPO = "models--acme--one"
DATA = "datasets--acme--two"


@pytest.fixture(autouse=True)
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    root = tmp_path / "hub"
    lay(root, REPO, {"config.json": b"{}", "sub/big.bin": b"b" * 1000}, revision="one", ref="")
    lay(root, REPO, {"config.json": b"{ }", "sub/big.bin": b"b" * 1000}, revision="two", ref="refs/pr/1")
    lay(root, REPO, {"config.json": b"{  }"}, revision="three")
    lay(root, DATA, {"d/x.csv": b"1\n", "y.csv": b"2\n"}, links=False)
    (root / REPO / "blobs" / digest_of(b"{}")).chmod(0o440)
    (root / REPO / "snapshots").chmod(0o750)
    settle(root)
    return root


@pytest.fixture
def opened(cache: Path, tmp_path: Path) -> Iterator[Engine]:
    with engine(cache, tmp_path / "home") as found:
        yield found


def remove(opened: Engine, cache: Path, *targets: Target) -> int:
    job = opened.start(Remove(cache=str(cache), targets=targets))
    assert opened.wait(job).state == "done"
    return job


def known(opened: Engine) -> dict[str, RepoRow]:
    """The rows, but for the last access: the test reads."""
    rows = opened._now().inventory.rows()
    return {row.key: msgspec.structs.replace(row, last_access=None) for row in rows}


def commit(cache: Path, text: str) -> str:
    return next(
        path.name
        for path in (cache / REPO / "snapshots").iterdir()
        if (path / "config.json").read_bytes() == text.encode()
    )


def test_repos_come_back_with_every_time_mode_and_link(opened: Engine, cache: Path, trash: Path) -> None:
    whole = {key: tree(cache / key, folder_times=True) for key in (REPO, DATA)}
    rows = known(opened)
    job = remove(opened, cache, Target(REPO), Target(DATA))
    carry_out(opened, Undo(cache=str(cache), job=job))
    assert {key: tree(cache / key, folder_times=True) for key in (REPO, DATA)} == whole
    assert os.listdir(trash / "files") == os.listdir(trash / "info") == []
    assert known(opened) == rows
    assert not any(view.undoable for view in opened.jobs())


def test_a_revision_and_a_file_come_back(opened: Engine, cache: Path) -> None:
    before = tree(cache)
    old = commit(cache, "{ }")
    snapshot = cache / DATA / "snapshots"
    data = Target(DATA, next(snapshot.iterdir()).name, "d/x.csv")
    job = remove(opened, cache, Target(REPO, old), data)
    assert tree(cache) != before
    carry_out(opened, Undo(cache=str(cache), job=job))
    assert tree(cache) == before


def test_a_prune_comes_back(opened: Engine, cache: Path) -> None:
    before = tree(cache)
    job = opened.start(Prune(cache=str(cache), kinds=("detached",)))
    assert opened.wait(job).state == "done"
    assert commit(cache, "{  }")
    assert len(list((cache / REPO / "snapshots").iterdir())) < 3
    carry_out(opened, Undo(cache=str(cache), job=job))
    assert tree(cache) == before


def test_what_stands_there_again_is_not_overwritten(opened: Engine, cache: Path, trash: Path) -> None:
    job = remove(opened, cache, Target(REPO), Target(DATA))
    lay(cache, REPO, {"new": b"n"})
    before = tree(cache)
    view = opened.wait(opened.start(Undo(cache=str(cache), job=job)))
    assert view.state == "failed"
    assert view.problem is not None
    assert view.problem.code == "undo-occupied"
    assert tree(cache) == before  # not even the other one came back
    shutil.rmtree(cache / REPO)
    carry_out(opened, Undo(cache=str(cache), job=job))
    assert os.listdir(trash / "files") == []


def test_a_blob_and_a_ref_fetched_meanwhile_are_as_good(opened: Engine, cache: Path) -> None:
    main = commit(cache, "{  }")
    before = tree(cache)
    job = remove(opened, cache, Target(REPO, main))
    newer = lay(cache, REPO, {"config.json": b"{  }"}, revision="newer")
    carry_out(opened, Undo(cache=str(cache), job=job))
    assert (cache / REPO / "refs" / "main").read_text() == newer
    assert (cache / REPO / "snapshots" / main / "config.json").read_bytes() == b"{  }"
    assert set(before) <= set(tree(cache))


def test_an_emptied_trash_is_a_sentence(opened: Engine, cache: Path, trash: Path) -> None:
    job = remove(opened, cache, Target(REPO), Target(DATA))
    shutil.rmtree(trash / "files" / REPO)
    view = opened.wait(opened.start(Undo(cache=str(cache), job=job)))
    assert view.problem is not None
    assert view.problem.code == "trash-emptied"
    assert not (cache / DATA).exists()


def test_nothing_in_the_trash_is_a_sentence(opened: Engine, cache: Path) -> None:
    job = opened.start(Remove(cache=str(cache), targets=(Target(REPO),), permanent=True))
    assert not opened.wait(job).undoable
    for other in (job, 99):
        view = opened.wait(opened.start(Undo(cache=str(cache), job=other)))
        assert view.problem is not None
        assert view.problem.code == "nothing-to-undo"


def test_killed_at_any_step_all_comes_back() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.engine.library.killed", "undo", "2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[1]) > 10
