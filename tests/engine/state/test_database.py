"""The database: begun anew where it is broken, a clear sentence where it can't be used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.problems import Failure
from hubkeep.engine.state import database
from hubkeep.engine.state.database import open_database, transaction

from tests.engine.cache.laid import lay

ONE = "CREATE TABLE thing (name TEXT NOT NULL)"
TWO = "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 7"


def names(file: Path, *migrations: str) -> list[str]:
    with closing(open_database(file, migrations or (ONE,))) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM thing").fetchall()]


def fill(file: Path, count: int = 1) -> None:
    with closing(open_database(file, (ONE,))) as connection, transaction(connection):
        connection.executemany("INSERT INTO thing VALUES (?)", [(f"thing {n}",) for n in range(count)])
        connection.execute("CREATE INDEX IF NOT EXISTS by_name ON thing (name)")


def test_migrations_run_once_and_keep_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "x.sqlite"
    fill(file)
    with closing(open_database(file, (ONE, TWO))) as connection:
        assert connection.execute("SELECT name, size FROM thing").fetchall() == [("thing 0", 7)]
    with closing(open_database(file, (ONE, TWO))) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"This is no database. " * 500, id="nonsense"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut short"),
        pytest.param(lambda data: data[:100] + b"\xff" * (len(data) - 100), id="overwritten"),
    ],
)
def test_a_broken_file_is_set_aside_and_begun_anew(tmp_path: Path, damage: object) -> None:
    file = tmp_path / "x.sqlite"
    fill(file, 2000)
    assert callable(damage)
    broken = damage(file.read_bytes())
    file.write_bytes(broken)
    assert names(file) == []
    assert (tmp_path / "x.sqlite.broken").read_bytes() == broken
    fill(file)
    assert names(file) == ["thing 0"]


def test_a_file_of_a_newer_hubkeep_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    open_database(file, (ONE, TWO)).close()
    assert names(file) == []
    assert (tmp_path / "x.sqlite.broken").exists()


def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").touch()
    assert names(tmp_path / "x.sqlite") == []


def test_a_page_gone_bad_in_the_midst_is_said_and_the_next_start_is_clean(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    fill(file, 5000)
    data = bytearray(file.read_bytes())
    start, end = len(data) // 5 & ~4095, len(data) // 5 * 4 & ~4095
    data[start:end] = b"\xee" * (end - start)
    file.write_bytes(data)
    with closing(open_database(file, (ONE,))) as connection:
        with pytest.raises(Failure) as caught:
            connection.execute("SELECT count(*), max(name || 'x') FROM thing NOT INDEXED").fetchall()
        assert caught.value.problem.code == "database-damaged"
    assert names(file) == []


LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
"""


def test_a_file_that_another_keeps_locked_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("PRAGMA journal_mode = DELETE")
        plain.execute(ONE)
    monkeypatch.setattr(database.Connection.__init__, "__defaults__", (0.05,))
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    locker = subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert locker.stdout is not None
    assert locker.stdout.readline() == "locked\n"
    try:
        with pytest.raises(Failure) as caught:
            open_database(file, (ONE,))
        assert caught.value.problem.code == "database-locked"
        assert str(file) in str(caught.value)
    finally:
        locker.communicate("\n", timeout=10)
    assert not (tmp_path / "x.sqlite.broken").exists()


def test_a_full_disk_is_a_sentence_and_nothing_is_half_written(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    with closing(open_database(file, (ONE,))) as connection:
        connection.execute("PRAGMA max_page_count = 4")
        with pytest.raises(Failure) as caught, transaction(connection):
            connection.executemany("INSERT INTO thing VALUES (?)", [("x" * 3000,)] * 20)
        assert caught.value.problem.code == "disk-full"
        connection.execute("PRAGMA max_page_count = 1000")
        with transaction(connection):
            connection.execute("INSERT INTO thing VALUES ('after')")
        assert connection.execute("SELECT name FROM thing").fetchall() == [("after",)]


def test_a_home_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(Failure) as caught:
        JobStore(tmp_path / "home" / "history.sqlite")
    assert str(tmp_path / "home") in str(caught.value)


def test_a_transaction_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    def insert_and_break(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.execute("INSERT INTO thing VALUES ('half')")
            raise KeyError

    with closing(open_database(tmp_path / "x.sqlite", (ONE,))) as connection:
        with pytest.raises(KeyError):
            insert_and_break(connection)
        assert connection.execute("SELECT * FROM thing").fetchall() == []
    assert os.path.exists(tmp_path / "x.sqlite")


NO_ROOM = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import Remove
from hubkeep.engine.library.values import Target
from hubkeep.engine.problems import Failure
from hubkeep.engine.state import database
base = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
def opened():
    return Engine(Surroundings(home=base / "home", environ={}, user_home=base, worker=(), cores=1))
try:
    opened()
except Failure as failure:
    print(failure.problem.code)
database._NEEDED = 1 << 60
engine = opened()
place = engine.look(str(base / "hub"))
print(len(place.inventory.rows()))
order = Remove(cache=place.root, targets=(Target("models--acme--one"),), permanent=True)
print(engine.wait(engine.start(order)).state)
print(len(place.inventory.rows()), (base / "hub" / "models--acme--one").exists())
engine.close()
"""


def test_on_a_full_disk_hubkeep_still_makes_room(tmp_path: Path) -> None:
    """No byte can be written: the databases are in memory, and a repo goes for good all the same."""
    lay(tmp_path / "hub", "models--acme--one", {"a": b"a"})
    run = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.split() == ["database-refused", "1", "done", "0", "False"]
