"""The Downloads page: what it says of a queue, and what it asks of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.downloads import words
from hubkeep.app.downloads.cancel_dialog import CancelDialog
from hubkeep.app.downloads.card import Card
from hubkeep.app.downloads.limits_dialog import LimitsDialog
from hubkeep.app.downloads.piece_bar import PieceBar
from hubkeep.app.downloads.sources import SourceLegend
from hubkeep.link.messages import (
    ArrangeDownloads,
    ControlDownloads,
    ControlJob,
    DownloadsChanged,
    DownloadView,
    FetchRates,
    LimitDownload,
    Nothing,
    Rates,
    ReadSettings,
    Settings,
    SourceView,
    Totals,
    Volume,
    problem,
)
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolTip, QWidget

from tests.app import downloads_showcase
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.downloads.page import DownloadsPage

    from tests.app.downloads.conftest import OpenPage
    from tests.app.stage import StagedLink

GB = 10**9
NO_KEY = Qt.KeyboardModifier(0)
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def view(id: int, state: str = "queued", **values) -> DownloadView:
    return DownloadView(**{"id": id, "repo": f"org/name-{id}", "state": state, "total": GB, **values})


def queue_of(link: StagedLink, page: DownloadsPage, *ids: int) -> None:
    link.downloads(*(view(id) for id in ids))


def shown(page: DownloadsPage) -> list[int]:
    return [card.view.id for card in page.queue.cards()]


def card(page: DownloadsPage, id: int) -> Card:
    # What has just come is laid out first, as it is for everybody who looks.
    process_events()
    found = page.queue.card(id)
    assert found is not None
    return found


def said(page: DownloadsPage, id: int) -> str:
    labels = [each for each in card(page, id).findChildren(QLabel, "downloadSaid") if each.isVisible()]
    return labels[0].text() if labels else ""


def offered(page: DownloadsPage, id: int) -> set[str]:
    buttons = card(page, id)._buttons
    return {name for name, button in buttons.items() if not button.isHidden()} - {"menu", "files"}


def press(page: DownloadsPage, id: int, action: str) -> None:
    button = card(page, id).button(action)
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def asked(link: StagedLink, kind: type) -> list:
    return [request for request in link.asked if isinstance(request, kind)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# --- the sentence


def test_the_summary_says_it_in_numbers(page: DownloadsPage, link: StagedLink) -> None:
    disk = Volume("/home", "nvme", "ext4", 2000 * GB, 186 * GB, False, "coarse")
    link.totals(volume=disk)
    summary = plain(page.summary())
    assert summary.startswith("97.7 MB/s from 3 source")
    # 61.5 GB are still to come.
    assert "1 failed" in summary
    assert summary.endswith("125 GB free after")


def test_the_summary_says_when_the_disk_is_too_small(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.totals(volume=Volume("/", "sda", "ext4", 100 * GB, 3 * GB, False, "good"))
    link.downloads(view(1, total=8 * GB, done=3 * GB), view(2, total=50 * GB, local_dir="/mnt/big"))
    assert plain(page.summary()).endswith("2.00 GB too little space")


@pytest.mark.parametrize(
    ("queue", "told"),
    [
        (DownloadsChanged(), "Nothing to fetch"),
        (DownloadsChanged(downloads=(view(1), view(2, done=GB // 2))), "2 waiting · 1.50 GB to go"),
        (DownloadsChanged(downloads=(view(1),), paused=True), "All paused · 1.00 GB to go"),
        (DownloadsChanged(downloads=(view(1, "done", done=GB),)), "Nothing to fetch"),
        (
            DownloadsChanged(downloads=(view(1),), waiting=problem("source-busy", host="hf.co")),
            "hf.co asks to wait: too many requests. Hubkeep goes on by itself · 1.00 GB to go",
        ),
        (
            DownloadsChanged(downloads=(view(1, "running", done=0, eta=90, rate=1e7),), rate=1e7),
            "10.0 MB/s · 2 min left",
        ),
        # What waits behind it takes its time too.
        (
            DownloadsChanged(downloads=(view(1, "running", eta=100, rate=1e7), view(2)), rate=1e7),
            "10.0 MB/s · 3 min left",
        ),
    ],
)
def test_every_state_of_the_queue_has_a_sentence(
    page: DownloadsPage, queue: DownloadsChanged, told: str
) -> None:
    assert plain(words.summary(queue, None, "/cache")) == told


def test_how_long_it_takes_is_not_guessed() -> None:
    unknown = DownloadsChanged(downloads=(view(1, "running", total=0, eta=None), view(2)), rate=1e7)
    assert words.time_left(unknown) is None
    still = DownloadsChanged(downloads=(view(1, "running", eta=None), view(2)), rate=0)
    assert words.time_left(still) is None


def test_the_limits_are_said_and_lead_to_the_settings(open_page: OpenPage, link: StagedLink) -> None:
    link.answers[ReadSettings] = Settings(
        download_rate=20_000_000, downloads_at_once=2, full_speed_from="07:00", full_speed_to="23:00"
    )
    page = open_page()
    wait_until(page.limits_button.isVisible)
    assert plain(page.limits_button.text()).strip() == "Limit: 20.0 MB/s · 2 at once · 07:00–23:00 only"
    went = QSignalSpy(page.settings_wanted)
    page.limits_button.click()
    assert went.count() == 1


# --- cards


def test_a_running_one_says_all_in_numbers(page: DownloadsPage) -> None:
    head = card(page, 21).head.head
    assert (head.org, head.name) == ("Qwen/", "Qwen3-32B-AWQ")
    assert plain(head.words).startswith("main @ 4f1c2e8 · 6 of 14 file")
    assert head.percent == "61%"
    assert plain(head.figures) == "11.8 GB of 19.3 GB · 86.3 MB/s · 1 min left"
    assert head.pill == ""
    assert offered(page, 21) == {"pause"}


def test_a_hundred_percent_is_for_what_is_done() -> None:
    assert words.percent(view(1, "running", done=GB)) == 99
    assert words.percent(view(1, "done", done=GB)) == 100
    assert words.percent(view(1, "running", total=0)) == -1
    assert words.percent(view(1, "running", done=2 * GB)) == 99


def test_a_waiting_one_is_compact_and_says_why(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.downloads(view(1, waiting=problem("job-waits-turn")), view(2, "running", done=1))
    assert card(page, 1).height() < card(page, 2).height()
    assert card(page, 1).head.head.pill == "waiting"
    assert "turn" in card(page, 1).head.head.words
    assert card(page, 1).findChild(PieceBar) is None


def test_one_that_was_put_off_says_when_and_is_tried_now(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    busy = problem("source-busy", host="hf-mirror.com")
    link.downloads(view(1, waiting=busy, retry_in=40), view(2, waiting=problem("job-waits-turn")))
    # In the pill, which is never cut.
    assert plain(card(page, 1).head.head.pill) == "again in 40 s"
    assert card(page, 1).head.head.words.startswith("hf-mirror.com asks to wait")
    spoken = card(page, 1).accessibleDescription()
    link.downloads(view(1, waiting=busy, retry_in=39), view(2, waiting=problem("job-waits-turn")))
    assert plain(card(page, 1).head.head.pill) == "again in 39 s"
    assert card(page, 1).accessibleDescription() == spoken  # nobody wants to hear every second
    assert (offered(page, 1), offered(page, 2)) == ({"retry", "pause"}, {"pause"})
    button = card(page, 1).button("retry")
    assert isinstance(button, QPushButton)
    assert button.text() == "Try now"
    press(page, 1, "retry")
    assert asked(link, ControlJob) == [ControlJob(1, "retry")]
    link.downloads(view(1, "failed", problem=busy))
    assert button.text() == "Retry"
    press(page, 1, "retry")


def test_a_failed_one_says_what_to_do(open_page: OpenPage, link: StagedLink, opened_links: list[str]) -> None:
    page = open_page()
    why = problem("source-forbidden", host="huggingface.co", path="config.json", status=403)
    link.downloads(view(1, "failed", problem=why, link="https://huggingface.co/org/name-1"))
    assert "accepted licence" in said(page, 1)
    assert offered(page, 1) == {"licence", "retry", "copy-details", "dismiss"}
    press(page, 1, "licence")
    assert opened_links == ["https://huggingface.co/org/name-1"]
    press(page, 1, "retry")
    press(page, 1, "dismiss")
    assert asked(link, ControlJob) == [ControlJob(1, "retry"), ControlJob(1, "dismiss")]
    press(page, 1, "copy-details")
    copied = QGuiApplication.clipboard().text()
    assert "source-forbidden" in copied
    assert "status: 403" in copied


@pytest.mark.parametrize("hostile", ["file:///etc/passwd", "javascript:alert(1)", "smb://host/x", "-x"])
def test_only_web_pages_are_opened(
    open_page: OpenPage, link: StagedLink, opened_links: list[str], hostile: str
) -> None:
    page = open_page()
    link.downloads(view(1, "failed", problem=problem("file-nowhere", path="x"), link=hostile))
    assert "licence" not in offered(page, 1)
    page._asked(1, "licence")
    assert opened_links == []


def test_one_that_paused_itself_says_why_and_goes_on(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.downloads(view(1, "paused", problem=problem("disk-full", path="/cache"), done=5))
    assert "the disk is full" in said(page, 1)
    assert card(page, 1).head.head.tone == "warn"
    press(page, 1, "resume")
    assert asked(link, ControlJob) == [ControlJob(1, "resume")]
    link.downloads(view(1, "running", done=5))
    assert said(page, 1) == ""
    assert offered(page, 1) == {"pause"}


def test_one_without_room_says_how_much_and_leads_to_what_can_be_freed(
    open_page: OpenPage, link: StagedLink
) -> None:
    page = open_page()
    wanted = QSignalSpy(page.space_wanted)
    full = problem("download-space", path="/cache", needed=9 * GB, missing=int(4.2 * GB))
    link.downloads(view(1, "paused", problem=full), view(2, "paused", problem=full, local_dir="/mnt/x"))
    assert "4.20 GB more are needed" in plain(said(page, 1))
    assert offered(page, 1) == {"resume", "free-space", "copy-details"}
    assert offered(page, 2) == {"resume", "copy-details"}
    press(page, 1, "free-space")
    assert wanted.count() == 1


def test_a_narrow_card_has_its_buttons_below_the_sentence(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    full = problem("download-space", path="/home/me/.cache/huggingface/hub", needed=9 * GB, missing=GB)
    link.downloads(view(1, "paused", problem=full))

    def places() -> tuple[QRect, QRect]:
        label = card(page, 1).findChild(QLabel, "downloadSaid")
        button = card(page, 1).button("free-space")
        assert label is not None
        assert button is not None
        return tuple(QRect(each.mapTo(page, QPoint()), each.size()) for each in (label, button))

    said, button = places()
    assert button.left() > said.right()
    page.resize(680, 560)
    said, button = places()
    assert button.top() >= said.bottom()
    assert said.width() > 500
    page.resize(1100, 800)
    said, button = places()
    assert button.left() > said.right()


def test_a_done_one_opens_in_the_library(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    wanted: list[str] = []
    page.library_wanted.connect(wanted.append)
    link.downloads(
        view(1, "done", repo="dataset/org/data", done=GB, finished=5), view(2, "done", local_dir="/mnt/x")
    )
    assert offered(page, 2) == {"dismiss"}
    press(page, 1, "library")
    assert wanted == ["org/data"]
    page.clear_button.click()
    assert asked(link, ControlJob) == [ControlJob(1, "dismiss"), ControlJob(2, "dismiss")]


def test_names_from_the_network_are_shown_as_they_are(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.downloads(view(1, repo="<b>o</b>/na\nme\u202e", revision="<i>x</i>"))
    head = card(page, 1).head.head
    assert head.org == "<b>o</b>/"
    assert "\n" not in head.name
    assert "\u202e" not in head.name
    assert "<qt>" in words.tip("<b>o</b>")
    assert "&lt;b&gt;" in words.tip("<b>o</b>")


@pytest.mark.parametrize(
    ("repo", "parts"),
    [
        ("org/name", ("model", "org/", "name")),
        ("gpt2", ("model", "", "gpt2")),
        ("dataset/org/name", ("dataset", "org/", "name")),
        ("space/a/b", ("space", "a/", "b")),
        # An organisation may be called so.
        ("dataset/name", ("model", "dataset/", "name")),
        ("", ("model", "", "")),
    ],
)
def test_what_a_repo_is(repo: str, parts: tuple[str, str, str]) -> None:
    assert words.parted(repo) == parts


# --- pieces and sources


def test_pieces_and_sources_point_at_each_other(page: DownloadsPage) -> None:
    bar, legend = card(page, 22).findChild(PieceBar), card(page, 22).findChild(SourceLegend)
    assert bar is not None
    assert legend is not None
    names = [entry.name for entry in legend.entries()]
    assert names == ["hf-mirror.com", "lab-nas.local:8080", "huggingface.co", "here before"]
    first = bar.laid[0]
    assert bar.tip_at(QPoint(first.x + 1, first.y + 1)) == "here before this download"
    mark = card(page, 22).view.cells.index("0")
    at = QPoint(bar.laid[mark].x + 1, bar.laid[mark].y + 1)
    assert bar.tip_at(at) == "hf-mirror.com"
    QTest.mouseMove(bar, at)
    wait_until(lambda: bar._lit == 0 and legend._lit == 0)
    empty = card(page, 22).view.cells.index(".")
    assert bar.tip_at(QPoint(bar.laid[empty].x + 1, bar.laid[empty].y + 1)) == "still to come"


def test_the_legend_says_who_is_slow_and_who_is_barred_and_why(page: DownloadsPage) -> None:
    legend = card(page, 22).findChild(SourceLegend)
    assert legend is not None
    legend.grab()
    entries = {entry.name: entry for entry in legend.entries()}
    assert entries["huggingface.co"].word == "1.20\u00a0MB/s, slow"
    assert entries["huggingface.co"].tone == "warn"
    assert entries["lab-nas.local:8080"].word == "barred"
    [barred] = [box for box, entry in legend._boxes if entry.word == "barred"]
    at = legend.mapToGlobal(barred.center())
    column = page.queue.widget()
    QApplication.sendEvent(column, QHelpEvent(QEvent.Type.ToolTip, column.mapFromGlobal(at), at))
    assert "sent wrong bytes" in QToolTip.text()
    QToolTip.hideText()
    assert "verified as it lands" in legend.text
    assert "lab-nas.local:8080 barred" in card(page, 22).accessibleDescription()


@pytest.mark.parametrize("width", [1100, 640, 320])
def test_it_can_be_painted_at_any_width_with_any_number_of_sources(
    open_page: OpenPage, link: StagedLink, width: int
) -> None:
    page = open_page(width)
    sources = tuple(
        SourceView(endpoint=f"https://mirror-{number}.example.org", host=f"mirror-{number}", rate=1e6)
        for number in range(36)
    )
    cells = "".join("0123456789abcdefghijklmnopqrstuvwxyz"[place % 36] for place in range(140))
    link.downloads(
        view(1, "running", sources=sources, cells=cells, done=1, reused=5), view(2, "running", done=1)
    )
    assert not page.grab().isNull()


# --- nothing is rebuilt while only numbers change


class Layouts(QObject):
    """Counts layouts, sizes and widgets that are new below a widget."""

    KINDS = (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.Move)

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.KINDS:
            self.seen.append(f"{event.type().name} of {watched.objectName() or type(watched).__name__}")
        return False


def moving(step: int, queued: int) -> DownloadsChanged:
    """Five that run and many that wait, `step` events on."""
    running = tuple(
        view(
            id,
            "running",
            total=20 * GB,
            done=step * 31_000_017,
            rate=1e6 * (1 + step),
            eta=9_000 - step * 37,
            files=100,
            files_done=step,
            cells=("0" * step + "1" * step + "." * 140)[:140],
            sources=(
                SourceView(endpoint="https://a", host="a", rate=7e5 * step, bytes=step),
                SourceView(endpoint="https://b", host="b", rate=3e5 * step, bytes=step),
            ),
        )
        for id in range(1, 6)
    )
    return DownloadsChanged(
        downloads=(*running, *(view(id) for id in range(6, 6 + queued))), rate=5e6 * (1 + step)
    )


def test_numbers_change_in_place(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    for _ in range(3):
        link.downloads_changed.emit(moving(1, 200))
        process_events()
    cards = list(page.queue.cards())
    assert len(cards) == 205
    bar = cards[0].findChild(PieceBar)
    seen = Layouts()
    for widget in [page.queue, *page.queue.findChildren(QWidget)]:
        widget.installEventFilter(seen)
    for step in range(2, 60):
        link.downloads_changed.emit(moving(step, 200))
        process_events()
    assert list(page.queue.cards()) == cards
    assert cards[0].findChild(PieceBar) is bar
    assert cards[0].head.head.percent == "9%"
    assert seen.seen == []
    # A filter that sees nothing would prove nothing.
    link.downloads_changed.emit(moving(60, 199))
    process_events()
    assert seen.seen


def test_what_goes_takes_its_card_and_the_focus_stays(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    queue_of(link, page, 1, 2, 3)
    page.queue.choose((2,), 2)
    page.setFocus()
    wait_until(lambda: card(page, 2).hasFocus())
    queue_of(link, page, 1, 3)
    assert shown(page) == [1, 3]
    assert page.queue.current == 3
    assert card(page, 3).hasFocus()


# --- keyboard and selection


@pytest.fixture
def five(open_page: OpenPage, link: StagedLink) -> DownloadsPage:
    made = open_page()
    queue_of(link, made, 1, 2, 3, 4, 5)
    made.setFocus()
    wait_until(lambda: card(made, 1).hasFocus())
    return made


def key(page: DownloadsPage, which: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
    # A dialog that has just closed gives the focus back a moment later.
    wait_until(QApplication.focusWidget)
    QTest.keyClick(QApplication.focusWidget(), which, modifiers)


def test_arrows_go_through_the_cards(five: DownloadsPage) -> None:
    key(five, Qt.Key.Key_Down)
    key(five, Qt.Key.Key_Down)
    assert card(five, 3).hasFocus()
    key(five, Qt.Key.Key_End)
    assert card(five, 5).hasFocus()
    key(five, Qt.Key.Key_Up, SHIFT)
    assert [each.id for each in five.queue.chosen()] == [4, 5]
    assert "2 selected" in five.status()
    key(five, Qt.Key.Key_A, CTRL)
    assert len(five.queue.chosen()) == 5
    key(five, Qt.Key.Key_Home)
    assert [each.id for each in five.queue.chosen()] == [1]


def test_tab_stops_at_one_card_and_its_buttons(five: DownloadsPage) -> None:
    wait_until(five.limits_button.isVisible)
    key(five, Qt.Key.Key_Down)
    stops: list[str] = []
    for _ in range(7):
        key(five, Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget().objectName())
    assert stops[:3] == ["download-pause", "download-files", "download-menu"]
    assert stops[3:] == ["downloadLimits", "addField", "pauseAll", "download-2"]
    for _ in range(7):
        key(five, Qt.Key.Key_Backtab)
    assert card(five, 2).hasFocus()


def test_enter_presses_the_button_that_has_the_focus(five: DownloadsPage, link: StagedLink) -> None:
    key(five, Qt.Key.Key_Tab)
    key(five, Qt.Key.Key_Return)
    assert asked(link, ControlJob) == [ControlJob(1, "pause")]
    assert card(five, 1).below is None


def test_space_pauses_and_lets_go_on(five: DownloadsPage, link: StagedLink) -> None:
    key(five, Qt.Key.Key_Down, SHIFT)
    key(five, Qt.Key.Key_Space)
    assert asked(link, ControlJob) == [ControlJob(1, "pause"), ControlJob(2, "pause")]
    link.downloads(view(1, "paused"), view(2, "paused"), view(3))
    key(five, Qt.Key.Key_Space)
    assert asked(link, ControlJob)[2:] == [ControlJob(1, "resume"), ControlJob(2, "resume")]


def test_alt_and_arrows_reorder(five: DownloadsPage, link: StagedLink) -> None:
    key(five, Qt.Key.Key_Down)
    key(five, Qt.Key.Key_Up, ALT)
    assert asked(link, ArrangeDownloads) == [ArrangeDownloads((2, 1, 3, 4, 5))]
    # At once, before the engine has said so; and an older word of the engine's changes nothing.
    assert shown(five) == [2, 1, 3, 4, 5]
    queue_of(link, five, 1, 2, 3, 4, 5)
    assert shown(five) == [2, 1, 3, 4, 5]
    assert card(five, 2).hasFocus()
    key(five, Qt.Key.Key_End, ALT)
    assert asked(link, ArrangeDownloads)[-1] == ArrangeDownloads((1, 3, 4, 5, 2))


def test_the_engine_has_the_last_word_on_the_order(five: DownloadsPage, link: StagedLink) -> None:
    link.answers[ArrangeDownloads] = Nothing()
    key(five, Qt.Key.Key_Down, ALT)
    wait_until(lambda: five.order.settled)
    queue_of(link, five, 2, 1, 3, 4, 5)
    assert shown(five) == [2, 1, 3, 4, 5]
    link.answers[ArrangeDownloads] = problem("job-unknown", job=2)
    key(five, Qt.Key.Key_End, ALT)
    wait_until(lambda: "no job 2" in five.notice.text)
    assert shown(five) == [2, 1, 3, 4, 5]


def drag(page: DownloadsPage, id: int, to: QPoint, *, drop: bool = True) -> None:
    grip, column = card(page, id).head, page.queue.widget()
    target = grip.mapFromGlobal(column.mapToGlobal(to))
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    for step in range(1, 9):
        at = QPoint(300, 10) + (target - QPoint(300, 10)) * (step / 8)
        QTest.mouseMove(grip, at)
    if drop:
        QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=target)


def test_a_drag_reorders(five: DownloadsPage, link: StagedLink) -> None:
    above = card(five, 2).geometry()
    drag(five, 4, QPoint(300, above.top() + 3))
    assert asked(link, ArrangeDownloads) == [ArrangeDownloads((1, 4, 2, 3, 5))]
    assert shown(five) == [1, 4, 2, 3, 5]
    below = card(five, 5).geometry()
    drag(five, 1, QPoint(300, below.bottom()))
    assert asked(link, ArrangeDownloads)[-1] == ArrangeDownloads((4, 2, 3, 5, 1))


def test_escape_ends_a_drag(five: DownloadsPage, link: StagedLink) -> None:
    drag(five, 4, QPoint(300, 2), drop=False)
    key(five, Qt.Key.Key_Escape)
    QTest.mouseRelease(card(five, 4).head, Qt.MouseButton.LeftButton)
    assert asked(link, ArrangeDownloads) == []
    assert QGuiApplication.overrideCursor() is None


def test_several_are_dragged_together_and_what_is_over_stays(five: DownloadsPage, link: StagedLink) -> None:
    link.downloads(view(1), view(2), view(3), view(4, "done", done=GB))
    QTest.mouseClick(card(five, 2).head, Qt.MouseButton.LeftButton)
    QTest.mouseClick(card(five, 3).head, Qt.MouseButton.LeftButton, SHIFT)
    drag(five, 3, QPoint(300, 2))
    assert asked(link, ArrangeDownloads) == [ArrangeDownloads((2, 3, 1))]
    drag(five, 4, QPoint(300, 2))
    assert len(asked(link, ArrangeDownloads)) == 1


def test_clicks_select(five: DownloadsPage) -> None:
    def chosen() -> list[int]:
        return [each.id for each in five.queue.chosen()]

    QTest.mouseClick(card(five, 2).head, Qt.MouseButton.LeftButton)
    assert chosen() == [2]
    QTest.mouseClick(card(five, 4).head, Qt.MouseButton.LeftButton, CTRL)
    assert chosen() == [2, 4]
    QTest.mouseClick(card(five, 4).head, Qt.MouseButton.LeftButton, CTRL)
    assert chosen() == [2]
    QTest.mouseClick(card(five, 5).head, Qt.MouseButton.LeftButton, SHIFT)
    assert chosen() == [4, 5]
    QTest.mouseClick(card(five, 4).head, Qt.MouseButton.LeftButton)
    assert chosen() == [4]


# --- cancelling, the menu, all at once


def test_cancelling_is_asked_about_and_says_what_is_kept(five: DownloadsPage, link: StagedLink) -> None:
    link.downloads(view(1, "running", done=5), view(2), view(3, "done", done=GB))
    key(five, Qt.Key.Key_Delete)
    dialog = five.findChild(CancelDialog)
    assert dialog is not None
    assert "org/name-1" in dialog.head.text()
    assert "goes on from there" in dialog.lead.text()
    dialog.cancel.click()
    assert asked(link, ControlJob) == []
    process_events()
    five.window().activateWindow()
    key(five, Qt.Key.Key_Delete)
    five.findChild(CancelDialog).act.click()
    assert asked(link, ControlJob) == [ControlJob(1, "cancel")]
    process_events()


def test_delete_dismisses_what_is_over_without_asking(five: DownloadsPage, link: StagedLink) -> None:
    link.downloads(view(1, "done", done=GB), view(2))
    five.queue.choose((1,), 1)
    five.setFocus()
    key(five, Qt.Key.Key_Delete)
    assert five.findChild(CancelDialog) is None
    assert asked(link, ControlJob) == [ControlJob(1, "dismiss")]


def menu_texts(page: DownloadsPage) -> list[str]:
    found = [each for each in page.findChildren(QMenu, "downloadMenu") if each.isVisible()]
    texts = [action.text() for action in found[0].actions() if action.text()]
    found[0].close()
    process_events()
    return texts


def test_the_menu_offers_what_makes_sense(five: DownloadsPage, link: StagedLink) -> None:
    link.downloads(
        view(1, "running"), view(2, "failed", problem=problem("file-nowhere", path="x")), view(3, "done")
    )
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(card(five, 1), QContextMenuEvent(reason, QPoint(5, 5), QPoint(5, 5)))
    texts = menu_texts(five)
    assert "Pause" in texts
    assert "Move to the front" in texts
    assert "Cancel…" in texts
    assert "Resume" not in texts
    press(five, 2, "menu")
    texts = menu_texts(five)
    assert "Try now" in texts
    assert "Copy details" in texts
    assert "Dismiss" in texts
    assert "Move up" not in texts
    press(five, 3, "menu")
    assert "Open in Library" in menu_texts(five)


def test_the_limits_of_several_are_changed_together(five: DownloadsPage, link: StagedLink) -> None:
    link.downloads(view(1, "running", limit_rate=5_000_000, connections=4), view(2), view(3, "done", done=GB))
    words = plain(card(five, 1).head.head.words)
    assert "at most 5.00 MB/s · at most 4 connection" in words
    five.queue.choose((3,), 3)
    assert not five.actions_.limits.isEnabled()
    five.queue.choose((1, 2, 3), 1)
    assert "Limits…" in shown_menu(five)
    five.actions_.limits.trigger()
    [dialog] = five.findChildren(LimitsDialog)
    assert (dialog.limit.bytes, dialog.connections.value()) == (5_000_000, 4)
    assert "2 download" in dialog.head.text()
    dialog.limit.show_bytes(20_000_000)
    dialog.connections.setValue(0)
    dialog.act.click()
    assert asked(link, LimitDownload) == [LimitDownload(id=each, rate=20_000_000) for each in (1, 2)]


def shown_menu(page: DownloadsPage) -> list[str]:
    page.open_menu(QPoint(5, 5))
    return menu_texts(page)


def test_the_whole_queue_is_paused_and_goes_on(five: DownloadsPage, link: StagedLink) -> None:
    assert five.pause_button.text() == "Pause all"
    five.pause_button.click()
    link.downloads(view(1), paused=True)
    assert five.pause_button.text() == "Resume all"
    five.pause_button.click()
    assert asked(link, ControlDownloads) == [ControlDownloads("pause"), ControlDownloads("resume")]


def test_an_empty_queue_teaches(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.downloads()
    assert page.stack.currentWidget() is page._empty
    assert "hf://org/name" in page._empty.text
    assert not page.pause_button.isVisible()
    page.setFocus()
    wait_until(lambda: page.add_bar.isAncestorOf(QApplication.focusWidget()))
    queue_of(link, page, 1)
    assert page.stack.currentWidget() is page.queue


def test_what_the_engine_refuses_is_said(five: DownloadsPage, link: StagedLink) -> None:
    link.answers[ControlJob] = problem("job-unknown", job=1)
    press(five, 1, "pause")
    wait_until(lambda: "no job 1" in five.notice.text)


# --- the engine goes and comes back


def test_a_lost_engine_leaves_the_last_state(page: DownloadsPage, link: StagedLink) -> None:
    before = shown(page)
    link.become("restarting")
    assert shown(page) == before
    assert not page.pause_button.isEnabled()
    assert not page.actions_.pause.isEnabled()
    asked_before = len(asked(link, FetchRates))
    link.become("ready")
    assert page.pause_button.isEnabled()
    assert len(asked(link, FetchRates)) == asked_before + 1
    link.downloads_changed.emit(downloads_showcase.changed(0))
    assert shown(page) == before


def test_an_order_that_the_engine_never_heard_is_forgotten(five: DownloadsPage, link: StagedLink) -> None:
    key(five, Qt.Key.Key_Down, ALT)
    link.become("restarting")
    link.become("ready")
    queue_of(link, five, 1, 2, 3, 4, 5)
    assert shown(five) == [1, 2, 3, 4, 5]


def test_rates_are_asked_for_while_they_are_seen_and_flow(page: DownloadsPage, link: StagedLink) -> None:
    wait_until(lambda: not page.graph.flat)
    assert plain(page.graph._told()).startswith("peak 10")
    count = len(asked(link, FetchRates))
    wait_until(lambda: len(asked(link, FetchRates)) > count, timeout=5)
    page.hide()
    assert not page.rates.timer.isActive()
    page.show()
    link.answers[FetchRates] = Rates(ended=1, rates=(0.0,) * 600)
    link.downloads(rate=0)
    wait_until(lambda: page.graph.flat, timeout=5)
    wait_until(lambda: not page.rates.timer.isActive())
    assert page.graph.isHidden()


def test_pointing_at_the_graph_says_how_fast_it_was(page: DownloadsPage) -> None:
    wait_until(lambda: not page.graph.flat)
    graph = page.graph
    QTest.mouseMove(graph, QPoint(graph.width() - 16, 60))
    wait_until(lambda: plain(graph._told()).endswith("now"))
    QTest.mouseMove(graph, QPoint(graph.width() // 2, 60))
    wait_until(lambda: plain(graph._told()).endswith("ago"))


def test_totals_of_another_cache_do_not_mix(page: DownloadsPage, link: StagedLink) -> None:
    disk = Volume("/", "sda", "ext4", 100 * GB, 50 * GB, False, "good")
    link.totals_changed.emit(Totals(cache="/cache", phase="ready", volume=disk))
    link.downloads(view(1, cache="/other", total=30 * GB), view(2, cache="/cache", total=10 * GB))
    assert plain(page.summary()).endswith("40.0 GB free after")


def test_drops_go_to_the_field(page: DownloadsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QMimeData, QPointF, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    taken: list[str] = []
    monkeypatch.setattr(page.add_bar, "take", lambda text: taken.append(text) or True)
    mime = QMimeData()
    mime.setUrls([QUrl("https://huggingface.co/org/name")])
    keys, buttons, copy = Qt.KeyboardModifier(0), Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(50, 50), copy, mime, buttons, keys)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, mime, buttons, keys))
    assert taken == ["https://huggingface.co/org/name"]


def test_every_button_has_a_name_for_readers_of_the_screen(page: DownloadsPage) -> None:
    for one in page.queue.cards():
        assert one.accessibleName()
        for button in one._buttons.values():
            assert button.accessibleName()
    assert card(page, 21).accessibleName() == "Qwen/Qwen3-32B-AWQ, downloading"
    assert "61%" in card(page, 21).accessibleDescription()
