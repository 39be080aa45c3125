"""What surrounds the pages: ways between them, states, what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubkeep.app.library.free_dialog import FreeDialog
from hubkeep.app.main import make_window
from hubkeep.app.settings.page import SettingsPage
from hubkeep.app.shell.window import MINIMUM, PageSpec, Window
from hubkeep.app.theme import Theme
from hubkeep.app.translation import Languages
from hubkeep.link.messages import DownloadView, JobView, LookUp, Progress, Volume, Welcome, problem
from hubkeep.options import Options
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from tests.app.stage import StagedLink
from tests.app.stand_in import StandIn

Wait = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier
DISK = Volume("/home", "nvme0n1p2", "ext4", 2_000_000_000_000, 186_000_000_000, False, "coarse")


@pytest.fixture
def make(
    app: QApplication, link: StagedLink, theme: Theme, tmp_path: Path, wait_until: Wait
) -> Iterator[Callable[[], Window]]:
    made: list[Window] = []
    languages = Languages(app)
    languages.choose("en")

    def make_one() -> Window:
        pages = (
            PageSpec("library", StandIn),
            PageSpec(
                "settings",
                lambda link, theme, state, parent: SettingsPage(link, theme, languages, state, parent),
                foot=True,
                shortcut="Ctrl+,",
            ),
        )
        window = Window(link, theme, tmp_path / "window.ini", pages)
        made.append(window)
        window.show()
        window.activateWindow()
        wait_until(window.isActiveWindow)
        return window

    yield make_one
    for window in made:
        window.close()
        window.deleteLater()
    app.processEvents()
    languages.choose("en")
    languages.deleteLater()


@pytest.fixture
def window(make: Callable[[], Window]) -> Window:
    return make()


def label(window: Window, name: str) -> str:
    [found] = [each for each in window.findChildren(QLabel, name) if each.isVisible()]
    return found.text()


def button(window: QWidget, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None, name
    return found


def right(window: Window) -> str:
    return button(window, "statusRight").text()


def drawer(window: Window) -> QWidget:
    found = window.findChild(QWidget, "activityDrawer")
    assert found is not None
    return found


# --- ways


def test_it_opens_on_the_first_page_with_its_head(window: Window) -> None:
    assert window.current == "library"
    assert button(window, "nav-library").isChecked()
    assert label(window, "pageTitle") == "Stand-in"
    assert label(window, "pageSummary") == "3 things"
    assert label(window, "statusLeft") == "1 selected"


def test_the_head_and_the_status_follow_the_page(window: Window) -> None:
    page = window.page("library")
    page.words.update(summary="4 things", status="2 selected")
    page.changed.emit()
    assert label(window, "pageSummary") == "4 things"
    assert label(window, "statusLeft") == "2 selected"


def test_keys_lead_from_page_to_page(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_Comma, CTRL)
    assert window.current == "settings"
    assert button(window, "nav-settings").isChecked()
    assert not button(window, "nav-library").isChecked()
    assert label(window, "statusLeft") == ""
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    assert window.current == "library"


def test_the_pages_shortcuts_work_from_all_around_it(window: Window) -> None:
    page = window.page("library")
    for widget in (page.field, page.button, button(window, "nav-library"), button(window, "statusRight")):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_F5)
    assert page.refreshed == 4
    window.show_page("settings")
    QTest.keyClick(button(window, "nav-settings"), Qt.Key.Key_F5)
    assert page.refreshed == 4


def test_clicks_lead_from_page_to_page(window: Window) -> None:
    QTest.mouseClick(button(window, "nav-settings"), Qt.MouseButton.LeftButton)
    assert window.current == "settings"
    QTest.mouseClick(button(window, "nav-library"), Qt.MouseButton.LeftButton)
    assert window.current == "library"


def test_the_drawer_opens_and_closes_by_keys_and_gives_the_focus_back(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    assert drawer(window).isVisible()
    assert drawer(window).isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not drawer(window).isVisible()
    assert window.focusWidget() is window.page("library").field
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    assert not drawer(window).isVisible()


def test_escape_closes_the_drawer_from_the_page_too(window: Window) -> None:
    window.toggle_activity()
    window.page("library").button.setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not drawer(window).isVisible()


def test_the_drawer_stays_inside_a_small_window(window: Window) -> None:
    button(window, "statusRight").click()
    for width, height in ((900, 600), (1500, 900)):
        window.resize(width, height)
        QApplication.processEvents()
        body = window.centralWidget().rect()
        corner = drawer(window).mapTo(window.centralWidget(), drawer(window).rect().topLeft())
        place = QRect(corner, drawer(window).size())
        assert body.contains(place)
        assert place.right() == body.right()


def test_the_menu_holds_what_can_be_done(window: Window, wait_until: Wait) -> None:
    QTest.keyClick(window, Qt.Key.Key_F10)
    menu = window.findChild(QMenu, "programMenu")
    wait_until(menu.isVisible)
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Stand-in",
        "Settings",
        "Activity",
        "Refresh",
        "Quit",
    ]
    menu.close()


def test_ctrl_q_closes(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_Q, CTRL)
    assert not window.isVisible()


def test_tab_reaches_everything_that_takes_the_focus(window: Window, link: StagedLink) -> None:
    for name in ("library", "settings"):
        window.show_page(name)
        QApplication.processEvents()
        wanted = {
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        }
        reached = set()
        for _ in range(len(wanted) * 2 + 10):
            QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
            reached.add(window.focusWidget())
        assert wanted <= reached, [widget.objectName() or widget for widget in wanted - reached]


def spoken(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return widget.accessibleName() or (text() if callable(text) else "")


def test_everything_that_takes_the_focus_has_a_name(window: Window, link: StagedLink) -> None:
    link.jobs(JobView(id=1, kind="verify", state="failed", problem=problem("disk-full", path="/x")))
    window.toggle_activity()
    nameless = [
        widget.objectName() or repr(widget)
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.window() is window
        and widget.focusProxy() is None
        and not spoken(widget)
    ]
    # A spin box speaks for the field inside it.
    assert [name for name in nameless if not name.startswith("qt_")] == []


# --- states


def test_the_disk_is_in_sight(window: Window, link: StagedLink) -> None:
    gauge = window.findChild(QWidget, "diskGauge")
    assert not gauge.isVisible()
    link.totals(bytes=1_240_000_000_000, repos=148, volume=DISK)
    assert gauge.isVisible()
    assert label(window, "diskMount") == "/home"
    assert label(window, "diskFree") == "186\u00a0GB free"
    assert gauge.accessibleDescription() == (
        "/home: 1.24\u00a0TB in this cache, 574\u00a0GB other files, 186\u00a0GB free of 2.00\u00a0TB"
    )
    assert button(window, "nav-library").badge == "1.24\u00a0TB"
    link.totals()
    assert button(window, "nav-library").badge == ""


@pytest.mark.parametrize(
    ("phase", "text"),
    [
        ("reading", "Reading the cache…"),
        ("confirming", "Checking the disk…"),
        ("ready", "Up to date"),
        ("missing", "No cache yet"),
        ("failed", "The cache can't be read"),
    ],
)
def test_the_phase_is_told(window: Window, link: StagedLink, phase: str, text: str) -> None:
    link.totals(phase=phase)
    assert right(window) == text


def job(id: int, **values) -> JobView:
    return JobView(**{"id": id, "kind": "verify", "state": "running", **values})


def test_what_runs_is_told_first(window: Window, link: StagedLink) -> None:
    link.totals(phase="reading")
    link.jobs(job(1, state="failed"))
    assert right(window) == "1 job failed"
    link.jobs(job(2, state="queued"), job(3, state="paused"), job(1, state="failed"))
    assert right(window) == "2 jobs waiting"
    half = Progress(done=5, total=10)
    link.jobs(job(4, subject="a/b", progress=half, rate=1.5e9, eta=90), job(2, state="queued"))
    assert right(window).replace("\u00a0", " ") == "Verify a/b · 50% · 1.50 GB/s · 2 min left"
    link.jobs(job(4, rate=1e9, eta=90), job(5, rate=1e9, eta=600))
    assert right(window).replace("\u00a0", " ") == "2 jobs running · 2.00 GB/s · 10 min left"
    link.jobs(job(4, eta=90), job(5))
    assert right(window) == "2 jobs running"


def test_an_engine_that_is_away_is_told_and_can_be_tried_again(window: Window, link: StagedLink) -> None:
    banner = window.findChild(QWidget, "banner")
    assert not banner.isVisible()
    link.become("restarting")
    assert banner.isVisible()
    assert not button(window, "bannerRetry").isVisible()
    assert right(window) == "The engine is starting again…"
    link.become("failed", problem("engine-failed", reason="no good"))
    assert "no good" in label(window, "bannerText")
    button(window, "bannerRetry").click()
    assert link.restarts == 1
    link.become("ready")
    assert not banner.isVisible()


def test_another_machine_is_named(window: Window, link: StagedLink) -> None:
    assert button(window, "hostButton").text() == "This workstation"
    link.local = False
    link.welcome = Welcome(protocol=1, version="1", host="gpu-7", pid=1, can_reveal=False)
    link.become("restarting")
    assert button(window, "hostButton").text() == "gpu-7"


# --- what is kept


def test_geometry_and_page_are_kept(make: Callable[[], Window]) -> None:
    first = make()
    # Narrow and low enough for the small screen of tests: Qt puts what is larger back inside.
    first.setGeometry(0, 60, 900, 702)
    first.show_page("settings")
    first.close()
    second = make()
    assert second.size().toTuple() == (900, 702)
    assert abs(second.y() - 60) <= 4, "but for the frame, which this screen has its own idea of"
    assert second.current == "settings"


def test_a_maximised_window_comes_back_maximised(make: Callable[[], Window], wait_until: Wait) -> None:
    first = make()
    first.showMaximized()
    wait_until(first.isMaximized)
    first.close()
    assert make().isMaximized()


def test_a_first_window_fits_its_screen(window: Window) -> None:
    room = window.screen().availableGeometry()
    assert window.width() <= max(room.width(), MINIMUM.width())
    assert window.minimumSize() == MINIMUM


def test_nonsense_in_the_kept_file_is_no_matter(make: Callable[[], Window], tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("[General]\ngeometry=rubbish\npage=moon\n")
    assert make().current == "library"


def test_each_page_keeps_its_own_group(make: Callable[[], Window], tmp_path: Path) -> None:
    window = make()
    window.page("library").state.setValue("columns", "abc")
    window.close()
    assert "[library]\ncolumns=abc" in (tmp_path / "window.ini").read_text()
    assert make().page("library").state.value("columns") == "abc"


def addresses(link: StagedLink) -> list[str]:
    return [request.text for request in link.asked if isinstance(request, LookUp)]


@pytest.fixture
def whole(app: QApplication, link: StagedLink, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    """The window as the program makes it."""
    made: list[Window] = []

    def make_one(**options: str) -> Window:
        window = make_window(app, link, Options(home=tmp_path, **options))
        made.append(window)
        window.show()
        app.processEvents()
        return window

    yield make_one
    for window in made:
        window.close()
        window.deleteLater()
    app.processEvents()


def test_a_link_is_ready_to_download_as_soon_as_the_engine_is(
    whole: Callable[..., Window], link: StagedLink, wait_until: Wait
) -> None:
    link.become("starting")
    window = whole(link="hf://BAAI/bge-m3")
    assert window.current == "downloads"
    assert window.findChild(QLineEdit, "addField").text() == "hf://BAAI/bge-m3"
    popup = window.findChild(QWidget, "searchPopup")
    wait_until(lambda: popup.isVisible() and window.rect().contains(popup.geometry()))
    assert addresses(link) == []
    link.become("ready")
    assert addresses(link) == ["hf://BAAI/bge-m3"]


def test_an_address_is_taken_wherever_it_is_pasted_or_dropped(
    whole: Callable[..., Window], link: StagedLink
) -> None:
    window = whole()
    window.show_page("settings")
    QGuiApplication.clipboard().setText("just words")
    QTest.keySequence(window, QKeySequence(QKeySequence.StandardKey.Paste))
    assert window.current == "settings"
    QGuiApplication.clipboard().setText("https://huggingface.co/BAAI/bge-m3")
    QTest.keySequence(window, QKeySequence(QKeySequence.StandardKey.Paste))
    assert window.current == "downloads"
    data = QMimeData()
    # As browsers give it.
    data.setUrls([QUrl("hf://Qwen/Qwen3-8B")])
    data.setText("hf://Qwen/Qwen3-8B")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    assert addresses(link) == ["https://huggingface.co/BAAI/bge-m3", "hf://Qwen/Qwen3-8B"]


def test_a_download_without_room_leads_to_what_can_be_freed(
    whole: Callable[..., Window], link: StagedLink, wait_until: Wait
) -> None:
    window = whole()
    window.show_page("downloads")
    full = problem("download-space", path="/cache", needed=9, missing=5)
    link.downloads(DownloadView(id=1, repo="org/name", state="paused", problem=full))
    button = window.findChild(QPushButton, "download-free-space")
    wait_until(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.current == "library"
    dialog = window.findChild(FreeDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()
