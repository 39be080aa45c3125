"""The page of choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubkeep.app.settings.page import SettingsPage
from hubkeep.app.theme import Theme
from hubkeep.app.translation import Languages
from hubkeep.link.messages import Nothing, OpenCache, ReadSettings, Settings, WriteSettings, problem
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from tests.app.stage import StagedLink

Wait = Callable[..., None]


@pytest.fixture
def languages(app: QApplication) -> Iterator[Languages]:
    made = Languages(app)
    made.choose("en")
    yield made
    made.choose("en")
    made.deleteLater()


@pytest.fixture
def kept(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def page(
    link: StagedLink, theme: Theme, languages: Languages, kept: QSettings, wait_until: Wait
) -> Iterator[SettingsPage]:
    link.answers[ReadSettings] = Settings(caches=("/vault",), stale_days=60)
    link.answers[OpenCache] = Nothing()
    made = SettingsPage(link, theme, languages, kept)
    made.resize(800, 900)
    made.show()
    wait_until(lambda: days(made).value() == 60)
    yield made
    made.close()
    made.deleteLater()


def days(page: SettingsPage) -> QSpinBox:
    return page.findChild(QSpinBox, "staleDays")


def rows(page: SettingsPage) -> list[tuple[str, str, list[str]]]:
    """Path, note and buttons of each cache that is listed."""
    QApplication.processEvents()
    listed = [row for row in page.findChildren(QWidget, "cacheRow") if row.isVisible()]
    return [
        (
            row.findChild(QLabel, "cacheRowPath").text(),
            row.findChild(QLabel, "cacheRowNote").text(),
            [button.text() for button in row.findChildren(QPushButton) if button.isVisible()],
        )
        for row in sorted(listed, key=lambda row: row.y())
    ]


def press(page: SettingsPage, name: str, row: int = 0) -> None:
    QApplication.processEvents()
    buttons = [button for button in page.findChildren(QPushButton, name) if button.isVisible()]
    QTest.mouseClick(buttons[row], Qt.MouseButton.LeftButton)


def written(link: StagedLink) -> list[Settings]:
    return [request.settings for request in link.asked if isinstance(request, WriteSettings)]


def choose(page: SettingsPage, name: str, choice: str) -> None:
    combo = page.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(choice))
    combo.activated.emit(combo.currentIndex())


def test_the_theme_is_taken_at_once_and_kept(page: SettingsPage, theme: Theme, kept: QSettings) -> None:
    choose(page, "themeChoice", "dark")
    assert theme.tokens.dark
    assert kept.value("theme") == "dark"


def test_the_language_is_taken_at_once_and_kept(page: SettingsPage, kept: QSettings) -> None:
    assert page.title() == "Settings"
    choose(page, "languageChoice", "zh_CN")
    assert page.title() == "设置"
    assert kept.value("language") == "zh_CN"
    QApplication.processEvents()
    texts = {each.text() for each in (*page.findChildren(QLabel), *page.findChildren(QPushButton))}
    assert {"外观", "缓存文件夹", "浏览…", "切换到此处"} <= texts
    choose(page, "languageChoice", "en")
    assert page.title() == "Settings"


def test_the_environments_folder_is_marked(page: SettingsPage, link: StagedLink) -> None:
    assert rows(page)[0] == ("The environment's folder", "shown now · named by the environment", [])
    link.totals(cache="/home/me/.cache/huggingface/hub")
    assert rows(page) == [
        ("/home/me/.cache/huggingface/hub", "shown now · named by the environment", []),
        ("/vault", "", ["Show this one", "Forget"]),
    ]


def test_another_folder_can_be_shown(page: SettingsPage, link: StagedLink, wait_until: Wait) -> None:
    link.totals(cache="/environment")
    link.answers[ReadSettings] = Settings(caches=("/vault",), current="/vault")
    press(page, "cacheRowUse")
    assert link.asked[-1] == OpenCache("/vault")
    wait_until(lambda: rows(page)[1][1] == "shown now")
    # It is still known where the environment points, now that another one is open.
    assert rows(page)[0] == ("/environment", "named by the environment", ["Show this one"])
    press(page, "cacheRowUse")
    assert link.asked[-1] == OpenCache("")


def test_a_folder_is_added_by_typing(page: SettingsPage, link: StagedLink, wait_until: Wait) -> None:
    field = page.findChild(QLineEdit, "cachePath")
    add = page.findChild(QPushButton, "cacheAdd")
    assert not add.isEnabled()
    QTest.keyClicks(field, " /mnt/new ")
    assert add.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert written(link) == [Settings(caches=("/vault", "/mnt/new"), stale_days=60)]
    wait_until(lambda: [path for path, _, _ in rows(page)][1:] == ["/vault", "/mnt/new"])
    assert field.text() == ""


def test_a_folder_is_added_by_the_dialog_where_the_disk_is_ours(page: SettingsPage, link: StagedLink) -> None:
    press(page, "cacheBrowse")
    dialog = page.findChild(QFileDialog, "cacheDialog")
    dialog.fileSelected.emit("/mnt/new")
    dialog.reject()
    assert written(link)[-1].caches == ("/vault", "/mnt/new")


def test_the_same_folder_is_not_added_twice(page: SettingsPage, link: StagedLink) -> None:
    QTest.keyClicks(page.findChild(QLineEdit, "cachePath"), "/vault\r")
    assert written(link) == []


def test_a_folder_is_forgotten(page: SettingsPage, link: StagedLink, wait_until: Wait) -> None:
    press(page, "cacheRowRemove")
    assert written(link) == [Settings(stale_days=60)]
    wait_until(lambda: len(rows(page)) == 1)


def test_a_refusal_is_told_beside_the_list(page: SettingsPage, link: StagedLink, wait_until: Wait) -> None:
    link.answers[WriteSettings] = problem("read-only-volume", path="/state/settings.json")
    QTest.keyClicks(page.findChild(QLineEdit, "cachePath"), "/mnt/new\r")
    complaint = page.findChild(QLabel, "cacheComplaint")
    wait_until(complaint.isVisible)
    assert "read-only" in complaint.text()


def test_the_days_are_written_when_the_hand_rests(
    page: SettingsPage, link: StagedLink, wait_until: Wait
) -> None:
    for _ in range(5):
        days(page).stepUp()
    wait_until(lambda: written(link))
    assert [each.stale_days for each in written(link)] == [65]


def test_nothing_can_be_changed_while_the_engine_is_away(
    page: SettingsPage, link: StagedLink, wait_until: Wait
) -> None:
    link.become("restarting")
    assert not days(page).isEnabled()
    link.become("ready")
    wait_until(days(page).isEnabled)


def test_the_notices_name_qt_and_its_licence(page: SettingsPage) -> None:
    press(page, "showNotices")
    text = page.findChild(QWidget, "noticesDialog").findChild(QPlainTextEdit).toPlainText()
    assert "Qt for Python" in text
    assert "LGPL" in text
    page.findChild(QWidget, "noticesDialog").reject()
