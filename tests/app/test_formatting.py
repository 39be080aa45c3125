"""Numbers and times, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hubkeep.app import formatting
from hubkeep.app.translation import Languages
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QDateTime, QLocale, QTime
from PySide6.QtWidgets import QApplication


@pytest.fixture
def languages(app: QApplication) -> Iterator[Languages]:
    made = Languages(app)
    made.choose("en")
    yield made
    made.choose("en")
    made.deleteLater()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (9_996_000, "10.0 MB"),
        (99_960_000, "100 MB"),
        (554_000_000, "554 MB"),
        (6_200_000_000, "6.20 GB"),
        (65_524_000_000, "65.5 GB"),
        (1_240_000_000_000, "1.24 TB"),
        (999_900_000_000_000_000, "1.00 EB"),
        (-5, "0 B"),
    ],
)
def test_sizes_have_three_digits_and_a_unit(languages: Languages, number: int, text: str) -> None:
    assert formatting.size(number) == text.replace(" ", "\u00a0")


@given(st.integers(0, 10**21))
def test_every_size_is_near_what_it_says(number: int) -> None:
    QLocale.setDefault(QLocale.c())
    value, unit = formatting.size(number).split("\u00a0")
    scale = 1000 ** ["B", "kB", "MB", "GB", "TB", "PB", "EB"].index(unit)
    assert abs(float(value.replace(",", "")) * scale - number) <= max(number * 0.005, 0.5)
    if unit not in ("B", "EB"):
        assert len(re.sub(r"\D", "", value)) == 3


def _days_before(now: QDateTime, days: int) -> float:
    return now.addDays(-days).toSecsSinceEpoch()


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (0, "today", "今天"),
        (1, "yesterday", "昨天"),
        (2, "2 days ago", "2 天前"),
        (13, "13 days ago", "13 天前"),
        (21, "3 weeks ago", "3 周前"),
        (62, "2 months ago", "2 个月前"),
        (150, "5 months ago", "5 个月前"),
        (729, "23 months ago", "23 个月前"),
        (731, "2 years ago", "2 年前"),
    ],
)
def test_ages_get_coarser(languages: Languages, days: int, english: str, chinese: str) -> None:
    now = QDateTime(QDate(2026, 6, 15), QTime(9, 30))
    assert formatting.ago(_days_before(now, days), now.toSecsSinceEpoch()) == english
    languages.choose("zh_CN")
    assert formatting.ago(_days_before(now, days), now.toSecsSinceEpoch()) == chinese


def test_a_day_ends_at_midnight_not_after_24_hours(app: QApplication, languages: Languages) -> None:
    late = QDateTime(QDate(2026, 6, 14), QTime(23, 50)).toSecsSinceEpoch()
    assert formatting.ago(late, late + 1200) == "yesterday"
    assert formatting.ago(late + 1200, late) == "today"


def test_no_time_is_a_dash(app: QApplication) -> None:
    assert formatting.ago(None, 0) == formatting.moment(None) == "–"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.2, "0 s", "0 秒"),
        (45, "45 s", "45 秒"),
        (720, "12 min", "12 分钟"),
        (3600, "1 h", "1 小时"),
        (3900, "1 h 5 min", "1 小时 5 分钟"),
        (2 * 86400, "2 d", "2 天"),
        (183_600, "2 d 3 h", "2 天 3 小时"),
    ],
)
def test_durations_have_two_parts(languages: Languages, seconds: float, english: str, chinese: str) -> None:
    assert formatting.duration(seconds) == english
    languages.choose("zh_CN")
    assert formatting.duration(seconds) == chinese


def test_no_duration_is_sixty_of_something(languages: Languages) -> None:
    for seconds in range(0, 200_000, 7):
        assert "60 min" not in formatting.duration(seconds)
        assert "24 h" not in formatting.duration(seconds)


def test_counts_are_grouped(languages: Languages) -> None:
    assert formatting.count(1_234_567) == "1,234,567"
