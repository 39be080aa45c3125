"""An index that is broken, taken, full or gone costs one clear sentence or a scan, and nothing else."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hubkeep.engine.library.index import Index
from hubkeep.engine.problems import Failure

from tests.engine.cache.laid import lay, settle
from tests.engine.library.opened import inventory, looked
from tests.plain_user import bound

REPOS = tuple(f"models--org--{number}" for number in range(10))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    cache = tmp_path / "hub"
    for folder in REPOS:
        lay(cache, folder, {f"{n}.bin": f"{folder} {n}".encode() for n in range(8)})
    settle(cache)
    return cache


@pytest.fixture
def file(root: Path, tmp_path: Path) -> Path:
    """An index that knows the cache."""
    with inventory(root, tmp_path / "home") as known:
        assert len(looked(known)) == len(REPOS)
    file = tmp_path / "home" / "index.sqlite"
    assert not file.with_name("index.sqlite-wal").exists()
    return file


def spoil(file: Path) -> None:
    """Overwrites all pages but the first."""
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(os.urandom(file.stat().st_size - 4096))


def test_what_was_put_comes_back(root: Path, file: Path) -> None:
    with closing(Index(file, str(root))) as index:
        rows = {row.key: (row, stamp, ties) for row, stamp, ties in index.rows()}
        assert set(rows) == set(REPOS)
        scans = list(index.scans())
        assert [scan.folder for scan in scans] == sorted(REPOS)
        assert index.scan(REPOS[3]) in scans
        index.drop(REPOS[:4])
        assert index.scan(REPOS[3]) is None
        assert {row.key for row, _, _ in index.rows()} == set(REPOS[4:])


def test_caches_do_not_mix(root: Path, file: Path, tmp_path: Path) -> None:
    with closing(Index(file, str(tmp_path / "other"))) as other, closing(Index(file, str(root))) as index:
        assert list(other.rows()) == []
        assert other.scan(REPOS[0]) is None
        other.drop(REPOS)
        assert len(list(index.rows())) == len(REPOS)


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")


def _other_rows(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE repo SET row = x'93'")
        connection.execute("UPDATE scan SET data = x'c1'")


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b"this is no database" * 1000),
        lambda file: file.write_bytes(b""),
        lambda file: os.truncate(file, 5000),
        lambda file: file.unlink(),
        spoil,
        _newer,
        _other_rows,
    ],
    ids=["garbage", "empty", "cut short", "deleted", "spoilt", "newer", "other rows"],
)
def test_a_harmed_index_is_written_anew(root: Path, file: Path, tmp_path: Path, harm: object) -> None:
    harm(file)  # type: ignore[operator]
    with inventory(root, tmp_path / "home") as known:
        known.load()
        rows = looked(known)
        assert set(rows) == set(REPOS)
        assert {row.state for row in rows.values()} == {"ok"}
    with inventory(root, tmp_path / "home") as known:
        assert known.load() == len(REPOS)
        assert not known.confirm()
        assert len(list(known.index.scans())) == len(REPOS)


@pytest.mark.parametrize("harm", [spoil, Path.unlink], ids=["spoilt", "deleted"])
def test_harm_while_it_is_open(root: Path, file: Path, tmp_path: Path, harm: object) -> None:
    with inventory(root, tmp_path / "home") as known:
        known.load()
        harm(file)  # type: ignore[operator]
        # What the open connection remembers of the file must not carry it through.
        known.index._connection.execute("PRAGMA shrink_memory")
        lay(root, "models--new--one", {"a": b"1"})
        known.confirm()
        known.save()
        known.deepen()
        known.learn(5)
        assert {row.key for row in known.rows()} == {*REPOS, "models--new--one"}
        assert file.with_name("index.sqlite.broken").exists() == (harm is spoil)
    with inventory(root, tmp_path / "home") as known:
        known.load()
        assert set(looked(known)) == {*REPOS, "models--new--one"}


def test_a_scan_that_the_index_lost_is_made_again(root: Path, file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DELETE FROM scan")
    with inventory(root, tmp_path / "home") as known:
        known.load()
        known.confirm()
        assert known.learn(3) == 3
        assert known.learn(1000) == len(REPOS) - 3
        assert known.learn(1000) == 0


def test_an_index_locked_by_another_is_a_sentence(root: Path, file: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        known.load()
        known.index._connection.execute("PRAGMA busy_timeout = 50")
        lay(root, "models--new--one", {"a": b"1"})
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            known.confirm()
            with pytest.raises(Failure) as failure:
                known.save()
            assert failure.value.problem.code == "database-locked"
            other.execute("ROLLBACK")
        # Nothing was lost by it.
        known.save()
        assert known.index.scan("models--new--one") is not None


def test_a_full_disk_is_a_sentence(root: Path, file: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        known.load()
        pages = known.index._connection.execute("PRAGMA page_count").fetchone()[0]
        known.index._connection.execute(f"PRAGMA max_page_count = {pages}")
        lay(root, "models--new--one", {f"{n}": b"%d" % n for n in range(500)})
        known.confirm()
        with pytest.raises(Failure) as failure:
            known.save()
        assert failure.value.problem.code in {"disk-full", "database-refused"}
        known.index._connection.execute("PRAGMA max_page_count = 100000")
        known.save()
        assert known.index.scan("models--new--one") is not None


def test_a_home_that_may_only_be_read_is_a_sentence(root: Path, file: Path, tmp_path: Path) -> None:
    """Without root's right to write everywhere."""
    code = """
import json, sys
from pathlib import Path
from hubkeep.engine.library.index import Index
from hubkeep.engine.problems import Failure
said = []
for home in sys.argv[2:]:
    try:
        Index(Path(home, "index.sqlite"), sys.argv[1])
    except Failure as failure:
        said.append(str(failure))
print(json.dumps(said))
"""
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (empty, file.parent):
        folder.chmod(0o555)
    file.chmod(0o444)
    run = subprocess.run(
        bound([sys.executable, "-c", code, str(root), str(empty), str(file.parent), str(empty / "below")]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert len(said) == 3
    assert all("\n" not in sentence and sentence.endswith(".") for sentence in said)
