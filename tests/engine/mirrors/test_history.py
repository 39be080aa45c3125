"""What is remembered of mirrors: whole, for some time, by several at once, whatever happens to the file."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hubkeep.engine.mirrors import history
from hubkeep.engine.mirrors.breaker import FAILURES, FIRST_PAUSE
from hubkeep.engine.mirrors.history import Measurements
from hubkeep.engine.mirrors.thinning import SHOWN, thinned
from hubkeep.engine.mirrors.values import Grade, Measured, Point, Standing
from hubkeep.engine.problems import Failure, problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.mirrors.measured import DAY, HOUR, NOW, A, B, C, bad, fair, good

MIB = 1 << 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mirrors.sqlite"


@pytest.fixture
def kept(file: Path) -> Iterator[Measurements]:
    with closing(Measurements(file)) as measurements:
        yield measurements


def rows(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# --- measurements --------------------------------------------------------------------------------------


def test_the_last_measurement_is_kept_whole_and_outlives_the_process(kept: Measurements, file: Path) -> None:
    whole = fair(
        A,
        verdict=problem("source-slow", host="a.example"),
        findings=(problem("source-missing", host="a.example", path="文件"),),
        hosts=("a.example", "cdn.example"),
        missing=("a.bin",),
        commit="0" * 40,
        behind=True,
        xet="broken",
        burst=50e6,
        burst_bytes=20 * MIB,
    )
    kept.keep([good(A, at=NOW - 60), good(B)])
    kept.keep([whole])
    assert kept.last() == {A: whole, B: good(B)}
    with closing(Measurements(file)) as again:
        assert again.last() == {A: whole, B: good(B)}


def test_nothing_measured_is_nothing_kept(kept: Measurements) -> None:
    kept.keep([])
    assert kept.last() == {}
    assert kept.points(30, NOW) == {}
    assert kept.standing(A, NOW) == Standing()


def test_the_last_one_is_the_one_noted_last_whatever_the_clock_said(kept: Measurements) -> None:
    kept.keep([good(A, at=NOW + 3000 * DAY)])
    kept.keep([good(A, 1e6)])
    assert kept.last()[A].rate == 1e6
    assert [point.rate for point in kept.points(7, NOW)[A]] == [1e6]
    assert kept.standing(A, NOW).tries == 1


def test_what_another_version_wrote_otherwise_counts_as_not_made(kept: Measurements, file: Path) -> None:
    kept.keep([good(A), good(B)])
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE measurement SET data = '{\"url\": 7}' WHERE url = ?", (A,))
    assert set(kept.last()) == {B}


def test_points_are_of_the_days_asked_for_oldest_first(kept: Measurements) -> None:
    kept.keep([good(A, 3e6, NOW - 3 * DAY), bad(A, NOW - DAY), good(B, 2e6, NOW)])
    kept.keep([good(A, 9e6, NOW - 40 * DAY)])
    assert kept.points(7, NOW) == {
        A: (
            Point(at=NOW - 3 * DAY, rate=3e6, grade="good", answer=0.05),
            Point(at=NOW - DAY, grade="bad"),
        ),
        B: (Point(at=NOW, rate=2e6, grade="good", answer=0.05),),
    }
    assert [point.rate for point in kept.points(60, NOW)[A]] == [9e6, 3e6, None]


@given(st.randoms(use_true_random=False), st.integers(1, SHOWN * 4))
@settings(max_examples=50)
def test_many_points_are_thinned_and_no_failure_is_lost(chance: random.Random, count: int) -> None:
    since = NOW - 30 * DAY
    moments = sorted(chance.uniform(since, NOW) for _ in range(count))
    failed = chance.randrange(count)
    points = [
        Point(at=at, rate=chance.uniform(1e3, 1e9), grade="good")
        if number != failed
        else Point(at=at, grade="bad")
        for number, at in enumerate(moments)
    ]
    shown = thinned(points, since, NOW)
    assert len(shown) <= SHOWN
    assert count > SHOWN or list(shown) == points
    assert list(shown) == sorted(shown, key=lambda point: point.at)
    assert {point.at for point in shown} <= set(moments)
    assert [point.grade for point in shown].count("bad") == 1
    rates = [point.rate for point in points if point.rate is not None]
    assert all(min(rates) <= point.rate <= max(rates) for point in shown if point.rate is not None)


# --- standing ------------------------------------------------------------------------------------------


def test_a_week_counts_with_its_median(kept: Measurements) -> None:
    kept.keep([good(A, rate, NOW - days * DAY) for rate, days in ((5e6, 1), (7e6, 2), (90e6, 3), (1e6, 8))])
    kept.keep([bad(A, NOW - 4 * DAY), Measured(url=A, at=NOW, grade="unknown"), good(B)])
    assert kept.standing(A, NOW - 1) == Standing(tries=4, failed=1, rate=7e6)


def test_downloads_count_by_the_hour_and_say_how_fast_only_where_nothing_was_measured(
    kept: Measurements,
) -> None:
    for second in range(40):
        kept.note_download(A, MIB, 0.5, 0, NOW + second)
    kept.note_download(A, 0, 5, 2, NOW - 5 * HOUR)
    kept.note_download(A, 0, 5, 2, NOW - 8 * DAY)
    assert kept.standing(A, NOW) == Standing(tries=2, failed=1, rate=2 * MIB)
    kept.keep([good(A, 9e6)])
    assert kept.standing(A, NOW) == Standing(tries=3, failed=1, rate=9e6)
    kept.note_download(B, MIB, 0.1, 0, NOW)
    assert kept.standing(B, NOW).rate is None  # too little to tell


def test_a_mirror_that_fails_in_downloads_is_left_alone_for_a_while(kept: Measurements) -> None:
    kept.note_download(A, 0, 1, FAILURES, NOW)
    assert kept.standing(A, NOW).broken_until == NOW + FIRST_PAUSE
    assert kept.standing(B, NOW).broken_until == 0
    later = NOW + FIRST_PAUSE
    assert kept.standing(A, later).broken_until == 0
    kept.note_download(A, 0, 1, 1, later)
    assert kept.standing(A, later).broken_until > later + FIRST_PAUSE, "longer where it fails again"
    kept.note_download(A, MIB, 1, 0, later)
    assert kept.standing(A, later).broken_until == 0


def test_a_probe_opens_and_closes_it(kept: Measurements, file: Path) -> None:
    kept.keep([bad(A), good(B)])
    assert kept.standing(A, NOW).broken_until > NOW
    assert kept.standing(B, NOW).broken_until == 0
    kept.keep([good(A, at=NOW + 1)])
    assert kept.standing(A, NOW + 1).broken_until == 0
    assert rows(file, "breaker") == 0


@pytest.mark.parametrize("code", ["mirror-proxy", "mirror-offline", "mirror-insecure", "mirror-lacks-repo"])
def test_what_is_not_its_fault_is_not_held_against_a_mirror(code: str, kept: Measurements) -> None:
    grade: Grade = "bad" if code == "mirror-lacks-repo" else "unknown"
    said = problem(code, host="a.example", repo="org/name", reason="no answer")
    blameless = Measured(url=A, at=NOW + 1, grade=grade, verdict=said)
    kept.keep([good(A)])
    kept.keep([blameless])
    assert kept.standing(A, NOW + 2) == Standing(tries=1, rate=10e6)
    assert kept.breaker(A).state(NOW + 2) == "closed"
    assert kept.last() == {A: blameless}
    assert kept.telling(blameless) == good(A)
    assert kept.telling(Measured(url=B, at=NOW, grade=grade, verdict=said)) is None
    assert kept.telling(bad(A)) == bad(A)


# --- bounds --------------------------------------------------------------------------------------------


def test_what_is_older_than_three_months_is_forgotten(kept: Measurements, file: Path) -> None:
    kept.keep([good(A, at=NOW - 91 * DAY), good(B, at=NOW - 91 * DAY)])
    kept.note_download(A, MIB, 1, FAILURES, NOW - 91 * DAY)
    assert [rows(file, table) for table in ("measurement", "download", "breaker")] == [2, 1, 1]
    kept.keep([good(B)])
    assert set(kept.last()) == {B}
    assert [rows(file, table) for table in ("measurement", "download", "breaker")] == [1, 0, 0]


def test_the_rows_are_bounded_of_one_mirror_and_of_all(
    kept: Measurements, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_EACH", 5)
    monkeypatch.setattr(history, "_ALL", 12)
    for number in range(9):
        kept.keep([good(A, number, NOW + number)])
    assert [point.rate for point in kept.points(1, NOW)[A]] == [4, 5, 6, 7, 8]
    for number in range(40):
        kept.keep([good(f"https://{number}.example")])
        kept.note_download(f"https://{number}.example", MIB, 1, 0, NOW + number * HOUR)
    assert rows(file, "measurement") == 12
    assert rows(file, "download") == 12
    assert "https://39.example" in kept.last()


# --- the file ------------------------------------------------------------------------------------------


NOTE = """
import sys
from pathlib import Path
from hubkeep.engine.mirrors.history import Measurements
from hubkeep.engine.mirrors.values import Measured
kept = Measurements(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(40):
    kept.keep([Measured(url=sys.argv[2], at=1.7e9 + number, grade="good", rate=1e6 * number)])
    kept.note_download("https://shared.example", 1000, 0.25, 0, 1.7e9)
kept.close()
"""


def test_several_processes_note_at_once_and_nothing_is_lost(file: Path, kept: Measurements) -> None:
    urls = (A, B, C)
    noting = [
        subprocess.Popen([sys.executable, "-c", NOTE, str(file), url], stdin=subprocess.PIPE, text=True)
        for url in urls
    ]
    for process in noting:
        process.communicate("\n", timeout=60)
        assert process.returncode == 0
    assert {url: each.rate for url, each in kept.last().items()} == dict.fromkeys(urls, 39e6)
    assert rows(file, "measurement") == 120
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT bytes, seconds FROM download").fetchall() == [(120_000, 30.0)]


def test_a_damaged_file_is_moved_aside_and_begun_anew(file: Path) -> None:
    with closing(Measurements(file)) as kept:
        kept.keep([good(f"https://{number}.example") for number in range(300)])
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xee" * (len(data) - 4096))
    with closing(Measurements(file)) as kept:
        kept.keep([good(A)])
        assert set(kept.last()) == {A}
    assert file.with_name("mirrors.sqlite.broken").exists()


def test_a_page_gone_bad_in_the_midst_costs_what_was_there_and_no_more(file: Path) -> None:
    with closing(Measurements(file)) as kept:
        kept.keep([good(f"https://{number}.example") for number in range(300)])
    with closing(Measurements(file)) as kept:
        data = file.read_bytes()
        file.write_bytes(data[: 4096 * 12] + b"\xee" * (len(data) - 4096 * 12))
        assert kept.last() == {}
        kept.keep([good(A)])
        assert set(kept.last()) == {A}
    assert file.with_name("mirrors.sqlite.broken").exists()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Failure) as caught:
        Measurements(tmp_path / "taken" / "mirrors.sqlite")
    assert str(tmp_path / "taken") in str(caught.value)
