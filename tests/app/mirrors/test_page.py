"""The Mirrors page: what it says of mirrors, and what it asks of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.mirrors import words
from hubkeep.app.mirrors.card import Card
from hubkeep.app.mirrors.verdicts import pill
from hubkeep.link.messages import (
    AddMirror,
    AllowToken,
    Bench,
    ControlJob,
    Entry,
    FetchHistory,
    JobStarted,
    JobView,
    ListMirrors,
    Measured,
    MirrorsView,
    MirrorView,
    Nothing,
    Problem,
    RemoveMirror,
    StartJob,
    UseMirror,
    problem,
)
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.app import mirrors_showcase as showcase
from tests.app.mirrors.conftest import NOW
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.mirrors.page import MirrorsPage

    from tests.app.mirrors.conftest import OpenPage
    from tests.app.stage import StagedLink

MIRROR, LAB, SUFY, OFFICIAL = showcase.MIRROR, showcase.LAB, showcase.SUFY, showcase.OFFICIAL


def card(page: MirrorsPage, url: str) -> Card:
    process_events()
    found = page.cards.card(url)
    assert found is not None
    return found


def unfolded(page: MirrorsPage, url: str) -> Card:
    if card(page, url).details is None:
        page.cards.toggle(url)
    return card(page, url)


def asked(link: StagedLink, kind: type) -> list:
    return [request for request in link.asked if isinstance(request, kind)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def remark(page: MirrorsPage) -> str:
    return page._remark.text


def judged(code: str, grade: str = "bad", **values: object) -> MirrorView:
    last = Measured(url="https://a.org", at=NOW, grade=grade, verdict=Problem(code=code), **values)  # type: ignore[arg-type]
    return MirrorView(entry=Entry(url="https://a.org"), last=last)


def test_how_far_one_is_behind_is_said_in_commits() -> None:
    behind = judged("mirror-behind", "fair", behind=True, behind_by=3, commit="0ef5fff7" * 5)
    assert pill(behind)[0].startswith("3 commit")
    assert behind.last is not None
    assert "3 commit" in words.content(behind.last)


# --- the sentence


def test_the_summary_says_it_in_numbers(page: MirrorsPage) -> None:
    told = plain(page.summary())
    assert told.startswith("4 of 6 serve")
    assert told.endswith("measured 4 min ago with Qwen/Qwen3-32B-AWQ · automatic → hf-mirror.com")


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (MirrorsView(), "No mirrors are known yet"),
        (replace(showcase.view(NOW), mode="fixed"), "always hf-mirror.com"),
        (replace(showcase.view(NOW), mode="environment"), "using hf-mirror.com"),
        (showcase.measuring(NOW), "with Qwen/Qwen3-32B-AWQ · 36.4 MB/s from hf-mirror.com"),
        (showcase.unmeasured(NOW), "none measured yet · using huggingface.co"),
    ],
)
def test_every_state_has_a_sentence(page: MirrorsPage, view: MirrorsView, told: str) -> None:
    assert plain(words.summary(view, NOW)).endswith(told)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(5, "just now"), (240, "4 min ago"), (2 * 3600, "2 h ago"), (9 * 86400, "9 day")],
)
def test_how_long_ago_it_was_measured(page: MirrorsPage, seconds: int, told: str) -> None:
    assert plain(words.since(NOW - seconds, NOW)).startswith(told)


def test_the_status_says_who_has_what_was_written(page: MirrorsPage, link: StagedLink) -> None:
    wait_until(lambda: "old value" in page.status())
    assert page.status().startswith("HF_ENDPOINT is written for your shells; 2 running")
    link.mirrors(replace(showcase.view(NOW), exported=""))
    assert page.status() == ""
    assert words.status(MIRROR, 0).endswith("hf-mirror.com")


# --- cards


def test_a_card_begins_with_the_verdict(page: MirrorsPage) -> None:
    heads = {each.view.entry.url: each.line.head for each in page.cards.cards()}
    assert [heads[url].pill for url in (MIRROR, LAB)] == ["serves you", "serves you · LAN"]
    assert plain(heads[SUFY].pill) == "throttled after 20.0 MB"
    assert heads[OFFICIAL].pill == "slow, 1 in 7 fails"
    assert (heads[showcase.TUNA].pill, heads[showcase.TUNA].tone) == ("given up", "bad")
    assert (heads[showcase.FAST].pill, heads[showcase.FAST].tone) == ("not measured", "muted")
    first = heads[MIRROR]
    assert first.name == "hf-mirror.com"
    assert first.place == "asked first"
    assert first.beside == "hf-mirror.com → cas-bridge.xethub.hf.co"
    assert (plain(first.latency), first.fresh, plain(first.rate)) == ("86 ms", "latest", "41.2 MB/s")
    assert heads[OFFICIAL].fresh == "origin"
    assert heads[SUFY].fresh == "behind"
    assert heads[showcase.GITEE].rate == ""
    assert heads[LAB].marks.replace("\u00a0", " ") == "local · yours"


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (judged("mirror-bytes-blocked"), ("bytes blocked", "bad")),
        (judged("mirror-stale", "fair"), ("behind", "warn")),
        (judged("mirror-behind", "fair"), ("behind", "warn")),
        (judged("mirror-search-refused", "good"), ("serves you", "good")),
        (judged("mirror-lacks-files", "fair", missing=("a",)), ("1 file(s) missing", "warn")),
        # An engine that is newer than the window.
        (judged("mirror-of-the-future"), ("of no use", "bad")),
        (judged("mirror-of-the-future", "fair"), ("serves, with a catch", "warn")),
        (judged("mirror-of-the-future", "unknown"), ("not measured", "muted")),
    ],
)
def test_a_verdict_has_a_word(page: MirrorsPage, view: MirrorView, told: tuple[str, str]) -> None:
    word, tone = pill(view)
    assert (word.replace("1 file missing", "1 file(s) missing"), tone) == told


def test_an_own_mirror_goes_by_its_name(page: MirrorsPage, link: StagedLink) -> None:
    named = MirrorView(entry=Entry(url=LAB, name="Lab\nNAS", own=True))
    link.mirrors(MirrorsView(mirrors=(named,), measured=NOW))
    link.mirrors(MirrorsView(mirrors=(named, showcase.mirrors(NOW)[0]), measured=NOW))
    head = card(page, LAB).line.head
    assert "\n" not in head.name
    assert head.name.startswith("Lab")
    assert head.beside == "lab-nas.local:8080"


def test_progress_is_told_while_it_is_measured(page: MirrorsPage, link: StagedLink) -> None:
    link.mirrors(showcase.measuring(NOW))
    head = card(page, MIRROR).line.head
    assert (head.pill, head.tone, head.fresh, plain(head.rate)) == ("receiving", "accent", "62%", "36.4 MB/s")
    assert card(page, SUFY).line.head.pill == "waiting"
    assert card(page, SUFY).line.head.faint
    assert card(page, LAB).line.head.pill == "serves you · LAN"
    assert page.measure_button.text() == "Stop"
    page.measure_button.click()
    assert asked(link, ControlJob) == [ControlJob(31, "cancel")]


def test_numbers_change_in_place(page: MirrorsPage, link: StagedLink) -> None:
    link.mirrors(showcase.measuring(NOW))
    before = list(page.cards.cards())
    for step in range(20):
        under_way = showcase.measuring(NOW)
        first = replace(under_way.mirrors[0], rate_now=step * 1e6, done=step / 20)
        link.mirrors(replace(under_way, mirrors=(first, *under_way.mirrors[1:])))
    assert list(page.cards.cards()) == before
    assert card(page, MIRROR).line.head.fresh == "95%"


def test_details_say_what_was_found_and_what_to_do(page: MirrorsPage) -> None:
    details = unfolded(page, SUFY).details
    assert details is not None
    assert "mirror-throttled" in details.text or "throttle" in details.text
    figures = details.figures
    assert "12 of 14 file" in figures.text("files")
    assert "model-00004-of-00004.safetensors" in details._missing.text()
    assert "2 of 12 failed" in figures.text("standing")
    assert "resumes" in figures.text("abilities")
    assert "an older one" in figures.text("content")
    assert plain(details._strip.text).startswith("name 4 ms, connection 21 ms")
    official = unfolded(page, OFFICIAL).details
    assert official is not None
    assert "asked again in" in official.figures.text("breaker")
    assert official.token.isHidden()


def test_what_is_known_can_be_copied(page: MirrorsPage) -> None:
    details = unfolded(page, SUFY).details
    assert details is not None
    details.buttons["copy"].click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(SUFY)
    assert "mirror-throttled" in copied
    assert "burst_bytes: 20000000" in copied
    assert details.buttons["copy"].text() == "Copied"


def test_a_token_is_sent_only_once_it_is_allowed(page: MirrorsPage, link: StagedLink) -> None:
    details = unfolded(page, MIRROR).details
    assert details is not None
    assert "never sent" in details.figures.text("tokens")
    details.token.click()
    assert asked(link, AllowToken) == [AllowToken(endpoint=MIRROR, allowed=True)]
    lab = unfolded(page, LAB).details
    assert lab is not None
    assert lab.token.isHidden()


# --- measuring


def test_all_are_measured_with_the_repo_that_was_named(page: MirrorsPage, link: StagedLink) -> None:
    assert page.measure_button.text() == "Measure"
    page.measure_button.click()
    page.repo.setText("https://huggingface.co/org/name")
    assert page.measure_button.text() == "Check it"
    QTest.keyClick(page.repo, Qt.Key.Key_Return)
    assert asked(link, StartJob) == [StartJob(Bench()), StartJob(Bench(repo="org/name"))]
    page.repo.setText("nonsense")
    page.measure_button.click()
    assert "org/name" in page.notice.text
    assert len(asked(link, StartJob)) == 2


def test_one_is_measured_alone(page: MirrorsPage, link: StagedLink) -> None:
    details = unfolded(page, SUFY).details
    assert details is not None
    details.buttons["measure"].click()
    assert asked(link, StartJob) == [StartJob(Bench(urls=(SUFY,)))]


def test_a_probe_that_fails_says_why(page: MirrorsPage, link: StagedLink) -> None:
    link.answers[StartJob] = JobStarted(9)
    page.measure_button.click()
    process_events()
    why = problem("disk-full", path="/home")
    link.jobs(JobView(id=9, kind="bench", state="failed", problem=why))
    assert "the disk is full" in page.notice.text


def test_history_is_asked_for_again_when_something_was_measured(page: MirrorsPage, link: StagedLink) -> None:
    process_events()
    before = len(asked(link, FetchHistory))
    link.mirrors(showcase.view(NOW))
    assert len(asked(link, FetchHistory)) == before
    link.mirrors(replace(showcase.view(NOW), measured=NOW))
    assert len(asked(link, FetchHistory)) == before + 1


def test_what_is_unfolded_is_seen_from_its_head_on(page: MirrorsPage, link: StagedLink) -> None:
    link.mirrors(showcase.many(NOW))
    cards = page.cards
    process_events()
    for card in (list(cards.cards())[-1], list(cards.cards())[8]):
        cards.go(card.view.entry.url)
        wait_until(card.hasFocus)
        QTest.keyClick(card, Qt.Key.Key_Return)

        def in_sight(card: Card = card) -> bool:
            top = card.mapTo(cards.viewport(), QPoint(0, 0)).y()
            return card.details is not None and 0 <= top <= top + card.height() <= cards.viewport().height()

        wait_until(in_sight)
    # Where there is no room for all of it, its head is seen.
    page.window().resize(1100, 420)
    QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(card, Qt.Key.Key_Return)
    wait_until(lambda: 0 <= card.mapTo(cards.viewport(), QPoint(0, 0)).y() <= 16)


# --- which one is used


def test_the_choice_says_what_it_means(page: MirrorsPage, link: StagedLink) -> None:
    choice = page.choice
    assert choice.auto.isChecked()
    assert "now hf-mirror.com" in choice.said
    choice.official.click()
    choice.which.setCurrentIndex(choice.which.findData(SUFY))
    choice.fixed.click()
    choice.auto.click()
    assert asked(link, UseMirror) == [UseMirror("official"), UseMirror(SUFY), UseMirror("auto")]
    link.mirrors(replace(showcase.view(NOW), mode="fixed", endpoint=SUFY))
    assert choice.fixed.isChecked()
    assert choice.which.currentData() == SUFY
    # Chosen elsewhere: on a card, by the command line.
    link.mirrors(replace(showcase.view(NOW), mode="fixed", endpoint=LAB))
    assert choice.which.currentData() == LAB
    link.mirrors(showcase.unmeasured(NOW))
    assert not any(radio.isChecked() for radio in (choice.auto, choice.official, choice.fixed))
    assert "Nothing was chosen yet" in choice.said


def test_what_scrolls_past_the_choice_chooses_nothing(page: MirrorsPage, link: StagedLink) -> None:
    which = page.choice.which
    at = which.rect().center()
    down = QPoint(0, -120)
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(at, which.mapToGlobal(at), QPoint(), down, no_button, no_key, phase, False)
    before = which.currentIndex()
    QApplication.sendEvent(which, wheel)
    assert which.currentIndex() == before
    assert asked(link, UseMirror) == []


def test_a_choice_that_is_refused_does_not_hold(page: MirrorsPage, link: StagedLink) -> None:
    link.answers[UseMirror] = problem("disk-full", path="/home")
    page.choice.official.click()
    assert page.choice.official.isChecked()
    process_events()
    assert page.choice.auto.isChecked()
    assert "the disk is full" in page.notice.text


def test_one_is_used_from_its_card(page: MirrorsPage, link: StagedLink) -> None:
    for url in (LAB, OFFICIAL, MIRROR):
        details = unfolded(page, url).details
        assert details is not None
        details.buttons["use"].click()
    # The first one is asked first already.
    assert asked(link, UseMirror) == [UseMirror(LAB), UseMirror("official")]


# --- one's own


def test_an_own_one_goes_and_comes_back(page: MirrorsPage, link: StagedLink) -> None:
    link.answers[RemoveMirror] = link.answers[AddMirror] = Nothing()
    details = unfolded(page, LAB).details
    assert details is not None
    details.buttons["remove"].click()
    assert asked(link, RemoveMirror) == [RemoveMirror(LAB)]
    assert page.notice.text == "", "nothing is gone yet"
    wait_until(lambda: "no longer in the list" in page.notice.text)
    page.notice.button.click()
    [put_back] = asked(link, AddMirror)
    assert put_back.entry.url == LAB
    shipped = unfolded(page, MIRROR).details
    assert shipped is not None
    assert shipped.buttons["remove"].isHidden()


# --- states


def test_the_first_day_has_one_thing_to_do(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    link.mirrors(showcase.unmeasured(NOW))
    assert page.placeholder.isVisible()
    assert page.chart.isHidden()
    page.placeholder.button.click()
    assert asked(link, StartJob) == [StartJob(Bench())]
    link.mirrors(replace(showcase.unmeasured(NOW), job=4))
    assert page.cards.isVisible()


def test_when_nobody_serves_it_says_what_to_do(page: MirrorsPage, link: StagedLink) -> None:
    assert remark(page) == ""
    link.mirrors(showcase.none_serve(NOW))
    assert "None of them serves you now" in remark(page)
    link.mirrors(showcase.offline(NOW))
    assert "offline" in remark(page)
    link.mirrors(showcase.view(NOW))
    assert remark(page) == ""


def test_nothing_is_asked_of_an_engine_that_is_away(page: MirrorsPage, link: StagedLink) -> None:
    link.mirrors(showcase.measuring(NOW))
    unfolded(page, LAB)
    link.become("restarting")
    assert not page.measure_button.isEnabled()
    assert not page.choice.auto.isEnabled()
    assert card(page, MIRROR).line.head.pill == "serves you"
    details = card(page, LAB).details
    assert details is not None
    assert not details.buttons["use"].isEnabled()
    before = len(link.asked)
    QTest.keyClick(page.repo, Qt.Key.Key_Return)
    assert len(link.asked) == before
    link.become("ready")
    assert asked(link, ListMirrors)
    assert page.measure_button.isEnabled()


@pytest.mark.parametrize("width", [1100, 640, 420])
def test_many_with_long_names_are_painted_at_any_width(
    open_page: OpenPage, link: StagedLink, width: int
) -> None:
    page = open_page(width, 420)
    link.mirrors(showcase.many(NOW))
    page.chart.show_history(showcase.history(NOW), NOW)
    unfolded(page, SUFY)
    assert len(list(page.cards.cards())) == 30
    assert not page.grab().isNull()
    assert page.cards.widget().width() <= page.width()


# --- keyboard


def test_everything_is_reached_by_keyboard(page: MirrorsPage, link: StagedLink) -> None:
    page.setFocus()
    wait_until(lambda: card(page, MIRROR).hasFocus())

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        wait_until(QApplication.focusWidget)
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    press(Qt.Key.Key_Down)
    assert card(page, LAB).hasFocus()
    press(Qt.Key.Key_End)
    assert card(page, showcase.FAST).hasFocus()
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    details = card(page, LAB).details
    assert details is not None
    # Through the buttons of the card to those of its details.
    for _ in range(3):
        press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is details.buttons["use"]
    press(Qt.Key.Key_Space)
    assert asked(link, UseMirror) == [UseMirror(LAB)]
    press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Backtab)
    assert card(page, LAB).hasFocus()
    press(Qt.Key.Key_Escape)
    assert card(page, LAB).details is None
    # The card, its two buttons, then the chart.
    for _ in range(3):
        press(Qt.Key.Key_Tab)
    assert page.chart.hasFocus()
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    assert "lab-nas.local:8080 3" in page.chart.readout
    press(Qt.Key.Key_Down)
    assert "lab-nas" not in page.chart.readout
    press(Qt.Key.Key_Escape)
    assert page.chart.readout.startswith("peak")
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.repo.hasFocus()
    press(Qt.Key.Key_F5)
    assert asked(link, StartJob) == [StartJob(Bench())]


def test_the_focus_stays_when_its_card_goes(page: MirrorsPage, link: StagedLink) -> None:
    page.cards.go(LAB)
    wait_until(lambda: card(page, LAB).hasFocus())
    rest = tuple(each for each in showcase.mirrors(NOW) if each.entry.url != LAB)
    link.mirrors(replace(showcase.view(NOW), mirrors=rest))
    assert page.cards.card(LAB) is None
    assert page.cards.current == SUFY
    assert card(page, SUFY).hasFocus()


def test_the_menu_is_for_the_card_below_the_pointer(page: MirrorsPage) -> None:
    below, at = card(page, LAB), QPoint(30, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, below.mapToGlobal(at))
    QApplication.sendEvent(below, event)
    [menu] = page.findChildren(QMenu, "mirrorMenu")
    assert page.cards.current == LAB
    offered = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert offered == [
        "mirrors-use",
        "mirrors-one",
        "mirrors-copy-url",
        "mirrors-copy",
        "mirrors-edit",
        "mirrors-remove",
    ]
    menu.actions()[3].trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == LAB


def test_a_reader_of_the_screen_hears_the_verdict(page: MirrorsPage) -> None:
    assert card(page, MIRROR).accessibleName() == "hf-mirror.com, serves you, asked first"
    assert "41.2\u00a0MB/s" in card(page, MIRROR).accessibleDescription()
