"""The Archive page: what it says of disks and repos, and what it asks of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.archive import words
from hubkeep.app.archive.under_way import KINDS
from hubkeep.link.messages import (
    Adopt,
    Archive,
    ArchiveResult,
    ClearOrphans,
    ControlJob,
    FetchResult,
    Freeze,
    JobResult,
    JobStarted,
    JobView,
    ListArchives,
    Mend,
    Nothing,
    Problem,
    Progress,
    Restore,
    RevealArchive,
    StartJob,
    Thaw,
    Undo,
    problem,
)
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QPushButton

from tests.app import archive_showcase as showcase
from tests.app import showcase as library
from tests.app.archive.conftest import NOW
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.archive.page import ArchivePage

    from tests.app.archive.conftest import OpenPage
    from tests.app.stage import StagedLink


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def orders(link: StagedLink) -> list:
    return [request.order for request in link.asked if isinstance(request, StartJob)]


def chosen(page: ArchivePage, *keys: str) -> None:
    page.kept.table.choose(frozenset(keys))
    process_events()


def kept(tier: str) -> str:
    return next(each.key for each in showcase.kept(NOW) if each.tier == tier)


# --- what it says


def test_the_summary_says_it_in_numbers(page: ArchivePage) -> None:
    told = plain(page.summary())
    assert told.startswith("8 repo")
    assert "1.39 TB archived" in told
    assert "1 disk" in told


def test_nothing_is_archived_yet(page: ArchivePage, link: StagedLink) -> None:
    link.archives(showcase.empty())
    assert page.summary() == "Nothing is archived yet"
    assert page.kept.placeholder.isVisible()
    page.kept.placeholder.button.click()
    [dialog] = [each for each in page.findChildren(QDialog) if each.isVisible()]
    assert dialog.objectName() == "adoptDialog"
    dialog.reject()


def test_a_disk_that_is_away_is_shown_and_says_so(page: ArchivePage) -> None:
    card = page.volumes.card("a2")
    assert card is not None
    assert card.pill.text == "not connected"
    assert plain(card.holds.text()).startswith("811 GB")
    assert card.room.text() == "last seen 9 days ago" or card.room.text().startswith("last seen 9 day")
    assert not card.reveal.isVisible()
    assert "Drawer, not connected" in card.accessibleName()


def test_the_volumes_say_what_is_free(page: ArchivePage) -> None:
    assert plain(page.volumes.cache.room.text()) == "186 GB free of 2.00 TB"
    card = page.volumes.card("a1")
    assert card is not None
    assert plain(card.room.text()) == "2.90 TB free of 8.00 TB"
    assert "61.0 GB frozen" in plain(card.holds.text())
    bucket = page.volumes.card("a3")
    assert bucket is not None
    assert bucket.pill.text == "bucket"
    assert not bucket.bar.isVisible()


def test_volumes_stand_in_as_many_columns_as_fit(open_page: OpenPage, link: StagedLink) -> None:
    link.answers[ListArchives] = showcase.view(NOW)
    wide = open_page(1200)
    process_events()
    wait_until(lambda: wide.volumes.card("a3") is not None)
    process_events()
    tops = {wide.volumes.cache.y(), *(wide.volumes.card(f"a{n}").y() for n in (1, 2, 3))}  # type: ignore[union-attr]
    assert len(tops) == 1
    slim = open_page(640)
    wait_until(lambda: slim.volumes.card("a3") is not None)
    process_events()
    assert slim.volumes.cache.y() < slim.volumes.card("a2").y()  # type: ignore[union-attr]


def test_a_folder_is_shown_where_that_can_be(page: ArchivePage, link: StagedLink) -> None:
    card = page.volumes.card("a1")
    assert card is not None
    QTest.mouseClick(card.reveal, Qt.MouseButton.LeftButton)
    assert RevealArchive("a1") in link.asked


# --- archiving


def test_the_button_says_number_and_size_and_archives(page: ArchivePage, link: StagedLink) -> None:
    page.propose(showcase.BIG)
    wait_until(lambda: page.moves.plan is not None)
    button = page.findChild(QPushButton, "archiveAct")
    assert button is not None
    assert plain(button.text()).startswith("Archive 3 repo")
    assert plain(button.text()).endswith("(241 GB)")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    [order] = orders(link)
    assert isinstance(order, Archive)
    assert set(order.keys) == set(showcase.BIG)
    assert order.to == showcase.VAULT
    assert order.cache == library.CACHE


def test_a_job_is_shown_where_it_was_begun_and_can_be_stopped(page: ArchivePage, link: StagedLink) -> None:
    running, failed = showcase.jobs(NOW)
    link.answers[ControlJob] = Nothing()
    link.jobs(running, failed, JobView(id=3, kind="verify", state="running"))
    card = page.under_way.card(running.id)
    assert card is not None
    assert card.isVisible()
    assert page.under_way.card(3) is None
    pause, cancel = (card.findChild(QPushButton, f"job-{name}") for name in ("pause", "cancel"))
    assert pause is not None
    assert cancel is not None
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert ControlJob(running.id, "pause") in link.asked
    assert ControlJob(running.id, "cancel") in link.asked
    bad = page.under_way.card(failed.id)
    assert bad is not None
    assert bad.findChild(QPushButton, "job-retry").isVisible()  # type: ignore[union-attr]
    link.jobs()
    assert not page.under_way.isVisible()


def test_what_is_done_can_be_taken_back(page: ArchivePage, link: StagedLink) -> None:
    link.answers[StartJob] = JobStarted(9)
    link.answers[FetchResult] = JobResult(
        id=9, archive=ArchiveResult(moved=241_000_000_000, frees=240_000_000_000, archive=showcase.VAULT)
    )
    page.archive(showcase.BIG, showcase.VAULT)
    process_events()
    link.jobs(JobView(id=9, kind="archive", count=3, state="done", undoable=True, cache=library.CACHE))
    wait_until(lambda: "moved to" in page.notice.text)
    assert plain(page.notice.text) == f"241 GB moved to {showcase.VAULT}, 240 GB freed."
    page.notice.button.click()
    assert orders(link)[-1] == Undo(cache=library.CACHE, job=9)


def test_what_the_engine_refuses_is_said(page: ArchivePage, link: StagedLink) -> None:
    link.answers[StartJob] = problem("disk-full", path="/mnt")
    page.archive(showcase.BIG, showcase.VAULT)
    wait_until(lambda: "full" in page.notice.text)


def test_every_kind_of_job_has_a_name(page: ArchivePage) -> None:
    from hubkeep.app.shell import jobs_in_words

    for kind in KINDS:
        job = JobView(id=1, kind=kind, subject="org/name", count=1, progress=Progress())
        named = jobs_in_words.title(job)
        assert "org/name" in named
        assert not named.startswith(f"{kind} org")
        several = jobs_in_words.title(replace(job, subject="", count=3))
        assert not several.startswith(kind)
        result = JobResult(
            id=1, archive=ArchiveResult(moved=1, frees=1, archive="/mnt", repos=("a/b",), files=1)
        )
        assert jobs_in_words.outcome(job, result)


# --- what is archived


@pytest.mark.parametrize(
    ("tier", "restores", "freezes", "thaws"),
    [
        ("archived", True, True, False),
        ("partly", True, True, False),
        ("frozen", True, False, True),
        ("bucket", True, False, False),
        ("offline", False, False, False),
        ("orphan", False, False, False),
    ],
)
def test_each_tier_offers_what_it_can(
    page: ArchivePage, tier: str, restores: bool, freezes: bool, thaws: bool
) -> None:
    chosen(page, kept(tier))
    actions = page.actions_
    assert actions.restore.isEnabled() is restores
    assert actions.freeze.isEnabled() is freezes
    assert actions.thaw.isEnabled() is thaws
    assert page.kept.restore.isEnabled() is restores


def test_orders_leave_out_what_they_are_not_for(page: ArchivePage, link: StagedLink) -> None:
    chosen(page, *(each.key for each in showcase.kept(NOW)))
    page.kept.restore.click()
    page.kept.freeze.click()
    page.kept.thaw.click()
    restored, frozen, thawed = orders(link)
    assert isinstance(restored, Restore)
    assert isinstance(frozen, Freeze)
    assert isinstance(thawed, Thaw)
    assert kept("offline") not in restored.keys
    assert kept("orphan") not in restored.keys
    assert set(thawed.keys) == {each.key for each in showcase.kept(NOW) if each.tier == "frozen"}
    assert not set(frozen.keys) & set(thawed.keys)


def test_the_button_to_restore_says_number_and_size(page: ArchivePage) -> None:
    chosen(page, kept("archived"))
    assert plain(page.kept.restore.text()).startswith("Restore 1 repo")
    assert plain(page.kept.restore.text()).endswith("(358 GB)")
    assert plain(page.status()).endswith("358 GB")


def test_the_menu_of_an_archived_repo(page: ArchivePage, link: StagedLink) -> None:
    chosen(page, kept("archived"))
    page.kept.table.menu_wanted.emit(page.mapToGlobal(page.rect().center()))
    menu = page.findChild(QMenu, "keptMenu")
    assert menu is not None
    assert [action.objectName() for action in menu.actions() if not action.isSeparator()] == [
        "archive-restore",
        "archive-freeze",
        "archive-thaw",
        "archive-reveal",
        "archive-copy",
    ]
    menu.close()
    page.actions_.reveal.trigger()
    assert RevealArchive("a1") in link.asked
    page.actions_.copy.trigger()
    assert QGuiApplication.clipboard().text() == "tiiuae/falcon-180B"


def test_enter_restores(page: ArchivePage, link: StagedLink) -> None:
    chosen(page, kept("bucket"))
    page.kept.table.setFocus()
    QTest.keyClick(page.kept.table, Qt.Key.Key_Return)
    [order] = orders(link)
    assert order.keys == (kept("bucket"),)


# --- what was found


def test_what_was_found_is_put_right(page: ArchivePage, link: StagedLink) -> None:
    link.archives(replace(showcase.view(NOW), findings=showcase.findings()))
    moved, fetched, orphan = page.findings.bars()
    assert "Vault is mounted elsewhere" in moved.remark.text
    assert moved.act.text() == "Relink"
    assert not moved.clear.isVisible()
    moved.act.click()
    fetched.act.click()
    orphan.act.click()
    assert orders(link) == [
        Mend(cache=library.CACHE, archive=showcase.VAULT),
        Mend(cache=library.CACHE, archive=showcase.VAULT),
        Adopt(cache=library.CACHE, archive=showcase.VAULT, keys=("models--gpt2--gpt2-xl",)),
    ]


def test_orphans_are_deleted_only_after_a_question(page: ArchivePage, link: StagedLink) -> None:
    link.archives(replace(showcase.view(NOW), findings=showcase.findings()[2:]))
    [orphan] = page.findings.bars()
    orphan.clear.click()
    assert orders(link) == []
    [dialog] = [each for each in page.findChildren(QDialog) if each.isVisible()]
    act = dialog.findChild(QPushButton, "clearDialogAct")
    assert act is not None
    assert plain(act.text()).endswith("(6.40 GB)")
    act.click()
    [order] = orders(link)
    assert order == ClearOrphans(cache=library.CACHE, archive=showcase.VAULT, keys=("models--gpt2--gpt2-xl",))


def test_the_engines_own_sentence_goes_before_ours(page: ArchivePage, link: StagedLink) -> None:
    finding = replace(showcase.findings()[0], sentence=Problem(code="disk-full", params={"path": "/mnt"}))
    link.archives(replace(showcase.view(NOW), findings=(finding,)))
    [bar] = page.findings.bars()
    assert "full" in bar.remark.text


# --- the engine goes and comes


def test_nothing_can_be_ordered_while_the_engine_is_away(page: ArchivePage, link: StagedLink) -> None:
    link.archives(replace(showcase.view(NOW), findings=showcase.findings()))
    chosen(page, kept("archived"))
    link.become("restarting")
    assert not page.actions_.restore.isEnabled()
    assert not page.findings.bars()[0].act.isEnabled()
    assert not page.open_button.isEnabled()
    link.become("ready")
    assert page.actions_.restore.isEnabled()


def test_before_anything_is_known(open_page: OpenPage, link: StagedLink) -> None:
    page = open_page()
    assert page.placeholder.isVisible()
    assert page.summary() == ""
    link.archives(showcase.view(NOW))
    assert not page.placeholder.isVisible()


def test_f5_looks_again(page: ArchivePage, link: StagedLink) -> None:
    before = sum(isinstance(each, ListArchives) for each in link.asked)
    page.actions_.look.trigger()
    assert sum(isinstance(each, ListArchives) for each in link.asked) == before + 1


def test_every_tier_has_a_word_and_a_tip() -> None:
    for tier in words.TIER_TONES:
        assert words.tier(tier)
        assert words.tier_tip(tier)


def test_tab_goes_through_everything_that_can_be_done(page: ArchivePage) -> None:
    """From the number of days to the buttons under the table; nobody is caught on the way."""
    chosen(page, kept("archived"))
    page.moves.days.setFocus()
    seen = []
    for _ in range(24):
        focus = QGuiApplication.focusObject()
        seen.append(focus.objectName() if focus is not None else "")
        QTest.keyClick(page.window(), Qt.Key.Key_Tab)
    for name in ("archiveDays", "movesList", "archiveTarget", "archiveTabs", "keptTable", "keptRestore"):
        assert name in seen or f"qt_spinbox_{name}" in seen, (name, seen)


def test_everything_that_takes_the_focus_has_a_name(page: ArchivePage, link: StagedLink) -> None:
    from PySide6.QtWidgets import QAbstractButton, QWidget

    link.archives(replace(showcase.view(NOW), findings=showcase.findings()))
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            proxied = widget.parentWidget().accessibleName() if widget.parentWidget() else ""
            assert text or widget.accessibleName() or proxied, widget.objectName()
