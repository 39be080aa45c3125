"""The add bar: what is searched for, what is looked up, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hubkeep.app.downloads.add_bar import AddBar
from hubkeep.app.downloads.chooser import Chooser
from hubkeep.app.downloads.found_words import short_count
from hubkeep.app.theme import Theme
from hubkeep.app.translation import Languages
from hubkeep.link.messages import LookUp, Request, Search, SearchResult, problem
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from tests.app.downloads.offers import FOUND, OFFER
from tests.app.stage import StagedLink
from tests.waiting import process_events, wait_until

Key = Qt.Key
RESULT = SearchResult(found=FOUND, endpoint="https://huggingface.co")
REFUSED = problem("source-refused", host="hf-mirror.com")


@pytest.fixture
def bar(app: QApplication, theme: Theme, link: StagedLink) -> Iterator[AddBar]:
    languages = Languages(app)
    languages.choose("en")
    holder = QWidget()
    holder.resize(900, 600)
    column = QVBoxLayout(holder)
    made = AddBar(link, theme, holder)
    column.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
    other = QPushButton("elsewhere", holder)
    other.setObjectName("elsewhere")
    column.addWidget(other)
    holder.show()
    holder.activateWindow()
    wait_until(holder.isActiveWindow)
    made.setFocus()
    yield made
    holder.close()
    holder.deleteLater()
    process_events()
    languages.deleteLater()


def asked(link: StagedLink, kind: type) -> list[Request]:
    return [request for request in link.asked if isinstance(request, kind)]


def press(bar: AddBar, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(bar.field, key, modifiers)


def type_words(bar: AddBar, link: StagedLink, words: str = "qwen3") -> None:
    """Type, and wait for what is found."""
    link.answers.setdefault(Search, RESULT)
    QTest.keyClicks(bar.field, words)
    wait_until(bar.popup.list.isVisible)


def chooser_of(bar: AddBar) -> Chooser:
    wait_until(lambda: bar.window().findChild(Chooser) is not None, what="chooser is open")
    found = bar.window().findChild(Chooser)
    assert found is not None
    return found


def said(bar: AddBar) -> str:
    return bar.popup.accessibleName() if bar.popup.isVisible() else ""


def test_words_are_searched_for_when_the_hand_rests(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    assert asked(link, Search) == [Search(text="qwen3")]
    assert bar.popup.list.found.rowCount() == len(FOUND)


def test_a_letter_is_too_little_to_search_for(bar: AddBar, link: StagedLink) -> None:
    QTest.keyClicks(bar.field, "q")
    assert bar.popup.isHidden()
    QTest.keyClicks(bar.field, "w")
    assert said(bar) == "Searching…"


def test_an_answer_that_comes_too_late_is_dropped(bar: AddBar, link: StagedLink) -> None:
    QTest.keyClicks(bar.field, "qw")
    wait_until(lambda: asked(link, Search))
    first = len(link.asked)
    QTest.keyClicks(bar.field, "en")
    link.answer(first, RESULT)
    assert not bar.popup.list.isVisible()


def test_down_and_enter_open_what_was_found(bar: AddBar, link: StagedLink) -> None:
    link.answers[LookUp] = OFFER
    type_words(bar, link)
    press(bar, Key.Key_Down)
    press(bar, Key.Key_Down)
    press(bar, Key.Key_Up)
    press(bar, Key.Key_Return)
    assert asked(link, LookUp) == [LookUp(text="Qwen/Qwen3-32B")]
    assert chooser_of(bar).offer == OFFER
    assert bar.field.text() == ""
    assert bar.popup.isHidden()


def test_enter_marks_the_first_and_enter_again_opens_it(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    press(bar, Key.Key_Return)
    assert asked(link, LookUp) == []
    assert bar.popup.list.current() == FOUND[0]
    press(bar, Key.Key_Return)
    assert asked(link, LookUp) == [LookUp(text="Qwen/Qwen3-32B")]


def test_a_click_opens_what_was_found(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    at = bar.popup.list.visualRect(bar.popup.list.found.index(1, 0)).center()
    QTest.mouseClick(bar.popup.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked(link, LookUp) == [LookUp(text="Qwen/Qwen3-32B-AWQ")]


def test_datasets_are_another_search_and_carry_their_type(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    press(bar, Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert asked(link, Search)[-1] == Search(text="qwen3", type="dataset")
    wait_until(bar.popup.list.isVisible)
    press(bar, Key.Key_Down)
    press(bar, Key.Key_Return)
    assert asked(link, LookUp) == [LookUp(text="dataset/Qwen/Qwen3-32B")]


def test_the_tab_key_reaches_the_types_and_leaves_the_popup_open(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    press(bar, Key.Key_Tab)
    assert bar.popup.tabs.hasFocus()
    assert bar.popup.isVisible()
    QTest.keyClick(bar.popup.tabs, Key.Key_Right)
    assert asked(link, Search)[-1] == Search(text="qwen3", type="dataset")
    QTest.keyClick(bar.popup.tabs, Key.Key_Escape)
    assert bar.popup.isHidden()
    assert bar.field.hasFocus()


def test_enter_on_a_repos_name_looks_it_up(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link, "Qwen/Qwen3-8B")
    press(bar, Key.Key_Return)
    assert asked(link, LookUp) == [LookUp(text="Qwen/Qwen3-8B")]
    assert said(bar) == "Looking at Qwen/Qwen3-8B…"
    press(bar, Key.Key_Return)
    assert len(asked(link, LookUp)) == 1


def test_a_typed_url_waits_for_enter(bar: AddBar, link: StagedLink) -> None:
    QTest.keyClicks(bar.field, "hf://a/b")
    assert bar.popup.isHidden()
    press(bar, Key.Key_Return)
    assert link.asked == [LookUp(text="hf://a/b")]


def test_a_pasted_address_is_looked_up_at_once(bar: AddBar, link: StagedLink) -> None:
    link.answers[LookUp] = OFFER
    QGuiApplication.clipboard().setText("https://huggingface.co/Qwen/Qwen3-32B/tree/main\n")
    bar.field.paste()
    assert asked(link, LookUp) == [LookUp(text="https://huggingface.co/Qwen/Qwen3-32B/tree/main")]
    chooser_of(bar)


def test_a_pasted_command_keeps_all_it_says(bar: AddBar, link: StagedLink) -> None:
    command = "hf download a/b \\\n  --include '*.gguf'"
    QGuiApplication.clipboard().setText(command + "\n")
    QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert asked(link, LookUp) == [LookUp(text=command)]
    assert said(bar) == "Looking at a/b…"
    assert bar.field.text() == "a/b"


def test_what_came_before_the_engine_was_ready_is_looked_up_then(bar: AddBar, link: StagedLink) -> None:
    link.become("starting")
    bar.take("hf://a/b")
    assert said(bar) == "Looking at hf://a/b…"
    assert link.asked == []
    link.become("ready")
    assert asked(link, LookUp) == [LookUp(text="hf://a/b")]


def test_pasted_words_are_searched_for(bar: AddBar, link: StagedLink) -> None:
    QGuiApplication.clipboard().setText("qwen 32b")
    bar.field.paste()
    wait_until(lambda: asked(link, Search) == [Search(text="qwen 32b")])


def test_what_is_dropped_is_taken(bar: AddBar, link: StagedLink) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://hf-mirror.com/Qwen/b")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    bar.dropEvent(event)
    assert asked(link, LookUp) == [LookUp(text="https://hf-mirror.com/Qwen/b")]
    assert bar.field.text() == "https://hf-mirror.com/Qwen/b"


def test_nothing_is_not_taken(bar: AddBar, link: StagedLink) -> None:
    assert not bar.take(" \n ")
    assert link.asked == []


def test_escape_stops_looking_and_a_late_offer_opens_nothing(bar: AddBar, link: StagedLink) -> None:
    bar.take("a/b")
    press(bar, Key.Key_Escape)
    assert bar.popup.isHidden()
    assert bar.field.selectedText() == "a/b"
    link.answer(1, OFFER)
    process_events()
    assert bar.window().findChild(Chooser) is None
    press(bar, Key.Key_Escape)
    assert bar.field.text() == ""


def test_a_refusal_stands_under_the_field_with_a_way_to_try_again(bar: AddBar, link: StagedLink) -> None:
    link.answers[LookUp] = REFUSED
    bar.take("a/b")
    wait_until(lambda: "nothing answers there" in said(bar))
    QTest.mouseClick(bar.popup.copy, Qt.MouseButton.LeftButton)
    assert "source-refused" in QGuiApplication.clipboard().text()
    assert bar.popup.licence.isHidden()
    link.answers[LookUp] = OFFER
    QTest.mouseClick(bar.popup.retry, Qt.MouseButton.LeftButton)
    assert asked(link, LookUp) == [LookUp(text="a/b")] * 2
    chooser_of(bar)


def test_a_search_that_failed_is_tried_again(bar: AddBar, link: StagedLink) -> None:
    link.answers[Search] = REFUSED
    QTest.keyClicks(bar.field, "qwen")
    wait_until(lambda: "nothing answers there" in said(bar))
    link.answers[Search] = RESULT
    press(bar, Key.Key_Return)
    wait_until(bar.popup.list.isVisible)


class Browser(QObject):
    """What the desktop would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.mark.parametrize(("url", "opened"), [("https://hf.co/a/b", True), ("file:///etc/passwd", False)])
def test_the_licence_page_is_a_click_away_where_it_is_one(
    bar: AddBar, link: StagedLink, url: str, opened: bool
) -> None:
    gated = problem("source-refused", host="x")
    gated.params["url"] = url
    link.answers[LookUp] = gated
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    bar.take("a/b")
    wait_until(lambda: bar.popup.trouble is not None)
    assert bar.popup.licence.isVisible() == opened
    bar.popup.licence.click()
    QDesktopServices.unsetUrlHandler("https")
    assert browser.opened == ([url] if opened else [])


def test_the_popup_goes_with_the_focus(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    bar.window().findChild(QPushButton, "elsewhere").setFocus()
    assert bar.popup.isHidden()
    bar.setFocus()
    press(bar, Key.Key_Down)
    wait_until(bar.popup.list.isVisible)


def test_the_popup_stays_within_the_window(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    bar.window().resize(420, 200)
    wait_until(lambda: bar.window().rect().contains(bar.popup.geometry()), what="popup is inside")
    bar.window().resize(1000, 600)
    wait_until(lambda: bar.popup.list.height() < bar.popup.height() < 400, what="popup has its height again")


def test_nothing_found_says_what_to_try(bar: AddBar, link: StagedLink) -> None:
    link.answers[Search] = SearchResult()
    QTest.keyClicks(bar.field, "zzz<b>")
    wait_until(lambda: said(bar).startswith("Nothing is called “zzz<b>” here."))


def test_a_reader_of_the_screen_hears_what_one_chooses_by(bar: AddBar, link: StagedLink) -> None:
    type_words(bar, link)
    index = bar.popup.list.found.index(4, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "needs an accepted licence, in the cache, 12 downloads" in spoken


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1k", "1,000"),
        (12_345, "12.3k", "1.2 万"),
        (999_949, "1M", "100 万"),
        (120_000_000, "120M", "1.2 亿"),
        (2_000_000_000, "2B", "20 亿"),
    ],
)
def test_counts_are_short(app: QApplication, number: int, english: str, chinese: str) -> None:
    languages = Languages(app)
    languages.choose("en")
    assert short_count(number) == english
    languages.choose("zh_CN")
    assert short_count(number) == chinese
    languages.choose("en")
    languages.deleteLater()
